"""Find the header and make a table of raw rows; shared by all formats."""

import re
from collections.abc import Iterable, Sequence

from outreach import tables
from outreach.model import Problem, Row, Table

SURELY_A_HEADER = 2
"""A row with so many headers that the tool knows is the header, whatever stands above it."""
HEADER_WITHIN = 20
"""The header is looked for in this many rows; above it may stand a title or notes."""
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\ufeff\u200b]+")


def clean(text: str) -> str:
    """Return `text` without outer white space, odd spaces or byte-order marks; line breaks stay."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip()


def make_table(source: str, raw: Iterable[Sequence[str]]) -> Table | Problem:
    """Return the table in `raw` rows of texts; blank rows are dropped, row numbers are kept."""
    rows = [(number, [clean(cell) for cell in cells]) for number, cells in enumerate(raw, 1)]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        return Problem(source, "is empty", "put column headers into its first row")
    index = _header_index(rows)
    headers = _unique(rows[index][1])
    table = [
        Row(source, number, {h: c for h, c in zip(headers, _padded(cells, len(headers)), strict=True) if h})
        for number, cells in rows[index + 1 :]
    ]
    return Table(source, tuple(header for header in headers if header), tuple(table))


def _header_index(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Return the row with most known headers, else the first that is about as wide as the widest."""
    head = rows[:HEADER_WITHIN]
    known = [sum(1 for cell in cells if tables.header_key(cell) in tables.synonyms()) for _, cells in head]
    if max(known) >= SURELY_A_HEADER:
        return known.index(max(known))
    filled = [sum(1 for cell in cells if cell) for _, cells in head]
    widest = max(filled)
    return next(i for i, count in enumerate(filled) if 2 * count >= widest)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))][:width]


def _unique(headers: Sequence[str]) -> list[str]:
    """Return the headers with a number at those that stand twice, so that no column is lost."""
    seen: dict[str, int] = {}
    unique = []
    for header in (" ".join(header.split()) for header in headers):
        seen[header] = seen.get(header, 0) + 1
        name = header
        while header and seen[header] > 1 and (name == header or name in headers or name in unique):
            name = f"{header} {seen[header]}"
            seen[header] += name in headers or name in unique
        unique.append(name)
    return unique
