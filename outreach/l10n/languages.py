"""Languages by their codes and names, their scripts and directions, and their fixed words."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_decimal_symbol
from markupsafe import Markup

from outreach import tables

SHIPPED_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek", "Arab", "Deva"})
"""The scripts that the fonts in `outreach/data/fonts` hold, as ISO 15924 calls them."""
_RUNS_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_OWN_WAY = {
    "Hebr": re.compile(r"[\u05d0-\u05ea]"),
    "Arab": re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06fc\u0750-\u077f]"),
    "Deva": re.compile(r"[\u0904-\u0939\u0958-\u0961]"),
}
_RUNS_RIGHT = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u0900-\u097f\u1e00-\u1fff]")
ISOLATE, END = "\u2068", "\u2069"
"""Unicode's first strong isolate and its end: what stands between them keeps its own direction."""


@cache
def language_code(text: str) -> str:
    """Return the code that `text` means: ``DE``, ``de_AT``, ``Deutsch`` and ``German``; else `text` itself."""
    wanted = text.strip().replace("_", "-")
    if not wanted:
        return ""  # before all languages' names for each other are loaded
    base, *rest = wanted.split("-")
    if base.lower() in tables.base_languages():
        return _code(base, rest)
    return _names().get(wanted.casefold(), wanted)


def _code(base: str, rest: Iterable[str]) -> str:
    return "-".join([base.lower(), *map(_subtag, rest)])


def meant_by(text: str) -> str:
    """Return the code of the language that `text` probably means: itself, or by name or country; ``""`` if none.

    Languages that the tool has no words for count too: a template may be in any.
    """
    base, *rest = text.strip().replace("_", "-").split("-")
    if base.lower() in tables.base_languages() or base.lower() in get_global("likely_subtags"):
        return _code(base, rest)
    spoken = get_official_languages(text.upper(), de_facto=True)
    return _names().get(text.casefold()) or next(iter(spoken), "")


def _subtag(text: str) -> str:
    """Return a script as ``Latn`` and a country as ``BR``."""
    return text.title() if len(text) == len("Latn") else text.upper()


@cache
def _names() -> dict[str, str]:
    """Map the names of the languages, in each of them, to their codes."""
    return {
        str(name).casefold(): code
        for speaker in tables.languages()
        for code in tables.languages()
        if (name := locale(speaker).languages.get(code.replace("-", "_")))
    }


@cache
def locale(language: str) -> Locale:
    """Return what Babel knows of `language` (of ``sr-Latn``, of ``pt`` for a ``pt-XX`` it lacks); English for others."""
    for code in (*chain(language.replace("_", "-")), "en"):
        try:
            return Locale.parse(code, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    raise AssertionError  # Babel has English


@cache
def chain(language: str) -> tuple[str, ...]:
    """Return `language` and what it may be replaced by without a word: ``pt-BR``, ``pt``."""
    base = language.split("-", maxsplit=1)[0]
    return (language, base) if base != language else (language,)


@cache
def script(language: str) -> str:
    """Return the script that `language` is written in, as ISO 15924 has it: ``Latn``, ``Cyrl``."""
    base, *rest = re.split(r"[-_]", language)
    written = next((part for part in rest if re.fullmatch(r"[A-Z][a-z]{3}", part)), "")
    if written:
        return written
    likely = get_global("likely_subtags").get(base, "")
    return likely.split("_")[1] if likely.count("_") > 1 else "Latn"


def capitals(text: str, language: str) -> str:
    """Return `text` in capitals; Greek ones have no accent."""
    upper = text.upper()
    if script(language) != "Grek":
        return upper
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", upper).replace("\u0301", ""))


@cache
def right_to_left(language: str) -> bool:
    """Tell whether `language` is written from right to left."""
    return bool(language) and locale(language).character_order == "right-to-left"


def script_of(text: str) -> str:
    """Return the script of most letters of `text`, if it is one that the press treats in its own way; else ``""``."""
    found = {name: len(own.findall(text)) for name, own in _OWN_WAY.items() if own.search(text)}
    letters = sum(map(str.isalpha, text)) if found else 0
    return next((name for name, count in found.items() if 2 * count > letters), "")


def isolated(value: object) -> object:
    """Return a value that runs to the right so that it does not disturb the text that runs to the left around it.

    Without it the number after a Latin name would stand on the name's wrong side.
    """
    if not isinstance(value, str) or _RUNS_LEFT.search(value) or not _RUNS_RIGHT.search(value):
        return value
    return Markup(f"{ISOLATE}{value}{END}") if isinstance(value, Markup) else f"{ISOLATE}{value}{END}"  # noqa: S704 — it was Markup before


@cache
def plural(number: str, language: str) -> str:
    """Return the form that a word takes behind `number`: ``one``, ``few``, ``many`` … as CLDR calls them; ``""`` for no number."""
    try:
        return str(locale(language).plural_form(Decimal(number.strip().replace(",", "."))))
    except InvalidOperation:
        return ""


@cache
def decimal_sign(language: str) -> str:
    """Return the sign before the decimals of a number: a comma, or a point."""
    return str(get_decimal_symbol(locale(language)))


def words(language: str, section: str, key: str) -> str:
    """Return a fixed text of a language pack (``closing``, ``politician``); English where the tool has none."""
    return str(tables.pack(language)[section].get(key) or tables.pack("en")[section][key])


def label(language: str, key: str, **values: object) -> str:
    """Return a label of the tool's own in `language`: ``label("de", "page", page=2, pages=3)``."""
    return words(language, "labels", key).format(**values)
