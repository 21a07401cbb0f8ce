"""Print labels and envelopes for a batch, and put several cards on a sheet.

The addresses are those on the pieces, as recorded when they were merged, in the same order.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from outreach.batch.folder import Addressee, addressees, main_file, recorded_file
from outreach.campaign.campaign import Campaign
from outreach.campaign.people_listed import on_the_lists
from outreach.errors import LedgerError, UsageError
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.lookup import chosen_pieces
from outreach.letters.merge import TemplateText
from outreach.model import Problem, State, batch_name
from outreach.pdf import binder as binding
from outreach.pdf.imposer import Drawing, Imposer, SheetSide
from outreach.pdf.printer_offset import Shift
from outreach.pdf.shift import shift_pages
from outreach.press.run import set_jobs
from outreach.press.tasks import Job, PieceText
from outreach.stationery import BLEED, Box, Grid, Stationery
from outreach.stationery.envelopes import tray
from outreach.stationery.imposition import Flip, Place, bleed, crop_marks, impose
from outreach.stationery.labels import label_paper
from outreach.storage.files import next_file, private_folder
from outreach.workers.pool import Limits, Workers

PIECES_A_JOB = 1000
NOTHING = "{% block body %}{% endblock %}"
"""A label's text: there is none beside the address."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: the file, how many pieces on how many sheets, and what could not be set."""

    path: Path
    pieces: int
    sheets: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ChosenPieces:
    """Pieces of one batch for which something is printed, in print order; `shift` is the printer's, if it has one."""

    campaign: Campaign
    batch: int
    pieces: tuple[LedgerRow, ...]
    shift: Shift | None

    def save(self, pdf: pikepdf.Pdf, what: str) -> Path:
        """Write `pdf` beside the batch's folder as ``batch-0001-WHAT-1.pdf``."""

        def write(path: Path) -> None:
            binding.save(pdf, path)
            if self.shift:
                shift_pages(path, self.shift)

        folder = private_folder(self.campaign.prints)
        return next_file(folder, f"{batch_name(self.batch)}-{what}", ".pdf", write)


def choose(
    campaign: Campaign, ledger: Ledger, what: str, numbers: str | None, shift: Shift | None = None
) -> ChosenPieces:
    """Return the pieces meant by a batch and numbers, or by a person; void ones are left out."""
    pieces = [
        piece
        for piece in chosen_pieces(ledger, what, numbers, lists=on_the_lists(campaign))
        if piece["state"] != State.VOID
    ]
    if not pieces:
        raise LedgerError(f"all pieces of {what} are void, and nothing is printed for void pieces")
    return ChosenPieces(campaign, pieces[0]["batch"], tuple(pieces), shift)


def labels(chosen: ChosenPieces, ledger: Ledger, workers: Workers, grid: Grid, start_at: int) -> Made:
    """Write the address labels; labels before `start_at` stay empty on the first sheet."""
    _require_place(start_at, grid)
    cards, problems = _set(chosen, ledger, workers, label_paper(grid))
    sheets = impose(len(cards.pages), grid, start_at)
    sides = [SheetSide(tuple(_drawing(place) for place in sheet.front)) for sheet in sheets]
    pdf = _imposed(cards, sides, grid.width, grid.height)
    return Made(chosen.save(pdf, f"labels-{grid.name}"), len(cards.pages), len(sheets), problems)


def _require_place(start_at: int, grid: Grid) -> None:
    if not 1 <= start_at <= grid.count:
        raise UsageError(
            f"--start-at {start_at}: a sheet of {grid.name} has places 1 to {grid.count}, counted row by row from the upper left"
        )


