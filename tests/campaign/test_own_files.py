from pathlib import Path

import pytest
from conftest import CampaignFolder

from outreach.campaign.campaign import load_campaign
from outreach.campaign.own_files import owned_by_campaign

OWN = [
    "campaign.toml", "Campaign.TOML", "ledger.sqlite", "LEDGER.SQLITE", "ledger.sqlite-journal", "locked.age", ".gitignore",
    ".git/config", "prints/batch-0001/letters.pdf", "prints/batch-0007", "prints/.locks/last-event", "prints/.kept/x",
    "prints/batch-0001-reprint-1.pdf", "backups/ledger-x-copy.sqlite", "backups/new.csv", "messages/p1.md",
    "letter_templates/letter/en.html", "letter_templates/new/style.css", "prison_rules/ik-1.toml", "recipients/people.xlsx",
]  # fmt: skip
OTHERS = [
    "log.csv", "out/log.csv", "recipients/new-list.xlsx", "prints/preview.pdf", "prints/log.csv", "tracking.xlsx",
    "my-letter_templates/x", "ledger.csv", "batch-0001.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_what_a_campaign_lives_on_is_its_own(campaign: CampaignFolder, name: str) -> None:
    assert owned_by_campaign((campaign.folder / name).resolve())


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_in_the_folder_are_not(campaign: CampaignFolder, name: str) -> None:
    assert owned_by_campaign((campaign.folder / name).resolve()) == ""
    assert owned_by_campaign(Path("/somewhere/else") / name) == ""


def test_a_list_and_a_template_that_the_settings_name_are_its_own_wherever_they_lie(campaign: CampaignFolder) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    settings = settings.replace('"recipients/people.xlsx"', '"mps.csv"').replace('"letter_templates/letter"', '"texts"')
    campaign.write("campaign.toml", settings.replace("[sender]", '[sender]\nlogo = "logo.png"'))
    known = load_campaign(campaign.folder)
    for name in ("mps.csv", "texts/en.html", "logo.png", "senders.xlsx", "Facilities.ods"):
        path = (campaign.folder / name).resolve()
        assert (bool(owned_by_campaign(path, known)), owned_by_campaign(path)) == (True, "")
