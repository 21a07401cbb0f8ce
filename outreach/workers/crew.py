"""Who does the work: so many child processes as there are cores, or as somebody says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path

from outreach.errors import UsageError
from outreach.storage.memory import give_memory_back
from outreach.workers.pool import Limits, Workers, loaded_ahead, process_pool

MOST_WORKERS = 64


def child_processes(count: int | None = None, most: int = MOST_WORKERS, limits: Limits | None = None) -> Workers:
    """Return child processes that see only the shipped fonts: `count`, else as OUTREACH_WORKERS says, else one a core.

    `most` is how many of them there is work for.
    """
    total = min(count or _workers_wished() or os.cpu_count() or 1, most)
    return Workers(total, partial(process_pool, limits=limits or Limits(), fonts=_fonts()))


def press_processes(count: int | None = None) -> Workers:
    """Return the same for setting pages: WeasyPrint is loaded once for all of them, beginning now where that can be."""
    give_memory_back()
    total = count or _workers_wished() or os.cpu_count() or 1
    if total == 1:
        return child_processes(total)
    context = loaded_ahead("outreach.press.preload")
    return Workers(total, partial(process_pool, limits=Limits(), fonts=_fonts(), context=context))


@contextmanager
def reading_processes(press: Workers, count: int | None, lists: int) -> Iterator[Workers]:
    """Give who reads some `lists`: processes for that alone, or the one that sets too where only one is wanted."""
    if press.count == 1:
        yield press
    else:
        with child_processes(count, most=lists) as workers:
            yield workers


def _fonts() -> Path:
    return Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))


def _workers_wished() -> int:
    wish = os.environ.get("OUTREACH_WORKERS", "").strip()
    if wish and not (wish.isdecimal() and 1 <= int(wish) <= MOST_WORKERS):
        raise UsageError(f"OUTREACH_WORKERS={wish} is not a number from 1 to {MOST_WORKERS}")
    return int(wish or 0)
