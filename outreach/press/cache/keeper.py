"""Take earlier pages from the shelf, have the rest set, and keep that too.

A piece is found by the hash of what it is made from. Only pieces without a fault are kept. They were proved when they
were set; new pieces are proved as usual, however few they are.
"""

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, Generic, TypeVar

from outreach.campaign.campaign import Campaign
from outreach.model import Broken, Finding, Severity, values_of
from outreach.pdf.sections import Section
from outreach.pdf.set_pieces import SetPiece, SetSide
from outreach.press.cache.fingerprint import Shape, keys_of, shape_of
from outreach.press.cache.shelf import FOLDER, Parcel, Shelf
from outreach.press.run import call_for, set_alone
from outreach.press.sampling import proof_sample
from outreach.press.tasks import Job, SetJob
from outreach.preview.pictures import Look, Seen, handfuls, look_call
from outreach.workers.pool import Call, Died, Ready, Workers

Task = TypeVar("Task")
Result = TypeVar("Result")
Wanted = Sequence[tuple[int, bytes]]
"""Pieces by number, each with the hash of what it is made from."""
OPENED = 3
"""Files that are held open for the next job: neighbours in a list were set together."""
FILES_A_JOB = 8
"""A job takes pieces from so many files at most: each brings fonts of its own into the PDF, and lies in memory."""
ODD = (KeyError, IndexError, TypeError, ValueError)
"""What is raised by a file that says something else than it should."""


@dataclass(frozen=True, slots=True)
class Way(Generic[Task, Result]):
    """How jobs are done for one purpose, and how their results are written to files, read back and combined."""

    purpose: str
    call: Callable[[Job], Call[Task, Result]]
    alone: Callable[[Task, Workers], Iterator[Result]]
    pack: Callable[[Result, Mapping[int, bytes]], Parcel]
    unpack: Callable[[Parcel, Wanted], Result]
    join: Callable[[Sequence[Result]], Result]


@dataclass(frozen=True, slots=True)
class Found(Generic[Result]):
    """What the shelf has of a job: results, a job for the missing pieces, and the hashes under which to keep those."""

    results: tuple[Result, ...]
    rest: Job
    shape: Shape | None = None
    keys: Mapping[int, bytes] = field(default_factory=dict)


class Keeper(Generic[Task, Result]):
    """Looks jobs up on a shelf, has the rest of them done, and keeps what was made."""

    def __init__(self, shelf: Shelf, way: Way[Task, Result]) -> None:
        """Begin with nothing taken."""
        self._shelf, self._way = shelf, way
        self._opened: dict[str, Parcel | None] = {}
        self.taken = 0

    def do(self, jobs: Iterable[Job], workers: Workers) -> Iterator[Result]:
        """Do `jobs` in order, one result each, except for jobs that kill their process."""
        waiting = deque[Found[Result]]()

        def calls() -> Iterator[Call[Task, Result] | Ready[Result]]:
            for job in jobs:
                found = self.find(job)
                waiting.append(found)
                yield self._way.call(found.rest) if found.rest.pieces else Ready(self._whole(found.results))

        for result in workers.map(calls()):
            found = waiting.popleft()
            if isinstance(result, Died):
                yield from (*found.results, *self._way.alone(result.task, workers))
            elif found.rest.pieces:
                self._keep(found, result)
                yield self._whole((*found.results, result))
            else:
                yield result

    def _whole(self, results: tuple[Result, ...]) -> Result:
        return results[0] if len(results) == 1 else self._way.join(results)

    def find(self, job: Job, known: Callable[[bytes], bool] = lambda _key: False) -> Found[Result]:
        """Return what is kept of the pieces of `job`; those whose hash is `known` are neither sought nor left."""
        shape = shape_of(job, self._way.purpose)
        if shape is None:
            return Found((), job)
        keys = keys_of(job, shape)
        there = {number for number, key in keys.items() if known(key)}
        places = self._shelf.places(shape.digest) if len(there) < len(keys) else {}
        wanted: dict[str, list[tuple[int, bytes]]] = {}
        for number, key in keys.items():
            if key in places and number not in there:
                wanted.setdefault(places[key], []).append((number, key))
        results, taken = [], set[int]()
        for name, pieces in sorted(wanted.items(), key=lambda item: -len(item[1]))[:FILES_A_JOB]:
            result = self._unpacked(name, pieces)
            if result is not None:
                results.append(result)
                taken |= {number for number, _ in pieces}
        self.taken += len(taken)
        return Found(tuple(results), _without(job, there | taken) if there or taken else job, shape, keys)

    def _unpacked(self, name: str, pieces: Wanted) -> Result | None:
        """Return pieces from a file, or None if it is gone or looks wrong."""
        if name not in self._opened:
            self._opened[name] = self._shelf.take(name)
            if len(self._opened) > OPENED:
                del self._opened[next(iter(self._opened))]
        parcel = self._opened[name]
        try:
            return None if parcel is None else self._way.unpack(parcel, pieces)
        except ODD:
            return None

    def _keep(self, found: Found[Result], result: Result) -> None:
        """Keep what was made, unless a file that it was made from has changed meanwhile."""
        if found.shape and found.shape == shape_of(found.rest, self._way.purpose):
            parcel = self._way.pack(result, found.keys)
            if parcel.entries:
                self._shelf.put(found.shape.digest, parcel)


