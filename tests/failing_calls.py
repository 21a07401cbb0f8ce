"""Fail the system calls of a command one by one, and look at every promise after each.

`strace` kills the command at its Nth write, sync, rename or unlink below the campaign folder, or lets that
call fail as a full disk (ENOSPC) or a broken one (EIO) does. Only the process that writes the ledger is
traced: the children only set pages, and other tests end them. Run all of it with

    python tests/failing_calls.py [--every N] [SCENARIO]...
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from conftest import SETTINGS, TEXT, CampaignFolder

from outreach.campaign.campaign import load_campaign
from outreach.ledger.opening import open_ledger
from outreach.ledger.schema import SCHEMA_VERSION, STEPS
from outreach.upkeep.audit import audit

CALLS = (
    "write",
    "pwrite64",
    "ftruncate",
    "fsync",
    "fdatasync",
    "rename",
    "renameat2",
    "unlink",
    "unlinkat",
    "mkdir",
    "rmdir",
)
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
V1 = Path(__file__).parent / "ledger" / "data" / "ledger-v1.sqlite"
EVENTS = 23
"""How many the ledger of version 1 holds."""
UNFINISHED = "its pieces are claimed"


@dataclass(frozen=True)
class Point:
    """The Nth call of its name, and how it fails."""

    call: str
    when: int
    fault: str


@dataclass(frozen=True)
class Scenario:
    """A command, what it starts from, and what must hold however far it came."""

    command: tuple[str, ...]
    prepare: Callable[[CampaignFolder], object]
    promises: Callable[[CampaignFolder, bool], Iterator[str]]


def campaign_in(folder: Path) -> CampaignFolder:
    """Make a campaign with three people."""
    campaign = CampaignFolder(folder)
    campaign.write("campaign.toml", SETTINGS)
    campaign.write("letter_templates/letter/en.html", TEXT)
    campaign.people(3)
    return campaign


def _merged(campaign: CampaignFolder) -> None:
    assert campaign.run("merge", "--yes", "--limit", "2").code == 0


def _old(campaign: CampaignFolder) -> None:
    shutil.copy(V1, campaign.folder / "ledger.sqlite")


def _sheet_changed(campaign: CampaignFolder) -> None:
    """Write the tracking sheet, and say in it that everything was sent."""
    _merged(campaign)
    assert campaign.run("export", "tracking.xlsx").code == 0
    book = openpyxl.load_workbook(campaign.folder / "tracking.xlsx")
    page = book.worksheets[0]
    state = next(place for place, cell in enumerate(page[1], 1) if str(cell.value).casefold() == "state")
    for row in range(2, page.max_row + 1):
        page.cell(row, state).value = "sent"
    book.save(campaign.folder / "tracking.xlsx")


def _apart(campaign: CampaignFolder) -> None:
    """Make a ledger and a later one of the same campaign, which sent what this one merged."""
    _merged(campaign)
    shutil.copy(campaign.folder / "ledger.sqlite", campaign.folder / "before")
    assert campaign.run("mark", "sent", "batch-1").code == 0
    assert campaign.run("ledger", "export", "theirs.sqlite").code == 0
    (campaign.folder / "before").replace(campaign.folder / "ledger.sqlite")
    (campaign.folder / "prints" / ".locks" / "last-event").unlink()  # this copy's own folder knows of no later event


def _broken_promises(campaign: CampaignFolder) -> Iterator[str]:
    """Yield what does not hold whatever was done: the file, the states, the files of the batches."""
    path = campaign.folder / "ledger.sqlite"
    if not path.exists():
        return
    with open_ledger(path) as ledger:
        if [row[0] for row in ledger.execute("PRAGMA integrity_check")] != ["ok"]:
            yield "the ledger is damaged"
        if ledger.execute("PRAGMA foreign_key_check").fetchall():
            yield "a row belongs to nothing"
        if (campaign.folder / "prints").exists():
            problems = audit(load_campaign(campaign.folder), ledger)
            yield from (str(one) for one in problems if UNFINISHED not in one.message)
        undone = {row[0] for row in ledger.execute("SELECT undoes FROM event WHERE undoes IS NOT NULL")}
        states: dict[int, str] = {}
        for row in ledger.execute("SELECT id, piece, kind FROM event WHERE piece IS NOT NULL"):
            if row["id"] not in undone and STEPS[row["kind"]] > STEPS.get(states.get(row["piece"], ""), 0):
                states[row["piece"]] = row["kind"]
        kept = {row["id"]: row["state"] for row in ledger.execute("SELECT id, state FROM piece WHERE state <> ''")}
        if kept != states:
            yield "a state is not what the events say"
        twice = "SELECT 1 FROM piece WHERE state <> 'void' GROUP BY mailing, recipient, round HAVING count(*) > 1"
        if ledger.execute(twice).fetchone():
            yield "somebody has two pieces"


def _after_merge(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    with closing(campaign.ledger()) as ledger:
        has_tables = ledger.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'piece'").fetchone()[0]
        letters = ledger.execute("SELECT count(*) FROM piece WHERE state = 'merged'").fetchone()[0] if has_tables else 0
    if letters not in (0, 3) or (finished and letters != 3):
        yield f"{letters} of 3 letters are merged"
    if finished and (left := [p.name for p in (campaign.folder / "prints").iterdir() if p.name.endswith(".partial")]):
        yield f"{left} was left"


def _after_mark(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    with closing(campaign.ledger()) as ledger:
        states = Counter(row["state"] for row in ledger.execute("SELECT state FROM piece"))
    if dict(states) not in ({"merged": 2}, {"sent": 2}) or (finished and "sent" not in states):
        yield f"half marked: {dict(states)}"


def _after_migration(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    with closing(campaign.ledger()) as ledger:
        version = ledger.execute("PRAGMA user_version").fetchone()[0]
        events = ledger.execute("SELECT count(*) FROM event").fetchone()[0]
    if version not in (1, SCHEMA_VERSION) or events != EVENTS or (finished and version != SCHEMA_VERSION):
        yield f"version {version} with {events} events"
    copies = [_events(path) for path in (campaign.folder / "backups").glob("[!.]*")]
    if any(number != EVENTS for number in copies) or (version == SCHEMA_VERSION and not copies):
        yield f"copies with {copies} events"


def _after_backup(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    copies = [_events(path) for path in (campaign.folder / "backups").glob("[!.]*")]
    if any(number != 2 for number in copies) or (finished and not copies):
        yield f"copies with {copies} events"


def _events(path: Path) -> int:
    """Return how many events a copy holds, -1 for a damaged one."""
    with closing(sqlite3.connect(path)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return -1
        return int(copy.execute("SELECT count(*) FROM event").fetchone()[0])


SCENARIOS = {
    "merge": Scenario(("merge", "--yes", "--workers", "1"), lambda _campaign: None, _after_merge),
    "mark": Scenario(("mark", "sent", "batch-1"), _merged, _after_mark),
    "migrate": Scenario(("status",), _old, _after_migration),
    "import": Scenario(("import", "tracking.xlsx", "--yes"), _sheet_changed, _after_mark),
    "backup": Scenario(("ledger", "backup"), _merged, _after_backup),
    "join": Scenario(("ledger", "join", "theirs.sqlite"), _apart, _after_mark),
}


def calls_of(campaign: CampaignFolder, command: Sequence[str]) -> list[tuple[str, int]]:
    """Return the calls by which `command` writes below the folder: the name, and the how-manieth of its name."""
    seen: Counter[str] = Counter()
    found = []
    for line in _traced(campaign, command).splitlines():
        if match := re.match(r"(\w+)\(", line):
            seen[match[1]] += 1
            if str(campaign.folder) in line:
                found.append((match[1], seen[match[1]]))
    return found


def _traced(campaign: CampaignFolder, command: Sequence[str], *inject: str) -> str:
    """Run `command` below strace and return the trace; what it printed is appended."""
    with tempfile.NamedTemporaryFile("r", prefix="trace-") as trace:
        done = subprocess.run(
            ["strace", "-y", "-o", trace.name, "-e", f"trace={','.join(CALLS)}", *inject, sys.executable, "-B",
             "-m", "outreach", *command],
            cwd=campaign.folder, capture_output=True, text=True, check=False, timeout=120,
            env={**os.environ, "OUTREACH_WORKERS": "1"},
        )  # fmt: skip
        return f"{trace.read()}\nexit code {done.returncode}\n{done.stdout}{done.stderr}"


@dataclass(frozen=True)
class Outcome:
    """What came of one point: whether it interrupted, and every promise that was broken."""

    interrupted: bool
    broken: tuple[str, ...]


def fail(scenario: Scenario, start: Path, point: Point) -> Outcome:
    """Copy the folder `start`, run the command with one failing call, look, run it again, look again."""
    with tempfile.TemporaryDirectory(prefix="failing-") as place:
        folder = Path(place) / "campaign"
        shutil.copytree(start, folder)
        campaign = CampaignFolder(folder)
        trace = _traced(campaign, scenario.command, "-e", f"inject={point.call}:{point.fault}:when={point.when}")
        hit = [line for line in trace.splitlines() if "(INJECTED)" in line or "killed by SIGKILL" in line]
        if not hit or (point.fault.startswith("error") and str(folder) not in hit[0]):
            return Outcome(interrupted=False, broken=())
        broken = []
        if "Traceback" in trace or "a fault of outreach itself" in trace:
            broken.append(f"no message a person understands: {trace[-600:]}")
        broken += [*_broken_promises(campaign), *scenario.promises(campaign, "exit code 0" in trace)]
        again = campaign.run(*scenario.command)
        if again.code:
            broken.append(f"could not be taken up again: {again.err}")
        broken += [*_broken_promises(campaign), *scenario.promises(campaign, True)]  # noqa: FBT003 — finished
        return Outcome(interrupted=True, broken=tuple(broken))


def prepared(scenario: Scenario, folder: Path) -> CampaignFolder:
    """Make what `scenario` starts from."""
    campaign = campaign_in(folder)
    scenario.prepare(campaign)
    return campaign


def points_of(scenario: Scenario, start: Path) -> Iterator[tuple[str, int]]:
    """Return every call of `scenario`, counted in a copy of `start`."""
    with tempfile.TemporaryDirectory(prefix="failing-") as place:
        folder = Path(place) / "campaign"
        shutil.copytree(start, folder)
        yield from calls_of(CampaignFolder(folder), scenario.command)


def main(arguments: Sequence[str]) -> int:
    """Fail every call, or every Nth, of the scenarios named, of all if none is; print the figures."""
    names = list(arguments)
    every = int(names.pop(1)) if names[:1] == ["--every"] else 1
    names = names[1:] if every > 1 else names
    bad = 0
    print("| command | calls | tried | interrupted by KILL | by ENOSPC | by EIO | promises broken |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in names or SCENARIOS:
        counts = _fail_all(name, every)
        bad += counts["broken"]
        interrupted = " | ".join(str(counts[fault]) for fault in FAULTS)
        print(f"| {name} | {counts['calls']} | {counts['tried']} | {interrupted} | {counts['broken']} |", flush=True)
    return 1 if bad else 0


def _fail_all(name: str, every: int) -> Counter[str]:
    """Fail the calls of one scenario in all ways; name what broke, and count."""
    scenario, counts = SCENARIOS[name], Counter[str]()
    with tempfile.TemporaryDirectory(prefix="failing-") as place:
        start = prepared(scenario, Path(place) / "start").folder
        calls = [*points_of(scenario, start)]
        counts.update(calls=len(calls), tried=len(calls[::every]))
        for call, when in calls[::every]:
            for fault in FAULTS:
                outcome = fail(scenario, start, Point(call, when, fault))
                counts[fault] += outcome.interrupted
                counts["broken"] += len(outcome.broken)
                for text in outcome.broken:
                    print(f"{name}: {call} {when} {fault}: {text}", file=sys.stderr)
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
