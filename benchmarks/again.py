"""Measure what a second merge and a second preview cost, after one word changed in one of the rows.

python benchmarks/again.py [COUNT …] [--rounds N] [--text W2] [--workers N]

CPU seconds of each command with all its processes; under `--watch` those between two pictures of the whole.
"""

import argparse
import ctypes
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from readers_of_pages import Reader, State, watched

from benchmarks.bench import LETTERS, SET_AND_BOUND, load, write_campaign
from benchmarks.watch import cpu

SET_CHILD_SUBREAPER = 36
TAKEN = re.compile(r"taken from \S+: (\d+)")


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ends before them: what they used is then known (Linux)."""
    if ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("this needs Linux: the time of all processes cannot be found out here")


def run(folder: Path, *arguments: str) -> tuple[float, str]:
    """Run a command to its end; return the CPU seconds of it and all its children, and what it told."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "outreach", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    with suppress(ChildProcessError):
        while True:
            os.wait()  # the processes that it left behind, whose time counts too
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed: {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stderr


def change_a_word(folder: Path, number: int) -> None:
    """Write another street into one row in the middle of the list."""
    path = folder / "people.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = len(lines) // 2
    lines[at] = re.sub(r" Street[0-9]*", f" Street{number}", lines[at], count=1)
    path.write_text("".join(lines), encoding="utf-8")


def merged(folder: Path, name: str, workers: tuple[str, ...], into: dict[str, list[float]]) -> None:
    """Merge, note CPU seconds and seconds of setting and binding under `name`, and make the batch void again."""
    seconds, told = run(folder, "merge", "--yes", "-v", *workers)
    found, taken = SET_AND_BOUND.search(told), TAKEN.search(told)
    into.setdefault(f"merge, {name}", []).append(seconds)
    into.setdefault(f"set and bound, {name} (clock)", []).append(float(found[1]) if found else 0.0)
    into.setdefault(f"pages taken, {name}", []).append(float(taken[1]) if taken else 0.0)
    batch = max(path.name for path in (folder / "prints").glob("batch-*"))
    run(folder, "mark", "void", batch)


def measure(folder: Path, workers: tuple[str, ...], into: dict[str, list[float]]) -> None:
    """Measure one round in a folder of its own."""
    merged(folder, "first", workers, into)
    change_a_word(folder, 1)
    merged(folder, "one word changed", workers, into)
    merged(folder, "nothing changed", workers, into)
    into.setdefault("preview, first", []).append(run(folder, "preview", "--all")[0])
    change_a_word(folder, 2)
    into.setdefault("preview, one word changed", []).append(run(folder, "preview", "--all")[0])
    into.setdefault("preview, nothing changed", []).append(run(folder, "preview", "--all")[0])
    watch(folder, into)


def watch(folder: Path, into: dict[str, list[float]]) -> None:
    """Keep the whole mailing in the browser while a word in one row changes; seconds by the clock too."""
    run(folder, "clear")
    start, used, before = time.perf_counter(), 0.0, Counter[str]()
    with watched(folder, "--all") as (process, url):
        reader = Reader(url)
        for number, name in enumerate(("first", "one word changed", "one word changed"), 3):
            shown = before
            while shown == before:
                shown = pictures(reader.until(_whole))
            seconds = time.perf_counter() - start
            time.sleep(1)
            into.setdefault(f"watch, {name}", []).append(cpu(process.pid) - used)
            into.setdefault(f"watch (clock), {name}", []).append(seconds)
            if before and (shown - before).total() != 1:
                sys.exit("one word should have changed one picture")
            before, used, start = shown, cpu(process.pid), time.perf_counter()
            change_a_word(folder, number)


def pictures(state: State) -> Counter[str]:
    """Return the small pictures that are shown."""
    return Counter(piece["picture"] for piece in state["grid"]["pieces"])


def _whole(state: State) -> bool:
    return bool(state.get("grid")) and state["grid"]["done"] == state["count"] > 0


def report(measured: Mapping[str, list[float]]) -> None:
    """Print medians, each with its share of the first of its kind."""
    medians = {name: statistics.median(values) for name, values in measured.items()}
    for name, value in medians.items():
        first = medians.get(re.sub(r", (one word|nothing) changed", ", first", name), 0.0)
        share = f"{value / first:7.1%}" if first else ""
        print(f"{name:>45} {value:8.2f} {share}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[5000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", default="W2")
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    adopt_orphans()
    letters = load(LETTERS)
    workers = ("--workers", str(given.workers)) if given.workers else ()
    for count in given.counts:
        measured: dict[str, list[float]] = {}
        for _ in range(given.rounds):
            with tempfile.TemporaryDirectory() as name:
                write_campaign(Path(name), letters, count, given.text)
                measure(Path(name), workers, measured)
        print(
            f"{count:,} letters of {given.text}, medians of {given.rounds}, CPU seconds; load {os.getloadavg()[0]:.1f}"
        )
        report(measured)


if __name__ == "__main__":
    main()
