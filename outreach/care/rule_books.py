"""The rules of prisons: read from data, put one above the other, each with its source and date.

A rule book holds everywhere, in one country, in a place inside a country or in one facility. A later and more exact
book overrides single rules of the earlier ones: everywhere, country, place, facility; the campaign's own come last.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.model import Severity

Values = Mapping[str, object]


class Scope(StrEnum):
    """What a rule book holds for; the later ones are more exact."""

    EVERYWHERE = "everywhere"
    COUNTRY = "country"
    PLACE = "place"
    FACILITY = "facility"


@dataclass(frozen=True, slots=True)
class Prison:
    """Where a prisoner is, as far as rules ask: a country's code, the facility's names, and every line of the address."""

    country: str
    facility: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What no rule can judge and a letter-writer should know, with its source."""

    text: str
    place: str
    source: str
    date: str
    address: str = ""


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
    """The rules of one file.

    `key` is a country's code, or a facility's id or name in lower case. A book for a place inside a country has
    `regions`, names of regions and towns in lower case, and `postal_codes`, patterns of theirs, in the countries
    `within`; where it `follows` another country, the rules of that one hold instead.
    """

    scope: Scope
    key: str
    rules: Rules = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()
    regions: frozenset[str] = frozenset()
    postal_codes: tuple[str, ...] = ()
    within: frozenset[str] = frozenset()
    follows: str = ""

    def fits(self, prison: Prison) -> bool:
        """Tell whether the book holds for a prison."""
        if self.scope is Scope.COUNTRY:
            return self.key == prison.country
        if self.scope is Scope.FACILITY:
            return self.key in {name.casefold() for name in prison.facility if name}
        return self.scope is Scope.EVERYWHERE or (prison.country in self.within and self._is_in(prison.lines))

    def _is_in(self, lines: Iterable[str]) -> bool:
        """Tell whether a line names one of the regions, or has a postal code of theirs."""
        words = [word for line in (*lines, "") for word in (*re.findall(r"[\w’'-]+", line.casefold()), "")]
        phrases = {" ".join(words[i : i + length]) for length in (1, 2, 3) for i in range(len(words))}
        codes = (word for word in words if word.isdigit())
        return not self.regions.isdisjoint(phrases) or any(
            re.fullmatch(pattern, code) for code in codes for pattern in self.postal_codes
        )


SETTINGS: Mapping[str, Mapping[str, type]] = {
    "abbreviations": {},
    "address_age": {"days": int},
    "birth_year": {},
    "characters": {"at_most": int},
    "cipher": {},
    "codes": {},
    "colours": {"allowed": list},
    "contact": {},
    "emoji": {},
    "enclosures": {"wanted": list, "refused": list},
    "foreign_words": {},
    "kinds": {"allowed": list},
    "language": {"allowed": list},
    "links": {},
    "mixed_letters": {},
    "name": {"script": str, "case": str},
    "name_fits": {},
    "name_on_every_sheet": {},
    "pages": {"at_most": int},
    "patronymic": {},
    "pictures": {},
    "prisoner_number": {"wanted": str, "forms": list, "example": str},
    "profanity": {},
    "return_address": {"wanted": str},
    "returned": {},
    "sender_name": {},
    "topics": {"avoid": list, "caution": list, "lists": list},
    "words": {"avoid": list},
}
"""Each rule and the settings that it takes."""
NEEDED = {
    "address_age": "days", "characters": "at_most", "colours": "allowed", "kinds": "allowed", "pages": "at_most",
    "return_address": "wanted", "topics": "avoid", "words": "avoid",
}  # fmt: skip
"""Rules that say nothing without this setting."""


def books_for(books: Iterable[RuleBook], prison: Prison) -> list[RuleBook]:
    """Return the books that hold for a prison, the more general first."""
    books = list(books)
    follows = next((book.follows for book in books if book.scope is Scope.PLACE and book.fits(prison)), "")
    there = Prison(follows or prison.country, prison.facility, prison.lines)
    order = list(Scope)
    fitting = (book for book in books if book.fits(prison if book.scope is Scope.PLACE else there))
    return sorted(fitting, key=lambda book: order.index(book.scope))


def rules_of(books: Iterable[RuleBook]) -> Rules:
    """Return the rules of `books`, those of the later ones over those of the earlier."""
    rules: dict[str, Rule] = {}
    for book in books:
        rules |= book.rules
    return {name: rule for name, rule in rules.items() if rule.severity is not Severity.OFF}


def is_known(books: Iterable[RuleBook]) -> bool:
    """Tell whether any of `books` holds for less than every prison."""
    return any(book.scope is not Scope.EVERYWHERE for book in books)
