"""The shipped tables of facts: which header means what, how each language greets."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

DATA = files("outreach") / "data"
VALUES_REMEMBERED = 2048
"""So many values of cells are remembered as they are compared; a list may hold a hundred thousand different ones."""


@cache
def columns() -> Mapping[str, Any]:
    """Return ``columns.toml``: synonyms of headers, values, and who is held back."""
    return _table("columns.toml")


@cache
def datasets() -> Mapping[str, Any]:
    """Return ``datasets.toml``: the public data sets, and what their headers do not say."""
    return _table("datasets.toml")


@cache
def clean_list() -> Mapping[str, Any]:
    """Return ``clean_list.toml``: the columns of a clean list of recipients, with widths and notes."""
    return _table("clean_list.toml")


def _table(name: str) -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads((DATA / name).read_text(encoding="utf-8")))


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that the tool has a pack for."""
    return tuple(sorted(path.name.removesuffix(".toml") for path in (DATA / "languages").iterdir()))


@cache
def base_languages() -> frozenset[str]:
    """Return the codes without what follows a hyphen."""
    return frozenset(code.split("-", maxsplit=1)[0] for code in languages())


@cache
def pack(code: str) -> Mapping[str, Any]:
    """Return the language pack of `code`; of ``pt`` for ``pt-BR``, and of English where the tool has none."""
    found = next((one for one in (code, code.split("-", maxsplit=1)[0]) if one in languages()), "en")
    text = (DATA / "languages" / f"{found}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def suffix(code: str) -> str:
    """Return what a column for the letters in a language ends in: ``de``, ``sr_latn``."""
    return code.lower().replace("-", "_")


@cache
def offices() -> Mapping[str, Any]:
    """Return ``offices.toml``: what offices, chambers and titles are called."""
    return MappingProxyType(tomllib.loads((DATA / "offices.toml").read_text(encoding="utf-8")))


@cache
def prison_rules() -> tuple[Mapping[str, Any], ...]:
    """Return the rules of prisons that come with the tool, one mapping a file."""
    paths = sorted((path for path in (DATA / "prison_rules").iterdir()), key=lambda path: path.name)
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in paths)


@cache
def care_words(language: str) -> Mapping[str, Any]:
    """Return the words of a language that endanger a letter, by topic; empty where the tool has none."""
    path = DATA / "care_words" / f"{language}.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {})


@cache
def phrases(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the phrase book in a language: numbers and sentences by group; empty where the tool has none."""
    path = DATA / "phrases" / f"{language}.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {})


@cache
def names() -> Mapping[str, Any]:
    """Return ``names.toml``: what the endings of patronymics tell, and short forms of given names."""
    return _table("names.toml")


@cache
def letter_pairs() -> Mapping[str, Mapping[str, str]]:
    """Return ``letter_pairs.toml``: by language and number of bits, the pairs of letters that are so rare."""
    return _table("letter_pairs.toml")


@cache
def frequent_words() -> Mapping[str, frozenset[str]]:
    """Return the words by which a text's language is told, by language."""
    texts = tomllib.loads((DATA / "frequent_words.toml").read_text(encoding="utf-8"))
    return MappingProxyType({language: frozenset(words.split()) for language, words in texts.items()})


@cache
def letter_words(part: str, language: str) -> tuple[str, ...]:
    """Return how a letter's ``greeting``, ``closing``, ``enclosures`` or ``subject`` may begin; in English for others."""
    table = _table("letter_words.toml")[part]
    found = next((table[one] for one in (language, language.split("-", maxsplit=1)[0]) if one in table), table["en"])
    return tuple(found)


@cache
def header_key(header: str) -> str:
    """Return `header` as templates write it: lower case, words joined by ``_``, accents kept."""
    return re.sub(r"[^\w]+", "_", unicodedata.normalize("NFC", header).strip().lower()).strip("_")


@lru_cache(maxsize=VALUES_REMEMBERED)
def folded(text: str) -> str:
    """Return `text` as spellings are compared: without capitals, accents, signs and spaces around."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    return re.sub(r"[^\w]+", "_", _ACCENTS.sub("", plain)).strip("_")


_ACCENTS = re.compile("[\u0300-\u036f\u200b-\u200f\ufeff]")
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


@cache
def synonyms() -> Mapping[str, str]:
    """Map each known spelling of a header, folded, to the tool's own column name."""
    table = columns()["synonyms"].items()
    return {folded(spelling): name for name, spellings in table for spelling in (name, *spellings)}


def column_of(header: str) -> str:
    """Return the tool's column that `header` means in any of its spellings, or ``""``."""
    return synonyms().get(folded(header), "")


@lru_cache(maxsize=VALUES_REMEMBERED)
def spelled(table: str, value: str) -> str:
    """Return the tool's own word for `value` in the `table` of columns.toml, or ``""``."""
    return _spellings(table).get(folded(value), "") if value else ""


@cache
def _spellings(table: str) -> Mapping[str, str]:
    section = columns()[table] if table in ("held", "active") else columns()["values"][table]
    return {folded(spelling): word for word, spellings in section.items() for spelling in spellings}
