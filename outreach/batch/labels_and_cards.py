"""Print labels and envelopes for a batch, and put several cards on a sheet.

The addresses are those on the pieces, as recorded when they were merged, in the same order.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from outreach.batch.folder import REFUSED, WANTED, Addressee, addressees, main_file, recorded_file
from outreach.campaign.campaign import Campaign
from outreach.campaign.people_listed import on_the_lists
from outreach.errors import LedgerError, UsageError
from outreach.l10n.address import country_line
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.lookup import chosen_pieces
from outreach.letters.merge import TemplateText
from outreach.model import Problem, Sender, State, batch_name
from outreach.pdf import binder as binding
from outreach.pdf.imposer import Drawing, Imposer, SheetSide
from outreach.pdf.printer_offset import Shift
from outreach.pdf.shift import backs_of, shift_pages
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

    def save(self, pdf: pikepdf.Pdf, what: str, *, both_sides: bool = False) -> Path:
        """Write `pdf` beside the batch's folder as ``batch-0001-WHAT-1.pdf``."""

        def write(path: Path) -> None:
            binding.save(pdf, path)
            if self.shift:
                shift_pages(path, self.shift, backs_of([(1, len(pdf.pages))]) if both_sides else ())

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


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is printed addresses on, one after the other: whom they name, and what their file is called after."""

    addressees: tuple[Addressee, ...]
    names: Mapping[int, str]
    what: str = ""
    unfit: tuple[Problem, ...] = ()


def to_addressees(chosen: ChosenPieces, ledger: Ledger) -> Addressed:
    """Return the addresses that the pieces carry."""
    known = addressees(chosen.campaign, ledger, chosen.batch)
    names = {piece["number"]: piece["name"] for piece in chosen.pieces}
    return Addressed(tuple(known[number] for number in names), names)


def replies(chosen: ChosenPieces, ledger: Ledger, *, asked_for: bool) -> Addressed:
    """Return the senders' addresses for the answers: for pieces to where the rules want an envelope in the letter.

    With `asked_for` they are for all of the pieces, but for those to prisons that refuse one.
    """
    outward = to_addressees(chosen, ledger)
    name = batch_name(chosen.batch)
    found, unfit = [], []
    for one in outward.addressees:
        home = tuple(line for line in one.sender if line.strip())
        if one.reply == REFUSED and asked_for:
            unfit.append(
                _refusal(name, outward.names[one.number], one.number, "the prison refuses an envelope in a letter")
            )
        elif (one.reply == WANTED or asked_for) and len(home) < LEAST_LINES:
            message = "no return address stands on the letter, so none can stand on the envelope for the answer"
            unfit.append(_refusal(name, outward.names[one.number], one.number, message))
        elif one.reply == WANTED or (asked_for and one.reply != REFUSED):
            found.append(Addressee(one.number, home, (), one.country))
    if not found:
        remedy = "name the pieces that need one, as: --pieces 1-20" if not asked_for else ""
        message = f"no prison that {name} goes to is known to want an envelope for the answer"
        raise UsageError("; ".join(filter(None, (message, remedy)))) if not unfit else LedgerError(message, unfit)
    return Addressed(tuple(found), outward.names, "reply-", tuple(unfit))


LEAST_LINES = 2
"""An address has a name and a place at least."""


def _refusal(batch: str, name: str, number: int, message: str) -> Problem:
    return Problem(batch, f"{name}: {message}", row=number, unit="piece")


def to_senders(chosen: ChosenPieces, senders: Mapping[str, Sender]) -> Addressed:
    """Return the addresses of those who sign the pieces, one each, written to from the campaign's own."""
    home = chosen.campaign.sender
    ids = [one for one in dict.fromkeys(piece["sender"] for piece in chosen.pieces) if one in senders]
    found = [
        Addressee(
            number,
            (senders[one].name, *senders[one].address, *country_line(senders[one].country, home.country)),
            (home.name, *home.address),
            senders[one].country,
        )
        for number, one in enumerate(ids, 1)
    ]
    if not found:
        raise LedgerError("nobody who signed these pieces is in the lists of senders any more")
    return Addressed(tuple(found), {one.number: one.address[0] for one in found}, "senders-")


