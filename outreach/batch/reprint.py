"""Reprint pages that the printer spoilt: the same pages again, with the reason on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.batch.folder import FILE_NAMES, main_file, recorded_file
from outreach.campaign.campaign import Campaign
from outreach.campaign.people_listed import on_the_lists
from outreach.errors import LedgerError, UsageError
from outreach.ledger import marks
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.lookup import chosen_pieces, parse_numbers
from outreach.model import State, batch_name
from outreach.pdf.binder import PartFile, page_count, write_parts
from outreach.pdf.printer_offset import Shift
from outreach.pdf.shift import backs_of, shift_pages
from outreach.storage.files import next_file


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What the printer spoilt: pieces of a batch by their numbers, or sheets of paper by theirs.

    A sheet of a batch that was printed on both sides (`duplex`) carries two pages, and so does a card.
    """

    pieces: str | None = None
    sheets: str | None = None
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is printed again: some pages of a batch's file, and the pieces on them."""

    batch: int
    source: Path
    pages: Sequence[int]
    pieces: Sequence[LedgerRow]


def reprint(
    campaign: Campaign, ledger: Ledger, what: str, spoilt: Spoilt, action: Action, shift: Shift | None = None
) -> tuple[Path, int, int]:
    """Write the pages of the chosen pieces once more, and record why; return file, pieces, pages.

    The pages come from the batch's own file, which must be as it was recorded. The file is removed if the printing
    could not be recorded. `shift` is how far everything moves for the printer.
    """
    choose = _on_sheets if spoilt.sheets else _of_pieces
    chosen = choose(campaign, ledger, what, spoilt)

    def write(path: Path) -> None:
        write_parts(chosen.source, [PartFile(path, chosen.pages)])
        if shift:
            both = spoilt.duplex or chosen.source.name == FILE_NAMES["postcard"]
            backs = backs_of((piece["first_page"], piece["last_page"]) for piece in chosen.pieces) if both else ()
            shift_pages(path, shift, [place for place, page in enumerate(chosen.pages, 1) if page in backs])

    target = next_file(campaign.prints, f"{batch_name(chosen.batch)}-reprint", ".pdf", write)
    try:
        marks.note_reprint(ledger, [piece["uid"] for piece in chosen.pieces], action)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target, len(chosen.pieces), len(chosen.pages)


def _of_pieces(campaign: Campaign, ledger: Ledger, what: str, spoilt: Spoilt) -> _Chosen:
    """Return all pages of the pieces that were asked for; of a whole batch, those of void pieces are left out."""
    pieces = chosen_pieces(ledger, what, spoilt.pieces, lists=on_the_lists(campaign))
    void = [piece for piece in pieces if piece["state"] == State.VOID]
    if spoilt.pieces and void:
        raise LedgerError(f"piece {void[0]['number']} ({void[0]['name']}) is void and is not printed again")
    pieces = [piece for piece in pieces if piece["state"] != State.VOID]
    if not pieces:
        raise LedgerError(f"all pieces of {what} are void, and void pieces are not printed again")
    batch = pieces[0]["batch"]
    source = recorded_file(campaign, ledger, batch, main_file(ledger, batch))
    return _Chosen(batch, source, [page for piece in pieces for page in sorted(_pages(piece))], pieces)


def _on_sheets(campaign: Campaign, ledger: Ledger, what: str, spoilt: Spoilt) -> _Chosen:
    """Return the pages that stand on spoilt sheets of paper, but none of pieces that are void."""
    pieces = chosen_pieces(ledger, what, None, lists=on_the_lists(campaign))
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
    return _Chosen(batch, source, sorted(page for page in wanted - void if page <= page_count(source)), hit)


def _pages(piece: LedgerRow) -> set[int]:
    return set(range(piece["first_page"], piece["last_page"] + 1))
