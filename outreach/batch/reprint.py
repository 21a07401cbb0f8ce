"""Bring back pages that the printer spoilt: the same pages again, with the reason on record."""

from dataclasses import dataclass
from pathlib import Path

from outreach.batch.folder import FILE_NAMES, main_file, next_free, recorded_file
from outreach.campaign.campaign import Campaign
from outreach.errors import LedgerError, UsageError
from outreach.ledger import marks
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.lookup import chosen_pieces, parse_numbers
from outreach.model import State, batch_name
from outreach.pdf.binder import page_count, write_pages


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What the printer spoilt: pieces of a batch by their numbers, or sheets of paper by theirs.

    A sheet of a batch that was printed on both sides (`duplex`) carries two pages, and so does a card.
    """

    pieces: str | None = None
    sheets: str | None = None
    duplex: bool = False


def reprint(campaign: Campaign, ledger: Ledger, what: str, spoilt: Spoilt, action: Action) -> tuple[Path, int, int]:
    """Write the pages of the chosen pieces once more, and record why; return file, pieces, pages.

    The pages come from the batch's own file, which must be as it was recorded.
    """
    if spoilt.sheets:
        return _reprint_sheets(campaign, ledger, what, spoilt, action)
    numbers = spoilt.pieces
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


def _reprint_sheets(
    campaign: Campaign, ledger: Ledger, what: str, spoilt: Spoilt, action: Action
) -> tuple[Path, int, int]:
    """Write the pages of spoilt sheets once more, but none of pieces that are void."""
    pieces = chosen_pieces(ledger, what, None)
    batch = pieces[0]["batch"]
    name = main_file(ledger, batch)
    source = recorded_file(campaign, ledger, batch, name)
    of_a_sheet = 2 if spoilt.duplex or name == FILE_NAMES["postcard"] else 1
    sheets = sorted(parse_numbers(spoilt.sheets or ""))
    count = -(-page_count(source) // of_a_sheet)
    if sheets[0] < 1 or sheets[-1] > count:
        raise UsageError(f"{name} of {batch_name(batch)} is on sheets 1 to {count}")
    wanted = {page for sheet in sheets for page in range((sheet - 1) * of_a_sheet + 1, sheet * of_a_sheet + 1)}
    hit = [p for p in pieces if p["state"] != State.VOID and wanted & _pages(p)]
    if not hit:
        raise LedgerError("all pieces on these sheets are void, and void pieces are not printed again")
    void = {page for p in pieces if p["state"] == State.VOID for page in _pages(p)}
    pages = sorted(page for page in wanted - void if page <= page_count(source))
    target = next_free(campaign.prints, f"{batch_name(batch)}-reprint")
    write_pages(source, [(page, page) for page in pages], target)
    marks.note_reprint(ledger, [piece["uid"] for piece in hit], action)
    return target, len(hit), len(pages)


def _pages(piece: LedgerRow) -> set[int]:
    return set(range(piece["first_page"], piece["last_page"] + 1))