def labels(chosen: ChosenPieces, addressed: Addressed, workers: Workers, grid: Grid, start_at: int) -> Made:
    """Write the address labels; labels before `start_at` stay empty on the first sheet."""
    _require_place(start_at, grid)
    cards, problems = _set(chosen, addressed, workers, label_paper(grid))
    sheets = impose(len(cards.pages), grid, start_at)
    sides = [SheetSide(tuple(_drawing(place) for place in sheet.front)) for sheet in sheets]
    pdf = _imposed(cards, sides, grid.width, grid.height)
    return Made(chosen.save(pdf, f"{addressed.what}labels-{grid.name}"), len(cards.pages), len(sheets), problems)


def _require_place(start_at: int, grid: Grid) -> None:
    if not 1 <= start_at <= grid.count:
        raise UsageError(
            f"--start-at {start_at}: a sheet of {grid.name} has places 1 to {grid.count}, counted row by row from the upper left"
        )


def envelopes(
    chosen: ChosenPieces, addressed: Addressed, workers: Workers, paper: Stationery, feed: str | None
) -> Made:
    """Write the envelopes: a page each of its own size, or with `feed` as it lies in the tray of a sheet.

    An envelope goes in with its short side first, its upper edge on the left.
    """
    width, height = tray(paper.name)
    if feed and (paper.height > width or paper.width > height):
        raise UsageError(
            f"an envelope {paper.name} ({paper.width:g} × {paper.height:g} mm) does not fit into a tray of "
            f"{width:g} × {height:g} mm; leave --feed out and set the paper size in the printer"
        )
    pages, problems = _set(chosen, addressed, workers, paper)
    pdf = pages
    if feed:
        left = {"left": 0.0, "centre": (width - paper.height) / 2, "right": width - paper.height}[feed]
        box = Box(left, 0, paper.height, paper.width)
        pdf = _imposed(pages, [SheetSide((Drawing(i, box, 90),)) for i in range(len(pages.pages))], width, height)
    count = len(pages.pages)
    return Made(chosen.save(pdf, f"{addressed.what}envelopes-{paper.name}"), count, count, problems)


def _set(
    chosen: ChosenPieces, addressed: Addressed, workers: Workers, paper: Stationery
) -> tuple[pikepdf.Pdf, tuple[Problem, ...]]:
    """Set the addresses on `paper`, a page each in their order; what does not fit is left out."""
    name = batch_name(chosen.batch)
    texts = [_piece_text(one) for one in addressed.addressees]
    limits = Limits(seconds=chosen.campaign.seconds_per_letter)
    jobs = (
        Job(paper, TemplateText(name, "en", NOTHING), "", chosen.campaign.batch_folder(chosen.batch),
            tuple(texts[i : i + PIECES_A_JOB]), limits)
        for i in range(0, len(texts), PIECES_A_JOB)
    )  # fmt: skip
    results = list(set_jobs(jobs, workers))
    faults = sorted((fault for result in results for fault in result.faults), key=lambda fault: fault.number)
    problems = (
        *addressed.unfit,
        *(_problem(name, addressed.names[f.number], f.number, f.problem.message) for f in faults),
    )
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
        around = -chosen.campaign.edge if white_edge(chosen.campaign, grid) else bleed(grid, BLEED)
        sides = [
            SheetSide(tuple(_drawing(place, numbers) for place in places), marks, shown)
            for sheet in sheets
            for places, numbers, shown in ((sheet.front, fronts, around), (sheet.back, backs, 0.0))
        ]
        pdf = _imposed(source, sides, grid.width, grid.height)
        return Made(chosen.save(pdf, f"cards-{grid.name}", both_sides=True), len(pages), len(sheets))


def white_edge(campaign: Campaign, grid: Grid) -> float:
    """Return how broad the white edge around each picture is, in mm: 0 where the printer reaches all of it.

    What a printer cannot print at the border of the sheet is left white all around, so that a picture is not
    white on two of its edges alone.
    """
    right = grid.width - grid.left - (grid.columns - 1) * grid.pitch_x - grid.piece_width
    foot = grid.height - grid.top - (grid.rows - 1) * grid.pitch_y - grid.piece_height
    return campaign.edge if min(grid.left, grid.top, right, foot) < campaign.edge else 0.0


def _drawing(place: Place, pages: Sequence[int] = ()) -> Drawing:
    return Drawing(pages[place.piece] if pages else place.piece, place.box, place.turn)


def _imposed(source: pikepdf.Pdf, sides: Sequence[SheetSide], width: float, height: float) -> pikepdf.Pdf:
    imposer = Imposer(source)
    imposer.add(sides, width, height)
    return imposer.pdf
