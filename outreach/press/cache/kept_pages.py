"""Set pages that are kept from run to run."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from outreach.model import Broken, Finding, Severity, values_of
from outreach.pdf.sections import Section
from outreach.pdf.set_pieces import SetPiece, SetSide
from outreach.press.cache.keeper import Keeper, Wanted, Way
from outreach.press.cache.shelf import FOLDER, Parcel, Shelf
from outreach.press.run import call_for, set_alone
from outreach.press.tasks import Job, SetJob
from outreach.workers.pool import Workers


def set_or_take(
    jobs: Iterable[Job], workers: Workers, shelf: Shelf, note: Callable[[str], None] = lambda _note: None
) -> Iterator[SetJob]:
    """Do `jobs` in order, as `press.run.set_jobs` does; pieces that are kept need no child process."""
    keeper = Keeper(shelf, PAGES)
    yield from keeper.do(jobs, workers)
    if keeper.taken:
        note(f"taken from {FOLDER}: {keeper.taken}")


def _pack_pages(result: SetJob, keys: Mapping[int, bytes]) -> Parcel:
    """Lay set pages into a parcel: for each piece its sides and the rules that it breaks."""
    broken: dict[int, list[object]] = {}
    for one in result.broken:
        broken.setdefault(one.number, []).append(values_of(one.finding))
    entries = {
        keys[piece.number]: [
            [(side.key, side.section, side.pages) for side in piece.sides],
            broken.get(piece.number, []),
        ]
        for piece in result.pieces
    }
    shared = [[section.pages, section.places.tolist()] for section in result.sections]
    return Parcel(entries, shared, b"".join(section.data for section in result.sections))


def _unpack_pages(parcel: Parcel, wanted: Wanted) -> SetJob:
    sections = tuple(_sections(parcel))
    pieces, broken = [], []
    for number, key in wanted:
        sides, findings = parcel.entries[key]
        if not sides or not all(
            0 <= page < len(sections[section].pages) for _, section, pages in sides for page in pages
        ):
            raise IndexError(number)
        pieces.append(SetPiece(number, tuple(SetSide(side, section, tuple(pages)) for side, section, pages in sides)))
        broken += [Broken(number, _finding(values)) for values in findings]
    return SetJob(sections, tuple(pieces), (), (), tuple(broken))


def _finding(values: dict[str, Any]) -> Finding:
    return Finding(**{**values, "severity": Severity(values["severity"])})


def _sections(parcel: Parcel) -> Iterator[Section]:
    """Yield the sections of a parcel: where each object of theirs begins stands in its index."""
    start = 0
    for pages, places in parcel.shared:
        end = start + places[-1]
        if end > len(parcel.data) or not all(0 <= page < len(places) // 2 for page in pages):
            raise IndexError(end)
        yield Section(bytes(parcel.data[start:end]), array("i", places), tuple(pages))
        start = end


def _join_pages(results: Sequence[SetJob]) -> SetJob:
    """Return one result with the pieces in their order, wherever they come from: the order is seen in the file."""
    starts = accumulate((len(one.sections) for one in results), initial=0)
    pieces = [
        SetPiece(piece.number, tuple(replace(side, section=start + side.section) for side in piece.sides))
        for one, start in zip(results, starts, strict=False)
        for piece in one.pieces
    ]
    return SetJob(
        tuple(section for one in results for section in one.sections),
        tuple(sorted(pieces, key=lambda piece: piece.number)),
        tuple(fault for one in results for fault in one.faults),
        tuple(text for one in results for text in one.notes),
        tuple(broken for one in results for broken in one.broken),
    )


PAGES = Way("pages", call_for, set_alone, _pack_pages, _unpack_pages, _join_pages)
