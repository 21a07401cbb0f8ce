"""Prisons: a prisoner names one, and the list of facilities knows its address, its rules and when they were confirmed."""

from collections.abc import Iterator, Mapping

from outreach import tables
from outreach.errors import nearest
from outreach.l10n.address import Fault
from outreach.model import Table
from outreach.people.columns import named_cells, understood

Facilities = Mapping[str, Mapping[str, str]]
ADDRESS = ("address", "street", "postal_code", "city", "region", "address_latin")
SHARED = ("rules", "last_confirmed")
"""What a prisoner's row takes over from the prison where its own cell is empty."""
FAULT = "facility_fault"
"""The cell in which a prison says that its address cannot be used, and why."""


def facilities_from(table: Table) -> dict[str, Mapping[str, str]]:
    """Return the facilities under their id and under their name, both folded.

    A name that several rows have gives no address; a status such as “closed” makes it doubtful.
    """
    columns = understood(table, {})
    facilities: dict[str, Mapping[str, str]] = {}
    for row in table.rows:
        cells = named_cells(row, columns)
        cells |= {"row": str(row.number), FAULT: _doubt(cells, f"{row.source}, row {row.number}")}
        for key in {tables.folded(cells.get(column, "")) for column in ("id", "name")} - {""}:
            twice = facilities.get(key)
            facilities[key] = _ambiguous(twice, cells) if twice else cells
    return facilities


def _doubt(cells: Mapping[str, str], place: str) -> str:
    if status := tables.spelled("facility_status", cells.get("status", "")):
        return f"is marked as {status} ({place})"
    if not any(cells.get(part) for part in ADDRESS):
        return f"has no address ({place})"
    return ""


def _ambiguous(first: Mapping[str, str], second: Mapping[str, str]) -> Mapping[str, str]:
    rows = f"{first['row']} and {second['row']}"
    return {"row": rows, FAULT: f"may be any of those in rows {rows} of the list of facilities; name its `id`"}


def in_facility(cells: dict[str, str], facilities: Facilities) -> dict[str, str]:
    """Return a prisoner's cells with those of the prison; the row's own address wins.

    Every cell of the prison is there as ``facility_…`` too, for templates and for the rules of care.
    """
    wanted = cells.get("facility", "")
    if not wanted or not facilities:
        return cells
    own = cells.get("address") or cells.get("street")
    facility = facilities.get(tables.folded(wanted))
    if facility is None and own:
        return cells
    if facility is None:
        near = facilities.get(nearest(tables.folded(wanted), facilities), {})
        hint = f"; did you mean “{near.get('name') or near.get('id')}”?" if near else ""
        return {**cells, FAULT: f"is not in the list of facilities{hint}"}
    taken = {} if own else {part: text for part in ADDRESS if (text := facility.get(part))}
    taken |= {column: text for column in SHARED if not cells.get(column) and (text := facility.get(column))}
    named = {f"facility_{column}": text for column, text in facility.items() if not column.startswith("facility")}
    return {
        **cells, **taken, **named, "country": cells.get("country") or facility.get("country", ""),
        FAULT: "" if own else facility[FAULT],
    }  # fmt: skip


def facility_fault(cells: Mapping[str, str], lines: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what is wrong with the prison that a row names, if the row has no address of its own."""
    facility = cells.get("facility", "")
    fault = cells.get(FAULT) or ("" if lines else "is not in the list of facilities")
    if facility and fault:
        yield "facility", f"“{facility}” {fault}", "add it to facilities.xlsx, or correct it there or here"
