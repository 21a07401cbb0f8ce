"""Understand a spreadsheet's columns: by their headers, or as a known public data set."""

import re
from collections.abc import Mapping
from typing import Any

from outreach import tables
from outreach.model import Kind, Row, Table
from outreach.rules.dates import iso_date

PRISONER_COLUMNS = frozenset({"facility", "prisoner_number", "sentence", "charge", "charge_en", "arrested"})
HOUSE_NUMBER_AFTER_STREET = frozenset({"nr", "no", "n", "num", "número", "numero", "дом", "№"})
"""What a column right of the street may be called when it holds house numbers."""
ADDRESS_PARTS = ("street", "postal_code", "city", "region")


def column_names(table: Table, settings: Mapping[str, str]) -> dict[str, str]:
    """Map each header to the tool's name for it; `settings` (name = header) decide over all."""
    chosen = {header: name for name, header in settings.items()}
    renamed = public_format(table.headers).get("rename", {})
    names: dict[str, str] = {}
    for header in table.headers:
        key = tables.header_key(header)
        if key in HOUSE_NUMBER_AFTER_STREET and "street" in list(names.values())[-1:]:
            key = "house_number"
        name = chosen.get(header) or renamed.get(key) or tables.synonyms().get(key, key)
        taken = name in names.values() or (name in settings and header not in chosen)
        names[header] = name if not taken else key if key not in settings else f"{key}_2"
    return names


def public_format(headers: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the facts of the public data set that has these `headers`, or an empty mapping."""
    keys = {tables.header_key(header) for header in headers}
    for facts in tables.columns()["formats"].values():
        if keys.issuperset(facts["recognised_by"]):
            return dict(facts)
    return {}


def kind_of(names: Mapping[str, str]) -> Kind:
    """Tell prisoners from politicians by the columns that only a list of prisoners has."""
    return Kind.PRISONER if PRISONER_COLUMNS & set(names.values()) else Kind.POLITICIAN


def named_cells(row: Row, names: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, str]:
    """Return a row's cells under their own and the tool's names, with what its public data set adds."""
    cells = {tables.header_key(header): value for header, value in row.cells.items()}
    cells |= {names[header]: value for header, value in row.cells.items()}
    for column, words in facts.get("values", {}).items():
        cells[column] = words.get(cells.get(column, ""), cells.get(column, ""))
    cells |= facts.get("fixed", {})
    organisation = facts.get("organisations", {}).get(cells.get("office", ""))
    if organisation and not cells.get("organisation"):
        cells["organisation"] = organisation
    pattern = facts.get("split_address")
    if pattern and (match := re.match(pattern, cells.get("address", ""))):
        cells |= {part: match[part] for part in ADDRESS_PARTS}
    if not cells.get("gender") and tables.spelled("gender", cells.get("salutation", "")):
        cells |= {"gender": cells["salutation"], "salutation": ""}  # “Frau” is no whole greeting
    if cells.get("house_number") and cells.get("street"):
        cells["street"] = f"{cells['street']} {cells['house_number']}"
    cells["birth_date"] = iso_date(cells.get("birth_date", ""))
    if cells.get("gender"):
        cells["gender"] = tables.spelled("gender", cells["gender"])
    return cells
