"""Read the ledger: batches with their counts, pieces and files."""

import datetime as dt
from collections.abc import Sequence

from outreach.ledger.claims import RecordedFile
from outreach.ledger.database import Ledger, LedgerRow, day


def batches(ledger: Ledger) -> list[LedgerRow]:
    """Return each recorded batch with its mailing, its day and its pieces by state."""
    return ledger.execute(
        "SELECT batch.id, batch.mailing, batch.stationery, substr(batch.created_at, 1, 10) AS date, batch.place,"
        " batch.origin, state, pieces FROM batch JOIN ("
        "  SELECT batch, state, count(*) AS pieces FROM piece WHERE state <> '' GROUP BY batch, state"
        " ) AS counted ON counted.batch = batch.id ORDER BY batch.id"
    ).fetchall()


def pieces(ledger: Ledger, batch: int) -> list[LedgerRow]:
    """Return the pieces of `batch` in print order with their states."""
    return ledger.execute("SELECT * FROM standing WHERE batch = :batch ORDER BY number", {"batch": batch}).fetchall()


def pieces_of(ledger: Ledger, recipient: str) -> list[LedgerRow]:
    """Return the pieces to the recipient with this id, latest first."""
    query = "SELECT * FROM standing WHERE recipient = :recipient ORDER BY batch DESC, number"
    return ledger.execute(query, {"recipient": recipient}).fetchall()


def pieces_to(ledger: Ledger, recipient: str) -> list[LedgerRow]:
    """Return the pieces to one recipient by the id in the list, latest first."""
    query = "SELECT * FROM standing WHERE recipient = :recipient ORDER BY batch DESC, number"
    return ledger.execute(query, {"recipient": recipient}).fetchall()


def files(ledger: Ledger, batch: int) -> Sequence[RecordedFile]:
    """Return the files of `batch` with their hashes."""
    rows = ledger.execute("SELECT name, sha256, size FROM file WHERE batch = :batch", {"batch": batch})
    return [RecordedFile(row["name"], row["sha256"], row["size"]) for row in rows]


def is_here(ledger: Ledger, batch: int) -> bool:
    """Tell whether the files of `batch` are in this campaign folder, not on another computer."""
    row = ledger.execute("SELECT place, origin FROM batch WHERE id = :batch", {"batch": batch}).fetchone()
    return bool(row and row["place"] == ledger.place and not row["origin"])


def returned(ledger: Ledger) -> dict[str, dt.date]:
    """Return the recipients whose letter came back, with the day; an answer or a note on the address ends this."""
    rows = ledger.execute(
        "SELECT recipient, kind, date FROM story WHERE NOT undone"
        " AND kind IN ('returned', 'answered', 'address_changed', 'address_confirmed') ORDER BY id"
    )
    latest = {row["recipient"]: row for row in rows}
    return {who: day(row["date"]) for who, row in latest.items() if row["kind"] == "returned"}
