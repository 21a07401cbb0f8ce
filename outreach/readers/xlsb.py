"""Read ``.xlsb``, Excel's binary workbook: its texts with calamine, its looks from its records.

Source of the record numbers and layouts: [MS-XLSB] of the Microsoft Open Specifications.
"""

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl.styles.numbers import BUILTIN_FORMATS

from outreach.model import HowToRead, Table
from outreach.readers import binary
from outreach.readers.archives import refuse_bombs
from outreach.readers.binary import ERRORS, Overlay
from outreach.readers.number_format import Look, look_of
from outreach.readers.xls import unpacked
from outreach.readers.xml import attributes_in

ROW, RK, ERROR, REAL, FORMULA_NUMBER, FORMULA_ERROR = 0, 2, 3, 5, 9, 11
CELLS = range(RK, FORMULA_ERROR + 1)
FORMAT, STYLE, BEGIN_STYLES, END_STYLES = 44, 47, 617, 618
SHEET, BOOK = 156, 153
HIDDEN_ROW = 0x10


def read(path: Path, source: str, how: HowToRead) -> Table:
    """Return the table on the tab of the workbook `path` that holds the list."""
    refuse_bombs(path, source)
    return binary.read(path, source, how, overlays)


def overlays(path: Path) -> list[Overlay]:
    """Return what the records of the workbook tell of the looks of each of its tabs."""
    with zipfile.ZipFile(path) as archive:
        targets = _targets(archive)
        from_1904, sheets = _book(archive.read("xl/workbook.bin"))
        styles = archive.read("xl/styles.bin") if "xl/styles.bin" in archive.namelist() else b""
        looks = _looks(styles, from_1904=from_1904)
        return [_overlay(archive.read(targets[sheet]), looks) for sheet in sheets]


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


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = attributes_in(archive, "xl/_rels/workbook.bin.rels")
    return {one["Id"]: "xl/" + one["Target"].removeprefix("/xl/") for one in relations if "Target" in one}


def _book(data: bytes) -> tuple[bool, list[str]]:
    """Return whether days count from 1904, and the keys of the tabs."""
    from_1904, sheets = False, []
    for kind, record in _records(data):
        if kind == BOOK:
            from_1904 = bool(record[0] & 1)
        elif kind == SHEET:
            sheets.append(_text(record, 8))
    return from_1904, sheets


def _text(record: bytes, place: int) -> str:
    count = struct.unpack_from("<I", record, place)[0]
    return record[place + 4 : place + 4 + 2 * count].decode("utf-16-le")


def _looks(data: bytes, *, from_1904: bool) -> list[Look]:
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    looks, in_cells = [], False
    for kind, record in _records(data):
        if kind == FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)
        elif kind in {BEGIN_STYLES, END_STYLES}:
            in_cells = kind == BEGIN_STYLES
        elif kind == STYLE and in_cells:
            code = codes.get(struct.unpack_from("<H", record, 2)[0], "")
            looks.append(look_of(code, from_1904=from_1904))
    return looks


def _overlay(data: bytes, looks: list[Look]) -> Overlay:
    overlay, row = Overlay(), 0
    for kind, record in _records(data):
        if kind in CELLS:
            overlay.see(row, _column(record))
        if kind == ROW:
            row = struct.unpack_from("<I", record)[0]
            if record[11] & HIDDEN_ROW:
                overlay.hidden.add(row + 1)
        elif kind in {ERROR, FORMULA_ERROR}:
            overlay.texts[row, _column(record)] = ERRORS.get(record[8], "#N/A")
        elif kind in {RK, REAL, FORMULA_NUMBER}:
            style = int.from_bytes(record[4:7], "little")
            overlay.texts[row, _column(record)] = looks[style](repr(_value(kind, record)))
    return overlay


def _column(record: bytes) -> int:
    return int(struct.unpack_from("<I", record)[0])


def _value(kind: int, record: bytes) -> float:
    if kind == RK:
        return unpacked(struct.unpack_from("<I", record, 8)[0])
    return float(struct.unpack_from("<d", record, 8)[0])
