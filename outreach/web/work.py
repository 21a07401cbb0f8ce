"""Long work in the background: how far it is, what came of it, and a way to stop it."""

import secrets
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from outreach.errors import OutreachError
from outreach.model import Problem


class StoppedError(Exception):
    """Somebody stopped the work."""


@dataclass(slots=True)
class Work:
    """One piece of work: `done` of `total`, and in the end a place to go on, or what went wrong."""

    key: str
    title: str
    total: int
    done: int = 0
    ended: bool = False
    stopped: bool = False
    place: str = ""
    trouble: str = ""
    problems: tuple[Problem, ...] = ()
    wish: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def progress(self, more: int) -> None:
        """Count what is done; raise `StoppedError` where somebody wants it to end."""
        self.done += more
        if self.wish.is_set():
            raise StoppedError


class Workbench:
    """Everything that was begun on this board; one thing is done at a time, since it takes all cores."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._works: dict[str, Work] = {}
        self._lock = threading.Lock()

    def begin(self, title: str, total: int, do: Callable[[Work], str]) -> Work:
        """Begin `do` in the background, which returns where its result is shown; return the work that is under way.

        Whoever begins while other work is under way gets that work.
        """
        with self._lock:
            if (current := self.under_way()) is not None:
                return current
            work = Work(secrets.token_urlsafe(9), title, total)
            self._works[work.key] = work
            work.thread = threading.Thread(target=_run, args=(work, do), name="outreach work")
            work.thread.start()
            return work

    def under_way(self) -> Work | None:
        """Return the work that is not ended, if there is any."""
        return next((one for one in self._works.values() if not one.ended), None)

    def find(self, key: str) -> Work | None:
        """Return a work by its key."""
        return self._works.get(key)

    def stop_all(self) -> None:
        """Stop what is under way, and wait until it has given back what it claimed."""
        for one in self._works.values():
            one.wish.set()
        for one in self._works.values():
            if one.thread is not None:
                one.thread.join()


def _run(work: Work, do: Callable[[Work], str]) -> None:
    try:
        work.place = do(work)
    except StoppedError:
        work.stopped = True
    except OutreachError as error:
        work.trouble, work.problems = error.message, error.problems
    except Exception:  # noqa: BLE001 — a fault of the tool must not leave the page waiting for ever
        traceback.print_exc()
        work.trouble = "a fault of the tool stopped this; nothing was recorded. Please report what the terminal shows"
    finally:
        work.ended = True
