"""``outreach ledger check`` finds what is not as it was recorded, and says what to do."""

import json
import shutil
from pathlib import Path

from conftest import CampaignFolder

from outreach.errors import ExitCode


def merged(campaign: CampaignFolder) -> Path:
    assert campaign.run("merge", "--yes").code == 0
    return campaign.batch(1)


def test_a_ledger_in_order_has_no_problems(campaign: CampaignFolder) -> None:
    merged(campaign)
    shown = campaign.run("ledger", "check")
    assert (shown.code, shown.err) == (0, "")
    assert "Everything is as it was recorded." in shown.out


def test_without_a_ledger_there_is_nothing_to_check(campaign: CampaignFolder) -> None:
    assert campaign.run("ledger", "check").code == ExitCode.USAGE


def test_a_file_that_is_gone_changed_or_cut_is_named(campaign: CampaignFolder) -> None:
    folder = merged(campaign)
    letters = (folder / "letters.pdf").read_bytes()
    packing = folder / "packing-list.pdf"
    packing.unlink()
    (folder / "letters.pdf").write_bytes(bytes([letters[0] ^ 1]) + letters[1:])
    shown = campaign.run("ledger", "check")
    assert shown.code == ExitCode.LEDGER
    assert "prints/batch-0001/packing-list.pdf: is gone; put your copy" in shown.err
    assert "prints/batch-0001/letters.pdf: was changed since it was recorded" in shown.err
    (folder / "letters.pdf").write_bytes(letters[:-10])
    assert f"has {len(letters) - 10:,} bytes, {len(letters):,} were recorded" in campaign.run("ledger", "check").err


def test_a_batch_whose_folder_is_gone_is_named(campaign: CampaignFolder) -> None:
    shutil.rmtree(merged(campaign))
    assert "prints/batch-0001: the folder of the batch is gone" in campaign.run("ledger", "check").err


def test_a_batch_that_the_ledger_does_not_know_is_named(campaign: CampaignFolder) -> None:
    shutil.copytree(merged(campaign), campaign.batch(7))
    found = campaign.run("ledger", "check", "--json")
    assert [problem["source"] for problem in found.json["problems"]] == ["prints/batch-0007"]
    assert found.code == ExitCode.LEDGER


def test_a_batch_of_another_ledger_is_seen_by_its_pieces(campaign: CampaignFolder) -> None:
    manifest = merged(campaign) / "batch.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    values["pieces"][0]["uid"] = "0" * 32
    manifest.write_text(json.dumps(values), encoding="utf-8")
    assert "two ledgers went different ways" in campaign.run("ledger", "check").err


def test_a_claim_that_was_not_recorded_is_named(campaign: CampaignFolder) -> None:
    merged(campaign)
    with campaign.ledger() as ledger:
        ledger.execute("INSERT INTO batch (id, uid, mailing, stationery, created_at) VALUES (2, 'x', 'm', 's', 'd')")
    assert "batch-0002: its pieces are claimed, but it was not recorded" in campaign.run("ledger", "check").err
