"""Preview: set pieces without claiming them, as a PDF, as pictures, or all of them small on one page."""

import base64
import datetime as dt
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain

from outreach.batch.plan import MailingPlan
from outreach.batch.plans import known_findings
from outreach.batch.press_jobs import jobs_for
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.care.rule_books import SETTINGS
from outreach.care.verdict import Override, judge, told
from outreach.errors import SettingError, UsageError
from outreach.ledger.database import Ledger
from outreach.model import Fault, Plan, Problem
from outreach.pdf.binder import bound
from outreach.people.selection import Wanted
from outreach.press.cache.kept_pages import set_or_take
from outreach.press.cache.shelf import shelf_in
from outreach.preview.kept_pictures import see_small
from outreach.preview.pictures import UNSET, plans_to_show
from outreach.workers.pool import Workers

SHEET = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><title>{title}</title><style>
body {{ font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem; background: #e6e4df; color: #24221f }}
ul {{ list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem }}
li {{ break-inside: avoid; overflow-wrap: anywhere }} img {{ width: 100%; background: #fff; box-shadow: 0 1px 5px #0005 }}
b {{ color: #8f1d14; font-weight: normal }}
</style></head><body><h1>{title}</h1><ul>
{pieces}</ul></body></html>
"""
CARDS = "\0"
"""Stands in the page for its pieces, which come one after the other."""


def preview(
    campaign: Campaign,
    material: Material,
    ledger: Ledger | None,
    workers: Workers,
    wanted: Wanted,
    language: str | None,
    today: dt.date,
) -> tuple[str, bytes, tuple[Problem, ...]]:
    """Return the name and the PDF of the first piece that fits, and what a prison would not let in.

    Written ones are not passed over, and a rule of a prison keeps nothing from being looked at.
    """
    everybody, due, whole = plans_to_show(campaign, material, ledger, wanted, today)
    plans = _in_language([*due, *everybody], language, material, whole)
    jobs = jobs_for(campaign, material, plans[:1], today, SETTINGS)
    for result in set_or_take(jobs, workers, shelf_in(campaign.prints)):
        if result.faults:
            raise SettingError("this piece cannot be set", [fault.problem for fault in result.faults])
        judged = judge([*result.broken, *known_findings(plans[:1])], Override())
        problems = tuple(told(plans[:1], (*judged.stopped, *judged.warned)))
        return plans[0].recipient.name, bound(result.sections, result.pieces), problems
    raise SettingError("nothing was set")


def _in_language(plans: list[Plan], language: str | None, material: Material, whole: MailingPlan) -> list[Plan]:
    """Return the plans in a language, or all; raise `UsageError` with reasons where there are none."""
    found = [plan for plan in plans if language in (None, plan.language)]
    if plans and not found:
        codes = ", ".join(dict.fromkeys(plan.language for plan in plans))
        raise UsageError(f"no letter of {material.mailing.name} is in `{language}`; there are: {codes}")
    if not found:
        reasons = [f"{s.row.source}, row {s.row.number}: {s.reason}" for s in whole.skipped[:3]]
        because = f" ({'; '.join(reasons)})" if reasons else ""
        raise UsageError(f"no piece of {material.mailing.name} fits{because}")
    return found


def contact_sheet(
    campaign: Campaign,
    material: Material,
    ledger: Ledger | None,
    workers: Workers,
    wanted: Wanted,
    language: str | None,
    today: dt.date,
) -> tuple[int, Iterable[bytes], tuple[Problem, ...]]:
    """Return how many pieces there are, the parts of a page in HTML that shows each of them small, and what cannot be set."""
    everybody, _, whole = plans_to_show(campaign, material, ledger, wanted, today)
    plans = _in_language(everybody, language, material, whole)
    jobs = jobs_for(campaign, material, plans, today, SETTINGS)
    drawn: dict[int, bytes] = {}
    faults: dict[int, Fault] = {}
    for seen in see_small(jobs, workers, shelf_in(campaign.prints)):
        drawn |= {number: pages[0] for number, pages in seen.pages.items()}
        faults |= {fault.number: fault for fault in seen.faults}
    title = escape(f"{campaign.name} · {material.mailing.name} · {today.isoformat()} · {len(plans)}")
    start, end = (part.encode() for part in SHEET.format(title=title, pieces=CARDS).split(CARDS))
    return len(plans), chain([start], _cards(plans, drawn, faults), [end]), tuple(told(plans, [*faults.values()]))


def _cards(plans: list[Plan], drawn: dict[int, bytes], faults: dict[int, Fault]) -> Iterator[bytes]:
    """Yield the lines of the page one after the other: all together are too much for the memory."""
    for number, plan in enumerate(plans, 1):
        name = f"{number} · {escape(plan.recipient.name)}"
        if number in drawn:
            picture = base64.b64encode(drawn[number])
            yield b'<li><img src="data:image/jpeg;base64,%s" alt="">%s</li>\n' % (picture, name.encode())
        else:
            why = str(faults[number].problem) if number in faults else UNSET
            yield f"<li>{name}<br><b>{escape(why)}</b></li>\n".encode()
