"""Have finished PDFs measured: a sample after every merge, all pieces when somebody asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, pairwise

from outreach.batch.plans import patterns
from outreach.errors import SettingError
from outreach.model import Plan, Problem
from outreach.pdf.preflight import Expected, Flight, preflight
from outreach.pdf.sections import SectionReader
from outreach.press.sampling import proof_sample
from outreach.stationery.print_services import PrintFinding
from outreach.workers.pool import Call, Died, Workers, too_much

SECONDS, SECONDS_A_PIECE = 30.0, 0.2
"""How long measuring may take; a page takes about 10 ms."""
PIECES_AN_EXCERPT, PIECES_A_CALL = 30, 250
"""Pieces measured together: few in an excerpt, which several children share and hold in memory; more where each call
opens the whole PDF."""


def sample(plans: Sequence[Plan]) -> list[int]:
    """Return the pieces (from 0) to look at after a merge: the first of each kind, and one in a hundred."""
    first: dict[tuple[str, str], int] = {}
    for index, plan in enumerate(patterns(plans)):
        first.setdefault((plan.language, plan.sender.id), index)
    return sorted({*first.values(), *(number - 1 for number in proof_sample(len(plans)))})


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: faults that keep pieces from being posted, and things to look at.

    `unfit` has the first fault of each piece by its number; `kind` is that of the paper.
    """

    faults: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    unfit: Mapping[int, Problem]
    kind: str = "letter"


def measure(workers: Workers, flight: Flight, pieces: Iterable[Expected], pdf: SectionReader | None = None) -> Report:
    """Return what is wrong with the `pieces` of a PDF, measured in child processes; of an open `pdf` in excerpts.

    A fault that several pieces share is reported once, at the first of them.
    """
    waiting = iter(pieces)
    size = PIECES_AN_EXCERPT if pdf else PIECES_A_CALL
    parts = iter(lambda: tuple(islice(waiting, size)), ())
    flights = (excerpt(flight, part, pdf) if pdf else replace(flight, pieces=part) for part in parts)
    calls = (Call(preflight, part, SECONDS + SECONDS_A_PIECE * len(part.pieces)) for part in flights)
    alike: dict[str, list[tuple[int, PrintFinding]]] = {}
    for found in workers.map(calls):
        if isinstance(found, Died):
            raise SettingError(f"{flight.source} {too_much('to look at')}; merge fewer letters with --limit")
        for number, finding in found:
            alike.setdefault(finding.kind, []).append((number, finding))
    told = [(same[0][1].blocking, _problem(flight, same)) for same in alike.values()]
    unfit: dict[int, Problem] = {}
    for number, finding in (one for same in alike.values() for one in same):
        if finding.blocking:
            unfit.setdefault(number, Problem(flight.source, finding.message, finding.remedy))
    faults, warnings = (tuple(p for blocking, p in told if blocking is wanted) for wanted in (True, False))
    return Report(faults, warnings, unfit, flight.paper.kind)


def excerpt(flight: Flight, pieces: Sequence[Expected], pdf: SectionReader) -> Flight:
    """Return the flight of only some pieces, so that a child needs no memory for the others."""
    pages = [page for piece in pieces for page in range(piece.first_page - 1, piece.last_page)]
    counts = (piece.last_page - piece.first_page + 1 for piece in pieces)
    ends = accumulate(counts, initial=0)
    moved = tuple(
        Expected(piece.number, first + 1, last, piece.address)
        for piece, (first, last) in zip(pieces, pairwise(ends), strict=True)
    )
    return replace(flight, pieces=moved, content=pdf.section(pages).pdf(), pages=len(pdf))


def _problem(flight: Flight, same: Sequence[tuple[int, PrintFinding]]) -> Problem:
    number, finding = same[0]
    others = len({number for number, _ in same}) - 1
    more = f", and {others} more like it" if others else ""
    return Problem(flight.source, finding.message + more, finding.remedy, row=number, unit="piece")
