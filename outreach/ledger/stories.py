"""Read the ledger as a story: what happened, to whom, on which day; and who is in it at all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from outreach.ledger.database import Ledger, LedgerRow


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the ledger knows them: the id in the list, the key of name and birth date, the name."""

    recipient: str
    person: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class EventFilter:
    """The events that are wanted; empty means all. Days are those on which it happened."""

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


def events(ledger: Ledger, wanted: EventFilter) -> Sequence[LedgerRow]:
    """Return the events that are asked for, in the order in which they happened."""
    values = {name: getattr(wanted, name) for name in _CONDITIONS}
    values = {name: str(value) for name, value in values.items() if value}
    where = " AND ".join(_CONDITIONS[name] for name in values) or "1 = 1"
    return ledger.execute(f"SELECT * FROM story WHERE {where} ORDER BY date, id", values).fetchall()  # noqa: S608


def names(ledger: Ledger) -> list[Person]:
    """Return everybody whom the ledger knows under each name that was recorded, the latest last."""
    rows = ledger.execute(
        "SELECT recipient, person, name, country, max(at) AS at FROM ("
        "  SELECT piece.recipient, piece.person, piece.name, piece.country, batch.created_at AS at"
        "  FROM piece JOIN batch ON batch.id = piece.batch WHERE state <> ''"
        "  UNION ALL SELECT recipient, person, name, country, at FROM event WHERE piece IS NULL"
        ") AS told GROUP BY recipient, person, name, country ORDER BY at, recipient, name"
    )
    return [Person(row["recipient"], row["person"], row["name"], row["country"]) for row in rows]


def people(ledger: Ledger) -> list[Person]:
    """Return everybody whom the ledger knows, once each, by their latest name."""
    found = {one.recipient: one for one in names(ledger)}
    return [found[recipient] for recipient in sorted(found)]
