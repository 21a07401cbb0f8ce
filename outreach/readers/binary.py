"""What ``.xls`` and ``.xlsb`` have in common: calamine reads the texts, an overlay the looks.

calamine shows neither number formats nor errors nor hidden rows. So the records of the file are
gone through a second time, for these alone.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import parent_process
from pathlib import Path

import python_calamine as calamine

from outreach.model import HowToRead, Problem, Table
from outreach.readers.errors import UnreadableError, damaged
from outreach.readers.header import is_list, make_table
from outreach.readers.number_format import date_text, plain
from outreach.readers.sheet import MAXIMUM_CELLS, MAXIMUM_COLUMNS, Sheet, Tab, chosen_tab, refuse_size

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
"""The codes of errors in Excel's binary formats. Source: [MS-XLS] 2.5.10 BErr."""
SPARSE, THIN = 1_000_000, 50
"""From so many places on, at least one in so many must hold a cell."""
NO_LOOKS = "leading zeros and errors of this old file may be missing: look at its postal codes"


@dataclass(slots=True)
class Overlay:
    """What a person sees of one tab's numbers and errors, by row and column from 0; hidden rows from 1.

    calamine makes room for every cell up to the last row and column: `see` counts what is really there.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    cells: int = 0
    height: int = 0
    width: int = 0

    def see(self, row: int, column: int) -> None:
        """Count a cell."""
        self.cells += 1
        self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)

    def refuse_size(self, source: str) -> None:
        """Refuse a tab that would take far more room than its cells need."""
        area = self.height * self.width
        if area > MAXIMUM_CELLS or area > max(SPARSE, THIN * self.cells):
            refuse_size(source, self.height, MAXIMUM_COLUMNS)


Overlays = Callable[[Path], list[Overlay]]


def read(path: Path, source: str, how: HowToRead, overlays: Overlays) -> Table:
    """Return the table on the tab of the workbook `path` that holds the list."""
    try:
        found = _overlays(path, source, overlays)
        _silence_errors()
        book = calamine.CalamineWorkbook.from_path(path)
        if len(found) != len(book.sheet_names):
            found = []
        tabs = [
            Tab(facts.name, facts.visible == calamine.SheetVisibleEnum.Visible, partial(_sheet, book, i, source, found))
            for i, facts in enumerate(book.sheets_metadata)
            if facts.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        sheet = chosen_tab(tabs, source, how, is_list)
    except calamine.PasswordError as error:
        problem = Problem(source, "is protected with a password", "save it without a password")
        raise UnreadableError(problem) from error
    except (UnreadableError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's panics are no ordinary exceptions
        raise damaged(source) from error
    return make_table(source, sheet, how)


def _overlays(path: Path, source: str, overlays: Overlays) -> list[Overlay]:
    """Return what the records tell of each tab; nothing, where they cannot be understood."""
    try:
        found = overlays(path)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 — a guest among broken records may meet with any error; calamine decides
        return []
    for overlay in found:
        overlay.refuse_size(source)
    return found


def _silence_errors() -> None:
    """Let calamine, if it ends the process, do so without a report of many lines on the person's screen."""
    if parent_process() is not None:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 — os.devnull
            os.dup2(nowhere.fileno(), 2)


def _sheet(book: calamine.CalamineWorkbook, index: int, source: str, overlays: list[Overlay]) -> Sheet:
    page = book.get_sheet_by_index(index)
    sheet = Sheet(merged=[(a + 1, b, c + 1, d) for (a, b), (c, d) in page.merged_cell_ranges or []])
    overlay = overlays[index] if overlays else Overlay()
    if not overlays:
        sheet.notes.append(NO_LOOKS)
    sheet.hidden = overlay.hidden
    top, left = page.start or (0, 0)
    if page.height * page.width > MAXIMUM_CELLS:
        refuse_size(source, page.total_height, MAXIMUM_COLUMNS)
    shown = overlay.texts
    for number, cells in enumerate(page.to_python(skip_empty_area=True), top + 1):
        row = [""] * left + [_text(cell) for cell in cells]
        for column in range(len(row)):
            if text := shown.get((number - 1, column)):
                row[column] = text
        while row and not row[-1]:
            row.pop()
        if row:
            refuse_size(source, number, len(row) - 1)
            sheet.rows.append((number, row))
    return sheet


def _text(value: object) -> str:
    """Return a value of calamine's as a person sees it, as far as calamine knows."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain(repr(value))
    return date_text(value)
