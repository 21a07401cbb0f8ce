"""The shipped tables of facts: which header means what, how each language greets."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = (
    "ar", "cs", "da", "de", "el", "en", "es", "fr", "hi", "it", "nb", "nl", "pl", "pt", "ru", "sr", "sv", "uk",
)  # fmt: skip
"""The languages of the campaign: a column that ends in one of them serves the letters in it."""
DATA = files("outreach") / "data"


@cache
def columns() -> Mapping[str, Any]:
    """Return ``columns.toml``: synonyms of headers, public formats, values, and who is held back."""
    return MappingProxyType(tomllib.loads((DATA / "columns.toml").read_text(encoding="utf-8")))


@cache
def language(code: str) -> Mapping[str, Any]:
    """Return the language pack of `code`, or an empty one where the tool has none."""
    path = DATA / "languages" / f"{code}.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {})


def header_key(header: str) -> str:
    """Return `header` as the tables spell it: lower case, words joined by ``_``."""
    return re.sub(r"[^\w]+", "_", header.strip().lower()).strip("_")


@cache
def synonyms() -> Mapping[str, str]:
    """Map each known spelling of a header to the tool's own column name."""
    return {spelling: name for name, spellings in columns()["synonyms"].items() for spelling in spellings}


def spelled(table: str, value: str) -> str:
    """Return the tool's own word for `value` in the `table` of columns.toml, or ``""``."""
    section = columns()[table] if table in ("held", "active") else columns()["values"][table]
    wanted = value.strip().lower()
    return next((word for word, spellings in section.items() if wanted in spellings), "")
