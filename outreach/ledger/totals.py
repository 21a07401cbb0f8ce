"""Count what the whole ledger holds: letters sent, people reached, answers, and letters waiting to be posted."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.schema import not_undone

_STANDS = not_undone("event")


@dataclass(frozen=True, slots=True)
class Totals:
    """Letters sent, people reached by them, answers, and letters that came back."""

    sent: int = 0
    people: int = 0
    answered: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Unposted:
    """Pieces of a batch that were made or printed, and are not marked as posted."""

    batch: int
    mailing: str
    stationery: str
    date: str
    pieces: int


def totals(ledger: Ledger | None) -> Totals:
    """Return the counts; what was taken back does not count."""
    if ledger is None:
        return Totals()
    rows = ledger.execute(
        f"SELECT kind, count(*) AS n FROM event WHERE kind IN ('sent', 'answered', 'returned') AND {_STANDS}"  # noqa: S608 — our own words
        " GROUP BY kind"
    )
    counts = {row["kind"]: int(row["n"]) for row in rows}
    people = ledger.execute(
        "SELECT count(*) AS n FROM (SELECT piece.recipient FROM event JOIN piece ON piece.id = event.piece"  # noqa: S608 — our own words
        f" WHERE kind = 'sent' AND {_STANDS} UNION"
        f" SELECT event.recipient FROM event WHERE piece IS NULL AND kind = 'sent' AND {_STANDS}) AS reached"
    ).fetchone()
    return Totals(counts.get("sent", 0), int(people["n"]), counts.get("answered", 0), counts.get("returned", 0))


def unposted(ledger: Ledger | None) -> Sequence[Unposted]:
    """Return the batches with pieces that wait to be posted, the oldest first."""
    if ledger is None:
        return []
    rows: list[LedgerRow] = ledger.execute(
        "SELECT batch.id, batch.mailing, batch.stationery, substr(batch.created_at, 1, 10) AS date, count(*) AS n"
        " FROM piece JOIN batch ON batch.id = piece.batch WHERE piece.state IN ('merged', 'printed')"
        " GROUP BY batch.id, batch.mailing, batch.stationery, batch.created_at ORDER BY batch.id"
    ).fetchall()
    return [Unposted(row["id"], row["mailing"], row["stationery"], row["date"], row["n"]) for row in rows]
