"""Write ``tracking.xlsx``: one row a recipient and mailing, with a drop-down for the state and colours by it."""

import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from outreach.ledger.database import day
from outreach.model import State
from outreach.tracking.row_changes import CONFIRMED, DATES, NOTES
from outreach.writers.cells import Value, cell

EXPORTED = "as exported"
"""A hidden column: what the row said when it was exported, so that only what changed is read back."""
COLUMNS: Mapping[str, float] = {
    "id": 12, "person": 30, "country": 9, "mailing": 16, "batch": 12, "number": 9, "sender": 16, "state": 11,
    "merged": 11, "printed": 11, "sent": 11, "returned": 11, "answered": 11, CONFIRMED: 19, NOTES: 60,
    "letters": 9, "answers": 9, EXPORTED: 10,
}  # fmt: skip
"""Each column with its width in characters."""
DAYS = ("merged", *DATES, CONFIRMED)
COLOURS: Mapping[str, str] = {
    State.MERGED: "FFF2CC", State.PRINTED: "FCE4D6", State.SENT: "DDEBF7",
    State.RETURNED: "F8CBAD", State.ANSWERED: "C6E0B4", State.VOID: "D9D9D9",
}  # fmt: skip
"""A pale background for each state, dark enough to tell apart in print."""


def workbook(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the workbook of `rows`, texts by column."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("tracking")
    sheet.freeze_panes = "C2"
    for name, width in COLUMNS.items():
        sheet.column_dimensions[letter(name)].width = width
    sheet.column_dimensions[letter(EXPORTED)].hidden = True
    _rules(sheet, len(rows) + 1)
    sheet.append([cell(sheet, name, bold=True) for name in COLUMNS])
    for row in rows:
        exported = json.dumps(row, ensure_ascii=False)
        sheet.append([_cell(sheet, name, {**row, EXPORTED: exported}[name]) for name in COLUMNS])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def letter(column: str) -> str:
    """Return the letter of a column, as the spreadsheet program shows it."""
    return get_column_letter(list(COLUMNS).index(column) + 1)


def _cell(sheet: Any, name: str, text: str) -> object:
    value: Value = text
    if name in DAYS and text:
        value = dt.datetime.combine(day(text), dt.time())
    elif name in ("number", "letters", "answers") and text:
        value = int(text)
    made = cell(sheet, value)
    if name == NOTES:
        made.alignment = Alignment(wrap_text=True, vertical="top")
    return made


def _rules(sheet: Any, last: int) -> None:
    """Add the filters, the drop-down and the colours, down to row `last`."""
    sheet.auto_filter.ref = f"A1:{letter(EXPORTED)}{last}"
    states = DataValidation(type="list", formula1=f'"{",".join(State)}"', allow_blank=True)
    states.error = f"There are: {', '.join(State)}"
    column = letter("state")
    states.add(f"{column}2:{column}{max(last, 2)}")
    sheet.data_validations.append(states)
    for state, colour in COLOURS.items():
        fill = PatternFill(start_color=colour, end_color=colour, fill_type="solid")
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f'${column}2="{state}"'], fill=fill
        )
        sheet.conditional_formatting.add(f"B2:{letter(CONFIRMED)}{max(last, 2)}", rule)
