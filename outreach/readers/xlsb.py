"""Read ``.xlsb``, Excel's binary workbook, from its records alone; see decision 0031.

Source of the record numbers and layouts: [MS-XLSB] of the Microsoft Open Specifications.
"""

import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from outreach.model import HowToRead, Table
from outreach.readers.archives import refuse_bombs
from outreach.readers.errors import UnreadableError, damaged
from outreach.readers.header import likeness, make_table
from outreach.readers.number_format import BUILT_IN, Show, plain, shown_as
from outreach.readers.package import WorkbookPackage
from outreach.readers.tabs import MAXIMUM_CELLS, MAXIMUM_COLUMNS, Tab, TabCells, chosen_tab, refuse_size
from outreach.readers.xls import ERRORS, unpacked

ROW, MERGED, TEXT_ITEM = 0, 176, 19
FORMAT, STYLE, BEGIN_STYLES, END_STYLES = 44, 47, 617, 618
SHEET, BOOK = 156, 153
HIDDEN_ROW = 0x10
CELLS, SHORT_CELLS = range(1, 12), range(12, 19)
"""A cell's record names its column; a short one stands to the right of the cell before it. The kinds are the same."""
RICH_TEXT = 62


def read(path: Path, source: str, how: HowToRead) -> Table:
    """Return the table on the tab of the workbook `path` that holds the list."""
    refuse_bombs(path, source)
    try:
        with zipfile.ZipFile(path) as archive:
            cells = chosen_tab(_tabs(WorkbookPackage(archive), source), source, how, likeness)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # broken records raise errors of many kinds
        raise damaged(source) from error
    return make_table(source, cells, how)


def _tabs(package: WorkbookPackage, source: str) -> list[Tab]:
    """Return the tabs of a workbook, none of them read yet."""
    main = package.main()
    from_1904, tabs = _book(package.read(main))
    strings, looks = (package.beside(main, kind) for kind in ("sharedStrings", "styles"))
    texts = (
        [_text(record, 1) for kind, record in _records(package.read(strings)) if kind == TEXT_ITEM] if strings else []
    )
    styles = _styles(package.read(looks), from_1904=from_1904) if looks else []
    sheets = {one.id: one.part for one in package.related(main) if one.kind == "worksheet"}
    if not sheets:
        raise damaged(source)
    return [
        Tab(name, shown, partial(_cells, package, sheets[key], texts, styles, source))
        for key, name, shown in tabs
        if key in sheets
    ]


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part: number and length are written in groups of seven bits."""
    place = 0
    while place < len(data):
        kind, length = data[place], 0
        place += 1
        if kind & 0x80:
            kind, place = kind & 0x7F | data[place] << 7, place + 1
        for shift in (0, 7, 14, 21):
            byte, place = data[place], place + 1
            length |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 — the last group has no high bit
                break
        yield kind, data[place : place + length]
        place += length


def _book(data: bytes) -> tuple[bool, list[tuple[str, str, bool]]]:
    """Return whether days count from 1904, and of each tab the key, the name, and whether it is shown."""
    from_1904, tabs = False, []
    for kind, record in _records(data):
        if kind == BOOK:
            from_1904 = bool(record[0] & 1)
        elif kind == SHEET:
            key = _text(record, 8)
            name = _text(record, 12 + len(key.encode("utf-16-le")))
            tabs.append((key, name, struct.unpack_from("<I", record)[0] == 0))
    return from_1904, tabs


def _text(record: bytes, place: int) -> str:
    count = struct.unpack_from("<I", record, place)[0]
    return record[place + 4 : place + 4 + 2 * count].decode("utf-16-le", "replace")


def _styles(data: bytes, *, from_1904: bool) -> list[Show]:
    codes: dict[int, str] = dict(BUILT_IN)
    styles, in_cells = [], False
    for kind, record in _records(data):
        if kind == FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)
        elif kind in {BEGIN_STYLES, END_STYLES}:
            in_cells = kind == BEGIN_STYLES
        elif kind == STYLE and in_cells:
            code = codes.get(struct.unpack_from("<H", record, 2)[0], "")
            styles.append(shown_as(code, from_1904=from_1904))
    return styles


def _cells(package: WorkbookPackage, part: str, texts: list[str], styles: list[Show], source: str) -> TabCells:
    tab = TabCells()
    row = column = count = 0
    cells: list[str] = []
    for kind, record in _records(package.read(part)):
        if kind == ROW:
            row, column, cells = struct.unpack_from("<I", record)[0] + 1, -1, []
            tab.rows.append((row, cells))
            if record[11] & HIDDEN_ROW:
                tab.hidden.add(row)
        elif kind in CELLS or kind in SHORT_CELLS or kind == RICH_TEXT:
            short = kind in SHORT_CELLS
            column = column + 1 if short else struct.unpack_from("<I", record)[0]
            text = _shown(kind - 11 if short else kind, record if short else record[4:], texts, styles)
            if text:
                count += column + 1 - len(cells)
                refuse_size(source, row, column if count <= MAXIMUM_CELLS else MAXIMUM_COLUMNS)
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = text
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", record)
            tab.merged.append((top + 1, left, bottom + 1, right))
    return tab


def _shown(kind: int, record: bytes, texts: list[str], styles: list[Show]) -> str:
    """Return what a person sees of a cell; its `record` begins with the style."""
    if number := NUMBERS.get(kind):
        style = int.from_bytes(record[:3], "little")
        show = styles[style] if style < len(styles) else plain
        return show(repr(number(record)))
    read_text = OTHERS.get(kind)
    return read_text(record, texts) if read_text else ""


def _truth(record: bytes, _texts: list[str]) -> str:
    return "yes" if record[4] else "no"


def _error(record: bytes, _texts: list[str]) -> str:
    return ERRORS.get(record[4], "#N/A")


def _own_text(record: bytes, _texts: list[str]) -> str:
    return _text(record, 4)


def _rich_text(record: bytes, _texts: list[str]) -> str:
    return _text(record, 5)


def _shared_text(record: bytes, texts: list[str]) -> str:
    number: int = struct.unpack_from("<I", record, 4)[0]
    return texts[number]


def _short_number(record: bytes) -> float:
    return unpacked(struct.unpack_from("<I", record, 4)[0])


def _number(record: bytes) -> float:
    return float(struct.unpack_from("<d", record, 4)[0])


NUMBERS: Mapping[int, Callable[[bytes], float]] = {2: _short_number, 5: _number, 9: _number}
OTHERS: Mapping[int, Callable[[bytes, list[str]], str]] = {
    3: _error, 4: _truth, 6: _own_text, 7: _shared_text, 8: _own_text, 10: _truth, 11: _error, RICH_TEXT: _rich_text,
}  # fmt: skip
"""How the records of cells are read; those of formulas hold the result that was saved."""