def envelopes(chosen: ChosenPieces, ledger: Ledger, workers: Workers, paper: Stationery, feed: str | None) -> Made:
    """Write the envelopes: one page of its size for each, or with `feed` as it lies in the tray for sheets.

    An envelope goes in with its short side first, its upper edge on the left.
    """
    width, height = tray(paper.name)
    if feed and (paper.height > width or paper.width > height):
        raise UsageError(
            f"an envelope {paper.name} ({paper.width:g} × {paper.height:g} mm) does not fit into a tray of "
            f"{width:g} × {height:g} mm; leave --feed out and set the paper size in the printer"
        )
    pages, problems = _set(chosen, ledger, workers, paper)
    pdf = pages
    if feed:
        left = {"left": 0.0, "centre": (width - paper.height) / 2, "right": width - paper.height}[feed]
        box = Box(left, 0, paper.height, paper.width)
        pdf = _imposed(pages, [SheetSide((Drawing(i, box, 90),)) for i in range(len(pages.pages))], width, height)
    count = len(pages.pages)
    return Made(chosen.save(pdf, f"envelopes-{paper.name}"), count, count, problems)


def _set(
    chosen: ChosenPieces, ledger: Ledger, workers: Workers, paper: Stationery
) -> tuple[pikepdf.Pdf, tuple[Problem, ...]]:
    """Set the addresses on `paper`, a page each in the order of the pieces; what does not fit is left out."""
    known = addressees(chosen.campaign, ledger, chosen.batch)
    name = batch_name(chosen.batch)
    texts = [_piece_text(known[piece["number"]]) for piece in chosen.pieces]
    limits = Limits(seconds=chosen.campaign.seconds_per_letter)
    jobs = (
        Job(paper, TemplateText(name, "en", NOTHING), "", chosen.campaign.batch_folder(chosen.batch),
            tuple(texts[i : i + PIECES_A_JOB]), limits)
        for i in range(0, len(texts), PIECES_A_JOB)
    )  # fmt: skip
    results = list(set_jobs(jobs, workers))
    faults = sorted((fault for result in results for fault in result.faults), key=lambda fault: fault.number)
    names = {piece["number"]: piece["name"] for piece in chosen.pieces}
    problems = tuple(_problem(name, names[f.number], f.number, f.problem.message) for f in faults)
    output = io.BytesIO()
    binder = binding.Binder(output)
    for result in results:
        binder.add(result.sections, result.pieces)
    if not binder.bind():
        raise LedgerError(f"nothing fits on {paper.name}; choose another one", problems)
    return pikepdf.open(output), problems


def _piece_text(addressee: Addressee) -> PieceText:
    return PieceText(addressee.number, {}, {"address": addressee.address, "letterhead": addressee.sender})


def _problem(batch: str, name: str, number: int, message: str) -> Problem:
    return Problem(batch, f"{name}: {message}", "write it by hand, or choose a larger one", row=number, unit="piece")


def cards(chosen: ChosenPieces, ledger: Ledger, grid: Grid, start_at: int, flip: Flip) -> Made:
    """Write several cards on a sheet, both sides, for a printer that turns the sheet about `flip`."""
    _require_place(start_at, grid)
    name = main_file(ledger, chosen.batch)
    if name != "postcards.pdf":
        raise UsageError(f"{batch_name(chosen.batch)} holds letters, and only cards stand several on a sheet")
    with pikepdf.open(recorded_file(chosen.campaign, ledger, chosen.batch, name)) as source:
        pages = [(piece["first_page"] - 1, piece["last_page"] - 1) for piece in chosen.pieces]
        sheets = impose(len(pages), grid, start_at, flip)
        fronts, backs = [[page[side] for page in pages] for side in (0, 1)]
        marks = tuple(crop_marks(grid))
        sides = [
            SheetSide(tuple(_drawing(place, numbers) for place in places), marks)
            for sheet in sheets
            for places, numbers in ((sheet.front, fronts), (sheet.back, backs))
        ]
        pdf = _imposed(source, sides, grid.width, grid.height, bleed(grid, BLEED))
        return Made(chosen.save(pdf, f"cards-{grid.name}"), len(pages), len(sheets))


def _drawing(place: Place, pages: Sequence[int] = ()) -> Drawing:
    return Drawing(pages[place.piece] if pages else place.piece, place.box, place.turn)


def _imposed(
    source: pikepdf.Pdf, sides: Sequence[SheetSide], width: float, height: float, shown: float = 0
) -> pikepdf.Pdf:
    imposer = Imposer(source, shown)
    imposer.add(sides, width, height)
    return imposer.pdf
