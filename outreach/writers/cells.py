"""Write values into spreadsheets so that none of them can act as a formula."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError

from outreach.storage.visible import visible

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program may take for the beginning of a formula."""
Value = str | int | dt.datetime


def looks_like_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet program may take `text` for a formula."""
    return text.startswith(FORMULA_STARTS)


def cell(sheet: Any, value: Value, *, bold: bool = False) -> Cell:
    """Return a cell: dates and whole numbers as such, all else as text that stays text."""
    try:
        made = WriteOnlyCell(sheet, value=value)
    except IllegalCharacterError:
        made = WriteOnlyCell(sheet, value="".join(c for c in str(value) if c.isprintable() or c == "\n"))
    if isinstance(value, str):
        made.data_type = "s"
        made.quotePrefix = int(looks_like_a_formula(value))
    if isinstance(value, dt.datetime):
        made.number_format = "yyyy-mm-dd"
    if bold:
        made.font = Font(bold=True)
    return made


def workbook(title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]], widths: Sequence[float]) -> bytes:
    """Return an Excel workbook with a frozen header, a filter on each column, and `widths` in characters."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([cell(sheet, header, bold=True) for header in headers])
    count = 1
    for count, row in enumerate(rows, 2):  # noqa: B007 — the number of the last row is used
        sheet.append([cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{count}"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a CSV file in UTF-8 with a mark that Excel needs; what looks like a formula gets a ``'`` before it.

    Controls are written out, since a terminal shows such a file too; ends of lines within a cell stay.
    """
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow(headers)
    for row in rows:
        writer.writerow([_csv_cell(str(value)) for value in row])
    return output.getvalue().encode("utf-8-sig")


def _csv_cell(text: str) -> str:
    return ("'" if looks_like_a_formula(text) else "") + visible(text, keep="\n")
