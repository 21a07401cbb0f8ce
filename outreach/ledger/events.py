"""Add events: what happened to a piece, or to a person without a piece of ours; nothing is ever changed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger, LedgerRow, survives_cuts
from outreach.ledger.ids import new_uid
from outreach.ledger.row_rules import faults
from outreach.model import batch_name


@dataclass(frozen=True, slots=True)
class Action:
    """One command that a person gave: who, when, on which day the fact happened, and why.

    `group` is the id of the action, for a caller that may want to undo exactly this action; without one it gets a new
    id.
    """

    by: str
    date: dt.date
    command: str = ""
    note: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened: `kind` is one of `schema.STEPS`, and either `piece` or `recipient` is given.

    `piece` is the row number of a piece. Without one, `recipient` is the id in the list, `person` the key
    of name and birth date, `mailing` the mailing for which a letter counts, `sender` who signed it.
    `note` and `date` stand in place of the action's; `detail` is JSON of what changed, such as an address.
    """

    kind: str
    piece: int | None = None
    recipient: str = ""
    person: str = ""
    name: str = ""
    country: str = ""
    mailing: str = ""
    sender: str = ""
    note: str = ""
    detail: str = ""
    undoes: int | None = None
    date: dt.date | None = None


_COLUMNS = (
    "uid", "action", "at", "date", "by", "kind", "piece", "mailing", "recipient", "person", "name", "country",
    "sender", "note", "detail", "command", "undoes",
)  # fmt: skip
_INSERT = f"INSERT INTO event ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608
_SAME = (
    "SELECT 1 FROM story WHERE kind = :kind AND date = :date AND by = :by AND recipient = :recipient AND note = :note"
    " AND mailing = :mailing AND sender = :sender AND detail = :detail AND piece IS NULL AND NOT undone"
)


def now() -> str:
    """Return the time of recording: UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def add_events(ledger: Ledger, facts: Iterable[Fact], action: Action) -> str:
    """Append an event for each fact, as one action that can be undone as one; return the action's id.

    Must be called inside a transaction. Raises `LedgerError` for a day or a text that no ledger may hold.
    """
    _require_sensible({"date": action.date.isoformat(), "by": action.by, "note": action.note})
    group, at = action.group or new_uid(), now()
    ledger.executemany(_INSERT, (_values(fact, action, group, at) for fact in facts))
    return group


def _require_sensible(values: Mapping[str, object]) -> None:
    today = dt.date.today()  # noqa: DTZ011 — the user's own day
    if fault := next(faults("event", values, today), None):
        raise LedgerError(f"nothing was recorded: {fault[0]} {fault[1]}")


def _values(fact: Fact, action: Action, group: str, at: str) -> dict[str, object]:
    if fact.piece is None or fact.note or fact.detail or fact.date:  # most events of a piece have nothing of their own
        own = ("name", "person", "country", "sender", "note", "detail")
        date = (fact.date or action.date).isoformat()
        _require_sensible({"date": date, **{name: getattr(fact, name) for name in own}})
    return {
        "uid": new_uid(), "action": group, "at": at, "date": (fact.date or action.date).isoformat(), "by": action.by,
        "kind": fact.kind, "piece": fact.piece, "mailing": fact.mailing, "recipient": fact.recipient,
        "person": fact.person, "name": fact.name, "country": fact.country, "sender": fact.sender,
        "note": fact.note or action.note, "detail": fact.detail, "command": action.command, "undoes": fact.undoes,
    }  # fmt: skip


@survives_cuts
def tell(ledger: Ledger, facts: Sequence[Fact], action: Action) -> int:
    """Record facts about people without a piece; return how many were new.

    A fact that is on record already, the same in everything, is not recorded twice.
    """
    with ledger.transaction():
        new = [fact for fact in dict.fromkeys(facts) if not _on_record(ledger, fact, action)]
        add_events(ledger, new, action)
    return len(new)


def _on_record(ledger: Ledger, fact: Fact, action: Action) -> bool:
    return bool(ledger.execute(_SAME, _values(fact, action, "", "")).fetchone())


def undo_action(ledger: Ledger, group: str, action: Action) -> tuple[str, int]:
    """Undo everything that the action `group` recorded and that still stands, inside a transaction.

    Return the kind of its last event, and how many pieces or people it had to do with.
    """
    events = ledger.execute(
        "SELECT id, kind, piece, recipient, name, undone, mailing, country, person FROM story"
        " WHERE action = :action AND NOT undone ORDER BY id",
        {"action": group},
    ).fetchall()
    if not events or any(event["kind"] in ("merged", "undone") for event in events):
        raise LedgerError("that cannot be taken back: a merge is made void (outreach mark void), not undone")
    _refuse_second_letter(ledger, group)
    add_events(ledger, [_undoing(event) for event in events], action)
    return str(events[-1]["kind"]), len({(event["piece"], event["recipient"]) for event in events})


def _undoing(event: LedgerRow) -> Fact:
    if event["piece"] is not None:
        return Fact("undone", event["piece"], undoes=event["id"])
    told = {name: event[name] for name in ("recipient", "person", "name", "country", "mailing")}
    return Fact("undone", undoes=event["id"], **told)


def _refuse_second_letter(ledger: Ledger, group: str) -> None:
    """Do not let a voided piece come back if another one was merged in its place."""
    second = ledger.execute(
        "SELECT piece.name, later.batch FROM event JOIN piece ON piece.id = event.piece"
        " JOIN piece later ON later.mailing = piece.mailing AND later.recipient = piece.recipient"
        " AND later.round = piece.round AND later.attempt > piece.attempt"
        " WHERE event.action = :action AND event.kind = 'void' ORDER BY later.batch LIMIT 1",
        {"action": group},
    ).fetchone()
    if second:
        raise LedgerError(
            f"nothing was undone: {second['name']} has a new piece in {batch_name(second['batch'])} "
            "since this one was made void; nobody is written to twice"
        )
