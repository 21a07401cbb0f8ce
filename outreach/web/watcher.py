"""Know in the background where everybody stands, so that no page waits for lists to be read."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

from outreach.batch.overview import Lists, Overview, look_over, read_everything
from outreach.campaign.campaign import Campaign
from outreach.campaign.lists import lists_of
from outreach.campaign.personal_messages import FOLDER as MESSAGES
from outreach.campaign.prison_rules import FOLDER as RULES
from outreach.campaign.record import existing_ledger
from outreach.campaign.settings import FILE_NAME
from outreach.ledger.database import Ledger
from outreach.storage.file_stamps import Stamps, stamps
from outreach.workers.pool import Workers

Seen = tuple[Stamps, tuple[int, int], dt.date]
"""What an overview was made from: the files, the last event and piece of the ledger, the day."""


class Watcher:
    """Looks whether files or ledger changed whenever somebody asks, and then looks everything over again."""

    def __init__(
        self,
        campaign: Callable[[], Campaign],
        readers: Callable[[], AbstractContextManager[Workers]],
        today: Callable[[], dt.date],
    ) -> None:
        """Look at what `campaign` returns, with `readers` for its lists."""
        self._campaign, self._readers, self._today = campaign, readers, today
        self._thread = ThreadPoolExecutor(1, "outreach lists")
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._known: tuple[Seen, Overview] | None = None
        self._lists: tuple[Stamps, Lists] | None = None
        self._running: tuple[Seen, Future[Overview]] | None = None

    def forget(self) -> None:
        """Begin again, for another campaign."""
        with self._lock:
            self._forget()

    def overview(self, *, wait: bool = False) -> tuple[Overview | None, bool]:
        """Return the latest overview, and whether it is of this moment; a new one is made in the background.

        With `wait` it is waited for. What keeps the lists from being read is raised.
        """
        campaign = self._campaign()
        now = self._now(campaign)
        with self._lock:
            if self._known and self._known[0] == now:
                return self._known[1], True
            if self._running is None or self._running[0] != now:
                self._running = now, self._thread.submit(self._look, campaign, now)
            running = self._running[1]
        if wait or running.done():
            return running.result(), True
        return (self._known[1] if self._known else None), False

    def end(self) -> None:
        """Look no more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _now(self, campaign: Campaign) -> Seen:
        with existing_ledger(campaign) as ledger:
            return stamps(_files(campaign)), version_of(ledger), self._today()

    def _look(self, campaign: Campaign, now: Seen) -> Overview:
        """Read what changed and look it over; lists stay with this one thread."""
        if self._lists is None or self._lists[0] != now[0]:
            self._lists = None
            with self._readers() as workers:
                self._lists = now[0], read_everything(campaign, workers)
        with existing_ledger(campaign) as ledger:
            found = look_over(campaign, self._lists[1], ledger, now[2])
        with self._lock:
            self._known = now, found
        return found


def _files(campaign: Campaign) -> Iterator[Path]:
    yield from (campaign.folder / name for name in (FILE_NAME, MESSAGES, RULES))
    for mailing in campaign.mailings.values():
        yield mailing.template
        yield from (one.path for one in lists_of(campaign, mailing))


def version_of(ledger: Ledger | None) -> tuple[int, int]:
    """Return the numbers of the last event and the last piece: whatever is recorded raises one of them."""
    if ledger is None:
        return 0, 0
    event = ledger.execute("SELECT coalesce(max(id), 0) AS n FROM event").fetchone()["n"]
    piece = ledger.execute("SELECT coalesce(max(id), 0) AS n FROM piece").fetchone()["n"]
    return int(event), int(piece)
