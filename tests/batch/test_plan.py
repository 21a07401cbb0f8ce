"""Who is written to in this run, and who is not and why, below the command line."""

import datetime as dt
from collections.abc import Iterator

import pytest
from conftest import HEADERS, SETTINGS, CampaignFolder, person
from gathered import gathered
from pieces import ACTION, FILE

from outreach.batch.plan import plan_mailing
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.ledger.claims import RecordedPiece, claim, record
from outreach.ledger.database import FILE_NAME, Ledger, transaction
from outreach.ledger.opening import open_ledger
from outreach.people.selection import Wanted

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def ledger(campaign: CampaignFolder) -> Iterator[Ledger]:
    """Give the campaign's empty ledger."""
    with open_ledger(campaign.folder / FILE_NAME, "here") as connection:
        yield connection


def names(campaign: Campaign, material: Material, ledger: Ledger | None = None, **wanted: object) -> list[str]:
    plan = plan_mailing(campaign, material, ledger, Wanted(**wanted), TODAY)  # type: ignore[arg-type]
    return [one.recipient.name for one in plan.plans]


def test_without_a_ledger_everybody_on_the_list_is_due(campaign: CampaignFolder) -> None:
    with gathered(campaign) as (settings, material, _):
        assert names(settings, material) == ["Given1 Family1", "Given2 Family2", "Given3 Family3"]


def test_a_limit_and_a_name_narrow_the_plan(campaign: CampaignFolder) -> None:
    with gathered(campaign) as (settings, material, _):
        assert names(settings, material, limit=2) == ["Given1 Family1", "Given2 Family2"]
        assert names(settings, material, only=("Family3",)) == ["Given3 Family3"]


def test_who_has_a_piece_is_counted_and_not_planned_again(campaign: CampaignFolder, ledger: Ledger) -> None:
    with gathered(campaign) as (settings, material, _):
        first = plan_mailing(settings, material, ledger, Wanted(limit=1), TODAY)
        with transaction(ledger):
            batch, uids = claim(ledger, first.plans, "din5008b")
        record(ledger, batch, [RecordedPiece(uids[0], 1, 1, 1)], [FILE], ACTION)

        again = plan_mailing(settings, material, ledger, Wanted(), TODAY)

    assert again.written == 1
    assert [one.recipient.id for one in again.plans] == ["p2", "p3"]


def test_a_recipient_without_a_text_in_their_language_is_skipped_with_the_reason(campaign: CampaignFolder) -> None:
    campaign.write("campaign.toml", SETTINGS.replace('languages = ["en"]', 'languages = ["fr"]'))
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "language"), [[*person(1), "ru"], [*person(2), "en"]])

    with gathered(campaign) as (settings, material, _):
        plan = plan_mailing(settings, material, None, Wanted(), TODAY)

    assert [one.recipient.id for one in plan.plans] == ["p2"]
    assert [str(problem) for problem in plan.problems] == [
        "recipients/people.xlsx, row 2: language: the template has no text for “ru”"
    ]


def test_a_recipient_whose_sender_is_unknown_is_skipped_with_the_senders_that_exist(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "sender"), [[*person(1), "nobody"], [*person(2), ""]])

    with gathered(campaign) as (settings, material, _):
        plan = plan_mailing(settings, material, None, Wanted(), TODAY)

    assert [one.recipient.id for one in plan.plans] == ["p2"]
    (problem,) = plan.problems
    assert "sender: “nobody” does not exist" in problem.message
