"""What can be wrong with one row: cells that are empty, unknown, or impossible."""

from collections.abc import Collection, Iterator, Mapping

from outreach import tables
from outreach.l10n import address
from outreach.l10n.address import Fault
from outreach.l10n.dates import is_date
from outreach.model import Kind, Problem, Table
from outreach.people.columns import Columns
from outreach.people.datasets import Facts
from outreach.people.facilities import facility_fault


def row_faults(
    cells: Mapping[str, str], kind: Kind, name: str, country: str, lines: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield everything that keeps a row from becoming a letter to `lines` in `country` (a code)."""
    if not name:
        yield "name", "empty", "write the person's name"
    if not is_date(born := cells.get("birth_date", "")):
        yield "birth_date", f"“{born}” is no date, or may be two", "write it as 1970-03-15, or the year alone"
    if kind is Kind.PRISONER:
        yield from _status_fault(cells.get("status", ""))
        yield from facility_fault(cells, lines)
    if not (kind is Kind.PRISONER and cells.get("facility") and not lines and not cells.get("country")):
        yield from _country_fault(cells.get("country", ""), country)
    if not lines and not (kind is Kind.PRISONER and cells.get("facility")):
        yield "address", "empty", "write street, postal code and city, or the lines of the address"
    elif country and lines:
        yield from address.address_faults(cells, country)


def _status_fault(status: str) -> Iterator[Fault]:
    """Hold back a person whose status is not understood: the person may have been released."""
    if status and not (tables.spelled("held", status) or tables.spelled("active", status)):
        known = ", ".join(tables.columns()["held"])
        yield "status", f"nobody knows “{status}”", f"leave it empty for a person in prison, or write one of: {known}"


def _country_fault(text: str, code: str) -> Iterator[Fault]:
    if not text:
        yield "country", "empty", "write a two-letter code or a country name"
    elif not code:
        yield "country", f"nobody knows the country “{text}”", "write a two-letter code or its English name"


def missing_columns(table: Table, columns: Columns, kind: Kind, given: Collection[str]) -> list[Problem]:
    """Return the columns that a whole list lacks; `given` are the columns that the mailing's settings fill."""
    names, facts = {*columns.names.values(), *given}, columns.dataset
    known = names | facts.get("default", {}).keys()
    problems = []
    if not known & {"name", "family_name", "given_name"}:
        problems.append(_missing(table, "no column holds the names", "name"))
    if not known & {"address", "street", "city", "facility"}:
        problems.append(
            _no_addresses(table, facts) if facts else _missing(table, "no column holds the addresses", "address")
        )
    if kind is Kind.POLITICIAN and "country" not in known and not (facts and problems):
        problems.append(_missing(table, "no column holds the countries", "country"))
    return problems


def _missing(table: Table, message: str, name: str) -> Problem:
    remedy = (
        f"name a column `{name}`, or say which it is under [mailing.NAME.columns] in campaign.toml: "
        f'{name} = "{table.headers[0]}" (there are: {", ".join(table.headers)})'
    )
    return Problem(table.source, message, remedy, row=_header_row(table))


def _no_addresses(table: Table, facts: Facts) -> Problem:
    """Say what to do with a public data set that holds no postal addresses."""
    return Problem(
        table.source,
        f"this is {facts['title']}, which holds no postal addresses",
        "where all sit in one house, write its address into the mailing in campaign.toml: "
        'address = ["House of Parliament", "1 Example Street", "12345 Example City"] and country = "DE"; '
        'or join a list of offices: join = { file = "recipients/offices.csv", key = "id" }',
        row=_header_row(table),
    )


def _header_row(table: Table) -> int:
    return table.rows[0].number - 1 if table.rows else 0
