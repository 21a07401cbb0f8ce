"""Whichever system call fails: no promise is broken, and the command can be run again. And the tests can fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from failing_calls import Outcome, Point, fail, points_of, prepared
from failing_scenarios import SCENARIOS, Scenario

SYNCS = ("fsync", "fdatasync", "rename", "unlink")


def strace_works() -> bool:
    """Tell whether calls can be failed here: strace is there, and tracing is allowed."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(
    not strace_works(), reason="strace is missing (apt install strace), or tracing is forbidden"
)


def some_points(scenario: Scenario, start: Path) -> list[Point]:
    """Return each sync, rename and unlink to be killed at, and a few writes for which the disk is full."""
    calls = [*points_of(scenario, start)]
    killed = [Point(call, when, "signal=KILL") for call, when in calls if call in SYNCS]
    writes = [Point(call, when, "error=ENOSPC") for call, when in calls if call in ("write", "pwrite64")]
    return [*killed[:: max(1, len(killed) // 3)], *writes[:: max(1, len(writes))]]


RARE = ("backup", "import", "migrate")
"""Commands that are given now and then, and are cut off in the long run alone."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.long if name in RARE else ()) for name in SCENARIOS if name != "merge"],
)
def test_a_command_that_is_cut_off_keeps_every_promise(tmp_path: Path, name: str) -> None:
    start = prepared(SCENARIOS[name], tmp_path / "start").folder

    outcomes = {point: fail(SCENARIOS[name], start, point) for point in some_points(SCENARIOS[name], start)}

    assert {point: outcome.broken for point, outcome in outcomes.items() if outcome.broken} == {}
    assert sum(outcome.interrupted for outcome in outcomes.values()) >= 4


def interrupted_merges(tmp_path: Path) -> dict[Point, Outcome]:
    """Kill a merge when it gives the batch its name and when it clears up, and let its first write fail."""
    start = prepared(SCENARIOS["merge"], tmp_path / "start").folder
    calls = [*points_of(SCENARIOS["merge"], start)]
    rename = next(Point(call, when, "signal=KILL") for call, when in calls if call == "rename")
    last = Point(*[one for one in calls if one[0] == "fdatasync"][-1], "signal=KILL")
    full = Point(*next(one for one in calls if one[0] == "write"), "error=ENOSPC")
    return {point: fail(SCENARIOS["merge"], start, point) for point in (rename, last, full)}


def test_a_merge_that_is_cut_off_keeps_every_promise(tmp_path: Path) -> None:
    outcomes = interrupted_merges(tmp_path)

    assert [outcome.broken for outcome in outcomes.values()] == [(), (), ()]
    assert all(outcome.interrupted for outcome in outcomes.values())


# ── the tests can fail ───────────────────────────────────────────────────────────────────────────


def mutant(tmp_path: Path, file: str, right: str, wrong: str) -> str:
    """Copy the tool with one fault in it; return where it lies."""
    shutil.copytree(ROOT / "outreach", tmp_path / "mutant" / "outreach")
    path = tmp_path / "mutant" / "outreach" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1, "the fault can be made"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    return str(tmp_path / "mutant")


@pytest.mark.long
def test_a_tool_that_records_before_it_renames_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, record = "files.publish_folder(folder, final)", "record_batch(ledger, number, final)"
    place = mutant(
        tmp_path, "printing.py", f"{name}\n                {record}",
        f"{record.replace('final', 'folder')}\n                {name}",
    )  # fmt: skip
    monkeypatch.setenv("PYTHONPATH", place)

    outcomes = interrupted_merges(tmp_path)

    assert any("folder of the batch is gone" in text for outcome in outcomes.values() for text in outcome.broken)


@pytest.mark.long
@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("ledger/marks.py", "        if refused:\n", "        if not refused and refused:\n"),
        ("ledger/schema.py", "id = NEW.piece AND state = '')\",", "id = NEW.piece AND state = 'nothing')\","),
    ],
)
def test_a_tool_without_a_guard_of_the_states_is_caught(tmp_path: Path, file: str, right: str, wrong: str) -> None:
    place = mutant(tmp_path, file, right, wrong)

    done = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "-q", "-x", "-k", "sqlite", "-p", "no:cacheprovider",
         "tests/ledger/test_ledger.py", "tests/ledger/test_people.py"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": place}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "1 failed" in done.stdout
