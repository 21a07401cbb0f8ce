"""Pictures of pieces for the screen, set and drawn in a child process that stays warm."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from outreach.batch.plan import MailingPlan, plan_mailing
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.ledger.database import Ledger
from outreach.model import Broken, Fault, Plan
from outreach.pdf.binder import Binder, pictures
from outreach.people.selection import Wanted
from outreach.press.calls import set_job
from outreach.press.run import SECONDS_A_PIECE
from outreach.press.tasks import Job
from outreach.workers.pool import Call

DOTS, SMALL_DOTS = 110, 30
"""Dots an inch of a page to read, and of one among many: an A4 page is 910 and 248 pixels wide."""
TOGETHER = 25
"""So many small pictures are made at once: as long as it takes, nothing else can be begun by that process."""
UNSET = "this letter cannot be set"
"""What stands in the place of a picture where nothing tells why."""
DRAWING_SECONDS = 10.0
"""How long drawing may take on top of setting; a page needs about 0.04 s."""


@dataclass(frozen=True, slots=True)
class PictureJob:
    """Pieces to look at: all their pages, or a small one of each: the first page, of a postcard the written side."""

    job: Job
    small: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Pictures of the pages of pieces by the piece's number, and what is wrong with others."""

    pages: Mapping[int, tuple[bytes, ...]]
    faults: tuple[Fault, ...] = ()
    broken: tuple[Broken, ...] = ()


def see(look: PictureJob) -> Seen:
    """Set and draw the pieces; runs in a child process, which alone imports WeasyPrint."""
    result = set_job(look.job)
    if not result.pieces:
        return Seen({}, result.faults, result.broken)
    file = io.BytesIO()
    binder = Binder(file)
    binder.add(result.sections, result.pieces)
    ranges = {number: _looked_at(look, first, last) for number, first, last in binder.bind()}
    wanted = [page for first, last in ranges.values() for page in range(first, last + 1)]
    dots, purpose = (SMALL_DOTS, "small") if look.small else (DOTS, "screen")
    drawn = iter(pictures(file.getvalue(), dots, wanted, purpose))
    pages = {number: tuple(next(drawn) for _ in range(first, last + 1)) for number, (first, last) in ranges.items()}
    return Seen(pages, result.faults, result.broken)


def _looked_at(look: PictureJob, first: int, last: int) -> tuple[int, int]:
    """Return the first and the last page to draw; of a postcard among many, the side that is not the same on all."""
    if not look.small:
        return first, last
    return (last, last) if look.job.stationery.kind == "postcard" else (first, first)


def look_call(look: PictureJob) -> Call[PictureJob, Seen]:
    """Return the call that makes the pictures under its time limit."""
    seconds = look.job.limits.seconds + SECONDS_A_PIECE * len(look.job.pieces) + DRAWING_SECONDS
    return Call(see, look, seconds)


def handfuls(jobs: Iterable[Job]) -> Iterator[Job]:
    """Yield the pieces of `jobs` in handfuls, to be seen small."""
    for job in jobs:
        for start in range(0, len(job.pieces), TOGETHER):
            yield replace(job, pieces=job.pieces[start : start + TOGETHER])


def plans_to_show(
    campaign: Campaign, material: Material, ledger: Ledger | None, wanted: Wanted, today: dt.date
) -> tuple[list[Plan], list[Plan], MailingPlan]:
    """Return everybody's plan in the order of the list, those that are due, and the whole plan with its problems.

    Who is due is planned as a merge would do it; who was written to already, as if nobody had been.
    """
    everyone = plan_mailing(campaign, material, None, wanted, today)
    plans = {plan.recipient.id: plan for plan in everyone.plans}
    due = [*plan_mailing(campaign, material, ledger, wanted, today).plans] if ledger else [*plans.values()]
    plans |= {plan.recipient.id: plan for plan in due}
    return [*plans.values()], due, everyone


def in_language(plan: Plan, language: str, material: Material) -> Plan:
    """Return `plan` as it would be in another language of the template."""
    return replace(plan, language=language, message=material.messages.text(plan.recipient, language))


def languages_of(campaign: Campaign, material: Material) -> list[str]:
    """Return the template's languages, those of the campaign first."""
    texts = material.template.texts if material.template else {}
    return [
        *(one for one in campaign.languages if one in texts),
        *(one for one in texts if one not in campaign.languages),
    ]
