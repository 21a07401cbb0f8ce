"""Records of persons that are no spreadsheet, written flat: one row each, one column a fact."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from outreach import tables
from outreach.model import Problem, Row, Table
from outreach.readers.cell_text import Faults, clean_rows
from outreach.readers.column_values import ColumnValues
from outreach.readers.errors import UnreadableError
from outreach.readers.header import NAME_COLUMNS, cell_faults
from outreach.readers.tabs import MAXIMUM_COLUMNS

Flat = dict[str, str]
"""A record without parts: each fact under its name."""
TERMS = ("terms", "roles", "mandates")
"""What records call the terms in office of a person; the newest counts."""
DEEPEST = 5
"""So many maps inside each other are looked into."""


def table_of(source: str, people: Iterable[tuple[str, int, Flat]], notes: Sequence[str]) -> Table:
    """Return the table of `people`: each with the file and number that messages name, and flat facts."""
    found = list(people)
    headers = tuple(dict.fromkeys(header for _, _, facts in found for header in facts))
    if not headers:
        raise UnreadableError(Problem(source, "holds no persons", "take the file that lists persons, each with a name"))
    if len(headers) > MAXIMUM_COLUMNS:
        raise UnreadableError(Problem(source, "has more kinds of facts than a list can have", "leave some out"))
    values = ColumnValues(headers)
    rows = tuple(_row(place, number, facts, headers, values) for place, number, facts in found)
    return Table(source, headers, rows, (*notes, *values.notes))


def _row(source: str, number: int, facts: Flat, headers: Sequence[str], values: ColumnValues) -> Row:
    """Return one person's row, its values looked at as those of any list."""
    cells = [facts.get(header, "") for header in headers]
    faults: Faults = {}
    clean_rows([(number, cells)], faults)
    values.look_at(number, cells, faults)
    found = tuple(cell_faults(cells, headers, faults.get(number, {})))
    return Row(source, number, dict(zip(headers, cells, strict=True)), found)


def text(value: object) -> str:
    """Return a single value as text; what is empty, or has parts of its own, is no text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip() if isinstance(value, str | int | float) and value not in {"null", "~"} else ""


def records(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the records in a list; anything else holds none."""
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def flat(record: Mapping[str, Any]) -> Flat:
    """Return the facts of a record: single values, lists of them, and what its maps and its newest term hold."""
    facts = _flat(record, DEEPEST)
    for name in TERMS:
        for key, value in _flat(newest(records(record.get(name))), DEEPEST).items():
            facts.setdefault(key, value)
    return facts


def _flat(record: Mapping[str, Any], depth: int) -> Flat:
    facts: Flat = {}
    for key, value in record.items():
        if shown := _listed(value, str(key)):
            facts[str(key)] = shown
        elif isinstance(value, dict) and depth:
            inside = _flat(value, depth - 1)
            facts |= {name: one for part, one in inside.items() if (name := _name(str(key), part, record)) not in facts}
    return facts


def _listed(value: object, key: str) -> str:
    """Return a single value, or several as one text: the lines of an address below each other."""
    if not isinstance(value, list):
        return text(value)
    between = "\n" if tables.column_of(key) in {"address", "street"} else "; "
    return (
        between.join(filter(None, map(text, value))) if not any(isinstance(one, dict | list) for one in value) else ""
    )


def _name(key: str, part: str, record: Mapping[str, Any]) -> str:
    """Return what a fact inside a map is called: by both names, or by its own where only that is known."""
    whole = f"{key}_{part}"
    return part if not tables.column_of(whole) and tables.column_of(part) and part not in record else whole


def is_person(record: Mapping[str, Any]) -> bool:
    """Tell whether a record names somebody."""
    return any(tables.column_of(key) in NAME_COLUMNS for key in flat(record))


def newest(found: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the record that is still valid, else the one that ended last; the later start decides."""
    return max(found, key=lambda one: (_date(one, "end") or "9999", _date(one, "start")), default={})


def _date(record: Mapping[str, Any], which: str) -> str:
    return text(record.get(f"{which}_date")) or text(record.get(which))


def names(value: object) -> str:
    """Return the names in a list of other names, one after the other."""
    return "; ".join(dict.fromkeys(shown for one in records(value) if (shown := text(one.get("name")))))


def add(facts: Flat, key: str, value: str) -> None:
    """Add a fact; a second one of the same kind gets a number."""
    name, number = key, 1
    while facts.get(name) and facts[name] != value:
        number += 1
        name = f"{key}_{number}"
    if value:
        facts[name] = value
