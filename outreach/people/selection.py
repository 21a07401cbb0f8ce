"""Choose who is written to in this run: who is due, who was asked for, in which language and order."""

import datetime as dt
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from outreach.errors import instead
from outreach.l10n.address import country_code, language_of
from outreach.l10n.languages import chain
from outreach.model import Earlier, Kind, Recipient
from outreach.storage.on_demand import chosen


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for: `only` these people, rows `where` a column has a value, a `limit`."""

    only: tuple[str, ...] = ()
    where: Mapping[str, str] | None = None
    limit: int | None = None


def unmet(wanted: Wanted, recipients: Sequence[Recipient], columns: Collection[str]) -> str:
    """Return what nobody and nothing in a list answers to: a person or a column; or ``""``."""
    for column in wanted.where or {}:
        if column not in columns and column != "country":
            return f"there is no column `{column}`; {instead(column, sorted(columns))}"
    for text in wanted.only:
        if not any(is_person(recipient, text) for recipient in recipients):
            return f"nobody in the list is called “{text}”"
    return ""


def matches(recipient: Recipient, wanted: Wanted) -> bool:
    """Tell whether `recipient` is among those asked for."""
    if wanted.only and not any(is_person(recipient, text) for text in wanted.only):
        return False
    return all(_has(recipient, column, value) for column, value in (wanted.where or {}).items())


def is_person(recipient: Recipient, text: str) -> bool:
    """Tell whether `text` is this person's id, or their name or a part of it."""
    wanted = text.casefold().strip()
    if not wanted:
        return False
    names = (recipient.name, recipient.fields.get("name_latin", ""))
    return wanted == recipient.id.casefold() or any(wanted in name.casefold() for name in names)


def _has(recipient: Recipient, column: str, value: str) -> bool:
    if column == "country":
        return recipient.country == (country_code(value) or value.upper())
    return recipient.fields.get(column, "").casefold() == value.casefold()


def due_round(earlier: Earlier | None, every: int | None, today: dt.date) -> int | None:
    """Return the round in which a recipient is due today, or None; `every` is in days."""
    if earlier is None:
        return 1
    if every is None or (today - earlier.date).days < every:
        return None
    return earlier.round + 1


def wishes(recipient: Recipient) -> tuple[str, ...]:
    """Return the languages that a recipient reads: the row's, else those of the country."""
    home = recipient.fields.get("home_country") or recipient.country  # a member of a parliament abroad
    return (recipient.language,) if recipient.language else language_of(home)


def choose_language(recipient: Recipient, available: Sequence[str], fallback: Sequence[str]) -> str | None:
    """Return the language to write in: the row's, else the country's, else the campaign's order (pt-BR, pt, en)."""
    codes = (code for wish in (*wishes(recipient), *fallback) for code in chain(wish))
    return next((code for code in codes if code in available), None)


def is_replaced(recipient: Recipient, language: str) -> bool:
    """Tell whether `language` is none that the recipient reads, so that it comes from the campaign's order."""
    return not any(language in chain(wish) for wish in wishes(recipient))


def in_order(recipients: Sequence[Recipient], letters: Mapping[str, int]) -> Sequence[Recipient]:
    """Return prisoners with the fewest letters first; others stay in the order of the sheet."""
    if not letters or not recipients or recipients[0].kind is not Kind.PRISONER:  # a list has people of one kind
        return recipients
    counts = array("I", (letters.get(one.id, 0) for one in recipients))
    return chosen(recipients, sorted(range(len(counts)), key=counts.__getitem__))
