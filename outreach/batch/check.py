"""Check a campaign before anything is printed: every list, every template, one trial piece of each."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from outreach.batch.folder import addressees, main_file, recorded_file
from outreach.batch.inspection import Report, measure
from outreach.batch.plan import plan_mailing
from outreach.batch.plans import known_findings
from outreach.batch.press_jobs import jobs_for
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.campaign.people_listed import on_the_lists
from outreach.care.report import PlaceLooked, places_looked
from outreach.care.rule_books import SETTINGS
from outreach.care.verdict import Judged, Override, judge, told
from outreach.ledger import views
from outreach.ledger.database import Ledger
from outreach.ledger.lookup import chosen_pieces
from outreach.model import Broken, Fault, Kind, Plan, Problem, Skipped, batch_name
from outreach.pdf.preflight import Expected, Flight
from outreach.people.selection import Wanted, is_replaced, wishes
from outreach.press.run import set_jobs, unmerged
from outreach.stationery import STATIONERY
from outreach.workers.pool import Workers


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about one mailing; `replaced` counts letters whose language the template lacks.

    `places` are the prisons of its prisoners.
    """

    material: Material
    recipients: int
    held: int
    skipped: int
    languages: dict[str, int]
    replaced: dict[str, int]
    problems: tuple[Problem, ...]
    template_problems: tuple[Problem, ...]
    stopped: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    held_rows: tuple[Skipped, ...] = ()
    places: tuple[PlaceLooked, ...] = ()


def check_mailing(
    campaign: Campaign, material: Material, workers: Workers, today: dt.date,
    ledger: Ledger | None = None,
) -> Checked:  # fmt: skip
    """Return everything that is wrong with one mailing: every piece is merged, some are set, nothing is written."""
    plan = plan_mailing(campaign, material, ledger, Wanted(), today)
    everyone = plan if ledger is None else plan_mailing(campaign, material, None, Wanted(), today)
    template = [*material.template_problems]
    judged = Judged()
    if not material.blocking and not template:
        faults, judged = _trial(campaign, material, everyone.plans, workers, today)
        faults += unmerged(jobs_for(campaign, material, everyone.plans, today), workers)
        template += told(everyone.plans, sorted(set(faults), key=lambda fault: fault.number))
    return Checked(
        material,
        recipients=len(material.to.recipients),
        held=plan.held,
        skipped=len(plan.skipped) - plan.held,
        languages=dict(sorted(Counter(one.language for one in everyone.plans).items())),
        replaced=_replaced(everyone.plans),
        problems=(*material.blocking, *material.problems, *everyone.problems),
        template_problems=tuple(dict.fromkeys(template)),
        stopped=tuple(told(everyone.plans, judged.stopped)),
        warnings=(*told(everyone.plans, judged.warned), *([plan.repeated] if plan.repeated else [])),
        held_rows=tuple(one for one in plan.skipped if one.held),
        places=_places(material, everyone.plans),
    )


def _places(material: Material, plans: Sequence[Plan]) -> tuple[PlaceLooked, ...]:
    """Return where the prisoners of a mailing are, with the rules that apply there."""
    prisoners = (plan.recipient for plan in plans if plan.recipient.kind is Kind.PRISONER)
    return tuple(places_looked((one.country, material.rules.books_of(one)) for one in prisoners))


def _replaced(plans: Sequence[Plan]) -> dict[str, int]:
    """Count the letters in another language than the recipient's, as ``it → en``."""
    found = (
        f"{(wishes(plan.recipient) or ('?',))[0]} → {plan.language}"
        for plan in plans
        if is_replaced(plan.recipient, plan.language)
    )
    return dict(sorted(Counter(found).items()))


def _trial(
    campaign: Campaign, material: Material, plans: Sequence[Plan], workers: Workers, today: dt.date
) -> tuple[list[Fault], Judged]:
    """Set one piece in each language, and every piece to a prison; return what goes wrong or would not be let in."""
    first = {plan.language: number for number, plan in reversed(list(enumerate(plans, 1)))}
    chosen = [
        (number, plan)
        for number, plan in enumerate(plans, 1)
        if plan.recipient.kind is Kind.PRISONER or number in first.values()
    ]
    faults: list[Fault] = []
    broken: list[Broken] = []
    for result in set_jobs(jobs_for(campaign, material, [plan for _, plan in chosen], today, SETTINGS), workers):
        faults += [replace(one, number=chosen[one.number - 1][0]) for one in result.faults]
        broken += [replace(one, number=chosen[one.number - 1][0]) for one in result.broken]
    return faults, judge([*broken, *known_findings(plans)], Override())


def check_print(campaign: Campaign, ledger: Ledger, workers: Workers, what: str, service: str = "") -> Report:
    """Measure every piece of a batch in its PDF; with `service`, also by the rules of a printing service."""
    pieces = chosen_pieces(ledger, what, None, lists=on_the_lists(campaign))
    batch = pieces[0]["batch"]
    name = main_file(ledger, batch)
    path = recorded_file(campaign, ledger, batch, name)
    known = addressees(campaign, ledger, batch)
    paper = STATIONERY[next(row["stationery"] for row in views.batches(ledger) if row["id"] == batch)]
    expected = (
        Expected(piece["number"], piece["first_page"], piece["last_page"], known[piece["number"]].address)
        for piece in pieces
    )
    total = max(piece["last_page"] for piece in views.pieces(ledger, batch))
    source = f"{batch_name(batch)}/{name}"
    flight = Flight(str(path), source, paper, (), total, campaign.edge, service, path.stat().st_size)
    return measure(workers, flight, expected)
