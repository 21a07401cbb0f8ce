"""Measure the whole command against other ways to set the same letters, in turns, in one run.

The letters are those of the folder named by OUTREACH_BENCH (``letters.py`` with W1, where only
address and greeting differ, and W2, with fields in the text; ``peers.py`` with the other ways), by
default ``../shared/bench``. The naive loop is measured on 60 letters. Machines are noisy: what counts
is the ratio within one run, not the milliseconds.
"""

import argparse
import compileall
import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("OUTREACH_BENCH", ROOT.parent / "shared" / "bench"))
LETTERS, PEERS = FOLDER / "letters.py", FOLDER / "peers.py"
NAIVE_LETTERS = 60
SET_AND_BOUND = re.compile(r"set and bound in ([0-9.]+) s")
SETTINGS = """
[campaign]
name = "Benchmark"
[sender]
name = "Campaign"
address = ["Some Street 1", "10115 Berlin"]
country = "US"
[mailing.bench]
to = "people.csv"
template = "letter"
stationery = "plain-a4"
"""
FONT = """
@font-face {{ font-family: "DejaVu Serif"; src: url("{regular}") }}
@font-face {{ font-family: "DejaVu Serif"; font-weight: bold; src: url("{bold}") }}
html {{ font: 10pt/1.4 "DejaVu Serif" }}
p {{ margin: 0 0 3mm; hyphenate-limit-chars: 5 2 2 }}
.subject {{ margin: 0 0 4mm }}
"""


@dataclass(frozen=True)
class Measured:
    """What one whole command cost, per letter: ms, ms of them for setting and binding, kB; and the peaks in MB.

    `parent` is the command's own process, `child` the largest of its children.
    """

    milliseconds: float
    set_and_bound: float
    parent: float
    child: float
    kilobytes: float


