"""Read ``.csv``, ``.tsv`` and ``.txt``: the encoding and the separator are found out."""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from outreach.model import HowToRead, Table
from outreach.readers.cell_text import LONGEST
from outreach.readers.encoding import decode
from outreach.readers.header import ERROR_VALUE, make_table
from outreach.readers.tabs import WHOLE_ROW, TabCells, refuse_size

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What stands between the cells, and what notes call it."""
HEAD = 20_000
"""Characters that are looked at to find out what stands between the cells."""
TEXTS = 20_000
"""So many different texts are remembered while rows are read."""
PART = 1_000_000
"""Characters of a text that are cut into lines together."""
_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
STRAY_QUOTE = (
    "has a quotation mark that opens or closes no cell, so its cells may be wrong",
    'double the mark ("") inside a quoted cell, or take it away',
)
csv.field_size_limit(1_000_000)


def read(path: Path, source: str, how: HowToRead) -> Table:
    """Return the table in the text file `path`."""
    text, encoding = decode(path.read_bytes(), source, how.encoding)
    stated = _STATED.match(text)
    separator = how.delimiter or (stated[1] if stated else "") or _separator(text, path)
    tab = TabCells(notes=[f"{encoding}, {SEPARATORS.get(separator, f'`{separator}`')} between the cells"])
    tab.rows = list(enumerate(_rows(text, separator, tab), 1))
    if stated:
        tab.rows[0] = (1, [])
    if tab.rows:
        widest, cells = max(tab.rows, key=lambda row: len(row[1]))
        refuse_size(source, widest if len(cells) > 1 else len(tab.rows), len(cells) - 1)
    _drop_comments(tab)
    return make_table(source, tab, how)


def _rows(text: str, separator: str, tab: TabCells) -> Iterable[list[str]]:
    """Return the cells of each row; where a quotation mark is astray, the rows are looked at one by one."""
    try:
        rows = list(_shared(csv.reader(_lines(text), delimiter=separator, strict=True)))
    except csv.Error:
        return _rows_one_by_one(text, separator, tab)
    width = len(rows[0]) if rows else 0
    astray = any(len(row) != width and any("\n" in cell for cell in row) for row in rows)
    return _rows_one_by_one(text, separator, tab) if astray else rows


def _rows_one_by_one(text: str, separator: str, tab: TabCells) -> Iterator[list[str]]:
    """Yield the cells of each row; one with a stray quotation mark ends with its line, and is a fault of `tab`."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = width = 0
    while True:
        lines.begin_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = []
        number += 1
        if not row or (len(lines.taken) > 1 and len(row) != width and _fits(lines.taken[0], separator, width)):
            row = _plain_row(lines.taken[0], separator)
            if '"' in lines.taken[0]:
                tab.note_fault(number, WHOLE_ROW, STRAY_QUOTE)
            lines.put_back()
            reader = csv.reader(lines, delimiter=separator, strict=True)
        width = width or len(row)
        yield row


def _fits(line: str, separator: str, width: int) -> bool:
    """Tell whether a line alone has as many cells as the header, so that no cell of it goes on in the next line."""
    return len(_plain_row(line, separator)) == width


def _plain_row(line: str, separator: str) -> list[str]:
    """Return the cells of one line whatever its quotation marks are; what is too long is cut, and told later."""
    cells = line.rstrip("\r\n").split(separator)
    return [cell.strip().strip('"')[: LONGEST + 1] for cell in cells] if any(map(str.strip, cells)) else []


class _Lines:
    """The lines of a text, of which some can be put back: only the first of a broken row is used."""

    def __init__(self, text: str) -> None:
        self._more = _lines(text)
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._more)
        self.taken.append(line)
        return line

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.taken = []

    def put_back(self) -> None:
        """Put back all lines of this row but the first."""
        self._waiting.extendleft(reversed(self.taken[1:]))


def _shared(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield rows whose equal cells are one text in memory: countries, cities, names come again and again."""
    known: dict[str, str] = {}
    for row in rows:
        if len(known) > TEXTS:
            known.clear()
        yield [known.setdefault(cell, cell) for cell in row]


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends; only a part of a long text is copied at a time."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PART) + 1 or len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def _separator(text: str, path: Path) -> str:
    """Return the character that cuts most of the first rows into the same number of cells."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    head = text[:HEAD].splitlines(keepends=True)[:50]
    return max(SEPARATORS, key=lambda separator: _agreement(head, separator))


def _agreement(lines: list[str], separator: str) -> tuple[int, int]:
    """Return how many rows have the most frequent width, and that width; rows of one cell do not count."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    except csv.Error:
        return (0, 0)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _drop_comments(tab: TabCells) -> None:
    """Leave out the rows that begin with ``#`` and words, as some public lists have them."""
    comments = [index for index, (_, cells) in enumerate(tab.rows) if cells and _is_comment(cells)]
    for index in reversed(comments):
        del tab.rows[index]
    if comments:
        rows = f"{len(comments)} rows that begin" if len(comments) > 1 else "1 row that begins"
        tab.notes.append(f"{rows} with # passed over")


def _is_comment(cells: list[str]) -> bool:
    first = cells[0].strip()
    if not first.startswith("#") or len(first) == 1 or ERROR_VALUE.fullmatch(first):
        return False
    return first[1].isspace() or not any(cells[1:])
