"""Bring back pages that the printer spoilt: the same pages again, with the reason on record."""

from pathlib import Path

from outreach.binding import write_pages
from outreach.choosing import chosen_pieces
from outreach.config import Campaign, batch_name
from outreach.errors import LedgerError
from outreach.ledger import marks
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger
from outreach.model import State
from outreach.recorded import main_file, next_free, recorded_file


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
    source = recorded_file(campaign, ledger, batch, main_file(ledger, batch))
    folder = campaign.prints
    target = next_free(folder, f"{batch_name(batch)}-reprint")
    pages = write_pages(source, [(p["first_page"], p["last_page"]) for p in pieces], target)
    marks.note_reprint(ledger, [piece["uid"] for piece in pieces], action)
    return target, len(pieces), pages
