"""Measure joining, restoring and copying ledgers of different sizes and see how they grow with the number of letters.

python benchmarks/joining.py [LETTERS …]

A command runs by itself; its CPU seconds and the most memory that one of its processes held are printed.
The lines "all alike" are those where everybody has the same name and person key.
"""

import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from conftest import SETTINGS, TEXT, CampaignFolder
from pieces import FILE, plan
from servers import server

from outreach.ledger.claims import Action, RecordedPiece, claim, record
from outreach.ledger.copying import copy_to_file
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.marks import mark
from outreach.ledger.opening import open_ledger
from outreach.model import Plan, State

SIZES = (12_500, 25_000, 50_000)


def letter(number: int, *, alike: bool) -> Plan:
    """Return the plan of one letter."""
    one = plan(f"person-{number:06d}")
    recipient = replace(one.recipient, name="Name", person="~0123456789abcdef") if alike else one.recipient
    return replace(one, recipient=recipient)


def fill(ledger: Ledger, first: int, letters: int, by: str, *, alike: bool) -> None:
    """Make a batch of letters, and mark them as sent and answered: four events each."""
    plans = [letter(first + number, alike=alike) for number in range(letters)]
    action = Action(by, dt.date(2026, 11, 20))
    with ledger.transaction():
        batch, claimed = claim(ledger, plans, "din5008b")
    record(ledger, batch, [RecordedPiece(uid, n, n, n) for n, uid in enumerate(claimed, 1)], [FILE], action)
    mark(ledger, [*claimed], State.SENT, action)
    mark(ledger, [*claimed], State.ANSWERED, action)


@contextmanager
def campaign(letters: int, *, alike: bool) -> Iterator[CampaignFolder]:
    """Make a campaign with half of the letters here, and the file of a colleague who made the other half."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        made = CampaignFolder(Path(folder))
        made.write("campaign.toml", SETTINGS)
        made.write("letter_templates/letter/en.html", TEXT)
        made.people(1)
        with open_ledger(made.folder / FILE_NAME) as mine:
            fill(mine, 0, letters // 2, "Anna", alike=alike)
            copy_to_file(mine, made.folder / "theirs.sqlite")
        with open_ledger(made.folder / "theirs.sqlite") as theirs:
            fill(theirs, letters, letters // 2, "Ben", alike=alike)
        yield made


LAUNCHER = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "outreach", *sys.argv[1:]], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.1f} s, {used.ru_maxrss / 1024:.0f} MB")
sys.exit(done.returncode)
"""
"""Starts a command from a small process: a child begins with the memory of its parent."""


def run(folder: CampaignFolder, arguments: Sequence[str]) -> str:
    """Run a command; return its CPU seconds and the most memory of any of its processes."""
    command = [sys.executable, "-c", LAUNCHER, *arguments]
    return subprocess.run(command, cwd=folder.folder, check=True, capture_output=True, text=True).stdout.strip()


def measure(letters: int, *, alike: bool) -> list[str]:
    """Return what each command took."""
    with campaign(letters, alike=alike) as folder:
        address = server().empty_database()
        commands = (
            ("ledger", "join", "theirs.sqlite"),
            ("ledger", "backup", "copy.sqlite"),
            ("ledger", "restore", "copy.sqlite", "--yes"),
            ("ledger", "copy", "copy.sqlite", address),
            ("ledger", "copy", address, "back.sqlite"),
            ("ledger", "export", "export.sqlite"),
        )
        return [run(folder, command) for command in commands]


def main() -> None:
    """Measure all sizes."""
    print("| letters | join | backup | restore | copy to a server | copy from it | export |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for alike in (False, True):
        for letters in map(int, sys.argv[1:] or SIZES):
            name = f"{letters:,}{', all alike' if alike else ''}"
            print(f"| {name} | {' | '.join(measure(letters, alike=alike))} |", flush=True)


if __name__ == "__main__":
    main()
