"""Who does the work: one child process for each core, or the number that somebody sets."""

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
    """Return child processes that see only the shipped fonts: `count`, or OUTREACH_WORKERS, or one for each core.

    `most` is how many of them there is work for.
    """
    total = min(count or _workers_wished() or os.cpu_count() or 1, most)
    return Workers(total, partial(process_pool, limits=limits or Limits(), fonts=_fonts()))


def press_processes(count: int | None = None) -> Workers:
    """Return the same for setting pages: WeasyPrint is loaded once for all of them, from now on if possible."""
    give_memory_back()
    total = count or _workers_wished() or os.cpu_count() or 1
    if total == 1:
        return child_processes(total)
    context = loaded_ahead("outreach.press.preload")
    return Workers(total, partial(process_pool, limits=Limits(), fonts=_fonts(), context=context))


@contextmanager
def reading_processes(press: Workers, count: int | None, lists: int) -> Iterator[Workers]:
    """Give the processes that read `lists`: separate ones, or the one that also sets if only one is wanted."""
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
