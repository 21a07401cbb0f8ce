"""Cut a batch into jobs for the press: pieces of one language together, in print order."""

import datetime as dt
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from outreach.batch.plans import patterns
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.campaign.safe_place import inside
from outreach.care.facts import facts_of
from outreach.errors import SettingError
from outreach.letters.sender import look_of
from outreach.letters.words import ready_lines, template_values
from outreach.model import Plan, Sender
from outreach.press.sampling import proof_sample
from outreach.press.tasks import Job, PieceText
from outreach.stationery.letterheads import with_letterheads
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
    """Return the names under which the press finds a sender's pictures; the logo is that of the letterhead."""
    head = sender.head or sender
    logo = f"sender/{head.id}/logo"
    found: dict[str, tuple[str, ...]] = {"logo": (logo,), "head-logo": (logo,)} if head.fields.get("logo") else {}
    return found | ({"signature": (f"sender/{sender.id}/signature",)} if sender.fields.get("signature") else {})


def _picture_files(campaign: Campaign, senders: Iterable[Sender]) -> Iterator[tuple[str, Path]]:
    """Yield name and file of each sender's pictures; a path that would leave the campaign's folder is kept inside."""
    folder = campaign.folder
    for sender in {one.id: one for signer in senders for one in (signer, signer.head) if one}.values():
        for what in PICTURES:
            if name := sender.fields.get(what):
                yield f"sender/{sender.id}/{what}", inside(folder, name)


def jobs_for(
    campaign: Campaign, material: Material, plans: Sequence[Plan], today: dt.date, passed: Collection[str] = ()
) -> Iterator[Job]:
    """Yield the press's jobs: neighbours in print order with the same language share one.

    `passed` are the prison rules that somebody overrode, so that they keep no piece back.
    """
    size = min(max(len(plans) // JOBS_A_BATCH, SMALLEST_JOB), LARGEST_JOB)
    proven = proof_sample(len(plans))
    for language, (numbers, signed) in _by_language(plans).items():
        job = replace(_empty_job(campaign, material, language, signed.values()), proven=proven)
        pieces = _Pieces(campaign, material, plans, today, passed)
        chosen = [numbers[0], *(number for number in numbers[1:] if number in proven)][:SAMPLES]
        job = replace(job, samples=pieces.texts(chosen))
        for start in range(0, len(numbers), size):
            yield replace(job, pieces=pieces.texts(numbers[start : start + size]))


def _by_language(plans: Sequence[Plan]) -> "dict[str, tuple[array[int], dict[str, Plan]]]":
    """Return for each language the numbers of its pieces, counted from 1, and one plan of each who signs them."""
    found: dict[str, tuple[array[int], dict[str, Plan]]] = {}
    for number, plan in enumerate(patterns(plans), 1):
        numbers, signed = found.setdefault(plan.language, (array("I"), {}))
        numbers.append(number)
        signed.setdefault(plan.sender.id, plan)
    return found


def _empty_job(campaign: Campaign, material: Material, language: str, signed: Collection[Plan]) -> Job:
    template = material.template
    if template is None:
        raise SettingError(f"mailing {material.mailing.name} has no template")
    looks = [look for plan in signed if (look := look_of(plan))]
    return Job(
        stationery=with_letterheads(material.mailing.stationery, looks),
        template=template.texts[language],
        style=template.style,
        assets=template.folder,
        pieces=(),
        limits=Limits(seconds=campaign.seconds_per_letter),
        pictures=tuple(_picture_files(campaign, (plan.sender for plan in signed))),
    )


class _Pieces(NamedTuple):
    """What the texts of a batch's pieces are made from."""

    campaign: Campaign
    material: Material
    plans: Sequence[Plan]
    today: dt.date
    passed: Collection[str]

    def texts(self, numbers: Iterable[int]) -> tuple[PieceText, ...]:
        """Return the texts of some pieces; a piece to a prison includes the prison's rules."""
        return tuple(self._text(number, self.plans[number - 1]) for number in numbers)

    def _text(self, number: int, plan: Plan) -> PieceText:
        text = piece_text(self.campaign, plan, number, self.today)
        rules, mailing = self.material.rules.of(plan.recipient), self.material.mailing
        if not rules:
            return text
        sender = self.material.senders.get(plan.sender.id)
        facts = facts_of(plan, rules, mailing.stationery, text.parts, mailing.enclosures, self.passed, sender)
        return replace(text, care=facts)
