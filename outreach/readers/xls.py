"""Read ``.xls``, the format of before 2007: its texts with calamine, its looks from its records.

Source of the record numbers and layouts: [MS-XLS] and [MS-CFB] of the Microsoft Open Specifications.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from openpyxl.styles.numbers import BUILTIN_FORMATS

from outreach.readers import binary
from outreach.readers.binary import ERRORS, Overlay
from outreach.readers.number_format import Look, look_of, plain

SHEET, WORKSHEET = 0x0085, 0
DATE_MODE, FORMAT, STYLE = 0x0022, 0x041E, 0x00E0
BEGIN, BIFF8 = 0x0809, 0x0600
ROW, NUMBER, RK, MANY_RK, FORMULA, ERROR = 0x0208, 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205
PLACED = frozenset({NUMBER, RK, MANY_RK, FORMULA, ERROR, 0x00FD, 0x0204, 0x00D6})
"""The records of cells, those of texts too; each begins with its row and column."""
HIDDEN_ROW = 0x20
END_OF_CHAIN = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
SMALL_STREAM = 4096


class _Container:
    """The file system inside the file: sectors in chains, and a directory of streams."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        self._small = 1 << struct.unpack_from("<H", data, 32)[0]
        self._table = self._read_table()
        self._directory = self._chain(struct.unpack_from("<I", data, 48)[0])

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _read_table(self) -> list[int]:
        """Return the table that names each sector's successor; a list of more than 109 parts goes on elsewhere."""
        parts = list(struct.unpack_from("<109I", self._data, 76))
        following = struct.unpack_from("<I", self._data, 68)[0]
        for _ in range(len(self._data) // self._size):
            if following >= END_OF_CHAIN:
                break
            *more, following = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            parts += more
        table = b"".join(self._sector(part) for part in parts if part < END_OF_CHAIN)
        return list(struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._numbers(start, self._table))

    def _numbers(self, start: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if start >= END_OF_CHAIN:
                return
            yield start
            start = table[start]
        raise ValueError("a chain of sectors bites its tail")

    def stream(self, *names: str) -> bytes:
        """Return the first stream with one of the `names`."""
        root_start = 0
        for place in range(0, len(self._directory), 128):
            entry = self._directory[place : place + 128]
            length, start, size = *struct.unpack_from("<H", entry, 64), *struct.unpack_from("<II", entry, 116)
            name = entry[: max(length - 2, 0)].decode("utf-16-le")
            root_start = start if place == 0 else root_start
            if name in names:
                return self._small_stream(root_start, start, size) if size < SMALL_STREAM else self._chain(start)[:size]
        raise KeyError(names)

    def _small_stream(self, root: int, start: int, size: int) -> bytes:
        chain = self._chain(struct.unpack_from("<I", self._data, 60)[0])
        table = list(struct.unpack(f"<{len(chain) // 4}I", chain))
        pool = self._chain(root)
        numbers = self._numbers(start, table)
        return b"".join(pool[n * self._small : (n + 1) * self._small] for n in numbers)[:size]


def overlays(path: Path) -> list[Overlay]:
    """Return what the records of the workbook tell of the looks of each of its tabs."""
    data = path.read_bytes()
    book = _Container(data).stream("Workbook", "Book") if data.startswith(b"\xd0\xcf") else data
    looks, starts = _globals(book)
    return [_overlay(book, start, looks) for start in starts]


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the book: from its beginning to its end mark."""
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        if kind == 0x000A:  # noqa: PLR2004 — the end mark
            return
        yield kind, book[place + 4 : place + 4 + length]
        place += 4 + length


def _globals(book: bytes) -> tuple[list[Look], list[int]]:
    """Return the looks of the cell styles, and where each tab begins."""
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    starts: list[int] = []
    from_1904, wide = False, True
    for kind, data in _records(book, 0):
        if kind == BEGIN:
            wide = struct.unpack_from("<H", data)[0] >= BIFF8
        elif kind == DATE_MODE:
            from_1904 = data[0] == 1
        elif kind == FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = _code(data, wide=wide)
        elif kind == STYLE:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == SHEET:
            starts.append(struct.unpack_from("<I", data)[0])
    return [look_of(codes.get(style, ""), from_1904=from_1904) for style in styles], starts


def _code(data: bytes, *, wide: bool) -> str:
    """Return a number format; before 1997 its letters were bytes."""
    if not wide:
        return data[3 : 3 + data[2]].decode("cp1252", errors="replace")
    count, flags = struct.unpack_from("<HB", data, 2)
    return data[5 : 5 + 2 * count].decode("utf-16-le") if flags & 1 else data[5 : 5 + count].decode("latin-1")


def _overlay(book: bytes, start: int, looks: list[Look]) -> Overlay:
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
                look = looks[style] if style < len(looks) else plain
                overlay.texts[row, column] = value if isinstance(value, str) else look(repr(value))
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


read = partial(binary.read, overlays=overlays)
