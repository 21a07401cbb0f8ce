"""Small pictures of a whole mailing while somebody writes: only what changed is drawn again.

A picture is known by the hash of what its piece is made from: one word in a row costs one picture. What
`outreach preview --all` has kept is taken; nothing is written, for somebody may be forgotten meanwhile.
"""

import datetime as dt
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from itertools import chain

from outreach.batch.press_jobs import jobs_for
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.care.rule_books import SETTINGS
from outreach.model import Plan
from outreach.press.cache.fingerprint import Recipe, recipe_of
from outreach.press.cache.keeper import Keeper
from outreach.press.cache.shelf import shelf_in
from outreach.press.run import HOPELESS
from outreach.press.tasks import Job
from outreach.preview.kept_pictures import PICTURES
from outreach.preview.pictures import UNSET, PictureJob, Seen, handfuls
from outreach.workers.pool import Workers


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture under the name that the page knows it by; or what is wrong with the piece."""

    name: str = ""
    picture: bytes = b""
    fault: str = ""


NO_PICTURE = Thumbnail(fault=UNSET)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Pieces that are being drawn, with the state of the files by which they are known.

    `alone` is a single one whose neighbours all wait.
    """

    job: Job
    recipe: Recipe | None
    under_way: "Future[Seen]"
    alone: bool


@dataclass(slots=True)
class _Pass:
    """One look through a mailing, from one change of its files to the next.

    What was begun for an earlier one is not taken: nobody knows which state of a file it was made from.
    """

    keeper: Keeper[PictureJob, Seen]
    jobs: Iterator[Job]
    people: Sequence[str]
    keys: dict[int, bytes] = field(default_factory=dict)
    drawings: deque[_Drawing] = field(default_factory=deque)
    suspects: deque[tuple[Job, Recipe | None]] = field(default_factory=deque)
    all_begun: bool = False
    ended: bool = False
    lived: int = 0
    died: int = 0

    @property
    def hopeless(self) -> bool:
        """Whether every piece that was drawn alone killed its process, and no other was drawn: the text is to blame."""
        return self.died >= HOPELESS and not self.lived

    def waits(self, most: int) -> bool:
        """Tell whether a drawing must be ready before the next can begin; `most` may be under way at a time."""
        full = len(self.drawings) >= most or (self.drawings and self.drawings[-1].alone)
        return self.ended or bool(self.drawings and (full or self.suspects or self.all_begun))


class Thumbnails:
    """The small pictures of one mailing; `crowd` draws them, `name_of` gives a picture its name."""

    def __init__(self, crowd: Workers, name_of: Callable[[bytes], str]) -> None:
        """Begin without any."""
        self._crowd, self._name_of = crowd, name_of
        self._pass: _Pass | None = None
        self._made: dict[bytes, Thumbnail] = {}
        self._wanted: dict[str, bytes] = {}
        self._shown: dict[str, bytes] = {}

    def begin(self, campaign: Campaign, material: Material, plans: Sequence[Plan], today: dt.date) -> None:
        """Look through `plans` for what must be drawn; old pictures stay until the new ones are there."""
        jobs = jobs_for(campaign, material, plans, today, SETTINGS)
        people = [plan.recipient.id for plan in plans]
        self._pass = _Pass(Keeper(shelf_in(campaign.prints), PICTURES), handfuls(jobs), people)
        needed = {*self._wanted.values(), *self._shown.values()}
        self._made = {key: one for key, one in self._made.items() if key in needed and one is not NO_PICTURE}
        self._wanted = {}

    def go_on(self, seconds: float) -> bool:
        """Take what is drawn and have more drawn, for so many seconds at most; tell whether there is news."""
        now, end, news = self._pass, time.monotonic() + seconds, False
        while now and now.drawings and now.drawings[0].under_way.done():
            self._take(now, now.drawings.popleft())
            news = True
        while now and not self.waits and time.monotonic() < end:
            if now.suspects:
                self._draw(now, *now.suspects.popleft(), alone=True)
            elif (job := next(now.jobs, None)) is not None:
                self._look_up(now, job)
            elif now.drawings:
                now.all_begun = True
            else:
                now.ended = True
            news = True
        return news

    @property
    def ended(self) -> bool:
        """Whether everything was looked through, and all that was lacking is drawn."""
        return self._pass is None or self._pass.ended

    @property
    def waits(self) -> bool:
        """Whether nothing can be done before a drawing is ready."""
        return self._pass is None or self._pass.waits(2 * self._crowd.count)

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

    def _look_up(self, now: _Pass, job: Job) -> None:
        """See which pieces of `job` look otherwise than before; take them from the shelf, or have them drawn."""
        found = now.keeper.find(job, self._made.__contains__)
        for number in (piece.number for piece in job.pieces):
            person = now.people[number - 1]
            now.keys[number] = self._wanted[person] = found.keys.get(number, person.encode())
        for seen in found.results:
            self._add(now, seen)
        if found.rest.pieces:
            self._draw(now, found.rest, found.recipe)

    def _draw(self, now: _Pass, job: Job, recipe: Recipe | None, *, alone: bool = False) -> None:
        if now.hopeless:
            self._made |= {now.keys[piece.number]: NO_PICTURE for piece in job.pieces}
        else:
            under_way = self._crowd.submit(PICTURES.call(job))
            now.drawings.append(_Drawing(job, recipe, under_way, alone))

    def _take(self, now: _Pass, drawing: _Drawing) -> None:
        """Take what was drawn; what a file changed under is looked up again.

        Where a process died, its pieces are drawn one by one to find the one to blame.
        """
        pieces = drawing.job.pieces
        if drawing.recipe != recipe_of(drawing.job, PICTURES.purpose):
            now.jobs, now.all_begun = chain([drawing.job], now.jobs), False
            return
        try:
            seen = drawing.under_way.result()
        except (BrokenProcessPool, CancelledError):
            if not drawing.alone:
                now.suspects.extend((replace(drawing.job, pieces=(piece,)), drawing.recipe) for piece in pieces)
                return
            now.died += 1
            seen = Seen({})
        else:
            now.lived += 1
        self._made |= {now.keys[piece.number]: NO_PICTURE for piece in pieces}
        self._add(now, seen)

    def _add(self, now: _Pass, seen: Seen) -> None:
        for fault in seen.faults:
            self._made[now.keys[fault.number]] = Thumbnail(fault=str(fault.problem))
        for number, pages in seen.pages.items():
            self._made[now.keys[number]] = Thumbnail(self._name_of(pages[0]), pages[0])
