"""Find where another ledger contradicts this one.

A row with a global id is the same everywhere, and a batch keeps its pieces.
"""

from collections.abc import Iterator

from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.forgetting import is_forgotten
from outreach.model import Problem, batch_name

REMEDY = "nothing was brought in; have it exported again, or ask whoever keeps it what happened to it"
_BATCHES = "SELECT id, uid, mailing FROM batch"
_PIECES = """
    SELECT piece.id, piece.uid, piece.mailing, piece.round, piece.recipient, piece.state, piece.number,
        batch.uid AS batch_uid, batch.id AS batch FROM piece JOIN batch ON batch.id = piece.batch
"""
_EVENTS = """
    SELECT event.id, event.uid, event.action, event.at, event.date, event.by, event.kind, event.command,
        coalesce(piece.uid, '') AS piece_uid FROM event LEFT JOIN piece ON piece.id = event.piece
"""
_SAME_PIECE = ("mailing", "round", "batch_uid")
_SAME_EVENT = ("action", "at", "date", "by", "kind", "command", "piece_uid")


def contradictions(ledger: Ledger, other: Ledger, name: str) -> Iterator[Problem]:
    """Yield a problem for each row of `other`, called `name`, that contradicts `ledger`."""
    for table, row, message in (*_of_batches(ledger, other), *_of_pieces(ledger, other), *_of_events(ledger, other)):
        yield Problem(name, message, REMEDY, row["id"], unit=table)


Told = tuple[str, LedgerRow, str]


def _of_batches(ledger: Ledger, other: Ledger) -> Iterator[Told]:
    here = {row["uid"]: row["mailing"] for row in ledger.execute(_BATCHES)}
    for row in other.execute(_BATCHES):
        if row["uid"] in here and row["mailing"] != here[row["uid"]]:
            yield "batch", row, f"is of another mailing here: {here[row['uid']]}"


def _of_pieces(ledger: Ledger, other: Ledger) -> Iterator[Told]:
    here = {row["uid"]: row for row in ledger.execute(_PIECES)}
    recorded = {
        row["uid"]: batch_name(row["id"])
        for row in ledger.execute("SELECT id, uid FROM batch WHERE id IN (SELECT batch FROM file)")
    }
    for row in other.execute(_PIECES):
        mine = here.get(row["uid"])
        if mine is None:
            if row["state"] and row["batch_uid"] in recorded:
                yield "piece", row, f"stands in {recorded[row['batch_uid']]}, which has no such piece here"
        elif any(row[column] != mine[column] for column in _SAME_PIECE) or not _same_recipient(row, mine):
            yield "piece", row, f"is another one here: number {mine['number']} of {batch_name(mine['batch'])}"


def _same_recipient(row: LedgerRow, mine: LedgerRow) -> bool:
    return row["recipient"] == mine["recipient"] or is_forgotten(row["recipient"]) or is_forgotten(mine["recipient"])


def _of_events(ledger: Ledger, other: Ledger) -> Iterator[Told]:
    here = {row["uid"]: [row[column] for column in _SAME_EVENT] for row in ledger.execute(_EVENTS)}
    for row in other.execute(_EVENTS):
        if row["uid"] in here and [row[column] for column in _SAME_EVENT] != here[row["uid"]]:
            yield "event", row, "is recorded otherwise here"
