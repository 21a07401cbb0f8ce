"""Write a small ``.xls`` by hand, after [MS-XLS] and [MS-CFB]: texts, numbers, errors, truth values and charts."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
NOBODY, END_OF_CHAIN, FREE, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STREAM, FOLDER, ROOT = 2, 1, 5


@dataclass(frozen=True)
class Number:
    """A number, in the number format with this id."""

    value: float
    format: int = 0


@dataclass(frozen=True)
class Code:
    """An error by its code, or a truth value."""

    code: int
    is_error: bool = True


Cell = str | Number | Code


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record with its number and length."""
    return struct.pack("<HH", kind, len(data)) + data


def begin(kind: int) -> bytes:
    """Return the beginning of a part: 5 the book, 0x10 a tab, 0x20 a chart."""
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


END = record(0x000A)


def cell(row: int, column: int, value: Cell, styles: Sequence[int]) -> bytes:
    """Return the record of one cell."""
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return record(0x0204, struct.pack("<HHHHB", row, column, 15, len(text) // 2, 1) + text)
    if isinstance(value, Number):
        return record(0x0203, struct.pack("<HHHd", row, column, 15 + styles.index(value.format), value.value))
    return record(0x0205, struct.pack("<HHHBB", row, column, 15, value.code, value.is_error))


def chart(numbers: Mapping[tuple[int, int], float]) -> bytes:
    """Return a chart with the numbers that it draws, which stand at places of their own."""
    body = b"".join(record(0x0203, struct.pack("<HHHd", *place, 15, value)) for place, value in numbers.items())
    return begin(0x20) + body + END


def write(
    path: Path,
    rows: Sequence[Sequence[Cell | None]],
    inside: bytes = b"",
    formats: Sequence[int] = (),
    *,
    protected: bool = False,
) -> Path:
    """Write a workbook with one tab; `inside` stands between its cells and its end."""
    styles = [0, *formats]
    cells = b"".join(
        cell(r, c, value, styles) for r, row in enumerate(rows) for c, value in enumerate(row) if value is not None
    )
    size = record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    tab = begin(0x10) + size + cells + inside + END
    name = record(0x0085, struct.pack("<IHBB", 0, 0, len("People"), 0) + b"People")
    looks = b"".join(record(0x00E0, struct.pack("<HH", 0, one) + bytes(16)) for one in [0] * 15 + styles)
    password = record(0x002F, struct.pack("<HHH", 0, 0x1234, 0x5678)) if protected else b""
    book = begin(5) + password + record(0x0042, struct.pack("<H", 1200)) + looks + name + END
    book = book.replace(name, record(0x0085, struct.pack("<IHBB", len(book), 0, len("People"), 0) + b"People"))
    path.write_bytes(container({"Workbook": book + tab}))
    return path


def container(streams: Mapping[str, bytes], inside: Mapping[str, bytes] | None = None) -> bytes:
    """Return a compound file with `streams` at the top, and those of an embedded object in a folder."""
    every = [*streams.items(), *(inside or {}).items()]
    chains, sectors, start = [], b"", 0
    for _, data in every:
        padded = data.ljust(-(-max(len(data), 4096) // SECTOR) * SECTOR, b"\0")
        count = len(padded) // SECTOR
        chains.append((start, len(padded)))
        sectors += padded
        start += count
    entries = [entry("Root Entry", ROOT, child=1)]
    last = len(streams) + (1 if inside else 0)
    for number, (name, (first, size)) in enumerate(zip(streams, chains, strict=False), 1):
        entries.append(entry(name, STREAM, right=number + 1 if number < last else NOBODY, start=first, size=size))
    if inside:
        entries.append(entry("MBD00000001", FOLDER, child=len(entries) + 1))
        first_inside = len(entries)
        for number, (name, (first, size)) in enumerate(zip(inside, chains[len(streams) :], strict=True), 1):
            right = first_inside + number if number < len(inside) else NOBODY
            entries.append(entry(name, STREAM, right=right, start=first, size=size))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    directory_start = start
    table: list[int] = []
    for first, size in chains:
        count = size // SECTOR
        table += [*range(first + 1, first + count), END_OF_CHAIN]
    count = len(directory) // SECTOR
    table += [*range(directory_start + 1, directory_start + count), END_OF_CHAIN]
    table_start = directory_start + count
    table_sectors = -(-(len(table) + 8) // 128)
    table += [TABLE] * table_sectors
    table += [FREE] * (table_sectors * 128 - len(table))
    parts = [*range(table_start, table_start + table_sectors)]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, table_sectors, directory_start, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109I", *parts, *[FREE] * (109 - len(parts)))
    return header + sectors + directory + struct.pack(f"<{len(table)}I", *table)


def entry(
    name: str, kind: int, right: int = NOBODY, child: int = NOBODY, start: int = END_OF_CHAIN, size: int = 0
) -> bytes:
    """Return an entry of the directory."""
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return head + struct.pack("<III", NOBODY, right, child) + bytes(36) + struct.pack("<IQ", start, size)
