"""Measure what the second core gains: a merge on one core and on two, and beside it two loops that share nothing.

python benchmarks/cores.py [COUNT …] [--rounds N] [--text W2]

How much two processes at a time gain is the machine's affair too: its cores may share what they calculate
with, and other work may take them. So each round also measures two plain loops in Python.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench import LETTERS, load, whole_command

LOOPS = 20_000_000
"""Turns of the plain loop: about a second."""


def turn(_number: int) -> None:
    """Count; nothing is shared, nothing is written."""
    total = 0
    for number in range(LOOPS):
        total += number & 7


def loops(cores: int) -> float:
    """Return the seconds that so many loops take at a time, one on each core."""
    with multiprocessing.Pool(cores) as pool:
        pool.map(abs, range(cores))  # all of them are there
        start = time.perf_counter()
        pool.map(turn, range(cores), chunksize=1)
        return time.perf_counter() - start


def main() -> None:
    """Measure in turns and print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=[20_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", default="W2")
    given = parser.parse_args()
    both, letters = sorted(os.sched_getaffinity(0))[:2], load(LETTERS)
    for count in given.counts:
        gains: dict[str, list[float]] = {"two plain loops": [], "setting and binding": [], "the whole command": []}
        for _ in range(given.rounds):
            os.sched_setaffinity(0, both[:1])
            one, loop = whole_command(letters, count, given.text, 1), loops(1)
            os.sched_setaffinity(0, both)
            two = whole_command(letters, count, given.text, 2)
            gains["two plain loops"].append(2 * loop / loops(2))
            gains["setting and binding"].append(one.set_and_bound / two.set_and_bound)
            gains["the whole command"].append(one.milliseconds / two.milliseconds)
        print(f"{count:,} letters of {given.text}, two cores against one; load {os.getloadavg()[0]:.1f}")
        for what, found in gains.items():
            print(f"{what:>22}: {statistics.median(found):.2f} × ({', '.join(f'{one:.2f}' for one in found)})")


if __name__ == "__main__":
    main()
