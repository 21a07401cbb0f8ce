"""Measure the last look at the pages: how long it takes until it is sure that no letter shows another's words.

`python benchmarks/look.py` prints CPU ms a page, for pages that WeasyPrint set and for those of the express lane. The
letters are those of ``bench.py`` (W2, all values unique). What is counted is the time inside the functions that look;
what asking the clock takes is measured too, and taken off.
"""

import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("OUTREACH_BENCH", ROOT.parent / "shared" / "bench"))
os.environ["FONTCONFIG_FILE"] = str(files("outreach") / "data" / "fonts" / "fonts.conf")
sys.path.insert(0, str(ROOT))

from outreach.letters.merge import Fields, TemplateText  # noqa: E402
from outreach.press import express, worker  # noqa: E402
from outreach.press.express import lane, reading, setting  # noqa: E402
from outreach.press.inked_page import InkedPage  # noqa: E402
from outreach.press.strangers import RowWords  # noqa: E402
from outreach.press.tasks import Job, PieceText  # noqa: E402
from outreach.stationery import STATIONERY  # noqa: E402
from outreach.workers.pool import Limits  # noqa: E402

BY_WEASYPRINT, BY_THE_LANE, ROUNDS = 50, 600, 7
"""Letters of each kind, and how often they are set: the best round counts."""


class Spent:
    """CPU seconds inside some functions, and how often the clock was asked for them."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.seconds, self.calls = 0.0, 0

    def of_the_clock(self) -> float:
        """Return how many of the seconds the clock took itself."""
        empty, calls = Spent(), 20_000
        nothing = empty.within(lambda: None)
        for _ in range(calls):
            nothing()
        return empty.seconds / calls * self.calls

    def within(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function`, its time added to what was spent."""

        def timed(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.process_time() - start
                self.calls += 1

        return timed

    def without(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function`, its time taken from what was spent."""

        def timed(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds -= time.process_time() - start

        return timed


def main() -> None:
    """Set letters both ways and print what the looks cost."""
    letters = load(FOLDER / "letters.py")
    with tempfile.TemporaryDirectory() as folder:
        worth, express.WORTH_LEARNING = express.WORTH_LEARNING, sys.maxsize
        slow = best(job_of(letters, BY_WEASYPRINT, Path(folder)), weasyprint_look)
        express.WORTH_LEARNING = worth
        quick = best(job_of(letters, BY_THE_LANE, Path(folder)), lane_look)
    print(f"{'look at WeasyPrint’s pages':>28} {slow:>8.3f} ms a page (at most 1)")
    print(f"{'look at the lane’s pages':>28} {quick:>8.4f} ms a page (at most 0.03)")


def best(job: Job, look: Callable[[], Spent]) -> float:
    """Return the milliseconds that a look takes a piece, in the best of some rounds."""
    spent, found = look(), []
    for _ in range(ROUNDS):
        spent.seconds, spent.calls = 0.0, 0
        worker.set_job(job)
        found.append((spent.seconds - spent.of_the_clock()) * 1000 / len(job.pieces))
    return min(found)


def weasyprint_look() -> Spent:
    """Have the look at WeasyPrint's pages measured: noting what is drawn, and comparing it with the rows."""
    spent = Spent()
    noted: Callable[..., Any] = InkedPage._noted  # noqa: SLF001 — what is measured

    def timed(page: InkedPage, draw: Callable[..., Any], *arguments: Any) -> Any:
        return noted(page, spent.without(draw), *arguments)

    InkedPage._noted = spent.within(timed)  # type: ignore[method-assign]  # noqa: SLF001
    RowWords.require_own = spent.within(RowWords.require_own)  # type: ignore[method-assign]
    return spent


def lane_look() -> Spent:
    """Have the look at the lane's pages measured: reading glyphs, and comparing them with the texts."""
    spent = Spent()
    setting.says = spent.within(reading.says)  # type: ignore[attr-defined]
    lane.misread = spent.within(reading.misread)  # type: ignore[attr-defined]
    return spent


def job_of(letters: ModuleType, count: int, folder: Path) -> Job:
    """Return the job of so many letters."""
    fields = {name: f"{{{{ recipient.{name} }}}}" for name in ("title", "last", "city", "constituency")}
    body = "".join(f"<p>{text.format(**fields)}</p>" for text in letters.BODIES["W2"])
    template = TemplateText("letter/en.html", "en", f"{{% block body %}}{body}{{% endblock %}}")
    pieces = tuple(piece_of(number, row) for number, row in enumerate(letters.recipients(count), 1))
    return Job(STATIONERY["plain-a4"], template, "", folder, pieces, Limits(), samples=pieces[:1])


def piece_of(number: int, row: dict[str, str]) -> PieceText:
    """Return one letter."""
    sender = ("Campaign", "Some Street 1", "10115 Berlin")
    name = f"{row['title']} {row['first']} {row['last']}"
    parts = {
        "address": (name, row["street"], f"{row['post']} {row['city']}"),
        "return-line": sender,
        "letterhead": sender,
        "date": ("20 November 2026",),
    }
    return PieceText(number, {"salutation": f"Dear {name},", "recipient": Fields("recipient", row)}, parts)


def load(path: Path) -> ModuleType:
    """Return the module with the benchmark's letters."""
    spec = importlib.util.spec_from_file_location("letters", path)
    if not path.is_file() or spec is None or spec.loader is None:
        sys.exit(f"the benchmark letters are not at {path}; name their folder in OUTREACH_BENCH")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