def _without(job: Job, numbers: set[int]) -> Job:
    """Return `job` without some of its pieces; of the others, as many are proved as in a batch of that size."""
    pieces = tuple(piece for piece in job.pieces if piece.number not in numbers)
    proven = {pieces[place - 1].number for place in proof_sample(len(pieces))}
    return replace(job, pieces=pieces, proven=job.proven | proven)


def shelf_of(campaign: Campaign) -> Shelf:
    """Return the shelf of a campaign, below its prints."""
    return Shelf(campaign.prints / FOLDER)


def set_jobs(
    jobs: Iterable[Job], workers: Workers, shelf: Shelf, note: Callable[[str], None] = lambda _note: None
) -> Iterator[SetJob]:
    """Do `jobs` in order, as `setting.set_jobs` does; pieces that are kept need no child process."""
    keeper = Keeper(shelf, PAGES)
    yield from keeper.do(jobs, workers)
    if keeper.taken:
        note(f"taken from {FOLDER}: {keeper.taken}")


def see_small(jobs: Iterable[Job], workers: Workers, shelf: Shelf) -> Iterator[Seen]:
    """Have small pictures of all pieces made, except those that are kept."""
    return Keeper(shelf, PICTURES).do(handfuls(jobs), workers)


def _pack_pages(result: SetJob, keys: Mapping[int, bytes]) -> Parcel:
    """Put set pages into a parcel: for each piece its sides and the rules that it breaks."""
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
    """Yield the sections of a parcel: its index says where each of their objects begins."""
    start = 0
    for pages, places in parcel.shared:
        end = start + places[-1]
        if end > len(parcel.data) or not all(0 <= page < len(places) // 2 for page in pages):
            raise IndexError(end)
        yield Section(bytes(parcel.data[start:end]), array("i", places), tuple(pages))
        start = end


def _join_pages(results: Sequence[SetJob]) -> SetJob:
    """Return one result with the pieces in their order, wherever they come from: the order shows in the file."""
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


def _pack_pictures(result: Seen, keys: Mapping[int, bytes]) -> Parcel:
    starts = accumulate((sum(map(len, pages)) for pages in result.pages.values()), initial=0)
    entries = {
        keys[number]: (start, [len(page) for page in pages])
        for (number, pages), start in zip(result.pages.items(), starts, strict=False)
    }
    return Parcel(entries, None, b"".join(page for pages in result.pages.values() for page in pages))


def _unpack_pictures(parcel: Parcel, wanted: Wanted) -> Seen:
    pages = {}
    for number, key in wanted:
        start, lengths = parcel.entries[key]
        places = accumulate(lengths, initial=start)
        pages[number] = tuple(bytes(parcel.data[at : at + size]) for at, size in zip(places, lengths, strict=False))
    return Seen(pages)


def _join_pictures(results: Sequence[Seen]) -> Seen:
    return Seen(
        {number: pages for one in results for number, pages in one.pages.items()},
        tuple(fault for one in results for fault in one.faults),
        tuple(broken for one in results for broken in one.broken),
    )


def _look_small(job: Job) -> Call[Look, Seen]:
    return look_call(Look(job, small=True))


def _unseen(_look: Look, _workers: Workers) -> Iterator[Seen]:
    """Return no picture for pieces that killed their process."""
    return iter(())


PAGES = Way("pages", call_for, set_alone, _pack_pages, _unpack_pages, _join_pages)
PICTURES = Way("pictures", _look_small, _unseen, _pack_pictures, _unpack_pictures, _join_pictures)
