"""Fail the system calls of a command one by one, and look at every promise after each.

`strace` kills the command at its Nth write, sync, link, rename or unlink below the campaign folder, or lets that
call fail as a full disk (ENOSPC) or a broken one (EIO) does; a file that cannot be opened or read fails with EIO.
Only the process that writes the ledger is traced: the children only set pages, and other tests end them. Run all of
it with

    python tests/failing_calls.py [--every N] [SCENARIO]...
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conftest import CampaignFolder
from failing_scenarios import (
    PHRASE,
    QUICK_AGE,
    SCENARIOS,
    Scenario,
    broken_promises,
    campaign_in,
    hashes,
    locked_hashes,
    unwhole,
)

from outreach.campaign.at_work import FORGETTING
from outreach.errors import ExitCode

FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
_WRITING = (
    "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "link", "linkat", "rename", "renameat2", "unlink", "unlinkat",
    "mkdir", "rmdir", "utimensat",
)  # fmt: skip
CALLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_WRITING, FAULTS), "openat": FAULTS[1:], "read": FAULTS[2:], "pread64": FAULTS[2:],
}  # fmt: skip
"""Every call by which a command touches a file, and how it may fail: a kill between two of them is one at the next."""
_OTHER_PLACES = [place for place in [os.environ.get("PYTHONPATH", "")] if place]
UNDERSTOOD = (ExitCode.OK, ExitCode.SETTING, ExitCode.LEDGER, -9)
"""How a command may end for which a disk was full or broken, or which was killed."""


@dataclass(frozen=True)
class Point:
    """The Nth call of its name, and how it fails."""

    call: str
    when: int
    fault: str


def calls_of(campaign: CampaignFolder, command: Sequence[str]) -> list[tuple[str, int]]:
    """Return the calls by which `command` touches files below the folder: the name, and the how-manieth of its name."""
    seen: Counter[str] = Counter()
    found = []
    for line in _traced(campaign, command).splitlines():
        if match := re.match(r"(\w+)\(", line):
            seen[match[1]] += 1
            if _is_below(line, campaign.folder):
                found.append((match[1], seen[match[1]]))
    return found


def _is_below(line: str, folder: Path) -> bool:
    """Tell whether a call has to do with a file in the folder: by an absolute name, or by one within it."""
    here = f"AT_FDCWD<{folder}>, "
    return str(folder) in line.replace(here, "") or re.search(re.escape(here) + '"[^/]', line) is not None


def _surroundings(folder: Path) -> dict[str, str]:
    """Return the environment that a command needs: a pass phrase, and settings of its own."""
    return {
        "OUTREACH_WORKERS": "1", "OUTREACH_BY": "tester", "OUTREACH_PASSPHRASE": PHRASE,
        "XDG_CONFIG_HOME": str(folder / ".config"), "PYTHONPATH": os.pathsep.join([QUICK_AGE, *_OTHER_PLACES]),
    }  # fmt: skip


def _traced(campaign: CampaignFolder, command: Sequence[str], *inject: str) -> str:
    """Run `command` below strace and return the trace; what it printed is appended."""
    with tempfile.NamedTemporaryFile("r", prefix="trace-") as trace:
        done = subprocess.run(
            ["strace", "-y", "-o", trace.name, "-e", f"trace={','.join(CALLS)}", *inject, sys.executable, "-B", "-P",
             "-m", "outreach", *command],
            cwd=campaign.folder, capture_output=True, text=True, check=False, timeout=300,
            env={**os.environ, **_surroundings(campaign.folder)},
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
        if not hit or (point.fault.startswith("error") and not _is_below(hit[0], folder)):
            return Outcome(interrupted=False, broken=())
        code = int(re.findall(r"^exit code (-?\d+)$", trace, re.MULTILINE)[-1])
        broken = []
        if "Traceback" in trace or code not in UNDERSTOOD:
            broken.append(f"no message a person understands: {trace[-600:]}")
        broken += looked_at(campaign, scenario, finished=code == 0)
        run = campaign.run if scenario.command[0] in ("lock", "unlock") else campaign.run_here  # they need the stand-in
        again = run(*scenario.command, env=_surroundings(folder))
        after = looked_at(campaign, scenario, finished=True)
        if again.code and after:
            broken.append(f"could not be taken up again: {again.err}")
        left = [path.name for path in folder.rglob("*.partial")] if point.fault != "signal=KILL" else []
        return Outcome(interrupted=True, broken=(*broken, *after, *(f"{name} was left" for name in left)))


def looked_at(campaign: CampaignFolder, scenario: Scenario, *, finished: bool) -> list[str]:
    """Return every promise that is broken."""
    in_the_middle = any((campaign.folder / name).exists() for name in ("locked.age", FORGETTING))
    usual = () if in_the_middle else broken_promises(campaign)
    return [*usual, *unwhole(campaign.folder), *scenario.promises(campaign, finished)]


def prepared(scenario: Scenario, folder: Path) -> CampaignFolder:
    """Make what `scenario` starts from, and write down what it is."""
    campaign = campaign_in(folder)
    scenario.prepare(campaign)
    locked = folder / "locked.age"
    before = locked_hashes(locked) if locked.exists() else hashes(folder)
    (folder / "before.txt").write_text(json.dumps(before), encoding="utf-8")
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
            for fault in CALLS[call]:
                outcome = fail(scenario, start, Point(call, when, fault))
                counts[fault] += outcome.interrupted
                counts["broken"] += len(outcome.broken)
                for text in outcome.broken:
                    print(f"{name}: {call} {when} {fault}: {text}", file=sys.stderr, flush=True)
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
