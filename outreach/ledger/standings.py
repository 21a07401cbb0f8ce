"""Read everybody's state: the latest letter of each mailing to each person, and what is known about people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from outreach.ledger.database import Ledger, LedgerRow
from outreach.model import batch_name


@dataclass(slots=True)
class Track:
    """One letter, or one person without a letter of ours; `days` are those of the steps that stand."""

    key: str
    facts: Mapping[str, str]
    piece: int | None = None
    state: str = ""
    days: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    letters: int = 0
    answers: int = 0


PERSON = "person:"
"""Begins the key of a row without a piece; the id in the list follows."""


def tracks(ledger: Ledger, *, mailing: str = "", country: str = "", state: str = "") -> list[Track]:
    """Return everybody's state, in the order of their latest letters."""
    events = ledger.execute("SELECT * FROM story WHERE NOT undone ORDER BY date, id").fetchall()
    latest = _latest(ledger)
    people = _people(events, {str(row["recipient"]) for row in latest})
    found = [_of_piece(row) for row in latest] + people
    _fill(found, events)
    return [one for one in found if _asked_for(one, mailing, country, state)]


def _asked_for(one: Track, mailing: str, country: str, state: str) -> bool:
    return mailing in ("", one.facts["mailing"]) and country in ("", one.facts["country"]) and state in ("", one.state)


def _latest(ledger: Ledger) -> list[LedgerRow]:
    rows = ledger.execute("SELECT * FROM piece WHERE state <> '' ORDER BY round, attempt, id")
    last = {(row["mailing"], row["recipient"]): row for row in rows}
    return sorted(last.values(), key=lambda row: (row["batch"], row["number"]))


def _of_piece(row: LedgerRow) -> Track:
    facts = {name: str(row[name]) for name in ("recipient", "person", "name", "country", "mailing", "sender")}
    facts |= {"batch": batch_name(row["batch"]), "number": str(row["number"])}
    return Track(row["uid"], facts, row["id"], row["state"])


def _people(events: Iterable[LedgerRow], written: set[str]) -> list[Track]:
    """Return the people whom only events mention."""
    found: dict[str, Track] = {}
    for event in events:
        if event["piece"] is None and event["recipient"] not in written and event["kind"] != "undone":
            facts = {name: str(event[name]) for name in ("recipient", "person", "name", "country")}
            facts |= {"mailing": "", "sender": event["sender"], "batch": "", "number": ""}
            found[event["recipient"]] = Track(PERSON + event["recipient"], facts)
    return list(found.values())


def _fill(found: Iterable[Track], events: Iterable[LedgerRow]) -> None:
    """Add days, notes and counts from the events."""
    by_piece = {one.piece: one for one in found if one.piece is not None}
    by_person: dict[str, list[Track]] = {}
    for one in found:
        by_person.setdefault(one.facts["recipient"], []).append(one)
    for event in events:
        mine = by_piece.get(event["piece"])
        everywhere = by_person.get(event["recipient"], [])
        owners = [mine] if mine else [] if event["piece"] is not None else everywhere
        for one in owners:
            if mine or one.piece is None:
                one.days[event["kind"]] = event["date"]
            if event["note"]:
                one.notes.append(event["note"])
        for one in everywhere:
            one.letters += event["kind"] == "sent"
            one.answers += event["kind"] == "answered"
            if event["kind"] == "address_confirmed":
                one.confirmed.append(event["date"])
