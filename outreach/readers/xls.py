"""Read ``.xls``, the format of before 2007: its texts with calamine, everything else from its records.

calamine shows neither number formats nor errors nor hidden rows. So the records of the file are gone through
a second time, for these alone. Source of their numbers and layouts: [MS-XLS] of the Microsoft Open Specifications.
"""

import os
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import parent_process
from pathlib import Path

import python_calamine as calamine

from outreach.model import HowToRead, Table
from outreach.readers.compound_file import MAGIC, CompoundFile
from outreach.readers.errors import UnreadableError, damaged, protected
from outreach.readers.header import likeness, make_table
from outreach.readers.number_format import BUILT_IN, Show, date_text, plain, shown_as
from outreach.readers.tabs import MAXIMUM_CELLS, MAXIMUM_COLUMNS, Tab, TabCells, chosen_tab, refuse_size

SHEET, END, PASSWORD = 0x0085, 0x000A, 0x002F
DATE_MODE, FORMAT, STYLE = 0x0022, 0x041E, 0x00E0
BEGIN, BIFF8 = 0x0809, 0x0600
ROW, NUMBER, RK, MANY_RK, FORMULA, ERROR = 0x0208, 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205
PLACED = frozenset({NUMBER, RK, MANY_RK, FORMULA, ERROR, 0x00FD, 0x0204, 0x00D6})
"""The records of cells, those of texts too; each begins with its row and column."""
HIDDEN_ROW = 0x20
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
"""The codes of errors in Excel's binary formats. Source: [MS-XLS] 2.5.10 BErr."""
SPARSE, THIN = 1_000_000, 50
"""Sparse tabs are refused: past a million positions, at least one in fifty must hold a value."""
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


