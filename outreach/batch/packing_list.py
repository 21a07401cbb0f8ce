"""The packing list of a batch: set in the children while they set the letters, and bound part by part."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import chain, count

from outreach.batch.claim import Claimed
from outreach.batch.order import Crew, Order
from outreach.batch.pages import Pages
from outreach.errors import SettingError
from outreach.model import Plan
from outreach.pdf.sections import Section, write_sections
from outreach.people.recipients import name_in
from outreach.press.packing_pages import PackingList, PackingRow, packing_lists, set_packing_list
from outreach.storage import files
from outreach.workers.pool import Call, Died, Workers

FILE = "packing-list.pdf"
SECONDS, SECONDS_A_ROW = 60.0, 0.05
"""How long a part of the list may take; it needs less than 1 ms a row."""


@dataclass(frozen=True, slots=True)
class Started:
    """A list whose first part is being set; of a long one the other parts follow the letters."""

    first: Call[PackingList, Section]
    under_way: "Future[Section]"
    others: Iterator[Call[PackingList, Section]]


def start(claim: Claimed, plans: Sequence[Plan], order: Order, crew: Crew) -> Started:
    """Begin to set the list of `plans`, in print order, while the letters are set."""
    mailing = claim.mailing.material.mailing
    date, count_of = order.action.date.isoformat(), f"{len(plans)} × {mailing.stationery.name}"
    facts = f"{claim.campaign.name} · {mailing.name} · {date} · {count_of}"
    lists = packing_lists(f"Packing list · {claim.name}", facts, lambda: map(_row, count(1), plans))
    calls = (Call(set_packing_list, one, SECONDS + SECONDS_A_ROW * len(one.rows)) for one in lists)
    first = next(calls)
    return Started(first, crew.workers.submit(first), calls)


def _row(number: int, plan: Plan) -> PackingRow:
    about = name_in(plan.about.fields, plan.language) if plan.about else ""
    return PackingRow(number, plan.recipient.name, plan.recipient.country, plan.language, about)


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
            raise SettingError("the packing list took too much time or memory; merge fewer letters with --limit")
        yield part
