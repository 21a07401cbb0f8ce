"""Every sample text in every language is printed whole: no missing glyph, nothing that does not fit."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from copied_text import copied, font_faults, text_of, written

from outreach import tables
from outreach.batch.plan import plan_mailing
from outreach.batch.press_jobs import jobs_for
from outreach.campaign.campaign import load_campaign
from outreach.campaign.material import Material, gather
from outreach.care.rule_books import SETTINGS
from outreach.model import Plan
from outreach.pdf.binder import bound
from outreach.people.selection import Wanted
from outreach.press.compose import compose
from outreach.press.run import set_jobs
from outreach.press.tasks import Job, SetJob
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGN = load_campaign(ROOT)
DAY = dt.date(2026, 11, 20)
PAPERS = {"parliament": 2, "solidarity": 2, "handwritten": 1}
"""How many pages a piece of each sample mailing takes: the letter to parliament fills one or two."""


@pytest.fixture(scope="module")
def crew() -> Iterator[Workers]:
    """Give child processes like those that set letters."""
    with child_processes(2) as crew:
        yield crew


@pytest.fixture(scope="module")
def materials(crew: Workers) -> dict[str, Material]:
    """Give the sample mailings."""
    found = gather(CAMPAIGN, CAMPAIGN.mailings.values(), crew)
    return {material.mailing.name: material for material in found}


def plans(material: Material, people: int | None = None) -> list[Plan]:
    """Return a piece in every language for some of the recipients, or for all of them."""
    wanted = plan_mailing(CAMPAIGN, material, None, Wanted(), DAY).plans
    return [replace(plan, language=code) for code in tables.languages() for plan in _some(wanted, code, people)]


def _some(wanted: Sequence[Plan], code: str, people: int | None) -> list[Plan]:
    """Return those first who read the language, then others; all where no number is asked for."""
    return sorted(wanted, key=lambda plan: plan.language != code)[:people]


def test_every_template_has_a_text_in_every_language(materials: dict[str, Material]) -> None:
    for material in materials.values():
        assert material.template is not None
        assert set(material.template.texts) == set(tables.languages())
        assert material.blocking == material.template_problems == ()


def test_somebody_in_the_sample_list_reads_every_language(materials: dict[str, Material]) -> None:
    planned = plan_mailing(CAMPAIGN, materials["parliament"], None, Wanted(), DAY)

    assert {plan.language for plan in planned.plans} == set(tables.languages())


@pytest.mark.parametrize("mailing", [*PAPERS])
def test_every_text_is_printed_whole_in_every_language(
    mailing: str, materials: dict[str, Material], crew: Workers
) -> None:
    printed(plans(materials[mailing], people=2), materials[mailing], crew)


@pytest.mark.long
@pytest.mark.parametrize("mailing", [*PAPERS])
def test_every_text_is_printed_whole_in_every_language_for_everybody(
    mailing: str, materials: dict[str, Material], crew: Workers
) -> None:
    printed(plans(materials[mailing]), materials[mailing], crew)


def printed(wanted: list[Plan], material: Material, crew: Workers) -> None:
    """Set the pieces and see that all are there, without a fault, on as many pages as they should take.

    All their words can be copied, and their fonts are in the file.

    No rule of a prison keeps one back: a prison that lets one language in cannot show the others.
    """
    jobs = list(jobs_for(CAMPAIGN, material, wanted, DAY, passed=SETTINGS))
    results = list(set_jobs(jobs, crew))

    assert [str(fault.problem) for result in results for fault in result.faults] == []
    pages = {
        piece.number: sum(len(side.pages) for side in piece.sides) for result in results for piece in result.pieces
    }
    assert len(pages) == len(wanted)
    most = PAPERS[material.mailing.name]
    assert {wanted[number - 1].language: count for number, count in pages.items() if count > most} == {}
    assert {language: missing for language, missing in not_copied(jobs, results).items() if missing} == {}
    assert [fault for result in results for fault in font_faults(bound(result.sections, result.pieces))] == []


def not_copied(jobs: list[Job], results: list[SetJob]) -> dict[str, set[str]]:
    """Return by language the words of the pieces that cannot be copied from their pages."""
    of_pieces = {piece.number: result for result in results for piece in result.pieces}
    missing: dict[str, set[str]] = {}
    for job in jobs:
        html = " ".join(article.html for one in compose(job)[0] for article in one.articles)
        result = of_pieces[job.pieces[0].number]
        found = copied(text_of(bound(result.sections, result.pieces)))
        missing.setdefault(job.template.language, set()).update(written(html) - found)
    return missing
