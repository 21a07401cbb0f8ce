"""Turn plans into the press's jobs and have them done: what each piece says, and what goes wrong."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from outreach.config import Campaign
from outreach.errors import SettingError
from outreach.gathering import Material
from outreach.isolation import Call, Died, Limits, Workers
from outreach.model import Plan, Problem, Recipient, Sender
from outreach.press.jobs import Fault, Job, PieceText, SetJob
from outreach.rules import address
from outreach.rules.merge import Fields
from outreach.rules.recipients import localised, name_in
from outreach.rules.salutation import salutation

LETTERS_A_JOB = 50
"""Letters in one WeasyPrint document: more do not make it faster, fewer waste its start."""


def piece_text(campaign: Campaign, plan: Plan, number: int, today: dt.date) -> PieceText:
    """Return the values and ready parts from which the press makes one piece."""
    date = date_text(today, plan.language, plan.recipient.country)
    cells = localised(plan.recipient.fields, plan.language)
    sender = (plan.sender.name, *plan.sender.address)
    abroad = address.country_line(plan.sender.country, plan.recipient.country)
    values: dict[str, object] = {
        "recipient": _fields("recipient", plan.recipient, plan.language, plan.recipient.country),
        "sender": Fields("sender", _sender_cells(plan.sender)),
        "campaign": Fields("campaign", {"name": campaign.name}),
        "salutation": salutation(plan.recipient.kind, cells, name_in(cells, plan.language), plan.language),
        "today": date,
    }
    if plan.about:
        values["about"] = _fields("about", plan.about, plan.language, plan.recipient.country)
    country = address.country_line(plan.recipient.country, plan.sender.country)
    parts = {
        "address": (*plan.recipient.addressee, *plan.recipient.address, *country),
        "letterhead": (*sender, *abroad),
        "return-line": (*sender, *abroad),
        "date": (date,),
    }
    return PieceText(number, values, parts)


def _fields(variable: str, person: Recipient, language: str, country: str) -> Fields:
    """Return a person's cells as the letter's language shows them: names, dates, country."""
    cells = localised(person.fields, language)
    shown = {column: _shown(value, language, country) for column, value in cells.items()}
    return Fields(
        variable,
        {
            "title": "", "given_name": "", "family_name": "", "gender": "", "birth_date": "",
            **shown,
            "name": name_in(cells, language),
            "country_name": address.country_name(person.country, language),
            "birth_year": cells.get("birth_date", "")[:4],
            "facility_name": cells.get("facility_name", ""),
        },
    )  # fmt: skip


def _shown(value: str, language: str, country: str) -> str:
    """Return an ISO date as the language writes it; other texts as they are."""
    try:
        date = dt.date.fromisoformat(value) if len(value) == len("2026-11-20") else None
    except ValueError:
        return value
    return date_text(date, language, country) if date else value


def date_text(date: dt.date, language: str, country: str) -> str:
    """Return a date in words as `language` writes it in `country`: 20 November 2026 in Dublin."""
    for name in (f"{language}_{country}", "en_001" if language == "en" else language):
        try:
            return str(format_date(date, "long", Locale.parse(name.replace("-", "_"))))
        except (ValueError, UnknownLocaleError):
            continue
    return date.isoformat()


def _sender_cells(sender: Sender) -> dict[str, str]:
    city = sender.address[-1].lstrip("0123456789 -") if sender.address else ""
    return {**sender.fields, "name": sender.name, "city": sender.fields.get("city") or city}


def jobs_for(campaign: Campaign, material: Material, plans: Sequence[Plan], today: dt.date) -> Iterator[Job]:
    """Yield the press's jobs in print order; a job holds neighbours with the same language."""
    start = 0
    for index in range(1, len(plans) + 1):
        full = index - start >= LETTERS_A_JOB
        if index == len(plans) or full or plans[index].language != plans[start].language:
            yield _job(campaign, material, list(enumerate(plans, 1))[start:index], today)
            start = index


def _job(campaign: Campaign, material: Material, plans: Sequence[tuple[int, Plan]], today: dt.date) -> Job:
    template = material.template
    if template is None:
        raise SettingError(f"mailing {material.mailing.name} has no template")
    return Job(
        stationery=material.mailing.stationery,
        template=template.texts[plans[0][1].language],
        style=template.style,
        assets=template.folder,
        pieces=tuple(piece_text(campaign, plan, number, today) for number, plan in plans),
        limits=Limits(seconds=campaign.seconds_per_letter),
    )


def set_job(job: Job) -> SetJob:
    """Do one job; runs in a child process, which alone imports WeasyPrint."""
    from outreach.press import worker  # noqa: PLC0415 — the parent never needs WeasyPrint

    return worker.set_job(job)


def call_for(job: Job) -> Call[Job, SetJob]:
    """Return the call that does `job` under its time limit."""
    return Call(set_job, job, job.limits.seconds + 0.5 * len(job.pieces))


def alone(job: Job) -> Iterator[Job]:
    """Yield one job for each piece of `job`, to find the one that kills its process."""
    for piece in job.pieces:
        yield Job(job.stationery, job.template, job.style, job.assets, (piece,), job.limits)


def set_jobs(jobs: Iterable[Job], workers: Workers) -> Iterator[SetJob]:
    """Do `jobs` in order; a piece that kills or outlasts its process is a fault like any other."""
    for result in workers.map(call_for(job) for job in jobs):
        if not isinstance(result, Died):
            yield result
        elif len(result.task.pieces) > 1:
            yield from set_jobs(alone(result.task), workers)
        else:
            job = result.task
            yield SetJob(b"", (), (Fault(job.pieces[0].number, _too_long(job)),))


def _too_long(job: Job) -> Problem:
    return Problem(
        job.template.source,
        f"this letter takes more than {job.limits.seconds:g} seconds or too much memory to set",
        "look for an endless loop or a very large picture in the template",
    )
