"""Turn plans into the press's jobs and have them done: what each piece says, and what goes wrong."""

import datetime as dt
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.care.facts import facts_of
from outreach.errors import SettingError
from outreach.l10n import address
from outreach.letters.markdown import message_html
from outreach.letters.merge import Fields
from outreach.letters.salutation import closing, salutation
from outreach.model import Fault, Plan, Problem, Recipient, Sender, patterns
from outreach.people.recipients import localised, name_in
from outreach.press.sampling import proof_sample
from outreach.press.tasks import Job, PieceText, SetJob, merge_job, set_job
from outreach.workers.pool import Call, Died, Limits, Workers

JOBS_A_BATCH, SMALLEST_JOB, LARGEST_JOB = 8, 150, 250
"""A batch is cut into about so many jobs, of so many pieces at least and at most. The size must not
depend on the number of workers: the same batch gives the same bytes on every machine."""
SAMPLES = 24
"""The express lane learns from so many pieces of a language at most: the first one, and some that are proven."""
SECONDS_A_PIECE = 0.2
"""What a piece adds to a job's time limit; setting one takes about a tenth of that."""
HOPELESS = 3
"""So many pieces that kill their process, and none that does not: the template is to blame."""


def piece_text(campaign: Campaign, plan: Plan, number: int, today: dt.date) -> PieceText:
    """Return the values and ready parts from which the press makes one piece."""
    date = date_text(today, plan.language, plan.recipient.country)
    cells = localised(plan.recipient.fields, plan.language)
    greeting = _greeting(plan, cells)
    values: dict[str, object] = {
        "recipient": _fields("recipient", plan.recipient, cells, plan.language, plan.recipient.country),
        "sender": Fields("sender", _sender_cells(plan.sender)),
        "campaign": Fields("campaign", {"name": campaign.name}),
        "salutation": greeting,
        "closing": closing(plan.recipient.kind, greeting, plan.language),
        "today": date,
        "message": message_html(plan.message) if plan.message else "",
    }
    if plan.about:
        cells = localised(plan.about.fields, plan.language)
        values["about"] = _fields("about", plan.about, cells, plan.language, plan.recipient.country)
    return PieceText(number, values, {**ready_lines(plan), **_pictures_of(plan.sender), "date": (date,)})


PICTURES = ("logo", "signature")
"""What a sender may bring along: columns of senders.xlsx, or settings below [sender]."""


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


def ready_lines(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the lines of the address and of the sender, as letters, labels and envelopes show them."""
    abroad = address.country_line(plan.sender.country, plan.recipient.country, plan.language)
    country = address.country_line(plan.recipient.country, plan.sender.country)
    sender = (plan.sender.name, *plan.sender.address, *(abroad if plan.sender.address else ()))
    return {
        "address": (*plan.recipient.addressee, *plan.recipient.address, *country),
        "letterhead": sender,
        "return-line": sender,
    }


def greeting_of(plan: Plan) -> str:
    """Return the greeting of one piece."""
    return _greeting(plan, localised(plan.recipient.fields, plan.language))


def _greeting(plan: Plan, cells: Mapping[str, str]) -> str:
    recipient = plan.recipient
    name = name_in(recipient.fields, plan.language)
    return salutation(recipient.kind, cells, name, plan.language, recipient.country)


def _fields(variable: str, person: Recipient, cells: Mapping[str, str], language: str, country: str) -> Fields:
    """Return a person's `cells` in the letter's language as the letter shows them: names, dates, country."""
    shown = {column: _shown(value, language, country) for column, value in cells.items()}
    return Fields(
        variable,
        {
            "title": "", "given_name": "", "family_name": "", "gender": "", "birth_date": "",
            **shown,
            "name": name_in(person.fields, language),
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


@cache
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


def call_for(job: Job) -> Call[Job, SetJob]:
    """Return the call that does `job` under its time limit."""
    return Call(set_job, job, job.limits.seconds + SECONDS_A_PIECE * len(job.pieces))


def unmerged(
    campaign: Campaign, material: Material, plans: Sequence[Plan], today: dt.date, workers: Workers
) -> list[Fault]:
    """Return what keeps pieces from being merged, such as an empty cell that the text needs; nothing is set.

    Where merging some of them does not end, the first of those stands for all.
    """
    jobs = jobs_for(campaign, material, plans, today)
    calls = (Call(merge_job, job, job.limits.seconds + SECONDS_A_PIECE * len(job.pieces)) for job in jobs)
    faults: list[Fault] = []
    for found in workers.map(calls):
        faults += [Fault(found.task.pieces[0].number, too_long(found.task))] if isinstance(found, Died) else found
    return faults


def set_jobs(jobs: Iterable[Job], workers: Workers) -> Iterator[SetJob]:
    """Do `jobs` in order; a piece that kills or outlasts its process is a fault like any other."""
    for result in workers.map(call_for(job) for job in jobs):
        if isinstance(result, Died):
            yield from set_alone(result.task, workers)
        else:
            yield result


def set_alone(job: Job, workers: Workers) -> Iterator[SetJob]:
    """Set the pieces of `job` one by one, to find those that kill the process.

    When the first few all do, the template is to blame, and the others are not tried.
    """
    died = lived = 0
    for piece in job.pieces:
        result: SetJob | Died[Job] | None = None
        if lived or died < HOPELESS:
            result = workers.run(call_for(replace(job, pieces=(piece,))))
        if isinstance(result, SetJob):
            lived += 1
            yield result
        else:
            died += 1
            yield SetJob((), (), (Fault(piece.number, too_long(job)),))


def too_long(job: Job) -> Problem:
    """Return the problem of a piece that ended its process."""
    return Problem(
        job.template.source,
        f"this letter takes more than {job.limits.seconds:g} seconds or too much memory to set",
        "look for an endless loop or a very large picture in the template",
    )
