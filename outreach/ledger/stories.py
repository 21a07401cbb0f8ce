"""Read the ledger as a story: what happened, to whom, on which day; and who is in it at all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from outreach.ledger.database import Ledger, LedgerRow


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the ledger tells of them: the id in the list, the key of name and birth date, the name."""

    recipient: str
    person: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for; empty means all. Days are those on which it happened."""

    since: dt.date | None = None
    until: dt.date | None = None
    by: str = ""
    sender: str = ""
    mailing: str = ""
    country: str = ""
    recipient: str = ""


_CONDITIONS = {
    "since": "date >= :since", "until": "date <= :until", "by": "by = :by", "sender": "sender = :sender",
    "mailing": "mailing = :mailing", "country": "country = :country", "recipient": "recipient = :recipient",
}  # fmt: skip


def events(ledger: Ledger, wanted: Wanted) -> Sequence[LedgerRow]:
    """Return the events that are asked for, in the order in which they happened."""
    values = {name: getattr(wanted, name) for name in _CONDITIONS}
    values = {name: str(value) for name, value in values.items() if value}
    where = " AND ".join(_CONDITIONS[name] for name in values) or "1 = 1"
    return ledger.execute(f"SELECT * FROM story WHERE {where} ORDER BY date, id", values).fetchall()  # noqa: S608


def people(ledger: Ledger) -> list[Person]:
    """Return everybody whom the ledger knows, once each, by their latest name."""
    rows = ledger.execute(
        "SELECT recipient, person, name, country FROM piece WHERE state <> ''"
        " UNION SELECT recipient, person, name, country FROM event WHERE piece IS NULL"
    )
    found = {row["recipient"]: Person(row["recipient"], row["person"], row["name"], row["country"]) for row in rows}
    return [found[recipient] for recipient in sorted(found)]


def called(people: Sequence[Person], text: str) -> list[Person]:
    """Return those whose id or name is `text`, else those whose name holds it; nobody has an empty one."""
    wanted = text.casefold().strip()
    if not wanted:
        return []
    exact = [one for one in people if wanted in (one.recipient.casefold(), one.name.casefold())]
    return exact or [one for one in people if wanted in one.name.casefold()]
