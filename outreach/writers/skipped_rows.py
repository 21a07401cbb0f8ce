"""Write ``skipped.xlsx``: each row that could not be merged, with the reason beside its own columns."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from outreach.model import Skipped

FIXED = ("reason", "file", "row")


def workbook(skipped: Sequence[Skipped]) -> bytes:
    """Return an Excel workbook; every cell is text, so that no value can act as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("skipped")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 60
    headers = dict.fromkeys(header for one in skipped for header in one.row.cells)
    sheet.append([_cell(sheet, text, bold=True) for text in (*FIXED, *headers)])
    for one in skipped:
        values = [one.reason, one.row.source, str(one.row.number)]
        values += [one.row.cells.get(header, "") for header in headers]
        sheet.append([_cell(sheet, value) for value in values])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    try:
        cell = WriteOnlyCell(sheet, value=text)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, value="".join(c for c in text if c.isprintable() or c == "\n"))
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    return cell
