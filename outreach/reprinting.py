"""Bring back pages that the printer spoilt: the same pages again, with the reason on record."""

import hashlib
from pathlib import Path

from outreach.binding import write_pages
from outreach.choosing import chosen_pieces
from outreach.config import FILE_NAMES, Campaign, batch_name
from outreach.errors import LedgerError
from outreach.files import OWNER_FILE
from outreach.ledger import marks, views
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger
from outreach.model import State


def reprint(
    campaign: Campaign, ledger: Ledger, what: str, numbers: str | None, action: Action
) -> tuple[Path, int, int]:
    """Write the pages of the chosen pieces once more, and record why; return file, pieces, pages.

    The pages come from the batch's own file, which must be as it was recorded.
    """
    pieces = chosen_pieces(ledger, what, numbers)
    void = [piece for piece in pieces if piece["state"] == State.VOID]
    if numbers and void:
        raise LedgerError(f"piece {void[0]['number']} ({void[0]['name']}) is void and is not printed again")
    pieces = [piece for piece in pieces if piece["state"] != State.VOID]
    if not pieces:
        raise LedgerError(f"all pieces of {what} are void, and void pieces are not printed again")
    batch = pieces[0]["batch"]
    source = _verified_file(campaign, ledger, batch)
    folder = campaign.prints
    target = _next_free(folder, f"{batch_name(batch)}-reprint")
    pages = write_pages(source, [(p["first_page"], p["last_page"]) for p in pieces], target)
    marks.note_reprint(ledger, [piece["uid"] for piece in pieces], action)
    return target, len(pieces), pages


def _next_free(folder: Path, stem: str) -> Path:
    """Make and return the first file ``STEM-N.pdf`` above all that are there; nobody else gets the same."""
    taken = [int(path.stem.rpartition("-")[2]) for path in folder.glob(f"{stem}-*.pdf") if path.stem[-1].isdigit()]
    number = max(taken, default=0) + 1
    while True:
        path = folder / f"{stem}-{number}.pdf"
        try:
            path.touch(mode=OWNER_FILE, exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return path


def _verified_file(campaign: Campaign, ledger: Ledger, batch: int) -> Path:
    """Return the batch's PDF; raise if it is gone or not the one that was recorded."""
    recorded = {file.name: file for file in views.files(ledger, batch)}
    name = next((name for name in FILE_NAMES.values() if name in recorded), "letters.pdf")
    path = campaign.batch_folder(batch) / name
    if not views.is_here(ledger, batch):
        raise LedgerError(f"{batch_name(batch)} was made on another computer; reprint it there, where its PDF lies")
    if not path.is_file():
        raise LedgerError(f"{campaign.relative(path)} is gone; mark the pieces void and merge them again")
    if hashlib.sha256(path.read_bytes()).hexdigest() != recorded[name].sha256:
        raise LedgerError(
            f"{campaign.relative(path)} is not the file that was recorded; put your copy back, "
            "or mark the pieces void and merge them again"
        )
    return path
