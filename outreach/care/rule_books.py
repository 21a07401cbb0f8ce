"""The rules of prisons: read from data, put one above the other, each with its source and date.

A rule book holds everywhere, in one country or in one facility. A later and more exact book overrides
single rules of the earlier ones: everywhere, country, the campaign's own, facility.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from outreach import tables
from outreach.errors import instead
from outreach.model import Problem, Severity

Values = Mapping[str, object]


class Scope(StrEnum):
    """What a rule book holds for; the later ones are more exact."""

    EVERYWHERE = "everywhere"
    COUNTRY = "country"
    FACILITY = "facility"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: how strict it is, its settings, and where it comes from.

    `date` is the day on which the `source` was read, `address` where it stands on the internet.
    """

    name: str
    severity: Severity
    values: Values
    place: str
    source: str
    date: str
    address: str = ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a setting that is a list of texts."""
        value = self.values.get(key, ())
        return tuple(str(one) for one in value) if isinstance(value, (list, tuple)) else ()

    def number(self, key: str) -> int:
        """Return a setting that is a number."""
        value = self.values.get(key, 0)
        return value if isinstance(value, int) else 0

    def text(self, key: str) -> str:
        """Return a setting that is a text, or ``""``."""
        return str(self.values.get(key, ""))

    @property
    def origin(self) -> str:
        """Say where the rule comes from, as findings show it."""
        return f"{self.place}: {self.source}{', ' if self.date else ''}{self.date}"


Rules = Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one file; `key` is a country's code, or a facility's id or name in lower case."""

    scope: Scope
    key: str
    rules: Rules = field(default_factory=dict)


SETTINGS: Mapping[str, Mapping[str, type]] = {
    "abbreviations": {},
    "address_age": {"days": int},
    "birth_year": {},
    "characters": {"at_most": int},
    "codes": {},
    "colours": {"allowed": list},
    "emoji": {},
    "enclosures": {"wanted": list, "refused": list},
    "foreign_words": {},
    "kinds": {"allowed": list},
    "language": {"allowed": list},
    "links": {},
    "mixed_letters": {},
    "name": {"script": str},
    "name_on_every_sheet": {},
    "pages": {"at_most": int},
    "patronymic": {},
    "pictures": {},
    "prisoner_number": {},
    "profanity": {},
    "return_address": {"wanted": str},
    "returned": {},
    "sender_name": {},
    "topics": {"avoid": list},
    "words": {"avoid": list},
}
"""Each rule and the settings that it takes."""
NEEDED = {
    "address_age": "days", "characters": "at_most", "colours": "allowed", "kinds": "allowed", "pages": "at_most",
    "return_address": "wanted", "topics": "avoid", "words": "avoid",
}  # fmt: skip
"""Rules that say nothing without this setting."""
ABOUT_THE_RULE = {"severity": str, "source": str, "address": str, "date": dt.date}
HEAD = {"place": str, "source": str, "address": str, "date": dt.date, "country": str, "facility": str}
CHOICES: Mapping[str, frozenset[str]] = {
    "severity": frozenset(Severity),
    "wanted": frozenset({"needed", "unwanted"}),
    "script": frozenset({"Cyrillic", "Latin", "Greek", "Arabic", "Devanagari"}),
}


def rule_book(data: Values) -> RuleBook:
    """Return the book that a file without faults holds."""
    scope, key = Scope.EVERYWHERE, ""
    if data.get("country"):
        scope, key = Scope.COUNTRY, str(data["country"]).upper()
    if data.get("facility"):
        scope, key = Scope.FACILITY, str(data["facility"]).casefold()
    place = str(data.get("place") or key or scope)
    rules = {name: _rule(name, keys, data, place) for name, keys in data.items() if isinstance(keys, dict)}
    return RuleBook(scope, key, rules)


def _rule(name: str, keys: Values, data: Values, place: str) -> Rule:
    values = {key: value for key, value in keys.items() if key not in ABOUT_THE_RULE}
    source, date = (str(keys.get(key, data.get(key, ""))) for key in ("source", "date"))
    address = str(keys.get("address", "" if "source" in keys else data.get("address", "")))
    return Rule(name, Severity(str(keys.get("severity", Severity.STOP))), values, place, source, date, address)


def rules_for(books: Iterable[RuleBook], country: str, facility: Iterable[str]) -> Rules:
    """Return the rules for one prison; `facility` are its id and its name."""
    keys = {name.casefold() for name in facility if name}
    fitting = {Scope.EVERYWHERE: {""}, Scope.COUNTRY: {country}, Scope.FACILITY: keys}
    chosen = [book for book in books if book.key in fitting[book.scope]]
    order = list(Scope)
    rules: dict[str, Rule] = {}
    for book in sorted(chosen, key=lambda book: order.index(book.scope)):
        rules |= book.rules
    return {name: rule for name, rule in rules.items() if rule.severity is not Severity.OFF}


@cache
def shipped_books() -> tuple[RuleBook, ...]:
    """Return the books that come with the tool."""
    return tuple(rule_book(data) for data in tables.prison_rules())


def book_problems(source: str, data: Values) -> list[Problem]:
    """Return everything that is wrong with a file of rules, called `source` in messages."""
    return list(_book_problems(source, data))


def _book_problems(source: str, data: Values) -> Iterator[Problem]:
    for key in ("source", "date"):
        if key not in data:
            remedy = f"write at the top: {key} = {'2026-11-20' if key == 'date' else chr(34) + 'who says so' + chr(34)}"
            yield Problem(source, f"`{key}` is missing: a rule is worth as much as its source", remedy)
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _rule_problems(source, key, value)
        else:
            yield from _value_problems(source, "", key, value, HEAD)


def _rule_problems(source: str, name: str, keys: Values) -> Iterator[Problem]:
    if name not in SETTINGS:
        yield Problem(source, f"there is no rule `{name}`", instead(name, SETTINGS))
        return
    for key, value in keys.items():
        yield from _value_problems(source, f"[{name}]", key, value, {**ABOUT_THE_RULE, **SETTINGS[name]})
    needed = NEEDED.get(name)
    if needed and needed not in keys and keys.get("severity") != Severity.OFF:
        yield Problem(source, f"`{needed}` is missing", f"add it below [{name}]", column=f"[{name}]")


def _value_problems(source: str, place: str, key: str, value: object, known: Mapping[str, type]) -> Iterator[Problem]:
    if key not in known:
        yield Problem(source, f"`{key}` is not a known setting", instead(key, known), column=place)
        return
    if not isinstance(value, known[key]):
        examples = {str: '"text"', list: '["one", "two"]', int: "3", dt.date: "2026-11-20"}
        yield Problem(source, f"`{key}` has the wrong form", f"write {key} = {examples[known[key]]}", column=place)
    elif key in CHOICES and str(value) not in CHOICES[key] and known[key] is str:
        yield Problem(
            source, f"`{key} = {value}` is not possible", instead(str(value), sorted(CHOICES[key])), column=place
        )
