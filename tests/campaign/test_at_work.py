"""Most commands work beside each other, a few alone, and none in the middle of another."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import CampaignFolder

from outreach.campaign import at_work as module
from outreach.campaign.at_work import at_work
from outreach.campaign.campaign import load_campaign
from outreach.campaign.record import existing_ledger, own_ledger
from outreach.errors import LedgerError
from outreach.storage.turns import turn

HOLD = """
import sys, time
from pathlib import Path
from outreach.campaign.at_work import at_work
with at_work(Path(sys.argv[1]), sys.argv[2]):
    print("inside", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT", 0.2)
    monkeypatch.setattr(module, "WAIT_ALONE", 0.2)


def somebody_inside(folder: Path, command: str = "") -> "subprocess.Popen[str]":
    """Start a process that works in the folder; return it when it is inside."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder), command], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "inside\n"
    return process


@pytest.mark.parametrize(
    ("there", "comes", "message"),
    [
        ("", "", ""),
        ("", "lock", "another command is at work"),
        ("", "forget", "another command is at work"),
        ("forget", "", "outreach forget, lock, unlock or restore is at work"),
        ("restore", "", "outreach forget, lock, unlock or restore is at work"),
        ("lock", "forget", "another command is at work"),
    ],
)
def test_who_works_alone_has_nobody_beside(campaign: CampaignFolder, there: str, comes: str, message: str) -> None:
    process = somebody_inside(campaign.folder, there)
    try:
        if message:
            with pytest.raises(LedgerError, match=message), at_work(campaign.folder, comes):
                pass
        else:
            with at_work(campaign.folder, comes):
                pass
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
    with at_work(campaign.folder, "lock"):
        pass  # the system lets go of it when its holder was killed


def test_opening_the_ledger_is_work_and_within_a_command_nothing_more_is_asked(campaign: CampaignFolder) -> None:
    settings = load_campaign(campaign.folder)
    with turn(campaign.folder, campaign.folder / "campaign.toml", alone=True, seconds=1):
        for opened in (existing_ledger, own_ledger):
            with pytest.raises(LedgerError, match="at work"), opened(settings):
                pass
    with at_work(campaign.folder, "forget"), own_ledger(settings) as ledger, existing_ledger(settings) as again:
        assert (ledger is not None, again is not None) == (True, True)


def test_the_folder_is_free_when_the_last_thread_has_left(campaign: CampaignFolder) -> None:
    def work(number: int) -> None:
        with at_work(campaign.folder):
            if number < 20:
                work(number + 10)

    with ThreadPoolExecutor(8) as threads:
        [*threads.map(work, range(24))]
        with at_work(campaign.folder):
            refused = threads.submit(lambda: at_work(campaign.folder, "lock").__enter__())
            assert isinstance(refused.exception(), LedgerError)
    with turn(campaign.folder, campaign.folder / "campaign.toml", alone=True, seconds=0.2):
        pass


def test_a_lone_worker_comes_in_though_others_come_and_go_without_end(campaign: CampaignFolder) -> None:
    def busy() -> int:
        done = 0
        while not over:
            with turn(campaign.folder, door, alone=False, seconds=5):
                done += 1
        return done

    over: list[bool] = []
    door = campaign.folder / "campaign.toml"
    with ThreadPoolExecutor(6) as threads:
        workers = [threads.submit(busy) for _ in range(6)]
        for _ in range(5):
            with turn(campaign.folder, door, alone=True, seconds=5):
                pass
        over.append(True)
        assert all(worker.result() for worker in workers)
