"""Read the ledger: counts, pieces and files."""

import sqlite3
from collections.abc import Sequence

from outreach.ledger.claims import RecordedFile


def counts(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return mailing, state and number of pieces."""
    return connection.execute(
        "SELECT mailing, state, count(*) AS pieces FROM standing GROUP BY mailing, state ORDER BY mailing"
    ).fetchall()


def batches(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return each recorded batch with its mailing, its day and its pieces by state."""
    return connection.execute(
        "SELECT batch.id, batch.mailing, batch.stationery, substr(batch.created_at, 1, 10) AS date,"
        " state, count(*) AS pieces FROM batch JOIN standing ON standing.batch = batch.id"
        " GROUP BY batch.id, state ORDER BY batch.id"
    ).fetchall()


def pieces(connection: sqlite3.Connection, batch: int) -> list[sqlite3.Row]:
    """Return the pieces of `batch` in print order with their states."""
    return connection.execute("SELECT * FROM standing WHERE batch = ? ORDER BY number", (batch,)).fetchall()


def pieces_of(connection: sqlite3.Connection, person: str) -> list[sqlite3.Row]:
    """Return the pieces to the recipients whose id or name is or holds `person`, latest first."""
    rows = connection.execute("SELECT * FROM standing ORDER BY batch DESC, number").fetchall()
    wanted = person.casefold().strip()
    exact = [row for row in rows if wanted in (row["recipient"].casefold(), row["name"].casefold())]
    return exact or [row for row in rows if wanted in row["name"].casefold()]


def files(connection: sqlite3.Connection, batch: int) -> Sequence[RecordedFile]:
    """Return the files of `batch` with their hashes."""
    rows = connection.execute("SELECT name, sha256, size FROM file WHERE batch = ?", (batch,))
    return [RecordedFile(row["name"], row["sha256"], row["size"]) for row in rows]
