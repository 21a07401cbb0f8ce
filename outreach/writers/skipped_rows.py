"""Write ``skipped.xlsx``: each row that could not be merged, with the reason beside its own columns."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

from outreach.model import Skipped
from outreach.writers.cells import cell

FIXED = ("reason", "file", "row")


def workbook(skipped: Sequence[Skipped]) -> bytes:
    """Return an Excel workbook; every cell is text, so that no value can act as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("skipped")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 60
    headers = dict.fromkeys(header for one in skipped for header in one.row.cells)
    sheet.append([cell(sheet, text, bold=True) for text in (*FIXED, *headers)])
    for one in skipped:
        values = [one.reason, one.row.source, str(one.row.number)]
        values += [one.row.cells.get(header, "") for header in headers]
        sheet.append([cell(sheet, value) for value in values])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