def read(path: Path, source: str, how: HowToRead) -> Table:
    """Return the table on the tab of the workbook `path` that holds the list."""
    try:
        overlays = _overlays(path, source)
        _silence_errors()
        book = calamine.CalamineWorkbook.from_path(path)
        if len(overlays) != len(book.sheet_names):
            overlays = []
        tabs = [
            Tab(one.name, one.visible == calamine.SheetVisibleEnum.Visible, partial(_cells, book, i, source, overlays))
            for i, one in enumerate(book.sheets_metadata)
            if one.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        cells = chosen_tab(tabs, source, how, likeness)
    except calamine.PasswordError as error:
        raise protected(source) from error
    except (UnreadableError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's panics are no ordinary exceptions
        raise damaged(source) from error
    return make_table(source, cells, how)


def _overlays(path: Path, source: str) -> list[Overlay]:
    """Return what the records tell of each tab; nothing, where they cannot be understood."""
    try:
        found = overlays_in(path.read_bytes(), source)
    except (UnreadableError, MemoryError):
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


def _cells(book: calamine.CalamineWorkbook, index: int, source: str, overlays: list[Overlay]) -> TabCells:
    """Return one tab: calamine's texts, and in all other places what the overlay shows."""
    page = book.get_sheet_by_index(index)
    tab = TabCells(merged=[(a + 1, b, c + 1, d) for (a, b), (c, d) in page.merged_cell_ranges or []])
    overlay = overlays[index] if overlays else Overlay()
    if not overlays:
        tab.notes.append(NO_LOOKS)
    tab.hidden = overlay.hidden
    top, left = page.start or (0, 0)
    if page.height * page.width > MAXIMUM_CELLS:
        refuse_size(source, page.total_height, MAXIMUM_COLUMNS)
    found = {top + i: [""] * left + [*cells] for i, cells in enumerate(page.to_python(skip_empty_area=True))}
    for (row, column), text in overlay.texts.items():  # calamine leaves out errors at the edge of a tab
        values = found.setdefault(row, [])
        values.extend([""] * (column + 1 - len(values)))
        if not isinstance(values[column], str) or not values[column]:
            values[column] = text
    for row in sorted(found):
        texts = [_text(value) for value in found[row]]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            refuse_size(source, row + 1, len(texts) - 1)
            tab.rows.append((row + 1, texts))
    return tab


def _text(value: object) -> str:
    """Return a value of calamine's as a person sees it, as far as calamine knows."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return plain(repr(value))
    return date_text(value)


def overlays_in(data: bytes, source: str) -> list[Overlay]:
    """Return what the records of a workbook tell of the looks of each of its tabs."""
    book = CompoundFile(data).stream("Workbook", "Book") if data.startswith(MAGIC) else data
    shown, starts = _globals(book, source)
    return [_overlay(book, start, shown) for start in starts]


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the book, from its beginning to its end mark.

    Parts inside it, such as a chart, are passed over as a whole: their numbers belong to no cell.
    """
    depth = 0
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        depth += (kind == BEGIN) - (kind == END)
        if depth < 1:
            return
        if depth == 1 and kind != END:
            yield kind, book[place + 4 : place + 4 + length]
        place += 4 + length


def _globals(book: bytes, source: str) -> tuple[list[Show], list[int]]:
    """Return how the styles of cells show numbers, and where each tab begins."""
    codes: dict[int, str] = dict(BUILT_IN)
    styles: list[int] = []
    starts: list[int] = []
    from_1904, wide = False, True
    for kind, data in _records(book, 0):
        if kind == BEGIN:
            wide = struct.unpack_from("<H", data)[0] >= BIFF8
        elif kind == PASSWORD:
            raise protected(source)
        elif kind == DATE_MODE:
            from_1904 = data[0] == 1
        elif kind == FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = _code(data, wide=wide)
        elif kind == STYLE:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == SHEET:
            starts.append(struct.unpack_from("<I", data)[0])
    return [shown_as(codes.get(style, ""), from_1904=from_1904) for style in styles], starts


def _code(data: bytes, *, wide: bool) -> str:
    """Return a number format; before 1997 its letters were bytes."""
    if not wide:
        return data[3 : 3 + data[2]].decode("cp1252", errors="replace")
    count, flags = struct.unpack_from("<HB", data, 2)
    return data[5 : 5 + 2 * count].decode("utf-16-le") if flags & 1 else data[5 : 5 + count].decode("latin-1")


def _overlay(book: bytes, start: int, shown: list[Show]) -> Overlay:
    overlay = Overlay()
    for kind, data in _records(book, start):
        if kind == ROW:
            number, flags = struct.unpack_from("<H10xH", data)
            if flags & HIDDEN_ROW:
                overlay.hidden.add(number + 1)
        if kind in PLACED:
            overlay.see(*struct.unpack_from("<HH", data))
        if cells := CELLS.get(kind):
            for row, column, style, value in cells(data):
                show = shown[style] if style < len(shown) else plain
                overlay.texts[row, column] = value if isinstance(value, str) else show(repr(value))
    return overlay


Cell = tuple[int, int, int, float | str]
"""Row, column, style, and the number, or the error as text."""


def _number(data: bytes) -> Iterator[Cell]:
    yield struct.unpack_from("<HHHd", data)


def _rk(data: bytes) -> Iterator[Cell]:
    row, column, style, packed = struct.unpack_from("<HHHI", data)
    yield row, column, style, unpacked(packed)


def _many_rk(data: bytes) -> Iterator[Cell]:
    row, column = struct.unpack_from("<HH", data)
    for index in range((len(data) - 6) // 6):
        style, packed = struct.unpack_from("<HI", data, 4 + 6 * index)
        yield row, column + index, style, unpacked(packed)


def _formula(data: bytes) -> Iterator[Cell]:
    row, column, style, kind, code, mark = struct.unpack_from("<HHHBxBxxxH", data)
    if mark != 0xFFFF:  # noqa: PLR2004 — the mark of a result that is no number
        yield from _number(data)
    elif kind == 2:  # noqa: PLR2004 — an error
        yield row, column, style, ERRORS.get(code, "#N/A")


def _error(data: bytes) -> Iterator[Cell]:
    row, column, style, code, is_error = struct.unpack_from("<HHHBB", data)
    if is_error:
        yield row, column, style, ERRORS.get(code, "#N/A")


CELLS: Mapping[int, Callable[[bytes], Iterator[Cell]]] = {
    NUMBER: _number, RK: _rk, MANY_RK: _many_rk, FORMULA: _formula, ERROR: _error,
}  # fmt: skip


def unpacked(packed: int) -> float:
    """Return the number in Excel's short form: 30 bits of it, one for “divided by 100”, one for “whole”."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return value / 100 if packed & 1 else value
