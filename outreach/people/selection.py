"""Choose who is written to in this run: who is due, who was asked for, in which language and order."""

import datetime as dt
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from outreach.errors import instead
from outreach.l10n.address import country_code, language_of
from outreach.l10n.languages import chain
from outreach.model import Earlier, Kind, Recipient
from outreach.people.who_is_meant import meant
from outreach.storage.on_demand import chosen


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked for: `only` these people, rows `where` a column has a value, a `limit`.

    `ids` are those of the people in `only`, once they were looked for.
    """

    only: tuple[str, ...] = ()
    where: Mapping[str, str] | None = None
    limit: int | None = None
    ids: frozenset[str] | None = None


def unmet(wanted: Wanted, recipients: Sequence[Recipient], columns: Collection[str]) -> str:
    """Return a person or a column that was asked for but is not in the list; or ``""``."""
    for column in wanted.where or {}:
        if column not in columns and column != "country":
            return f"there is no column `{column}`; {instead(column, sorted(columns))}"
    for text in wanted.only:
        if not people_meant(text, recipients):
            return f"nobody in the list is called “{text}”"
    return ""


def people_meant(text: str, recipients: Iterable[Recipient]) -> list[Recipient]:
    """Return everybody whom `text` fits best: by their id, else by their whole name, else by a part of it."""
    return meant(text, recipients, lambda one: (one.id,), lambda one: (one.name, one.fields.get("name_latin", "")))[1]


def settled(wanted: Wanted, recipients: Iterable[Recipient]) -> Wanted:
    """Return the wish with the ids of the people in `only`, looked for among all `recipients` at once."""
    if not wanted.only or wanted.ids is not None:
        return wanted
    recipients = list(recipients)
    return replace(wanted, ids=frozenset(one.id for text in wanted.only for one in people_meant(text, recipients)))


def matches(recipient: Recipient, wanted: Wanted) -> bool:
    """Tell whether `recipient` is among those asked for; a wish for certain people must be `settled`."""
    if wanted.ids is not None and recipient.id not in wanted.ids:
        return False
    return all(_has(recipient, column, value) for column, value in (wanted.where or {}).items())


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
    """Tell whether the recipient does not read `language`, so that it comes from the campaign's order."""
    return not any(language in chain(wish) for wish in wishes(recipient))


def in_order(recipients: Sequence[Recipient], letters: Mapping[str, int]) -> Sequence[Recipient]:
    """Return prisoners with the fewest letters first; others stay in the order of the sheet."""
    if not letters or not recipients or recipients[0].kind is not Kind.PRISONER:  # a list has people of one kind
        return recipients
    counts = array("I", (letters.get(one.id, 0) for one in recipients))
    return chosen(recipients, sorted(range(len(counts)), key=counts.__getitem__))
