"""Read ``.csv``, ``.tsv`` and ``.txt``: the encoding and the separator are found out."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from outreach.model import HowToRead, Problem, Table
from outreach.readers.encoding import decode
from outreach.readers.errors import UnreadableError
from outreach.readers.header import ERROR_VALUE, make_table
from outreach.readers.sheet import Sheet, refuse_size, sheet_of

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What stands between the cells, and what notes call it."""
HEAD = 20_000
"""Characters that are looked at to find out what stands between the cells."""
TEXTS = 20_000
"""So many different texts are remembered while rows are read."""
PART = 1_000_000
"""Characters of a text that are cut into lines together."""
_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
csv.field_size_limit(1_000_000)


def read(path: Path, source: str, how: HowToRead) -> Table:
    """Return the table in the text file `path`."""
    rows, note = _rows_in(path, source, how)
    sheet = sheet_of(rows)
    if rows:
        widest = max(range(len(rows)), key=lambda index: len(rows[index]))
        refuse_size(source, widest + 1 if len(rows[widest]) > 1 else len(rows), len(rows[widest]) - 1)
    sheet.notes.append(note)
    _drop_comments(sheet)
    return make_table(source, sheet, how)


def _rows_in(path: Path, source: str, how: HowToRead) -> tuple[list[list[str]], str]:
    """Return the cells of each row, and a note on encoding and separator."""
    text, encoding = decode(path.read_bytes(), source, how.encoding)
    stated = _STATED.match(text)
    separator = how.delimiter or (stated[1] if stated else "") or _separator(text, path)
    try:
        rows = list(_shared(csv.reader(_lines(text), delimiter=separator, strict=True)))
    except csv.Error as error:
        problem = Problem(source, f"is not a clean CSV file ({error})", "save it again as .xlsx")
        raise UnreadableError(problem) from error
    if stated:
        rows[0] = []
    return rows, f"{encoding}, {SEPARATORS.get(separator, f'`{separator}`')} between the cells"


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


def _drop_comments(sheet: Sheet) -> None:
    """Leave out the rows that begin with ``#`` and words, as some public lists have them."""
    comments = [index for index, (_, cells) in enumerate(sheet.rows) if cells and _is_comment(cells)]
    for index in reversed(comments):
        del sheet.rows[index]
    if comments:
        rows = f"{len(comments)} rows that begin" if len(comments) > 1 else "1 row that begins"
        sheet.notes.append(f"{rows} with # passed over")


def _is_comment(cells: list[str]) -> bool:
    first = cells[0].strip()
    if not first.startswith("#") or len(first) == 1 or ERROR_VALUE.fullmatch(first):
        return False
    return first[1].isspace() or not any(cells[1:])
