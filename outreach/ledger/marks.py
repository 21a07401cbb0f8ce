"""Move pieces along the allowed arrows, and undo the last such step; every step is an event."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger, LedgerRow, survives_cuts
from outreach.ledger.events import Action, Fact, add_events, undo_action
from outreach.ledger.schema import not_undone
from outreach.model import State, batch_name

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


@survives_cuts
def mark(ledger: Ledger, uids: Sequence[str], state: State, action: Action) -> tuple[int, int]:
    """Bring the pieces `uids` into `state`; return how many moved and how many were there already.

    All or nothing: raises `LedgerError` with every piece that may not take this step.
    """
    with ledger.transaction():
        pieces = _standing(ledger, uids)
        beyond = {state, *BEYOND.get(state, ())}
        moving = [piece for piece in pieces if piece["state"] not in beyond]
        refused = [piece for piece in moving if piece["state"] not in ARROWS[state]]
        if refused:
            raise LedgerError(_refusal(refused, state))
        events = []
        for piece in moving:
            if state is State.SENT and piece["state"] == State.MERGED:
                events.append(Fact(State.PRINTED, piece["id"]))
            events.append(Fact(state, piece["id"]))
        add_events(ledger, events, action)
    return len(moving), len(pieces) - len(moving)


def _standing(ledger: Ledger, uids: Sequence[str]) -> list[LedgerRow]:
    ledger.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (uid TEXT PRIMARY KEY)")
    ledger.execute("DELETE FROM chosen")
    ledger.executemany("INSERT INTO chosen (uid) VALUES (:uid)", [{"uid": uid} for uid in dict.fromkeys(uids)])
    query = "SELECT * FROM standing WHERE uid IN (SELECT uid FROM chosen) ORDER BY batch, number"
    return ledger.execute(query).fetchall()


def _refusal(refused: Sequence[LedgerRow], state: State) -> str:
    listed = "; ".join(
        f"piece {piece['number']} of {batch_name(piece['batch'])} ({piece['name']}) is {piece['state']}"
        for piece in refused[:10]
    )
    more = f" and {len(refused) - 10} more" if len(refused) > 10 else ""  # noqa: PLR2004 — as many as fit a screen
    allowed = ", ".join(sorted(ARROWS[state] - {State.VOID}))
    return f"nothing was marked: only pieces that are {allowed} can become {state}, but {listed}{more}"


@survives_cuts
def undo(ledger: Ledger, action: Action, which: str = "") -> tuple[str, int]:
    """Undo the last marking as a whole; return what it was and how many pieces it had moved.

    This is the last one by the same user, since others may be at work. `which` names another action.
    """
    with ledger.transaction():
        return undo_action(ledger, which or _last_marking(ledger, action.by), action)


_LAST_MARKING = f"""
    SELECT action, by FROM event
    WHERE kind NOT IN ('merged', 'overridden', 'reprinted', 'undone') AND command <> 'forget' AND {not_undone("event")}
    ORDER BY (by = :by) DESC, id DESC LIMIT 1
"""  # noqa: S608 — our own words


def _last_marking(ledger: Ledger, by: str) -> str:
    last = ledger.execute(_LAST_MARKING, {"by": by}).fetchone()
    if last is None:
        raise LedgerError("there is no marking to undo")
    if last["by"] != by:
        raise LedgerError(
            f"there is no marking of yours ({by}) to undo; the last one is by {last['by']}, who may undo it"
        )
    return str(last["action"])


@survives_cuts
def note_reprint(ledger: Ledger, uids: Sequence[str], action: Action) -> None:
    """Record that pieces were printed again, with the reason; their states stay as they are."""
    with ledger.transaction():
        pieces = _standing(ledger, uids)
        add_events(ledger, [Fact("reprinted", piece["id"]) for piece in pieces], action)
