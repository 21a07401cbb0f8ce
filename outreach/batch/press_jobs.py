"""Cut a batch into jobs for the press: pieces of one language together, in print order."""

import datetime as dt
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from outreach.batch.plans import patterns
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.care.facts import facts_of
from outreach.errors import SettingError
from outreach.letters.words import ready_lines, template_values
from outreach.model import Plan, Sender
from outreach.press.sampling import proof_sample
from outreach.press.tasks import Job, PieceText
from outreach.workers.pool import Limits

JOBS_A_BATCH, SMALLEST_JOB, LARGEST_JOB = 8, 150, 250
"""A batch is cut into about so many jobs, of so many pieces at least and at most. The size must not
depend on the number of workers: the same batch gives the same bytes on every machine."""
SAMPLES = 24
"""The express lane learns from so many pieces of a language at most: the first one, and some that are proven."""


PICTURES = ("logo", "signature")
"""What a sender may bring along: columns of senders.xlsx, or settings below [sender]."""


def piece_text(campaign: Campaign, plan: Plan, number: int, today: dt.date) -> PieceText:
    """Return the values and ready parts from which the press makes one piece."""
    values = template_values(plan, campaign.name, today)
    return PieceText(
        number, values, {**ready_lines(plan), **_pictures_of(plan.sender), "date": (str(values["today"]),)}
    )


def _pictures_of(sender: Sender) -> dict[str, tuple[str, ...]]:
    """Return the names under which the press finds a sender's pictures."""
    return {what: (f"sender/{sender.id}/{what}",) for what in PICTURES if sender.fields.get(what)}


def _picture_files(campaign: Campaign, senders: Iterable[Sender]) -> Iterator[tuple[str, Path]]:
    """Yield name and file of each sender's pictures; a path that leads out of the campaign's folder stays inside."""
    folder = campaign.folder.resolve()
    for sender in senders:
        for what, (name,) in _pictures_of(sender).items():
            path = (folder / sender.fields[what]).resolve()
            yield name, path if path.is_relative_to(folder) else folder / Path(sender.fields[what]).name


def jobs_for(
    campaign: Campaign, material: Material, plans: Sequence[Plan], today: dt.date, passed: Collection[str] = ()
) -> Iterator[Job]:
    """Yield the press's jobs: neighbours in print order with the same language share one.

    `passed` are the rules of prisons that keep no piece back, since somebody decided so.
    """
    size = min(max(len(plans) // JOBS_A_BATCH, SMALLEST_JOB), LARGEST_JOB)
    proven = proof_sample(len(plans))

    def text(number: int) -> PieceText:
        plan = plans[number - 1]
        return _with_care(material, plan, piece_text(campaign, plan, number, today), passed)

    by_language: dict[str, array[int]] = {}
    senders: dict[str, dict[str, Sender]] = {}
    for number, plan in enumerate(patterns(plans), 1):
        by_language.setdefault(plan.language, array("I")).append(number)
        senders.setdefault(plan.language, {})[plan.sender.id] = plan.sender
    for language, alike in by_language.items():
        chosen = [alike[0], *(number for number in alike[1:] if number in proven)][:SAMPLES]
        pictures = tuple(_picture_files(campaign, senders[language].values()))
        empty = _empty_job(campaign, material, language)
        job = replace(empty, proven=proven, samples=tuple(map(text, chosen)), pictures=pictures)
        for start in range(0, len(alike), size):
            yield replace(job, pieces=tuple(map(text, alike[start : start + size])))


def _empty_job(campaign: Campaign, material: Material, language: str) -> Job:
    template = material.template
    if template is None:
        raise SettingError(f"mailing {material.mailing.name} has no template")
    return Job(
        stationery=material.mailing.stationery,
        template=template.texts[language],
        style=template.style,
        assets=template.folder,
        pieces=(),
        limits=Limits(seconds=campaign.seconds_per_letter),
    )


def _with_care(material: Material, plan: Plan, text: PieceText, passed: Collection[str]) -> PieceText:
    """Give a piece to a prison its rules to take along."""
    rules = material.rules.of(plan.recipient)
    if not rules:
        return text
    mailing = material.mailing
    return replace(text, care=facts_of(plan, rules, mailing.stationery, text.parts, mailing.enclosures, passed))
