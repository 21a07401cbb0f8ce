"""Join a list of offices to the people who sit in them, and choose one office of several by a named rule."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from outreach import tables
from outreach.l10n.address import address_faults, country_code
from outreach.model import Problem, Table
from outreach.people.columns import Columns, named_cells, understood

Cells = Mapping[str, str]
Position = tuple[float, float]
"""Latitude and longitude in degrees."""
PARTS = ("address", "street", "postal_code", "city", "region", "country", "address_latin")
MEMBER = "member_id"
"""The column of a public data set of offices in which the person's id stands."""


def chosen_offices(table: Table, key: str, choose: str, near: str) -> tuple[dict[str, Cells], list[Problem]]:
    """Return one office for each person in `table`, by the id in the column `key`, and what is wrong.

    Of several offices that the post can reach, `choose` takes the first, the last, or the one nearest to
    `near`: a postal code, or latitude and longitude.
    People without any such office are reported.
    """
    columns = understood(table, {})
    header = _key_header(columns, key)
    if not header:
        there = ", ".join(table.headers)
        remedy = f"name the column with the people's ids in `key`; there are: {there}"
        return {}, [Problem(table.source, f"no column `{key or MEMBER}` to join by", remedy)]
    offices: dict[str, list[Cells]] = defaultdict(list)
    problems = []
    for row in table.rows:
        cells, person = named_cells(row, columns), row.cells.get(header, "")
        if not person:
            continue
        if fault := _fault(cells):
            problems.append(
                (person, Problem(table.source, f"an office of {person}: {fault}", _FAULT_REMEDY, row=row.number))
            )
        else:
            offices[person].append(cells)
    pick = _picker(choose, near, [office for several in offices.values() for office in several])
    if pick is None:
        return {}, [Problem(table.source, f"nobody knows where “{near}” is", _NEAR_REMEDY)]
    chosen = {person: _joined(pick(several)) for person, several in offices.items()}
    return chosen, [problem for person, problem in problems if person not in chosen]


_FAULT_REMEDY = "complete it; until then the letter goes to the address in the list of people"
_NEAR_REMEDY = 'write a postal code of that country, or latitude and longitude: near = "39.74, -104.99"'


def _key_header(columns: Columns, key: str) -> str:
    wanted = tables.header_key(key)
    named = {name: header for header, name in columns.names.items()} | {
        tables.header_key(header): header for header in columns.names
    }
    return named.get(wanted or MEMBER, "")


def _fault(office: Cells) -> str:
    """Return why the post cannot reach an office, or ``""``."""
    if not office.get("street") and not office.get("address"):
        return "it has no street"
    faults = address_faults(office, country_code(office.get("country", "")))
    return next((f"{column}: {message}" for column, message, _ in faults), "")


def _joined(office: Cells) -> Cells:
    """Return what a person's row gets from the office: the address, and every cell as ``office_…``."""
    address = {part: office.get(part, "") for part in PARTS if part != "address"}
    if not address["street"]:
        address["address"] = office.get("address", "")
    return {f"office_{column}": text for column, text in office.items()} | address


def _picker(choose: str, near: str, offices: Iterable[Cells]) -> Callable[[Sequence[Cells]], Cells] | None:
    """Return the function that chooses one office, or None if `near` is nowhere."""
    if choose == "last":
        return lambda several: several[-1]
    if choose != "nearest":
        return lambda several: several[0]
    code = _digits(near)
    here = _position(*near.split(",")) if "," in near else _place_of(code, offices)
    if here is not None:
        return lambda several: min(several, key=lambda office: _kilometres(here, _position_of(office)))
    return (lambda several: min(several, key=lambda office: _far(code, office))) if code else None


def _place_of(code: str, offices: Iterable[Cells]) -> Position | None:
    """Return the place of a postal code: that of the office with the most similar code."""
    placed = [office for office in offices if _position_of(office)]
    return _position_of(min(placed, key=lambda office: _far(code, office))) if placed and code else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.split("-", maxsplit=1)[0])


def _far(code: str, office: Cells) -> float:
    """Return how different two postal codes are; codes that begin alike are in one region."""
    other = _digits(office.get("postal_code", ""))
    return abs(int(code) - int(other)) if other and len(other) == len(code) else math.inf


def _position_of(office: Cells) -> Position | None:
    return _position(office.get("latitude", ""), office.get("longitude", ""))


def _position(latitude: str, longitude: str = "", *_more: str) -> Position | None:
    try:
        return float(latitude), float(longitude)
    except ValueError:
        return None


def _kilometres(here: Position, there: Position | None) -> float:
    """Return the distance of two places as if the ground between them were flat: good enough to compare."""
    if there is None:
        return math.inf
    middle = math.radians((here[0] + there[0]) / 2)
    return 111.2 * math.hypot(here[0] - there[0], (here[1] - there[1]) * math.cos(middle))
