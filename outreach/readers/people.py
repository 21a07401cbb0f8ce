"""Records of persons that are no spreadsheet, written flat: one row each, one column a fact."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from outreach.model import Problem, Row, Table
from outreach.readers.errors import UnreadableError
from outreach.readers.header import clean
from outreach.readers.sheet import MAXIMUM_COLUMNS

Facts = dict[str, str]


def table_of(source: str, people: Iterable[tuple[str, int, Facts]], notes: Sequence[str]) -> Table:
    """Return the table of `people`: each with the file and number that messages name, and flat facts."""
    rows = [Row(place, number, facts) for place, number, facts in people]
    headers = tuple(dict.fromkeys(header for row in rows for header in row.cells))
    if not rows:
        raise UnreadableError(Problem(source, "holds no persons", "take the file that lists persons, each with a name"))
    if len(headers) > MAXIMUM_COLUMNS:
        raise UnreadableError(Problem(source, "has more kinds of facts than a list can have", "leave some out"))
    filled = (Row(row.source, row.number, {header: row.cells.get(header, "") for header in headers}) for row in rows)
    return Table(source, headers, tuple(filled), tuple(notes))


def text(value: object) -> str:
    """Return a single value as text; what is empty, or has parts of its own, is no text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean(str(value)) if isinstance(value, str | int | float) and value not in {"null", "~"} else ""


def records(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the records in a list; anything else holds none."""
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def singles(record: Mapping[str, Any]) -> Facts:
    """Return the facts of a record that are single values, under their own names."""
    return {str(key): shown for key, value in record.items() if (shown := text(value))}


def newest(found: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the record that is still valid, else the one that ended last; the later start decides."""
    return max(found, key=lambda one: (text(one.get("end_date")) or "9999", text(one.get("start_date"))), default={})


def names(value: object) -> str:
    """Return the names in a list of other names, one after the other."""
    return "; ".join(dict.fromkeys(shown for one in records(value) if (shown := text(one.get("name")))))


def add(facts: Facts, key: str, value: str) -> None:
    """Add a fact; a second one of the same kind gets a number."""
    name, number = key, 1
    while facts.get(name) and facts[name] != value:
        number += 1
        name = f"{key}_{number}"
    if value:
        facts[name] = value
