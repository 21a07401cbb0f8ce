"""Small pictures of a whole mailing while somebody writes: only what changed is drawn again.

A picture is known by the hash of what its piece is made from, here and on the campaign's shelf. So one word in
a row costs one picture, and a mailing that was looked at before is there at once.
"""

import datetime as dt
import time
from collections import ChainMap, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from outreach.config import Campaign
from outreach.gathering import Material
from outreach.isolation import Call, Died, Workers
from outreach.keeping import PICTURES, Found, Keeper, shelf_of
from outreach.model import Plan
from outreach.press.jobs import Job
from outreach.rules.prison_rules import SETTINGS
from outreach.setting import jobs_for
from outreach.showing import Look, Seen, small_looks

UNSET = "this letter cannot be set"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture under the name that the page knows it by; or what is wrong with the piece."""

    name: str = ""
    picture: bytes = b""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Pieces that are being drawn, with the hash of each by its number."""

    found: Found[Seen]
    keys: Mapping[int, bytes]
    call: Call[Look, Seen]
    under_way: "Future[Seen]"


class Thumbnails:
    """The small pictures of one mailing; `crowd` draws them, `name_of` gives a picture its name."""

    def __init__(self, crowd: Workers, name_of: Callable[[bytes], str]) -> None:
        """Begin without any."""
        self._crowd, self._name_of = crowd, name_of
        self._keeper: Keeper[Look, Seen] | None = None
        self._jobs: Iterator[Job] = iter(())
        self._people: Sequence[str] = ()
        self._drawings = deque[_Drawing]()
        self._being_drawn: dict[bytes, None] = {}
        self._made: dict[bytes, Thumbnail] = {}
        self._wanted: dict[str, bytes] = {}
        self._shown: dict[str, bytes] = {}
        self._all_begun = False
        self.ended = True
        """Whether everything was looked through, and all that was lacking is drawn."""

    def begin(self, campaign: Campaign, material: Material, plans: Sequence[Plan], today: dt.date) -> None:
        """Look through `plans` for what must be drawn; old pictures stay until the new ones are there."""
        self._keeper = Keeper(shelf_of(campaign), PICTURES)
        self._jobs = (look.job for look in small_looks(jobs_for(campaign, material, plans, today, SETTINGS)))
        self._people = [plan.recipient.id for plan in plans]
        self._wanted, self._all_begun, self.ended = {}, False, False

    def go_on(self, seconds: float) -> bool:
        """Take what is drawn and have more drawn, for so many seconds at most; tell whether there is news."""
        end, news = time.monotonic() + seconds, False
        while self._drawings and self._drawings[0].under_way.done():
            self._take(self._drawings.popleft())
            news = True
        while not self.waits and time.monotonic() < end:
            job = next(self._jobs, None)
            if job is not None:
                self._look_up(job)
            elif self._drawings:
                self._all_begun = True
            else:
                self._finish()
            news = True
        return news

    @property
    def waits(self) -> bool:
        """Whether nothing can be done before a drawing is ready."""
        return self.ended or (
            bool(self._drawings) and (self._all_begun or len(self._drawings) >= 2 * self._crowd.count)
        )

    @property
    def done(self) -> int:
        """How many pieces have the picture that they should have, or cannot have one."""
        return sum(key in self._made for key in self._wanted.values())

    def of(self, person: str) -> Thumbnail | None:
        """Return somebody's picture, by their id; an older one until the new one is there."""
        wanted = self._wanted.get(person, b"")
        if wanted in self._made:
            self._shown[person] = wanted
        return self._made.get(self._shown.get(person, b""))

    def pictures(self) -> Mapping[str, bytes]:
        """Return all pictures by their names."""
        return {one.name: one.picture for one in self._made.values() if one.name}

    def _look_up(self, job: Job) -> None:
        """See which pieces of `job` look otherwise than before; take them from the shelf, or have them drawn."""
        assert self._keeper  # noqa: S101 — there are no jobs before `begin`
        found = self._keeper.find(job, ChainMap[bytes, Any](self._made, self._being_drawn))
        person_of = {piece.number: self._people[piece.number - 1] for piece in job.pieces}
        keys = {number: found.keys.get(number, person.encode()) for number, person in person_of.items()}
        self._wanted |= {person: keys[number] for number, person in person_of.items()}
        for result in found.results:
            self._add(result, keys)
        if found.rest.pieces:
            call = self._keeper.way.call(found.rest)
            self._drawings.append(_Drawing(found, keys, call, self._crowd.submit(call)))
            self._being_drawn |= dict.fromkeys(keys[piece.number] for piece in found.rest.pieces)

    def _take(self, drawing: _Drawing) -> None:
        """Take what was drawn, and keep it for the next time."""
        assert self._keeper  # noqa: S101 — nothing is drawn before `begin`
        numbers = [piece.number for piece in drawing.found.rest.pieces]
        for number in numbers:
            self._being_drawn.pop(drawing.keys[number], None)
            self._made[drawing.keys[number]] = Thumbnail(fault=UNSET)
        seen = self._crowd.finish(drawing.call, drawing.under_way)
        if not isinstance(seen, Died):
            self._add(seen, drawing.keys)
            self._keeper.keep(drawing.found, seen)

    def _add(self, seen: Seen, keys: Mapping[int, bytes]) -> None:
        for fault in seen.faults:
            self._made[keys[fault.number]] = Thumbnail(fault=str(fault.problem))
        for number, pages in seen.pages.items():
            self._made[keys[number]] = Thumbnail(self._name_of(pages[0]), pages[0])

    def _finish(self) -> None:
        """Forget the pictures that nobody wants any more: all others are drawn."""
        wanted = {*self._wanted.values()}
        self._made = {key: one for key, one in self._made.items() if key in wanted}
        self._shown = dict(self._wanted)
        self.ended = True
