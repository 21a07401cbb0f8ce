"""What can be wrong with one row: cells that are empty, unknown, or no value at all."""

from collections.abc import Iterator, Mapping

from outreach import tables
from outreach.model import Kind
from outreach.rules import address
from outreach.rules.dates import is_date

Fault = tuple[str, str, str]
"""A column, what is wrong with it, and the remedy."""


def row_faults(cells: Mapping[str, str], kind: Kind, name: str) -> Iterator[Fault]:
    """Yield everything that keeps a row from becoming a letter."""
    if not name:
        yield "name", "empty", "write the person's name"
    if not is_date(born := cells.get("birth_date", "")):
        yield "birth_date", f"“{born}” is no date, or may be two", "write it as 1970-03-15, or the year alone"
    if kind is Kind.PRISONER:
        yield from _status_fault(cells.get("status", ""))
    country = address.country_code(cells.get("country", ""))
    yield from _country_fault(cells.get("country", ""), country)
    if not address.address_lines(cells, country or "US"):
        yield _address_fault(cells.get("facility", "") if kind is Kind.PRISONER else "")


def _status_fault(status: str) -> Iterator[Fault]:
    """Hold back whoever's state nobody understands: the person may have been released."""
    if status and not (tables.spelled("held", status) or tables.spelled("active", status)):
        known = ", ".join(tables.columns()["held"])
        yield "status", f"nobody knows “{status}”", f"leave it empty for a person in prison, or write one of: {known}"


def _country_fault(text: str, code: str) -> Iterator[Fault]:
    if not text:
        yield "country", "empty", "write a two-letter code or a country name"
    elif not code:
        yield "country", f"nobody knows the country “{text}”", "write a two-letter code or its English name"


def _address_fault(facility: str) -> Fault:
    if facility:
        message = f"“{facility}” is not in the list of facilities"
        return "facility", message, "add it to facilities.xlsx, or correct the name"
    return "address", "empty", "write street, postal code and city, or the lines of the address"
