"""The state of everybody on the lists today: due, written to, held back, or with a fault in the row."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.batch.plan import MailingPlan, plan_mailing
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material, everybody, gather
from outreach.ledger.database import Ledger
from outreach.model import Kind, Problem, Recipient, Skipped
from outreach.people.selection import Wanted
from outreach.workers.pool import Workers

SHOWN_FIELDS = (
    "party", "constituency", "chamber", "office", "facility", "birth_date", "status", "last_confirmed", "notes",
    "city", "postal_code",
)  # fmt: skip
"""What of a row is kept to show and to choose by; all else stays in the list."""


class InMailing(StrEnum):
    """The state of a person in a mailing today."""

    NEVER = "never"
    DUE = "due"
    WRITTEN = "written"
    HELD = "held"
    FAULT = "fault"


NOWHERE: Mapping[str, InMailing] = {}
NO_REASONS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list: who, where in which file, and their state in each mailing, with the reason."""

    id: str
    person: str
    name: str
    country: str
    kind: Kind
    source: str
    row: int
    address: tuple[str, ...]
    fields: Mapping[str, str]
    places: Mapping[str, InMailing] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailingToday:
    """One mailing: who is due and who was never written to, how many in which language, and what is wrong."""

    name: str
    stationery: str
    kind: str
    recipients: int
    due: int
    never: int
    written: int
    held: int
    faulty: int
    languages: Mapping[str, int]
    problems: tuple[Problem, ...] = ()
    blocking: tuple[Problem, ...] = ()
    every: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """All mailings of a campaign, and everybody on their lists by id."""

    mailings: Mapping[str, MailingToday]
    people: Mapping[str, Listed]

    @property
    def due(self) -> int:
        """Count the pieces that can be made today."""
        return sum(one.due for one in self.mailings.values())


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists of a campaign hold: the material of each mailing, and everybody."""

    materials: Sequence[Material]
    people: Sequence[Listed]


def read_everything(campaign: Campaign, workers: Workers) -> Lists:
    """Read what all mailings are made from; of each person only what is shown stays in memory."""
    materials = gather(campaign, campaign.mailings.values(), workers)
    return Lists(materials, [_listed(one) for one in everybody(campaign, workers)])


def _listed(one: Recipient) -> Listed:
    fields = {name: text for name in SHOWN_FIELDS if (text := one.fields.get(name))}
    return Listed(
        one.id, one.person, one.name, one.country, one.kind, one.row.source, one.row.number, one.address, fields
    )


def look_over(campaign: Campaign, lists: Lists, ledger: Ledger | None, today: dt.date) -> Overview:
    """Return who is due, held or written to today in each mailing, as a merge would have it."""
    ids = {(one.source, one.row): one.id for one in lists.people}
    places: dict[str, dict[str, InMailing]] = {}
    reasons: dict[str, dict[str, str]] = {}
    mailings = {}
    for material in lists.materials:
        name = material.mailing.name
        if material.blocking:
            mailings[name] = _stopped(material)
            continue
        plan = plan_mailing(campaign, material, ledger, Wanted(), today)
        rounds = {one.recipient.id: one.round for one in plan.plans}
        for recipient in material.to.recipients:
            due = rounds.get(recipient.id)
            place = InMailing.WRITTEN if due is None else InMailing.NEVER if due == 1 else InMailing.DUE
            places.setdefault(recipient.id, {})[name] = place
        for skipped in plan.skipped:
            _note_skipped(skipped, name, ids, places, reasons)
        mailings[name] = _today(material, plan, rounds.values())
    alike: dict[tuple[object, ...], dict[str, InMailing]] = {}
    shared = {who: alike.setdefault(tuple(where.items()), where) for who, where in places.items()}
    people = {
        one.id: _placed(one, shared.get(one.id, NOWHERE), reasons.get(one.id, NO_REASONS)) for one in lists.people
    }
    return Overview(mailings, people)


def _placed(one: Listed, places: Mapping[str, InMailing], reasons: Mapping[str, str]) -> Listed:
    return Listed(
        one.id,
        one.person,
        one.name,
        one.country,
        one.kind,
        one.source,
        one.row,
        one.address,
        one.fields,
        places,
        reasons,
    )


def _note_skipped(
    skipped: Skipped,
    mailing: str,
    ids: Mapping[tuple[str, int], str],
    places: dict[str, dict[str, InMailing]],
    reasons: dict[str, dict[str, str]],
) -> None:
    who = ids.get((skipped.row.source, skipped.row.number))
    if who:
        places.setdefault(who, {})[mailing] = InMailing.HELD if skipped.held else InMailing.FAULT
        reasons.setdefault(who, {})[mailing] = skipped.reason


def _stopped(material: Material) -> MailingToday:
    mailing = material.mailing
    return MailingToday(
        mailing.name, mailing.stationery.name, mailing.stationery.kind, 0, 0, 0, 0, 0, 0, {},
        blocking=material.blocking, every=mailing.every,
    )  # fmt: skip


def _today(material: Material, plan: MailingPlan, rounds: Iterable[int]) -> MailingToday:
    mailing = material.mailing
    counted = Counter(one == 1 for one in rounds)
    return MailingToday(
        mailing.name,
        mailing.stationery.name,
        mailing.stationery.kind,
        len(material.to.recipients),
        due=counted.total(),
        never=counted[True],
        written=plan.written,
        held=plan.held,
        faulty=len(plan.skipped) - plan.held,
        languages=dict(sorted(Counter(one.language for one in plan.plans).items())),
        problems=(*material.template_problems, *material.problems, *plan.problems),
        every=mailing.every,
    )
