"""Invented people, and pieces to them, for the tests of the ledger."""

import datetime as dt

from outreach.ledger.claims import Action, RecordedFile, RecordedPiece, claim, record
from outreach.ledger.database import Ledger, transaction
from outreach.model import Kind, Plan, Recipient, Row, Sender

TODAY = dt.date(2026, 11, 20)
ACTION = Action("tester", TODAY, "outreach test")
SENDER = Sender("us", "Us", ("Street 1",), "DE")
FILE = RecordedFile("letters.pdf", "0" * 64, 10)


def person(id_: str) -> Recipient:
    """Return a person."""
    return Recipient(Kind.POLITICIAN, id_, f"Name {id_}", (id_,), ("Street",), "DE", "", {}, Row("list", 2, {}))


def plan(id_: str, number: int = 1, about: str = "", mailing: str = "letters") -> Plan:
    """Return the plan of one piece."""
    return Plan(mailing, person(id_), person(about) if about else None, SENDER, "en", number)


def claimed(ledger: Ledger, *plans: Plan) -> tuple[int, dict[str, str]]:
    """Claim `plans`; return the batch and the uid of each recipient."""
    with transaction(ledger):
        batch, uids = claim(ledger, plans, "plain-a4")
    return batch, {one.recipient.id: uid for uid, one in zip(uids, plans, strict=True)}


def merged(ledger: Ledger, *plans: Plan) -> dict[str, str]:
    """Claim and record `plans`; return the uid of each recipient."""
    batch, uids = claimed(ledger, *plans)
    record(ledger, batch, [RecordedPiece(uid, i, i, i) for i, uid in enumerate(uids.values(), 1)], [FILE], ACTION)
    return uids


def states(ledger: Ledger) -> dict[str, str]:
    """Return the state of each uid."""
    return {row["uid"]: row["state"] for row in ledger.execute("SELECT uid, state FROM standing")}


def count(ledger: Ledger, table: str) -> int:
    """Return the number of rows."""
    return int(ledger.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 — the tests' own words
