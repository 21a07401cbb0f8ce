"""Preview while somebody writes: one piece, or all of them small, set again whenever a file changes.

The process that sets the piece stays warm; others, one a core, make the small pictures, so that the piece
looked at never waits for them. What is broken is told beside the last picture that was good.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from outreach.batch.plan import require_somebody
from outreach.batch.plans import known_findings
from outreach.batch.press_jobs import jobs_for
from outreach.campaign.campaign import Campaign, load_campaign
from outreach.campaign.lists import lists_of
from outreach.campaign.material import Material, gather, renewed
from outreach.campaign.personal_messages import FOLDER as MESSAGES
from outreach.campaign.settings import FILE_NAME
from outreach.care.rule_books import SETTINGS
from outreach.care.verdict import Override, judge, told
from outreach.errors import InputError, OutreachError, UsageError
from outreach.l10n.languages import locale
from outreach.ledger.database import Ledger
from outreach.model import Plan, Problem
from outreach.people.selection import Wanted
from outreach.press.cache.fingerprint import keys_of, recipe_of
from outreach.press.run import too_long
from outreach.press.tasks import Job
from outreach.preview.pictures import PictureJob, in_language, languages_of, look_call, plans_to_show
from outreach.preview.screen import Screen, Wish, picture_name
from outreach.preview.thumbnails import Thumbnails
from outreach.storage.file_stamps import Stamps, changed, stamps
from outreach.workers.pool import Died, Workers

PAUSE = 0.05
"""Seconds between two looks at the files."""
SETTLING = 0.01
"""Seconds for which no file may change before it is read: editors empty a file before they fill it."""
BETWEEN = 0.5
"""Seconds between two times that small pictures are shown while more of them come."""
SHOWN = 30
"""More problems than this are counted, not shown."""
RULES = "prison_rules"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a watch works with: the mailing, who sets its pieces, where the ledger is, what day it is."""

    folder: Path
    mailing: str
    wanted: Wanted
    crew: Workers
    crowd: Workers
    open_ledger: Callable[[Campaign], AbstractContextManager[Ledger | None]]
    today: Callable[[], dt.date]