def main() -> None:
    """Measure what was asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[600])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turns; the median counts")
    parser.add_argument("--workers", type=int, help="as in outreach merge")
    parser.add_argument("--texts", nargs="*", default=["W1", "W2"], help="W1, W2 or both")
    parser.add_argument(
        "--peers", nargs="*", default=[], help="other ways of peers.py: pdflatex, typst …; naive always"
    )
    given = parser.parse_args()
    if not LETTERS.is_file():
        sys.exit(f"the benchmark letters are not at {LETTERS}; name their folder in OUTREACH_BENCH")
    compileall.compile_dir(ROOT / "outreach", quiet=1)  # as it is once installed; the environment may forbid it here
    letters = load(LETTERS)
    for count in given.counts:
        for workload in given.texts:
            report(letters, count, workload, given)
    print("\nThe last look at the pages of W2:", flush=True)
    subprocess.run([sys.executable, str(Path(__file__).with_name("look.py"))], check=True)


def report(letters: ModuleType, count: int, workload: str, given: argparse.Namespace) -> None:
    """Measure one group of rows of the table, all in turns, and print it."""
    ours: list[Measured] = []
    others: dict[str, list[float]] = {"naive": [], **{peer: [] for peer in given.peers}}
    for _ in range(given.rounds):
        ours.append(whole_command(letters, count, workload, given.workers))
        for peer, times in others.items():
            times.append(peer_time(peer, NAIVE_LETTERS if peer == "naive" else count, workload))
    whole = median([one.milliseconds for one in ours])
    part = median([one.set_and_bound for one in ours])
    parent, child = max(one.parent for one in ours), max(one.child for one in ours)
    print(
        f"\n{count:,} letters of {workload}, medians of {given.rounds}, peaks {parent:.0f} MB parent, {child:.0f} MB child, {ours[0].kilobytes:.2f} kB a letter"
    )
    print(f"{'outreach, whole command':>28} {whole:>8.3f} ms a letter")
    print(f"{'setting and binding':>28} {part:>8.3f} ms a letter")
    for peer, times in others.items():
        time = median(times)
        print(
            f"{peer:>28} {time:>8.3f} ms a letter: {time / part:>5.1f} × setting and binding, {time / whole:>5.1f} × all",
            flush=True,
        )


def peer_time(peer: str, count: int, workload: str) -> float:
    """Return the milliseconds a letter that one of the other ways takes."""
    command = [sys.executable, "-B", str(PEERS), peer, str(count), workload]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"([0-9.]+) ms a letter", done.stdout)
    if not found:
        sys.exit(f"{peer} cannot be measured here: {done.stderr.strip().splitlines()[-1:]}")
    return float(found[1])


def median(values: list[float]) -> float:
    """Return the middle value."""
    return sorted(values)[len(values) // 2]


def load(path: Path) -> ModuleType:
    """Return the module with the benchmark's letters."""
    spec = importlib.util.spec_from_file_location("letters", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def whole_command(letters: ModuleType, count: int, workload: str, workers: int | None) -> Measured:
    """Run ``outreach merge`` from spreadsheet to bound PDF and recorded ledger, and measure it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_campaign(folder, letters, count, workload)
        command = [sys.executable, "-m", "outreach", "-C", name, "merge", "--yes", "-v"]
        command += ["--workers", str(workers)] if workers else []
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        watch = PeakMemory(process.pid)
        told = process.communicate()[1]
        seconds = time.perf_counter() - start
        found = SET_AND_BOUND.search(told)
        if process.returncode or not found:
            sys.exit(f"the merge failed: {told}")
        size = (folder / "prints/batch-0001/letters.pdf").stat().st_size
        part = float(found[1])
        return Measured(seconds / count * 1000, part / count * 1000, *watch.stop(), size / count / 1000)


def write_campaign(folder: Path, letters: ModuleType, count: int, workload: str) -> None:
    """Write a campaign folder whose letters say what the benchmark's letters say."""
    (folder / "campaign.toml").write_text(SETTINGS, encoding="utf-8")
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "id",
                "title",
                "given_name",
                "family_name",
                "street",
                "postal_code",
                "city",
                "country",
                "constituency",
                "same_as",
            ]
        )
        for row in letters.recipients(count):
            writer.writerow(
                [
                    row["id"],
                    row["title"],
                    row["first"],
                    row["last"],
                    row["street"],
                    row["post"],
                    row["city"],
                    "DE",
                    row["constituency"],
                    "no",  # invented names come twice
                ]
            )
    template = folder / "letter"
    template.mkdir()
    fields = {
        "title": "recipient.title",
        "last": "recipient.family_name",
        "city": "recipient.city",
        "constituency": "recipient.constituency",
    }
    paragraphs = [
        text.format(**{key: f"{{{{ {value} }}}}" for key, value in fields.items()}) for text in letters.BODIES[workload]
    ]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    (template / "en.html").write_text(
        "{% block subject %}<p>The imprisonment of Boris Kagarlitsky</p>{% endblock %}"
        f"{{% block body %}}{body}{{% endblock %}}"
        "{% block closing %}<p>Yours sincerely,</p><p>Maria Volunteer</p>{% endblock %}",
        encoding="utf-8",
    )
    faces = {"regular": "DejaVu Serif:style=Book", "bold": "DejaVu Serif:style=Bold"}
    for face, pattern in faces.items():
        found = subprocess.run(["fc-match", "-f", "%{file}", pattern], capture_output=True, text=True, check=True)
        shutil.copy(found.stdout, template / f"{face}.ttf")
    (template / "style.css").write_text(FONT.format(regular="regular.ttf", bold="bold.ttf"), encoding="utf-8")


class PeakMemory:
    """Watch a process and its children under /proc: the largest resident memory of it, and of any of them."""

    def __init__(self, pid: int) -> None:
        """Begin to watch `pid`."""
        self._pid = pid
        self._parent = self._child = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> tuple[float, float]:
        """End the watch and return both peaks in MB."""
        self._ended.set()
        self._thread.join()
        return self._parent / 1024, self._child / 1024

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            self._parent = max(self._parent, self._kilobytes(self._pid))
            self._child = max([self._child, *map(self._kilobytes, _descendants(self._pid))])

    @staticmethod
    def _kilobytes(pid: int) -> int:
        for line in _read(Path(f"/proc/{pid}/status")).splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
        return 0


def _descendants(pid: int) -> list[int]:
    """Return the children of a process, whichever of its threads started them, and theirs."""
    listed = "".join(_read(path) for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [one for child in map(int, listed.split()) for one in (child, *_descendants(child))]


def _read(path: Path) -> str:
    read: Callable[[], str] = path.read_text
    try:
        return read()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
