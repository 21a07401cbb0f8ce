"""Eight organisers merge and mark the same four hundred people at once."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count as numbers
from pathlib import Path

import pytest
from conftest import CampaignFolder
from organisers import AT_ONCE, let_them_work
from pieces import count
from servers import server

from outreach.ledger.claims import letters_by_recipient
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.opening import open_ledger

EVERYBODY = [f"p{number}" for number in range(400)]


def assert_each_has_one_letter(address: Path | str, told: list[int | str]) -> None:
    """Assert that nothing reached an organiser, and that the ledger holds what they did, once."""
    assert [one for one in told if isinstance(one, str)] == []
    with open_ledger(address) as ledger:
        assert letters_by_recipient(ledger) == dict.fromkeys(EVERYBODY, 1)
        assert (count(ledger, "piece"), _sent(ledger)) == (400, 400)
        assert count(ledger, "event") == sum(int(one) for one in told) == 400 * 7
        assert _batches_without_pieces(ledger) == 0


def _sent(ledger: Ledger) -> int:
    return int(ledger.execute("SELECT count(*) FROM standing WHERE state = 'sent'").fetchone()[0])


def _batches_without_pieces(ledger: Ledger) -> int:
    query = "SELECT count(*) FROM batch WHERE id NOT IN (SELECT batch FROM piece)"
    return int(ledger.execute(query).fetchone()[0])


@pytest.mark.parametrize("back_end", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_everybody_gets_one_letter_and_every_step_is_recorded_once(tmp_path: Path, back_end: str) -> None:
    address = tmp_path / FILE_NAME if back_end == "sqlite" else server().empty_database()

    told = let_them_work(address, EVERYBODY)

    assert len(told) == AT_ONCE
    assert_each_has_one_letter(address, told)


def test_nothing_is_lost_when_connections_are_cut_and_the_server_crashes_in_the_middle() -> None:
    address, cuts, times = server().empty_database(), [0], numbers()

    def trouble() -> None:
        if next(times) == 2:
            server().crash_and_restart()
        else:
            cuts[0] += server().cut_connections()

    told = let_them_work(address, EVERYBODY, trouble)

    assert_each_has_one_letter(address, told)
    assert next(times) > 3, "the server crashed while they worked"
    assert cuts[0] > AT_ONCE, "connections were cut"


def merge_and_post(folder: CampaignFolder, number: int) -> list[str]:
    """Merge ten letters at a time and post them, as a person does, until nobody is left; return what went wrong."""
    who = {"OUTREACH_BY": f"organiser {number}"}
    while True:
        merged = folder.run("merge", "--yes", "--limit", "10", "--workers", "1", env=who)
        if "Nobody is left" in merged.out or "somebody else has just merged" in merged.err:
            return []
        if merged.code:
            return [merged.err]
        batch = merged.out.split(": outreach mark sent ")[1].split()[0]
        marked = folder.run("mark", "sent", batch, env=who)
        if marked.code:
            return [marked.err]


@pytest.mark.long
@pytest.mark.parametrize("back_end", ["sqlite", "postgresql"])
def test_the_commands_themselves_write_to_nobody_twice(campaign: CampaignFolder, tmp_path: Path, back_end: str) -> None:
    campaign.people(400)
    folders = [campaign] * AT_ONCE
    address: Path | str = campaign.folder / FILE_NAME
    if back_end == "postgresql":
        address = server().empty_database()
        settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
        campaign.write("campaign.toml", settings.replace("[campaign]", f'[campaign]\nledger = "{address}"', 1))
        folders = [_copy(campaign, tmp_path / f"organiser-{number}") for number in range(AT_ONCE)]
    over = threading.Event()
    trouble = threading.Thread(target=_cut_now_and_then, args=(over, back_end))
    trouble.start()

    with ThreadPoolExecutor(AT_ONCE) as organisers:
        wrong = [*organisers.map(merge_and_post, folders, range(AT_ONCE))]
    over.set()
    trouble.join()

    assert wrong == [[]] * AT_ONCE
    with open_ledger(address) as ledger:
        assert letters_by_recipient(ledger) == {f"p{number}": 1 for number in range(1, 401)}
        assert (_sent(ledger), count(ledger, "event")) == (400, 1200)
    for folder in {one.folder: one for one in folders}.values():
        assert folder.run("ledger", "check").code == 0


def _copy(campaign: CampaignFolder, folder: Path) -> CampaignFolder:
    shutil.copytree(campaign.folder, folder, ignore=shutil.ignore_patterns("organiser-*"))
    return CampaignFolder(folder)


def _cut_now_and_then(over: threading.Event, back_end: str) -> None:
    while back_end == "postgresql" and not over.wait(2):
        server().cut_connections()
