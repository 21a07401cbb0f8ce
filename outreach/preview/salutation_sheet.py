"""Greetings of a mailing, all on one page: somebody looks them over before anything is printed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from outreach.batch.plan import plan_mailing
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.l10n.languages import right_to_left
from outreach.letters.words import greeting_of
from outreach.model import Plan
from outreach.people.selection import Wanted

STYLE = """
@page { size: A4; margin: 15mm }
body { font: 10pt/1.35 sans-serif; columns: 2; column-gap: 8mm }
h1 { font-size: 14pt; column-span: all; margin: 0 0 4mm }
h2 { font-size: 10pt; margin: 3mm 0 1mm; break-after: avoid }
table { border-collapse: collapse; width: 100% }
td { border-top: .2mm solid #999; padding: .6mm 1mm; vertical-align: top; width: 50%; break-inside: avoid }
.neutral { color: #a33 }
"""


@dataclass(frozen=True, slots=True)
class Greeting:
    """One person's greeting; `source` says where it comes from: the list, the template, or the rule.

    `neutral` marks a greeting that shows no gender because the row does not tell it.
    """

    name: str
    country: str
    language: str
    text: str
    source: str
    neutral: bool


def greetings(campaign: Campaign, material: Material, today: dt.date) -> list[Greeting]:
    """Return the greetings of everybody in a mailing, by language, those who have their letter already too."""
    plans = plan_mailing(campaign, material, None, Wanted(), today).plans
    return sorted((_greeting(material, plan) for plan in plans), key=lambda greeting: greeting.language)


def _greeting(material: Material, plan: Plan) -> Greeting:
    fields = plan.recipient.fields
    text = material.template.texts[plan.language].text if material.template else ""
    given = "list" if greeting_of(plan) in fields.values() else "rule"
    source = "template" if "block salutation" in text else given
    neutral = source == "rule" and not fields.get("gender")
    shown = "" if source == "template" else greeting_of(plan)
    return Greeting(plan.recipient.name, plan.recipient.country, plan.language, shown, source, neutral)


def page(title: str, found: Sequence[Greeting]) -> str:
    """Return the greetings as a page to print: two columns, a heading a language."""
    parts = [
        f"<h2>{escape(language)}</h2><table>{''.join(_row(one) for one in found if one.language == language)}</table>"
        for language in dict.fromkeys(one.language for one in found)
    ]
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(title)}</h1>{''.join(parts)}</body></html>"
    )


def _row(one: Greeting) -> str:
    direction = "rtl" if right_to_left(one.language) else "ltr"
    kind = ' class="neutral"' if one.neutral else ""
    text = escape(one.text) or "(written in the template)"
    return (
        f"<tr><td><bdi>{escape(one.name)}</bdi> {one.country}</td>"
        f'<td{kind} lang="{escape(one.language)}" dir="{direction}">{text}</td></tr>'
    )
