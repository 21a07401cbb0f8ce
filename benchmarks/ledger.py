"""Measure the ledger: marking ten thousand pieces, and looking at a hundred thousand, on both back ends.

python benchmarks/ledger.py [PIECES]
"""

import datetime as dt
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from conftest import SETTINGS, TEXT, CampaignFolder
from pieces import FILE, plan
from servers import server

from outreach.ledger.claims import Action, RecordedPiece, claim, record
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.marks import mark
from outreach.ledger.opening import open_ledger
from outreach.model import State

BATCH = 10_000
ACTION = Action("tester", dt.date(2026, 11, 20), "mark")
PLACE = "benchmark"


def merge(ledger: Ledger, first: int) -> list[str]:
    """Claim and record a batch of ten thousand people; return the pieces."""
    with ledger.transaction():
        batch, claimed = claim(ledger, [plan(f"person-{first + n:06d}") for n in range(BATCH)], "din5008b")
    record(ledger, batch, [RecordedPiece(uid, n, n, n) for n, uid in enumerate(claimed, 1)], [FILE], ACTION)
    return [*claimed]


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def campaign(address: str) -> Iterator[CampaignFolder]:
    """Make a campaign folder whose ledger is at `address`, or in the folder."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        made = CampaignFolder(Path(folder))
        line = f'[campaign]\nledger = "{address}"' if address else "[campaign]"
        made.write("campaign.toml", SETTINGS.replace("[campaign]", line, 1))
        made.write("letter_templates/letter/en.html", TEXT)
        made.people(1)
        yield made


def command(folder: CampaignFolder, *arguments: str) -> tuple[float, float]:
    """Run a command three times; return the median of the seconds, and the least of the CPU seconds."""
    taken, used = [], []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(seconds(lambda: _run(folder, arguments)))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken), min(used)


def _run(folder: CampaignFolder, arguments: tuple[str, ...]) -> None:
    subprocess.run([sys.executable, "-m", "outreach", *arguments], cwd=folder.folder, check=True, capture_output=True)


def measure(name: str, address: str, pieces: int) -> None:
    """Fill a ledger with `pieces` and four events each, and print how long things took."""
    with campaign(address) as folder:
        empty = command(folder, "status")
        merged, marked, cpu = [], [], []
        with open_ledger(address or folder.folder / FILE_NAME, PLACE) as ledger:
            for first in range(0, pieces, BATCH):
                start = time.perf_counter()
                uids = merge(ledger, first)
                merged.append(time.perf_counter() - start)
                start, used = time.perf_counter(), time.process_time()
                mark(ledger, uids, State.SENT, ACTION)
                marked.append(time.perf_counter() - start)
                cpu.append(time.process_time() - used)
                mark(ledger, uids, State.ANSWERED, ACTION)
            events = ledger.execute("SELECT count(*) FROM event").fetchone()[0]
            size = _size(ledger, address, folder.folder)
        status = command(folder, "status")
        one = command(folder, "history", "person-000007")
    print(
        f"| {name} | {statistics.median(merged):.2f} s | {statistics.median(marked):.2f} s ({statistics.median(cpu):.2f} s CPU) | {min(marked):.2f} s |"
        f" {status[0]:.2f} s ({status[1]:.2f} s CPU) | {empty[0]:.2f} s | {one[0]:.2f} s | {events:,} | {size / pieces / 1000:.2f} kB |",
        flush=True,
    )


def _size(ledger: Ledger, address: str, folder: Path) -> int:
    if not address:
        return (folder / FILE_NAME).stat().st_size
    return int(ledger.execute("SELECT pg_database_size(current_database())").fetchone()[0])


def main() -> None:
    """Measure both back ends."""
    pieces = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(
        "| back end | claim and record 10,000 | mark sent 10,000 | fastest | status | status, empty | history | events | a piece |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    measure("SQLite", "", pieces)
    running = server()
    running.ask("ALTER SYSTEM RESET fsync")
    running.ask("SELECT pg_reload_conf()")
    measure("PostgreSQL", running.empty_database(), pieces)


if __name__ == "__main__":
    main()
