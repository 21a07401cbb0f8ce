"""Understand a spreadsheet's columns: by their headers, or as a known public data set."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import repeat

from outreach import tables
from outreach.l10n.dates import iso_date
from outreach.model import Kind, Row, Table
from outreach.people.datasets import NO_FACTS, Facts, completed, dataset_of

PRISONER_COLUMNS = frozenset({"facility", "prisoner_number", "sentence", "charge", "charge_en", "arrested"})
HOUSE_NUMBER_AFTER_STREET = frozenset(
    {"nr", "no", "n", "nº", "num", "número", "numero", "numéro", "дом", "№", "č", "číslo", "numer", "nummer", "број"}
)  # fmt: skip
"""What a column right of the street may be called when it holds house numbers."""
SURELY_MISSPELLED = 6
"""A header of so many letters that is one letter off a known one is that one, misspelled."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a list's columns are understood.

    `names` maps each header to the tool's word; `sources` maps every word by which a cell can be
    used to its header; `guessed` holds the headers that were understood as misspelled.
    """

    names: Mapping[str, str]
    sources: Mapping[str, str]
    dataset: Facts
    guessed: frozenset[str] = frozenset()


def understood(table: Table, settings: Mapping[str, str]) -> Columns:
    """Return how the columns of `table` are understood; `settings` (name = header) override everything."""
    facts = dataset_of(table.headers)
    chosen = {header: name for name, header in settings.items()}
    names: dict[str, str] = {}
    guessed = set()
    for header in table.headers:
        key = tables.header_key(header)
        name = chosen.get(header) or facts.get("rename", {}).get(key) or tables.column_of(header)
        if key in HOUSE_NUMBER_AFTER_STREET and "street" in list(names.values())[-1:]:
            name = "house_number"
        if not name and (name := _misspelled(header)):
            guessed.add(header)
        name = name or key
        taken = name in names.values() or (name in settings and header not in chosen)
        names[header] = name if not taken else key if key not in (settings or names.values()) else f"{key}_2"
    names = _settled_names(names, settings)
    return Columns(names, _sources(names), facts, frozenset(guessed))


def _settled_names(names: dict[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """Take “Name” for the surname if first names have their own column and surnames have none."""
    words = set(names.values())
    if "name" not in words - settings.keys() or "given_name" not in words or "family_name" in words:
        return names
    return {header: "family_name" if name == "name" else name for header, name in names.items()}


def _sources(names: Mapping[str, str]) -> dict[str, str]:
    """Map the names of cells to headers: the tool's words, and each column's own name if it means nothing else."""
    own = {key: header for header, name in names.items() if (key := tables.header_key(header)) not in _known()}
    return own | {name: header for header, name in names.items()}


def _known() -> Collection[str]:
    return tables.columns()["synonyms"].keys()  # type: ignore[no-any-return]  # a table of TOML


def _misspelled(header: str) -> str:
    """Return the column whose spelling `header` misses by one letter, or ``""``."""
    word = tables.folded(header)
    if len(word) < SURELY_MISSPELLED or any(character.isdigit() for character in word):
        return ""
    return next((name for known, name in tables.synonyms().items() if _one_off(word, known)), "")


def _one_off(word: str, known: str) -> bool:
    """Tell whether `word` is `known` with one letter too many, too few or wrong, or with two letters swapped."""
    if abs(len(word) - len(known)) > 1 or word[0] != known[0] or len(known) < SURELY_MISSPELLED - 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    left, right = word[start:], known[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right or left == right[1:] or left[1:] == right[1:]


def kind_of(names: Mapping[str, str], facts: Facts = NO_FACTS) -> Kind:
    """Tell prisoners from politicians: by the data set, or by the columns that only prisoners have."""
    if facts.get("kind"):
        return Kind(facts["kind"])
    return Kind.PRISONER if PRISONER_COLUMNS & set(names.values()) else Kind.POLITICIAN


def named_cells(row: Row, columns: Columns) -> dict[str, str]:
    """Return a row's cells under their own and the tool's names, with what its public data set adds."""
    cells = dict(zip(columns.sources, map(row.cells.get, columns.sources.values(), repeat("")), strict=False))
    if columns.dataset:
        cells = completed(cells, columns.dataset)
    if not cells.get("gender") and tables.spelled("gender", cells.get("salutation", "")):
        cells |= {"gender": cells["salutation"], "salutation": ""}  # “Frau” is no whole greeting
    if cells.get("address") and not cells.get("street"):
        _take_street(cells)
    if cells.get("house_number") and cells.get("street"):
        cells["street"] = f"{cells['street']} {cells['house_number']}"
    if cells.get("street_2"):
        cells["street"] = "\n".join(filter(None, (cells.get("street", ""), cells["street_2"])))
    cells["birth_date"] = iso_date(cells.get("birth_date", ""))
    if cells.get("gender"):
        cells["gender"] = tables.spelled("gender", cells["gender"])
    return cells


def _take_street(cells: dict[str, str]) -> None:
    """Take “Address” for the street if postal code or city have their own columns."""
    apart = cells.get("postal_code") or cells.get("city", "")
    if apart and not re.search(rf"\b{re.escape(apart)}\b", cells["address"], re.IGNORECASE):
        cells["street"] = cells["address"]
