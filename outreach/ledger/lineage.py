"""Recognise a ledger: a file next to the prints names the last event recorded here.

A ledger without that event is an older copy, or a copy that has diverged.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger
from outreach.storage.files import LOCKS, private_folder, replace_file

NAME = "last-event"


@contextmanager
def known_again(ledger: Ledger | None, prints: Path) -> Iterator[None]:
    """Refuse a ledger file that is not the one used here last; note the last event when the command ends."""
    if ledger is None or ledger.file is None:
        yield
        return
    _refuse_another(ledger, prints / LOCKS / NAME)
    before = _changes(ledger)
    try:
        yield
    finally:
        with suppress(OSError, LedgerError):  # the ledger itself is whole; the next command notes it
            if _changes(ledger) != before:
                note(ledger, prints)


def _changes(ledger: Ledger) -> int:
    """Return how many rows were changed through this connection."""
    return int(ledger.execute("SELECT total_changes()").fetchone()[0])


def _refuse_another(ledger: Ledger, path: Path) -> None:
    try:
        campaign, _, uid = path.read_text(encoding="ascii").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return
    if not (ledger.execute("SELECT 1 FROM event LIMIT 1").fetchone() or any(path.parents[1].glob("batch-[0-9]*"))):
        return  # a fresh start: nothing is recorded and nothing is printed
    (mine,) = ledger.execute("SELECT uid FROM campaign").fetchone()
    if campaign == mine and ledger.execute("SELECT 1 FROM event WHERE uid = :uid", {"uid": uid}).fetchone():
        return
    raise LedgerError(
        "ledger.sqlite is not the one that was used here last: it is an older copy, or one that went another way, and "
        "lacks what was recorded since. Put the right one back. If this one is meant, move it out of the folder under "
        "another name and put it back with: outreach ledger restore FILE"
    )


def note(ledger: Ledger, prints: Path) -> None:
    """Note the last event in a file next to the prints."""
    row = ledger.execute(
        "SELECT campaign.uid, event.uid FROM campaign, event ORDER BY event.id DESC LIMIT 1"
    ).fetchone()
    if row:
        replace_file(private_folder(private_folder(prints) / LOCKS) / NAME, f"{row[0]} {row[1]}\n".encode("ascii"))


def forget_lineage(prints: Path) -> None:
    """Accept any ledger from now on, because a person asked for it."""
    (prints / LOCKS / NAME).unlink(missing_ok=True)
