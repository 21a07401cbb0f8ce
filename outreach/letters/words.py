"""The words of one piece: the values that its text may use, and the ready lines that stand around it."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from outreach import tables
from outreach.l10n import address
from outreach.l10n.languages import decimal_sign
from outreach.letters.markdown import message_html
from outreach.letters.merge import Fields
from outreach.letters.salutation import closing, salutation
from outreach.letters.sender import letterhead_parts
from outreach.model import Plan, Recipient, Sender
from outreach.people.recipients import localised, name_in


def template_values(plan: Plan, campaign: str, today: dt.date) -> dict[str, object]:
    """Return what the text of a piece may use, by name; `campaign` is the campaign's name, `today` the letter's date."""
    cells = localised(plan.recipient.fields, plan.language)
    greeting = _greeting(plan, cells)
    values: dict[str, object] = {
        "recipient": _fields("recipient", plan.recipient, cells, plan.language, plan.recipient.country),
        "sender": Fields("sender", _sender_cells(plan.sender)),
        "campaign": Fields("campaign", {"name": campaign}),
        "salutation": greeting,
        "closing": closing(plan.recipient.kind, greeting, plan.language),
        "today": date_text(today, plan.language, plan.recipient.country),
        "message": message_html(plan.message) if plan.message else "",
        "round": str(plan.round),
        "answered": "yes" if plan.earlier and plan.earlier.answered else "no",
        "last_sent": date_text(plan.earlier.date, plan.language, plan.recipient.country) if plan.earlier else None,
    }
    if plan.about:
        cells = localised(plan.about.fields, plan.language)
        values["about"] = _fields("about", plan.about, cells, plan.language, plan.recipient.country)
    return values


def ready_lines(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the lines of the address and of the sender, as letters, labels and envelopes show them."""
    country = address.country_line(plan.recipient.country, plan.sender.country)
    sender = (plan.sender.name, *plan.sender.address, *_abroad(plan.sender, plan))
    return {
        "address": (*plan.recipient.addressee, *plan.recipient.address, *country),
        "letterhead": sender,
        "return-line": sender,
        **letterhead_parts(plan, _abroad(plan.sender.head or plan.sender, plan)),
    }


def _abroad(sender: Sender, plan: Plan) -> tuple[str, ...]:
    """Return the line with the sender's country, for a letter that leaves it."""
    line = address.country_line(sender.country, plan.recipient.country, plan.language)
    return line if sender.address else ()


def greeting_of(plan: Plan) -> str:
    """Return the greeting of one piece."""
    return _greeting(plan, localised(plan.recipient.fields, plan.language))


def _greeting(plan: Plan, cells: Mapping[str, str]) -> str:
    recipient = plan.recipient
    name = name_in(recipient.fields, plan.language)
    return salutation(recipient.kind, cells, name, plan.language, recipient.country)


def _fields(variable: str, person: Recipient, cells: Mapping[str, str], language: str, country: str) -> Fields:
    """Return a person's `cells` in the letter's language as the letter shows them: names, dates, country."""
    shown = {column: _shown(column, value, language, country) for column, value in cells.items()}
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
        {column: value for column, value in cells.items() if shown[column] != value},
    )  # fmt: skip


LENGTHS = ("_years", "_months", "_weeks", "_days")
"""How columns end that hold a length of time."""
_DECIMAL = re.compile(r"\d+\.\d+")


def _shown(column: str, value: str, language: str, country: str) -> str:
    """Return an ISO date, and the decimals of a length of time, as the language writes them; other texts as they are."""
    if column.endswith(LENGTHS) and _DECIMAL.fullmatch(value):
        return value.replace(".", decimal_sign(language))
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
            text = str(format_date(date, "long", Locale.parse(name.replace("-", "_"))))
            return _first(language, country) + text[1:] if text.startswith("1 ") else text
        except (ValueError, UnknownLocaleError):
            continue
    return date.isoformat()


def _first(language: str, country: str) -> str:
    """Return how a language writes the first day of a month, in a country if that has its own way: ``1er``, ``1º``."""
    days = tables.pack(language).get("dates", {})
    return str(days.get(f"first_{language.partition('-')[2] or country}") or days.get("first") or "1")


def _sender_cells(sender: Sender) -> dict[str, str]:
    city = sender.address[-1].lstrip("0123456789 -") if sender.address else ""
    return {
        **sender.fields,
        "name": sender.name,
        "city": sender.fields.get("city") or city,
        "signature_name": sender.fields.get("signature_name") or sender.name,
    }
