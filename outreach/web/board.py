"""One open board: its campaign folder, who works for it, what it has found out, and what it has said."""

import datetime as dt
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from outreach.campaign.at_work import refuse_unfinished
from outreach.campaign.campaign import Campaign, load_campaign
from outreach.campaign.record import existing_ledger, own_ledger, who
from outreach.campaign.settings import FILE_NAME
from outreach.errors import InputError
from outreach.ledger.database import Ledger
from outreach.ledger.events import Action
from outreach.ledger.ids import new_uid
from outreach.preview.draft import Drafting
from outreach.preview.screen import picture_name
from outreach.storage.file_stamps import Stamps, stamps
from outreach.web.keys import Keys
from outreach.web.watcher import Watcher
from outreach.web.work import Workbench
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers

Kept = TypeVar("Kept")
REMEMBERED = 500
"""So many answers and remarks are kept; older ones nobody looks at any more."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the board says after something was done; `undo` is the action that can be taken back."""

    text: str
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A list that was brought: where it lies, and for which mailing."""

    path: Path
    mailing: str


@dataclass(slots=True)
class Once:
    """A form that was sent: where its sender was led to, once it is known."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    place: str = ""


class Children:
    """The child processes of the board: one reads lists and texts, one sets pages to look at, each one thing at a time."""

    def __init__(self) -> None:
        """Begin with none; they are started when they are needed."""
        self._reader, self._setter = child_processes(1), child_processes(1)
        self._reading, self._looking = threading.Lock(), threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Workers]:
        """Give who reads."""
        with self._reading:
            yield self._reader

    @contextmanager
    def looking(self) -> Iterator[Workers]:
        """Give who sets pages for the screen."""
        with self._looking:
            yield self._setter

    def end(self) -> None:
        """End them all."""
        for workers in (self._reader, self._setter):
            workers.__exit__(None, None, None)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 — the user's own day


class Board:
    """What all pages share. Files and ledger belong to the user and to the commands too: nothing of them is held open."""

    def __init__(
        self, folder: Path | None, keys: Keys, today: Callable[[], dt.date] = _today, begin_in: Path | None = None
    ) -> None:
        """Open the board for the campaign in `folder`, or for none yet, which would be begun `begin_in` a folder."""
        self.begin_in = begin_in or Path.home() / "Letters"
        self.keys, self.today = keys, today
        self.children = Children()
        self.bench = Workbench()
        self.used = time.monotonic()
        self.brought: dict[str, Brought] = {}
        """Lists that were brought and not used yet, by the key in their address."""
        self.drafting: dict[str, tuple[object, Drafting]] = {}
        """What the texts of each mailing are tried on, with what it was made from."""
        self._remembered: dict[str, tuple[object, dict[object, object]]] = {}
        self.language = ""
        """The language that somebody chose; empty for the browser's."""
        self.close: Callable[[], None] = lambda: None
        self._folder = folder
        self._settings: tuple[Stamps, Campaign] | None = None
        self._notices: OrderedDict[str, Notice] = OrderedDict()
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._forms: OrderedDict[str, Once] = OrderedDict()
        self._lock = threading.Lock()
        self.watcher = Watcher(self.campaign, self.children.reading, self.today)

    @property
    def folder(self) -> Path | None:
        """The campaign folder, if one was chosen."""
        return self._folder

    def choose(self, folder: Path) -> None:
        """Go on with another campaign folder."""
        self._folder, self._settings = folder, None
        self.watcher.forget()

    def campaign(self) -> Campaign:
        """Return the campaign as its settings are now; raise where it cannot be read or is locked."""
        if self._folder is None or not (self._folder / FILE_NAME).is_file():
            raise InputError("the campaign folder is not there any more; choose it again where it is now")
        refuse_unfinished(self._folder)
        now = stamps([self._folder / FILE_NAME])
        if self._settings is None or self._settings[0] != now:
            self._settings = now, load_campaign(self._folder)
        return self._settings[1]

    @contextmanager
    def record(self) -> Iterator[Ledger | None]:
        """Open the ledger if there is one."""
        with existing_ledger(self.campaign()) as ledger:
            yield ledger

    @contextmanager
    def own_record(self) -> Iterator[Ledger]:
        """Open the ledger, making it if need be."""
        with own_ledger(self.campaign()) as ledger:
            yield ledger

    def action(self, command: str, date: dt.date | None = None, note: str = "") -> Action:
        """Return an action of whoever sits here, known by its id, so that exactly it can be undone."""
        return Action(by=who(), date=date or self.today(), command=command, note=note, group=new_uid())

    def say(self, notice: Notice) -> str:
        """Keep a remark; return its key, which the next address carries in place of the words."""
        key = secrets.token_urlsafe(9)
        self._keep(self._notices, key, notice)
        return key

    def notice(self, key: str) -> Notice | None:
        """Return what was said."""
        return self._notices.get(key)

    def remembered(self, name: str, moment: object, what: object, make: Callable[[], Kept]) -> Kept:
        """Return what `make` returns for `what`; it is made once as long as the `moment` is the same."""
        with self._lock:
            known = self._remembered.get(name)
            if known is None or known[0] != moment:
                known = self._remembered[name] = moment, {}
        if what not in known[1]:
            known[1][what] = make()
        return cast("Kept", known[1][what])

    def show_picture(self, data: bytes) -> str:
        """Keep a picture for the page; return its name. Equal pictures have the same."""
        name = picture_name(data)
        self._keep(self._pictures, name, data)
        return name

    def picture(self, name: str) -> bytes | None:
        """Return a picture that a page shows."""
        return self._pictures.get(name)

    def form(self, once: str) -> Once:
        """Return what became of a form; the same button pressed twice finds the first time."""
        with self._lock:
            found = self._forms.setdefault(once, Once())
            while len(self._forms) > REMEMBERED:
                self._forms.popitem(last=False)
            return found

    def end(self) -> None:
        """Stop what is under way and end all children."""
        self.bench.stop_all()
        self.watcher.end()
        self.children.end()

    def _keep(self, kept: OrderedDict[str, Kept], key: str, value: Kept) -> None:
        with self._lock:
            kept[key] = value
            while len(kept) > REMEMBERED:
                kept.popitem(last=False)
