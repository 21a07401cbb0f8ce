"""The power goes out in the middle of a merge: nobody is written to twice, nobody is forgotten."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from conftest import CampaignFolder

from outreach.press.cache.shelf import FOLDER as KEPT
from outreach.press.cache.shelf import Shelf
from outreach.storage.files import LOCKS

LETTERS, MOMENTS = 2000, 20
SMALL, FEW = 120, 3


def killed_merge(campaign: CampaignFolder, seconds: float) -> bool:
    """Start a merge, kill it with all its children's parent after `seconds`; tell whether it was cut off."""
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach", "merge", "--yes"],
        cwd=campaign.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode == -signal.SIGKILL


def assert_promises(campaign: CampaignFolder, people: int) -> None:
    """Assert that each person has one recorded piece, and that each recorded batch lies whole on the disk."""
    with campaign.ledger() as ledger:
        assert ledger.execute("SELECT count(*), count(DISTINCT recipient) FROM piece").fetchone()[:] == (people, people)
        assert ledger.execute("SELECT count(*) FROM standing WHERE state = 'merged'").fetchone()[0] == people
        batches = [row["id"] for row in ledger.execute("SELECT id FROM batch")]
    prints = campaign.folder / "prints"
    assert sorted(path.name for path in prints.iterdir() if path.name not in (LOCKS, KEPT)) == [
        f"batch-{number:04d}" for number in batches
    ]
    kept = [path.name for path in (prints / KEPT).iterdir() if path.suffix != ".partial"]
    assert all(Shelf(prints / KEPT).take(name) for name in kept), "a kept file is not whole"
    pages = 0
    for number in batches:
        with pikepdf.open(campaign.batch(number) / "letters.pdf") as pdf:
            pages += len(pdf.pages)
    assert pages == people


def length_of_a_merge(campaign: CampaignFolder) -> float:
    """Measure how long an undisturbed merge takes, in seconds, and put everything back."""
    start = time.monotonic()
    assert campaign.run("merge", "--yes").code == 0
    length = time.monotonic() - start
    subprocess.run(["rm", "-rf", "prints", "ledger.sqlite"], cwd=campaign.folder, check=True)
    return length


def kill_at_moments(campaign: CampaignFolder, people: int, moments: int) -> int:
    """Cut merges off at evenly spread moments, finish each, check the promises; return how many were cut."""
    campaign.people(people)
    length = min(length_of_a_merge(campaign) for _ in range(2))  # the first run also warms the disk's cache
    cut = 0
    for moment in range(1, moments + 1):
        cut += killed_merge(campaign, length * moment / (moments + 1))
        finished = campaign.run("merge", "--yes")
        assert finished.code == 0, finished.err
        assert_promises(campaign, people)
        subprocess.run(["rm", "-rf", "prints", "ledger.sqlite"], cwd=campaign.folder, check=True)
    return cut


def test_a_killed_merge_is_finished_by_the_next_one(campaign: CampaignFolder) -> None:
    assert kill_at_moments(campaign, SMALL, FEW) >= FEW - 1


@pytest.mark.long
def test_a_large_merge_killed_at_twenty_moments_is_finished_by_the_next_one(campaign: CampaignFolder) -> None:
    assert kill_at_moments(campaign, LETTERS, MOMENTS) >= MOMENTS - 2


def test_children_of_a_killed_merge_end_too(campaign: CampaignFolder) -> None:
    campaign.people(SMALL)
    killed_merge(campaign, 1.0)
    end = time.monotonic() + 10
    while _children_in(campaign) and time.monotonic() < end:
        time.sleep(0.1)
    assert _children_in(campaign) == []


def _children_in(campaign: CampaignFolder) -> list[int]:
    """Return the processes that work in the campaign folder (Linux tells them under /proc)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = (process / "cwd").readlink() == campaign.folder
        except OSError:
            continue
        found += [int(process.name)] if here else []
    return found


def test_a_batch_that_was_finished_but_not_recorded_is_recorded_as_it_lies_there(merged: CampaignFolder) -> None:
    recorded = merged.made()
    merged.unrecord()

    shown = merged.run("merge", "--yes")

    assert "batch-0001 was finished but not recorded; it is recorded now" in shown.out
    assert merged.run("status", "--json").json["mailings"] == {"letters": {"merged": 3}}
    assert merged.made().keys() == recorded.keys()
