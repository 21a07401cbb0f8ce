"""The pages of a batch: set in child processes, bound in print order, and inspected in the finished PDF."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.batch.claim import Claimed
from outreach.batch.folder import FILE_NAMES
from outreach.batch.inspection import measure, sample
from outreach.batch.order import Crew, Order
from outreach.batch.plans import known_findings
from outreach.care.verdict import Judged, judge
from outreach.letters.words import ready_lines
from outreach.model import Broken, Fault, Plan, Problem
from outreach.pdf.binder import Binder, BoundPiece, BoundPieces, PartFile, blank_page, write_parts
from outreach.pdf.preflight import Expected, Flight
from outreach.pdf.sections import SectionReader
from outreach.press.cache.kept_pages import set_or_take
from outreach.press.cache.shelf import shelf_in
from outreach.press.run import set_jobs
from outreach.press.tasks import Job, SetJob
from outreach.storage import files


@dataclass(frozen=True, slots=True)
class Pages:
    """The PDF of a batch, where its pieces stand in it, and why others do not.

    `measured` tells what to look at in the finished PDF.
    """

    path: Path
    pieces: Sequence[BoundPiece]
    judged: Judged
    faults: tuple[Fault, ...] = ()
    measured: tuple[Problem, ...] = ()


def set_pieces(claim: Claimed, jobs: Iterable[Job], crew: Crew) -> Iterator[SetJob]:
    """Set the pieces except those kept from before; those set on other machines may differ and are not kept."""
    if crew.setters is crew.workers:
        return set_or_take(jobs, crew.workers, shelf_in(claim.campaign.prints), crew.note)
    return set_jobs(jobs, crew.setters)


def bind(claim: Claimed, results: Iterable[SetJob], order: Order, crew: Crew) -> Pages:
    """Bind the pieces in print order as they come from the press; return what became of each."""
    start = time.perf_counter()
    paper = claim.mailing.material.mailing.stationery
    path = claim.folder / FILE_NAMES[paper.kind]
    faults: list[Fault] = []
    broken: list[Broken] = []
    notes: dict[str, None] = {}
    with files.open_private(path) as file:
        binder = Binder(file, blank_page(paper.width, paper.height) if order.volumes.duplex else None)
        for result in results:
            binder.add(result.sections, result.pieces)
            notes |= dict.fromkeys(result.notes)
            faults += result.faults
            broken += result.broken
            crew.progress(len(result.pieces) + len(result.faults))
        bound = binder.bind()
    for note in (*notes, f"set and bound in {time.perf_counter() - start:.2f} s"):
        crew.note(note)
    judged = judge([*broken, *known_findings(claim.plans)], order.override)
    return Pages(path, bound, judged, tuple(sorted(faults, key=lambda fault: fault.number)))


def inspect(claim: Claimed, pages: Pages, order: Order, crew: Crew) -> Pages:
    """Measure some pieces of the finished PDF; if one of them fails, measure all and leave out those that do."""
    if not pages.pieces:
        return pages
    plans = claim.plans_of(pages.pieces)
    paper = claim.mailing.material.mailing.stationery
    source = f"{claim.name}/{pages.path.name}"
    flight = Flight(str(pages.path), source, paper, (), pages.pieces[-1].last_page, claim.campaign.edge)
    with pages.path.open("rb") as file:
        pdf = SectionReader(file)
        report = measure(crew.workers, flight, _expected(plans, pages.pieces, sample(plans)), pdf)
        if not report.faults:
            return replace(pages, measured=report.warnings)
        report = measure(crew.workers, flight, _expected(plans, pages.pieces, range(len(plans))), pdf)
    unfit = (Fault(number, problem) for number, problem in report.unfit.items())
    fit = [piece for piece in pages.pieces if piece.number not in report.unfit]
    kept = _without_the_rest(pages.path, fit, duplex=order.volumes.duplex) if fit else ()
    return replace(pages, pieces=kept, faults=(*pages.faults, *unfit), measured=report.warnings)


def _expected(plans: Sequence[Plan], bound: Sequence[BoundPiece], indexes: Iterable[int]) -> Iterator[Expected]:
    """Yield what the pieces at `indexes` should look like."""
    for index in indexes:
        yield Expected(*bound[index], ready_lines(plans[index])["address"])


def _without_the_rest(path: Path, kept: Sequence[BoundPiece], *, duplex: bool) -> Sequence[BoundPiece]:
    """Write the PDF again with only the pieces in `kept`; return their new places."""
    pages: list[int | None] = []
    moved = BoundPieces()
    for piece in kept:
        first = len(pages) + 1
        pages += range(piece.first_page, piece.last_page + 1)
        moved.add(BoundPiece(piece.number, first, len(pages)))
        pages += [None] if duplex and len(pages) % 2 else []
    shorter = path.with_name(f".{path.name}")
    write_parts(path, [PartFile(shorter, pages)])
    shorter.replace(path)
    return moved
