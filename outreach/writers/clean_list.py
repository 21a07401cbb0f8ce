"""Write a list of recipients as a clean workbook: the tool's columns, notes, drop-down lists, problems beside the rows."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from outreach import tables
from outreach.l10n.address import country_name
from outreach.l10n.countries import COUNTRIES
from outreach.model import Kind
from outreach.writers.cells import cell

PROBLEMS = "problems"
"""The last column: what is wrong with a row; it is not read back."""
SPARE_ROWS = 1000
"""Below the last row the drop-down lists go on for so many rows."""
RED = "F8CBAD"
OTHER_WIDTH, PROBLEMS_WIDTH = 16, 60


def workbook(kind: Kind, rows: Sequence[Mapping[str, str]], others: Sequence[str] = ()) -> bytes:
    """Return a workbook with the columns of a `kind` and the `others`; `rows` are texts by column.

    Every value is text, so that none can act as a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("recipients")
    known: Mapping[str, Mapping[str, Any]] = tables.clean_list()[kind.value]
    names = [*known, *others, PROBLEMS]
    sheet.freeze_panes = "A2"
    for number, name in enumerate(names, 1):
        width = known.get(name, {}).get("width", PROBLEMS_WIDTH if name == PROBLEMS else OTHER_WIDTH)
        sheet.column_dimensions[get_column_letter(number)].width = width
    choices = _choices()
    _add_lists(sheet, known, choices, len(rows) + SPARE_ROWS)
    sheet.append([_header(sheet, name, known.get(name, {}).get("note", "")) for name in names])
    for row in rows:
        sheet.append([_value(sheet, name, row.get(name, "")) for name in names])
    _write_choices(book, choices)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _choices() -> dict[str, list[str]]:
    """Return the values of each drop-down list; other spellings are understood all the same."""
    return {
        "country": sorted(country_name(code, "en") for code in COUNTRIES),
        "gender": list(tables.columns()["values"]["gender"]),
        "language": list(tables.languages()),
        "status": [*tables.columns()["active"], *tables.columns()["held"]],
    }


def _add_lists(sheet: Any, known: Mapping[str, Mapping[str, Any]], choices: Mapping[str, list[str]], last: int) -> None:
    for number, (name, facts) in enumerate(known.items(), 1):
        if (choice := facts.get("list")) is None:
            continue
        column = get_column_letter(list(choices).index(choice) + 1)
        formula = f"lists!${column}$2:${column}${len(choices[choice]) + 1}"
        rule = DataValidation(
            type="list", formula1=formula, allow_blank=True, errorStyle="warning", showErrorMessage=True
        )
        rule.errorTitle, rule.error = name, "This value is not in the list. Keep it if you are sure."
        rule.add(f"{get_column_letter(number)}2:{get_column_letter(number)}{last}")
        sheet.data_validations.append(rule)


def _write_choices(book: Any, choices: Mapping[str, list[str]]) -> None:
    """Write the values of the drop-down lists onto a hidden tab."""
    sheet = book.create_sheet("lists")
    sheet.sheet_state = "hidden"
    sheet.append([f"list of {name}" for name in choices])
    for number in range(max(map(len, choices.values()))):
        sheet.append([cell(sheet, values[number]) if number < len(values) else None for values in choices.values()])


def _header(sheet: Any, name: str, note: str) -> object:
    made = cell(sheet, name, bold=True)
    if note:
        made.comment = Comment(note, "outreach", width=260, height=90)
    return made


def _value(sheet: Any, name: str, text: str) -> object:
    made = cell(sheet, text)
    if name == PROBLEMS and text:
        made.fill = PatternFill("solid", fgColor=RED)
    return made
