"""Move pieces along the allowed arrows, and undo the last such step; every step is an event."""

import sqlite3
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from outreach.errors import LedgerError
from outreach.ledger.claims import Action, add_events
from outreach.ledger.database import transaction
from outreach.model import State

ARROWS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.PRINTED: frozenset({State.MERGED}),
        State.SENT: frozenset({State.MERGED, State.PRINTED}),
        State.RETURNED: frozenset({State.SENT}),
        State.ANSWERED: frozenset({State.SENT}),
        State.VOID: frozenset(set(State) - {State.VOID}),
    }
)
"""From which states a piece may come into each state. What was sent was printed: both are recorded."""


BEYOND: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.PRINTED: (State.SENT, State.RETURNED, State.ANSWERED),
        State.SENT: (State.RETURNED, State.ANSWERED),
    }
)
"""States that include an earlier one: what was answered has been sent."""


def mark(connection: sqlite3.Connection, uids: Sequence[str], state: State, action: Action) -> tuple[int, int]:
    """Bring the pieces `uids` into `state`; return how many moved and how many were there already.

    All or nothing: raises `LedgerError` with every piece that may not take this step.
    """
    with transaction(connection):
        pieces = _standing(connection, uids)
        there = [piece for piece in pieces if piece["state"] in (state, *BEYOND.get(state, ()))]
        moving = [piece for piece in pieces if piece not in there]
        refused = [piece for piece in moving if piece["state"] not in ARROWS[state]]
        if refused:
            raise LedgerError(_refusal(refused, state))
        events = []
        for piece in moving:
            if state is State.SENT and piece["state"] == State.MERGED:
                events.append((piece["id"], State.PRINTED.value))
            events.append((piece["id"], state.value))
        add_events(connection, events, action)
    return len(moving), len(there)


def _standing(connection: sqlite3.Connection, uids: Sequence[str]) -> list[sqlite3.Row]:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (uid TEXT PRIMARY KEY)")
    connection.execute("DELETE FROM chosen")
    connection.executemany("INSERT OR IGNORE INTO chosen VALUES (?)", [(uid,) for uid in uids])
    query = "SELECT * FROM standing WHERE uid IN (SELECT uid FROM chosen) ORDER BY batch, number"
    return connection.execute(query).fetchall()


def _refusal(refused: Sequence[sqlite3.Row], state: State) -> str:
    listed = "; ".join(
        f"piece {piece['number']} of batch-{piece['batch']:04d} ({piece['name']}) is {piece['state']}"
        for piece in refused[:10]
    )
    more = f" and {len(refused) - 10} more" if len(refused) > 10 else ""  # noqa: PLR2004 — as many as fit a screen
    allowed = ", ".join(sorted(ARROWS[state] - {State.VOID}))
    return f"nothing was marked: only pieces that are {allowed} can become {state}, but {listed}{more}"


def undo(connection: sqlite3.Connection, action: Action) -> tuple[str, int]:
    """Undo the last marking as a whole; return what it was and how many pieces it had moved."""
    with transaction(connection):
        last = connection.execute(
            "SELECT action, kind FROM event e WHERE kind NOT IN ('merged', 'reprinted', 'undone')"
            " AND NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = e.id) ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if last is None:
            raise LedgerError("there is no marking to undo")
        events = connection.execute(
            "SELECT event.id, piece, kind, piece.name, piece.mailing, piece.recipient, piece.round,"
            " piece.attempt FROM event JOIN piece ON piece.id = event.piece"
            " WHERE action = ? ORDER BY event.id",
            (last["action"],),
        ).fetchall()
        _refuse_second_letter(connection, events)
        undoes = {index: event["id"] for index, event in enumerate(events)}
        add_events(connection, [(event["piece"], "undone") for event in events], action, undoes)
    return str(last["kind"]), len({event["piece"] for event in events})


def _refuse_second_letter(connection: sqlite3.Connection, events: Sequence[sqlite3.Row]) -> None:
    """Keep a voided piece from coming back when another one was merged in its place."""
    for event in events:
        later = connection.execute(
            "SELECT batch FROM piece WHERE mailing = ? AND recipient = ? AND round = ? AND attempt > ?",
            (event["mailing"], event["recipient"], event["round"], event["attempt"]),
        ).fetchone()
        if event["kind"] == "void" and later:
            raise LedgerError(
                f"nothing was undone: {event['name']} has a new piece in batch-{later['batch']:04d} "
                "since this one was made void; nobody is written to twice"
            )


def note_reprint(connection: sqlite3.Connection, uids: Sequence[str], action: Action) -> None:
    """Record that pieces were printed again, with the reason; their states stay as they are."""
    with transaction(connection):
        pieces = _standing(connection, uids)
        add_events(connection, [(piece["id"], "reprinted") for piece in pieces], action)
