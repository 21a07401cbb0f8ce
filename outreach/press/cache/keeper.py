"""Take from a shelf what was made before, have the rest made, and keep it.

A piece is found by the hash of what it is made from. Only pieces without a fault are kept. They were proved when they
were set; new pieces are proved as usual, however few they are.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from outreach.press.cache.fingerprint import Recipe, keys_of, recipe_of
from outreach.press.cache.shelf import Parcel, Shelf
from outreach.press.sampling import proof_sample
from outreach.press.tasks import Job
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
class LookedUp(Generic[Result]):
    """What the shelf has of a job: results, the job of what it lacks, and by which hashes that is to be kept."""

    results: tuple[Result, ...]
    rest: Job
    recipe: Recipe | None = None
    keys: Mapping[int, bytes] = field(default_factory=dict)


class Keeper(Generic[Task, Result]):
    """Looks jobs up on a shelf, has the rest of them done, and keeps what was made."""

    def __init__(self, shelf: Shelf, way: Way[Task, Result]) -> None:
        """Begin with nothing taken."""
        self._shelf, self._way = shelf, way
        self._opened: dict[str, Parcel | None] = {}
        self.taken = 0

    def do(self, jobs: Iterable[Job], workers: Workers) -> Iterator[Result]:
        """Do `jobs` in order, one result each, but for those that end their process."""
        waiting = deque[LookedUp[Result]]()

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

    def find(self, job: Job, known: Callable[[bytes], bool] = lambda _key: False) -> LookedUp[Result]:
        """Return what is kept of the pieces of `job`; those whose hash is `known` are neither sought nor left."""
        recipe = recipe_of(job, self._way.purpose)
        if recipe is None:
            return LookedUp((), job)
        keys = keys_of(job, recipe)
        there = {number for number, key in keys.items() if known(key)}
        places = self._shelf.places(recipe.digest) if len(there) < len(keys) else {}
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
        return LookedUp(tuple(results), _without(job, there | taken) if there or taken else job, recipe, keys)

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

    def _keep(self, found: LookedUp[Result], result: Result) -> None:
        """Keep what was made, unless a file that it was made from has changed meanwhile."""
        if found.recipe and found.recipe == recipe_of(found.rest, self._way.purpose):
            parcel = self._way.pack(result, found.keys)
            if parcel.entries:
                self._shelf.put(found.recipe.digest, parcel)


def _without(job: Job, numbers: set[int]) -> Job:
    """Return `job` without some of its pieces; of the others, as many are proved as in a batch of that size."""
    pieces = tuple(piece for piece in job.pieces if piece.number not in numbers)
    proven = {pieces[place - 1].number for place in proof_sample(len(pieces))}
    return replace(job, pieces=pieces, proven=job.proven | proven)