class Watch:
    """Shows one mailing on a screen, and looks after its files and its reader's wishes."""

    def __init__(self, desk: Desk, screen: Screen, language: str = "", *, everything: bool = False) -> None:
        """Begin with the first piece that is due, in `language` if one is asked for."""
        self._desk, self._screen = desk, screen
        self._campaign = load_campaign(desk.folder)
        self._material: Material | None = None
        self._plans: list[Plan] = []
        self._rows: tuple[Problem, ...] = ()
        self._language, self._at, self._everything = language, 0, everything
        self._unread: tuple[Problem, ...] = ()
        self._unset: tuple[Problem, ...] = ()
        self._care: tuple[Problem, ...] = ()
        self._pages: tuple[bytes, ...] = ()
        self._page_of: tuple[str, str] | None = None
        self._made_from: object = None
        self._small = Thumbnails(desk.crowd, picture_name)
        self._news, self._published = False, 0.0
        self._stamps: Stamps = stamps(self._files())

    def run(self) -> None:
        """Show and watch, until somebody stops it."""
        self._take_up(None)
        while True:
            self.step()

    def step(self) -> None:
        """Wait a moment for a wish; then see what changed."""
        wish = self._screen.wish(PAUSE if self._small.waits or not self._everything else 0)
        if wish is not None:
            before = self._language, self._everything
            while wish is not None:
                self._follow(wish)
                wish = self._screen.wish(0)
            self._look()
            if before != (self._language, self._everything):
                self._begin_small_ones()
        if different := self._different():
            self._take_up(different)
        self._go_on_with_small_ones()

    def _different(self) -> frozenset[Path]:
        """Return the files that changed since the last look, as soon as whoever writes them is done."""
        before, now = self._stamps, stamps(self._files())
        while now != self._stamps:
            self._stamps = now
            time.sleep(SETTLING)
            now = stamps(self._files())
        return changed(before, now)

    def _files(self) -> Iterator[Path]:
        """Yield what the piece is made from: files, and folders with all that is in them."""
        folder, mailing = self._campaign.folder, self._campaign.mailings.get(self._desk.mailing)
        yield from (folder / FILE_NAME, folder / MESSAGES, folder / RULES)
        if mailing:
            yield mailing.template
            yield from (one.path for one in lists_of(self._campaign, mailing))
        for sender in (self._campaign.sender, *(self._material.senders.values() if self._material else ())):
            yield from (folder / sender.fields[what] for what in ("logo", "signature") if sender.fields.get(what))

    def _take_up(self, different: frozenset[Path] | None) -> None:
        """Read what changed, everything at first, and show what comes of it."""
        try:
            if different is None or self._material is None or self._unread or not self._renew(different):
                self._read()
            self._unread = ()
        except OutreachError as error:
            self._unread = error.problems or (Problem(self._desk.mailing, error.message),)
        except OSError as error:
            self._unread = (Problem(str(error.filename), f"cannot be read ({error.strerror})", "check its rights"),)
        if different is None:
            self._stamps = stamps(self._files())
        self._look()
        self._begin_small_ones()

    def _renew(self, different: frozenset[Path]) -> bool:
        """Read the template again if nothing else changed; tell whether that was so."""
        old = self._material
        if old is None or not all(path.is_relative_to(old.mailing.template) for path in different):
            return False
        self._material = renewed(self._campaign, old, self._desk.crew)
        if languages_of(self._campaign, self._material) != languages_of(self._campaign, old) or (
            self._material.messages != old.messages
        ):
            self._plan(self._material)
        return True

    def _read(self) -> None:
        """Read settings, lists and template."""
        self._campaign = campaign = load_campaign(self._desk.folder)
        if self._desk.mailing not in campaign.mailings:
            place = f"[mailing.{self._desk.mailing}]"
            raise InputError("gone", [Problem(FILE_NAME, "this mailing is gone", f"write {place} again", column=place)])
        material = gather(campaign, [campaign.mailings[self._desk.mailing]], self._desk.crew)[0]
        if material.blocking:
            raise InputError("there is nothing to show", material.blocking)
        require_somebody([material], self._desk.wanted)
        self._plan(material)
        self._material = material

    def _plan(self, material: Material) -> None:
        """Plan for everybody; the reader stays with the person looked at."""
        with self._desk.open_ledger(self._campaign) as ledger:
            plans, due, whole = plans_to_show(self._campaign, material, ledger, self._desk.wanted, self._desk.today())
        self._rows = whole.problems
        if not plans:
            raise UsageError(f"nobody in the list of {material.mailing.name} can be written to")
        begun, shown = bool(self._plans), self._shown()
        keep = shown[self._at].recipient.id if begun else (due or plans)[0].recipient.id
        self._plans = plans
        ids = [plan.recipient.id for plan in self._shown(material)]
        self._at = ids.index(keep) if keep in ids else min(self._at, len(ids) - 1)

    def _shown(self, material: Material | None = None) -> list[Plan]:
        """Return the plans in the language that the reader chose; of one that nobody reads, everybody's."""
        material = material or self._material
        if not self._language or material is None:
            return self._plans
        alike = [plan for plan in self._plans if plan.language == self._language]
        if alike or not material.template or self._language not in material.template.texts:
            return alike or self._plans
        return [in_language(plan, self._language, material) for plan in self._plans]

    def _follow(self, wish: Wish) -> None:
        """Go where the reader wants to go."""
        if "language" in wish:
            self._language, self._at = wish["language"], 0
        if "grid" in wish:
            self._everything = wish["grid"] == "on"
        with suppress(ValueError):
            count = len(self._shown()) or 1
            self._at = (self._at + int(wish.get("step", "0"))) % count
            self._at = min(max(int(wish.get("number", self._at)), 0), count - 1)

    def _look(self) -> None:
        """Set the piece looked at and show it; what cannot be set leaves the last picture where it is."""
        material, plans = self._material, self._shown()
        if material and plans and not self._unread:
            plan = plans[self._at]
            self._unset = _problems_of(material, plan.language)
            if not self._unset:
                self._set(material, plan)
        self._publish()

    def _set(self, material: Material, plan: Plan) -> None:
        job = next(jobs_for(self._campaign, material, [plan], self._desk.today(), SETTINGS))
        made_from = _made_from(job) if self._everything else None  # finding that out loads Pango into this process
        if made_from and made_from == self._made_from:
            return  # the page is there
        self._made_from = None
        seen = self._desk.crew.run(look_call(PictureJob(job)))
        if isinstance(seen, Died):
            self._unset = (too_long(job),)
            return
        self._unset = tuple(fault.problem for fault in seen.faults)
        judged = judge([*seen.broken, *known_findings([plan])], Override())
        self._care = tuple(told([plan], (*judged.stopped, *judged.warned)))
        if seen.pages:
            self._pages, self._page_of = seen.pages[1], (plan.recipient.id, plan.language)
            self._made_from = made_from if made_from and made_from == _made_from(job) else None

    def _begin_small_ones(self) -> None:
        """Begin to make the small pictures that are not as they should be, but for those whose text is broken."""
        material = self._material
        if material and self._everything and not self._unread:
            whole = {code for code in languages_of(self._campaign, material) if not _problems_of(material, code)}
            plans = [plan for plan in self._shown() if plan.language in whole]
            self._small.begin(self._campaign, material, plans, self._desk.today())

    def _go_on_with_small_ones(self) -> None:
        """Take the small pictures that are ready and have the next ones made; show them a few times a second."""
        if not self._everything:
            return
        self._news = self._small.go_on(PAUSE) or self._news
        now = time.monotonic()
        if self._news and (self._small.ended or now - self._published > BETWEEN):
            self._publish()

    def _publish(self) -> None:
        """Put everything that is known on the screen."""
        self._news, self._published = False, time.monotonic()
        plans = self._shown()
        pictures = {**self._small.pictures(), **{picture_name(one): one for one in self._pages}}
        problems = (*self._unread, *self._unset, *self._others())
        self._screen.show(
            {
                "campaign": self._campaign.name,
                "mailing": self._desk.mailing,
                "problems": [_told(one) for one in problems[:SHOWN]],
                "more": max(len(problems) - SHOWN, 0),
                "care": [_told(one) for one in self._care],
                "pages": [picture_name(one) for one in self._pages],
                "stale": bool(self._unread or self._unset),
                "languages": self._languages(),
                "chosen": self._language,
                "grid": self._grid(plans) if self._everything else None,
                **(self._piece(plans[self._at], len(plans)) if plans else {}),
            },
            pictures,
        )

    def _others(self) -> tuple[Problem, ...]:
        """Return the problems that leave the piece looked at as it is."""
        material = self._material
        if material is None or self._unread:
            return ()
        rest = (one for one in material.template_problems if one not in self._unset)
        return (*rest, *material.problems, *self._rows)

    def _piece(self, plan: Plan, count: int) -> Mapping[str, object]:
        return {
            "who": plan.recipient.name,
            "row": f"{plan.recipient.row.source}, row {plan.recipient.row.number}",
            "language": plan.language,
            "at": self._at,
            "count": count,
            "other": self._page_of not in (None, (plan.recipient.id, plan.language)),
        }

    def _languages(self) -> list[Mapping[str, object]]:
        counts = dict.fromkeys(languages_of(self._campaign, self._material) if self._material else (), 0)
        for plan in self._plans:
            counts[plan.language] = counts.get(plan.language, 0) + 1
        return [{"code": code, "name": locale(code).get_display_name("en"), "count": n} for code, n in counts.items()]

    def _grid(self, plans: Sequence[Plan]) -> Mapping[str, object]:
        small = ((plan.recipient.name, self._small.of(plan.recipient.id)) for plan in plans)
        pieces = [
            {"who": who, "picture": one.name if one else "", "fault": one.fault if one else ""} for who, one in small
        ]
        return {"done": self._small.done, "pieces": pieces}


def _made_from(job: Job) -> object:
    """Return what the only piece of `job` is made from, down to when its files were touched; None where it is unknown."""
    recipe = recipe_of(job, "screen")
    return recipe and (recipe, keys_of(job, recipe))


def _problems_of(material: Material, language: str) -> tuple[Problem, ...]:
    """Return the problems of the template that concern its text in `language`."""
    texts = material.template.texts if material.template else {}
    others = {text.source for code, text in texts.items() if code != language}
    return tuple(one for one in material.template_problems if one.source not in others)


def _told(problem: Problem) -> Mapping[str, str]:
    return {"place": problem.place, "message": problem.message, "remedy": problem.remedy}
