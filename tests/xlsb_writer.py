"""Write a small ``.xlsb`` by hand, after [MS-XLSB]: no free program writes this format."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Target="worksheets/sheet1.bin" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


@dataclass(frozen=True)
class Number:
    """A number in a style: 0 is General, 1 and later those that were given."""

    value: float
    style: int = 0


@dataclass(frozen=True)
class Error:
    """An error by its code."""

    code: int


Cell = str | Number | Error | None
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x2A: "#N/A"}


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record: its number and length in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(data), b""
    while True:
        length, group = length >> 7, length & 0x7F
        size += bytes([group | 0x80 if length else group])
        if not length:
            return head + size + data


def wide(text: str) -> bytes:
    """Return a text with its length before it."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def cell(column: int, value: Cell) -> bytes:
    """Return the record of one cell."""
    if isinstance(value, str):
        return record(6, struct.pack("<II", column, 0) + wide(value))
    if isinstance(value, Number):
        return record(5, struct.pack("<IId", column, value.style, value.value))
    return record(3, struct.pack("<IIB", column, 0, value.code)) if value else b""


def sheet(rows: Mapping[int, Sequence[tuple[int, Cell]]], hidden: Sequence[int]) -> bytes:
    """Return the part that holds the rows, each with its cells by column, all from 0."""
    columns = [column for cells in rows.values() for column, _ in cells]
    body = b""
    for number, cells in rows.items():
        flags = bytes([0, 0x10 if number in hidden else 0, 0])
        body += record(0, struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<I", 0))
        body += b"".join(cell(column, value) for column, value in cells)
    size = record(148, struct.pack("<IIII", min(rows), max(rows), min(columns), max(columns)))
    return record(129) + size + record(145) + body + record(146) + record(130)


def write(
    path: Path,
    rows: Mapping[int, Sequence[tuple[int, Cell]]],
    formats: Sequence[str] = (),
    hidden: Sequence[int] = (),
    numbered: Sequence[int] = (),
) -> Path:
    """Write a workbook with one tab; `numbered` are formats that have a number and no code."""
    codes = b"".join(record(44, struct.pack("<H", 164 + i) + wide(code)) for i, code in enumerate(formats))
    kinds = [0, *range(164, 164 + len(formats)), *numbered]
    styles = b"".join(record(47, struct.pack("<HH", 0, kind) + bytes(12)) for kind in kinds)
    book = record(131) + record(153, bytes(12)) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("People")) + record(144) + record(132)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/_rels/workbook.bin.rels", RELATIONS)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/styles.bin",
            record(278) + record(615, struct.pack("<I", len(formats))) + codes + record(616)
            + record(617, struct.pack("<I", len(kinds))) + styles + record(618) + record(279),
        )  # fmt: skip
        archive.writestr("xl/worksheets/sheet1.bin", sheet(rows, hidden))
    return path
