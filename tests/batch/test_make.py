"""One batch, made by one call: whole, recorded, and taken back when it comes to nothing."""

import datetime as dt
from collections.abc import Iterator

import pytest
from conftest import SETTINGS, CampaignFolder, page_texts
from gathered import gathered
from pieces import ACTION, states

from outreach.batch.make import Batch, make_batch
from outreach.batch.order import Crew, Order
from outreach.batch.plan import plan_mailing
from outreach.errors import LedgerError
from outreach.ledger.claims import unfinished
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.opening import open_ledger
from outreach.people.selection import Wanted

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def ledger(campaign: CampaignFolder) -> Iterator[Ledger]:
    """Give the campaign's empty ledger."""
    with open_ledger(campaign.folder / FILE_NAME, "here") as connection:
        yield connection


def made(folder: CampaignFolder, ledger: Ledger, *, strict: bool = False) -> tuple[Batch, list[int]]:
    """Make a batch of everybody; return it and the steps of the progress."""
    steps: list[int] = []
    with gathered(folder) as (settings, material, workers):
        plan = plan_mailing(settings, material, ledger, Wanted(), TODAY)
        batch = make_batch(plan, Order(ACTION, strict=strict), Crew(workers, workers, steps.append), ledger)
    return batch, steps


def test_a_batch_lies_in_its_folder_and_stands_in_the_ledger(campaign: CampaignFolder, ledger: Ledger) -> None:
    batch, steps = made(campaign, ledger)

    assert (batch.folder, batch.pieces, batch.pages, batch.sheets) == (campaign.batch(1), 3, 3, 3)
    assert batch.stamps == (("DE", 3),)
    assert sum(steps) == 3
    assert {path.name for path in batch.folder.iterdir()} == {
        "letters.pdf", "packing-list.pdf", "addresses.json", "batch.json",
    }  # fmt: skip
    assert set(states(ledger).values()) == {"merged"}
    assert "Given2 Family2" in page_texts((batch.folder / "letters.pdf").read_bytes())[1]


def test_a_piece_that_cannot_be_set_is_left_out_and_free_again(campaign: CampaignFolder, ledger: Ledger) -> None:
    text = '{% block body %}<p>{% if recipient.id == "p2" %}{{ recipient.title }}{% endif %}Hello</p>{% endblock %}'
    campaign.write("letter_templates/letter/en.html", text)
    batch, _ = made(campaign, ledger)

    assert batch.pieces == 2
    assert [one.row.number for one in batch.skipped] == [3]
    assert len(states(ledger)) == 2
    assert "Dear Ms Family3" in page_texts((batch.folder / "letters.pdf").read_bytes())[1]


def test_a_strict_order_makes_nothing_when_a_piece_has_a_fault(campaign: CampaignFolder, ledger: Ledger) -> None:
    text = '{% block body %}<p>{% if recipient.id == "p2" %}{{ recipient.title }}{% endif %}Hello</p>{% endblock %}'
    campaign.write("letter_templates/letter/en.html", text)

    batch, _ = made(campaign, ledger, strict=True)

    assert batch.pieces == 0
    assert len(batch.faults) == 1
    assert not campaign.batch(1).exists()
    assert not unfinished(ledger)
    assert states(ledger) == {}


def test_who_was_claimed_meanwhile_gets_no_second_piece(campaign: CampaignFolder, ledger: Ledger) -> None:
    with gathered(campaign) as (settings, material, workers):
        plan = plan_mailing(settings, material, ledger, Wanted(), TODAY)
        make_batch(plan, Order(ACTION), Crew(workers, workers), ledger)

        with pytest.raises(LedgerError, match="somebody else has just merged all letters of letters"):
            make_batch(plan, Order(ACTION), Crew(workers, workers), ledger)

    assert len(states(ledger)) == 3


def test_a_file_in_the_place_of_prints_takes_the_claim_back(campaign: CampaignFolder, ledger: Ledger) -> None:
    campaign.write("campaign.toml", SETTINGS)
    campaign.write("prints", "no folder")

    with pytest.raises(Exception, match="must be a folder"):
        made(campaign, ledger)

    assert not unfinished(ledger)
