"""Make senders from rows and settings: who signs, the return address, and how their paper looks."""

from collections.abc import Iterator, Mapping

from outreach.errors import instead
from outreach.l10n import address
from outreach.model import Problem, Sender, Table
from outreach.people.columns import named_cells, understood
from outreach.people.recipients import display_name
from outreach.stationery.colours import ink, too_light
from outreach.stationery.letterheads import DRAWN, LOGO_PLACES

LOOKS = ("letterhead", "logo_place", "colour")
"""What a sender may choose from; everything else is printed as it is written."""
PRINTED = ("signature_name", "email", "phone", "website", "footer", "logo", "signature", "letterhead_of")
"""What else may be told of a sender, in the list of senders and below [sender]."""


def look_fault(column: str, value: str) -> tuple[str, str] | None:
    """Return what is wrong with a choice of `LOOKS`, and the remedy; None if nothing is."""
    if column == "colour":
        return _colour_fault(value)
    known = {"letterhead": tuple(DRAWN), "logo_place": LOGO_PLACES}[column]
    fault = f"{column} `{value}` does not exist"
    return None if value in known else (fault, instead(value, known, all_too=True))


def _colour_fault(value: str) -> tuple[str, str] | None:
    colour, remedy = ink(value), "write a colour of the web by name or number, as darkred or #8b0000"
    if not colour:
        return f"nobody knows the colour `{value}`", remedy
    if too_light(colour):
        return f"the colour `{value}` is too light to be read on paper", "choose a darker one"
    return None


def senders_from(table: Table) -> tuple[dict[str, Sender], list[Problem]]:
    """Return the senders by id, and what is wrong with their rows."""
    columns = understood(table, {})
    senders, problems = {}, []
    for row in table.rows:
        cells = named_cells(row, columns)
        code = address.country_code(cells.get("country", ""))
        lines = address.address_lines(cells, code or "US")
        if not (display_name(cells) and lines and code):
            problems.append(Problem(row.source, "name, address or country is missing", "fill the row", row=row.number))
            continue
        faults = list(_faults(cells))
        problems += (Problem(row.source, *fault, row=row.number, column=column) for column, fault in faults)
        cells |= dict.fromkeys((column for column, _ in faults), "")
        sender = Sender(cells.get("id") or display_name(cells), display_name(cells), lines, code, cells)
        senders[sender.id] = sender
    return senders, problems


def _faults(cells: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for column in LOOKS:
        value = cells.get(column, "")
        if value and (fault := look_fault(column, value)):
            yield column, fault
