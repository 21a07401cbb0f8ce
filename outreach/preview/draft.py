"""Look at a text that is being written: the page that it makes, or what is wrong with it and where."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.batch.plans import known_findings
from outreach.batch.press_jobs import jobs_for
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material, gather, with_text
from outreach.care.rule_books import SETTINGS
from outreach.care.verdict import Override, judge, told
from outreach.ledger.database import Ledger
from outreach.letters.merge import TemplateText
from outreach.model import Plan, Problem
from outreach.people.selection import Wanted
from outreach.press.run import too_long
from outreach.preview.pictures import PictureJob, in_language, look_call, plans_to_show
from outreach.workers.pool import Died, Workers


@dataclass(frozen=True, slots=True)
class Drafting:
    """What a text is tried on: the mailing's material, and for each language somebody who reads it.

    `readers` counts who reads which language.
    """

    material: Material
    examples: Mapping[str, Plan]
    anybody: Plan | None
    readers: Mapping[str, int]

    def example(self, language: str) -> Plan | None:
        """Return the piece that a text in `language` is shown on."""
        if language in self.examples:
            return self.examples[language]
        return in_language(self.anybody, language, self.material) if self.anybody else None


@dataclass(frozen=True, slots=True)
class Drafted:
    """The pages of a text as pictures; what is wrong with it; what a prison would not let in."""

    pages: tuple[bytes, ...]
    problems: tuple[Problem, ...] = ()
    care: tuple[Problem, ...] = ()


def begin_drafting(
    campaign: Campaign, mailing: str, ledger: Ledger | None, workers: Workers, today: dt.date
) -> Drafting:
    """Read what the texts of a mailing are tried on."""
    material = gather(campaign, [campaign.mailings[mailing]], workers)[0]
    plans: Sequence[Plan] = ()
    if not material.blocking:
        plans, due, _ = plans_to_show(campaign, material, ledger, Wanted(), today)
        plans = [*due, *plans]
    examples: dict[str, Plan] = {}
    readers: dict[str, set[str]] = {}
    for plan in plans:
        examples.setdefault(plan.language, plan)
        readers.setdefault(plan.language, set()).add(plan.recipient.id)
    counts = {language: len(who) for language, who in readers.items()}
    return Drafting(material, examples, plans[0] if plans else None, counts)


def look_at_draft(
    campaign: Campaign, drafting: Drafting, language: str, text: str, workers: Workers, today: dt.date
) -> Drafted:
    """Set one piece with `text` in place of what stands in the template; nothing is written."""
    old, plan = drafting.material, drafting.example(language)
    if old.blocking or old.template is None:
        return Drafted((), old.blocking)
    source = f"{old.template.source}/{language}.html"
    material = with_text(campaign, old, TemplateText(source, language, text))
    problems = material.template_problems
    if problems or plan is None:
        return Drafted((), problems)
    job = next(jobs_for(campaign, material, [plan], today, SETTINGS))
    seen = workers.run(look_call(PictureJob(job)))
    if isinstance(seen, Died):
        return Drafted((), (too_long(job),))
    judged = judge([*seen.broken, *known_findings([plan])], Override())
    care = tuple(told([plan], (*judged.stopped, *judged.warned)))
    return Drafted(seen.pages.get(1, ()), tuple(fault.problem for fault in seen.faults), care)
