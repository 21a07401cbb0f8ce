"""A batch is cut into jobs in the same way on every machine."""

import datetime as dt
from collections.abc import Iterator

import pytest
from conftest import HEADERS, TEXT, CampaignFolder, person
from gathered import gathered

from outreach.batch import press_jobs
from outreach.batch.plan import plan_mailing
from outreach.batch.press_jobs import jobs_for
from outreach.people.selection import Wanted
from outreach.press.tasks import Job

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def two_languages(campaign: CampaignFolder) -> CampaignFolder:
    """Give seven people, of whom every second one reads German."""
    campaign.write("letter_templates/letter/de.html", TEXT)
    rows = [[*person(number), "de" if number % 2 else "en"] for number in range(1, 8)]
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "language"), rows)
    return campaign


def jobs(folder: CampaignFolder) -> Iterator[Job]:
    with gathered(folder) as (settings, material, _):
        plans = plan_mailing(settings, material, None, Wanted(), TODAY).plans
        yield from jobs_for(settings, material, plans, TODAY)


def test_each_job_has_one_language_and_the_numbers_of_the_print_order(two_languages: CampaignFolder) -> None:
    found = [(job.template.language, [piece.number for piece in job.pieces]) for job in jobs(two_languages)]
    assert found == [("de", [1, 3, 5, 7]), ("en", [2, 4, 6])]


def test_jobs_of_one_language_are_cut_by_size_and_share_their_samples(
    two_languages: CampaignFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_jobs, "SMALLEST_JOB", 2)
    monkeypatch.setattr(press_jobs, "LARGEST_JOB", 2)
    found = list(jobs(two_languages))
    assert [[piece.number for piece in job.pieces] for job in found] == [[1, 3], [5, 7], [2, 4], [6]]
    assert found[0].samples == found[1].samples
    assert found[0].samples[0].number == 1


def test_a_piece_carries_its_values_its_address_and_its_date(two_languages: CampaignFolder) -> None:
    first = next(iter(jobs(two_languages))).pieces[0]
    assert first.parts["address"] == ("Given1 Family1", "Street 1", "10001 Berlin")
    assert first.parts["date"] == ("20. November 2026",)
    assert first.values["today"] == "20. November 2026"
    assert first.care is None
