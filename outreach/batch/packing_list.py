"""The packing list of a batch: set in the children while they set the letters, and bound part by part."""

import datetime as dt
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from itertools import chain

from outreach.batch.claim import Claimed
from outreach.batch.order import Crew, Order
from outreach.batch.pages import Pages
from outreach.campaign.campaign import Campaign
from outreach.errors import SettingError
from outreach.l10n.languages import isolated, right_to_left, words
from outreach.letters.words import date_text
from outreach.model import Kind, Plan
from outreach.pdf.sections import Section, write_sections
from outreach.people.recipients import latin_beside, name_in
from outreach.press.packing_pages import Heading, PackingList, PackingRow, packing_lists, set_packing_list
from outreach.stationery import Stationery
from outreach.storage import files
from outreach.workers.pool import Call, Died, Workers, too_much

FILE = "packing-list.pdf"
SECONDS, SECONDS_A_PAGE = 60.0, 1.5
"""How long a part of the list may take; it needs less than 30 ms a page."""


@dataclass(frozen=True, slots=True)
class Started:
    """A list whose first part is being set; of a long one the other parts follow the letters."""

    first: Call[PackingList, Section]
    under_way: "Future[Section]"
    others: Iterator[Call[PackingList, Section]]


def start(claim: Claimed, plans: Sequence[Plan], order: Order, crew: Crew) -> Started:
    """Begin to set the list of `plans`, in print order, while the letters are set."""
    mailing = claim.mailing.material.mailing
    heading = heading_of(
        claim.campaign,
        claim.name,
        mailing.name,
        mailing.stationery,
        order.action.date,
        len(plans),
        _sorting(plans, order),
        order.language,
    )
    lists = packing_lists(
        heading, lambda: (_row(number, plan, heading.language) for number, plan in enumerate(plans, 1))
    )
    calls = (Call(set_packing_list, one, SECONDS + SECONDS_A_PAGE * len(one.pages)) for one in lists)
    first = next(calls)
    return Started(first, crew.workers.submit(first), calls)


def heading_of(
    campaign: Campaign, name: str, mailing: str, paper: Stationery, date: dt.date, count: int, sorting: str = "",
    language: str = "",
) -> Heading:  # fmt: skip
    """Return what stands above the list of the batch `name`, in the language of those who pack.

    `sorting` is the word of the language packs for an order; without it the heading names none.
    """
    language = language or campaign.our_language
    word = partial(words, language, "packing")
    facts = [f"{word(f'{paper.kind}s')}: {count}", paper.size_name]
    facts += [f"{word('order')}: {word(sorting)}"] if sorting else []
    day = date_text(date, language, campaign.sender.country)
    names = (str(isolated(one)) if right_to_left(language) else one for one in (campaign.name, mailing))
    return Heading(language, f"{word('title')} · {name}", (" · ".join((*names, day)), " · ".join(facts)))


def _sorting(plans: Sequence[Plan], order: Order) -> str:
    """Return the word for the order: the one asked for, or the usual one for these recipients."""
    if order.sorted_by:
        return f"by_{order.sorted_by.replace('-', '_')}"
    return "by_fewest" if plans[0].recipient.kind is Kind.PRISONER else "by_sheet"


def _row(number: int, plan: Plan, language: str) -> PackingRow:
    person = plan.recipient
    return PackingRow(
        number,
        person.name,
        person.country,
        plan.language,
        name_in(plan.about.fields, language) if plan.about else "",
        latin=latin_beside(person.name, person.fields),
        sender=plan.sender.fields.get("signature_name") or plan.sender.name,
        note=person.fields.get("notes", ""),
    )


def write(started: Started, claim: Claimed, pages: Pages, order: Order, crew: Crew) -> None:
    """Write the list, set again if some pieces are not in the PDF; raise `SettingError` when it cannot be set."""
    if len(pages.pieces) < len(claim.plans):
        started = start(claim, claim.plans_of(pages.pieces), order, crew)
    with files.open_private(claim.folder / FILE) as file:
        write_sections(file, _parts(started, crew.workers))


def _parts(started: Started, workers: Workers) -> Iterator[Section]:
    begun = workers.finish(started.first, started.under_way)
    others = workers.map(started.others)
    for part in chain([begun], others):
        if isinstance(part, Died):
            raise SettingError(f"the packing list {too_much('to set')}; merge fewer letters with --limit")
        yield part
