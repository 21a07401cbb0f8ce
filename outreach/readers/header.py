"""Find the header and make a table of raw rows; shared by all formats."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from outreach import tables
from outreach.l10n.dates import day_order, in_order
from outreach.model import HowToRead, Problem, Row, Table
from outreach.readers.cell_text import UNREADABLE, Rows, clean, clean_rows
from outreach.readers.column_values import ColumnValues
from outreach.readers.errors import UnreadableError
from outreach.readers.packed_rows import PackedRows
from outreach.readers.tabs import WHOLE_ROW, Likeness, TabCells

SURELY_A_HEADER = 2
"""A row with so many headers that the tool knows is the header, whatever stands above it."""
HEADER_WITHIN = 20
"""The header is looked for in this many rows; above it may stand a title or notes."""
LOOKED_AT = 200
"""So many rows tell how much of a list a tab holds."""
NOTE_WIDTH = 3
"""A lone cell below a list of at least so many columns is a note, not a person."""
SHOWN = 5
"""So many of a kind are named in a note."""
ERROR_VALUE = re.compile(r"#[^\s#]{1,11}[!?]|#N/A|#NV|#N/D|#Н/Д|Err:\d{3}")
"""What spreadsheet programs of several languages show where a value could not be worked out."""
NAME_COLUMNS = frozenset({"name", "given_name", "family_name"})
_BETWEEN = "\0"
_NUMBER_DATE = re.compile(rf"{_BETWEEN}\d{{1,2}}[/-]\d")


def likeness(tab: TabCells) -> Likeness:
    """Return how much a tab looks like a list of people."""
    rows = [(number, [clean(cell) for cell in cells]) for number, cells in tab.rows[: HEADER_WITHIN + LOOKED_AT]]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        return Likeness()
    index = _header_index(rows)
    header = rows[index][1]
    body = sum(1 for _, cells in rows[index + 1 :] if sum(1 for cell in cells if cell) > 1)
    known = {name for cell in header if (name := tables.column_of(cell))}
    count = _known(header)
    is_list = count >= SURELY_A_HEADER and body > 0
    return Likeness(is_list, bool(known & NAME_COLUMNS), count, body, tuple(filter(None, header)))


def make_table(source: str, tab: TabCells, how: HowToRead = HowToRead()) -> Table:  # noqa: B008 — frozen
    """Return the table in `tab`; blank rows are dropped, row numbers are kept."""
    rows = tab.rows
    clean_rows(rows, tab.faults)
    _fill_down(rows, tab.merged)
    rows = [(n, cells) for n, cells in rows if any(cells) or n in tab.faults]
    if not rows:
        raise UnreadableError(Problem(source, "is empty", "put column headers into its first row"))
    index = _header_index(rows) if not how.header_row else _given_header(rows, source, how.header_row)
    headers = _unique(_fill_right(rows[index], tab.merged))
    notes = [*tab.notes, *_header_note(rows, index)]
    body = _without_notes(rows[index + 1 :], len(headers), notes)
    body = _without_hidden(body, tab.hidden, how, notes)
    notes += _nameless_columns(body, headers)
    values = ColumnValues(headers)
    for number, cells in body:
        values.look_at(number, cells, tab.faults)
    notes += values.notes
    _put_dates_in_order(body, headers, how, notes)
    table = PackedRows(_row(source, number, cells, headers, tab.faults.get(number, {})) for number, cells in body)
    return Table(source, tuple(header for header in headers if header), table, tuple(notes))


def _row(
    source: str, number: int, cells: list[str], headers: Sequence[str], faults: Mapping[int, tuple[str, str]]
) -> Row:
    """Return a row with its cells by header, and what is wrong with them."""
    padded = _padded(cells, len(headers))
    named = dict(zip(headers, padded, strict=True))
    named.pop("", None)  # a column without a header
    found = tuple(cell_faults(padded, headers, faults)) if faults or _may_be_broken(padded) else ()
    return Row(source, number, named, found)


def _may_be_broken(cells: Sequence[str]) -> bool:
    """Tell whether any cell of a row can hold an error or a character that could not be read."""
    text = "".join(cells)
    return "#" in text or UNREADABLE in text or "Err:" in text


def cell_faults(
    cells: Sequence[str], headers: Sequence[str], faults: Mapping[int, tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the cells of a row: the header, the message and the remedy."""
    if whole_row := faults.get(WHOLE_ROW):
        yield "", *whole_row
    for column, (cell, header) in enumerate(zip(cells, headers, strict=True)):
        if not header:
            continue
        if fault := faults.get(column):
            yield header, *fault
        elif cell and cell[0] in "#E" and ERROR_VALUE.fullmatch(cell):
            yield header, f"holds the error {cell}", "correct the formula, or write the value itself"
        elif UNREADABLE in cell:
            message = f"“{cell[:40]}” has a character that could not be read"
            yield header, message, "write it again, or save the file as .xlsx or as UTF-8"


def _nameless_columns(body: Rows, headers: Sequence[str]) -> Iterator[str]:
    """Yield a note where columns without a header hold values, which nobody reads."""
    if "" not in headers and all(len(cells) <= len(headers) for _, cells in body):
        return
    counts: Counter[int] = Counter()
    for _, cells in body:
        counts.update(i for i, cell in enumerate(cells) if cell and (i >= len(headers) or not headers[i]))
    if counts:
        named = ", ".join(map(column_letters, sorted(counts)[:SHOWN])) + (" …" if len(counts) > SHOWN else "")
        columns = f"columns {named} have" if len(counts) > 1 else f"column {named} has"
        values = f"{counts.total():,} values there are" if counts.total() > 1 else "1 value there is"
        yield f"{columns} no header, so {values} not read"


def column_letters(column: int) -> str:
    """Return what a spreadsheet program calls a column, counted from 0: ``A``, ``Z``, ``AA``."""
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _fill_down(rows: Rows, merged: Sequence[tuple[int, int, int, int]]) -> None:
    """Write the value of cells that are merged downward into each of their rows, as a person reads them."""
    place = dict(rows)
    for top, left, bottom, right in merged:
        first = place.get(top, [])
        value = first[left] if left < len(first) and bottom > top and left == right else ""
        for number in range(top + 1, bottom + 1) if value and bottom - top <= len(rows) else ():
            cells = place.get(number)
            if cells is not None and any(cells):
                cells.extend([""] * (left + 1 - len(cells)))
                cells[left] = cells[left] or value


def _fill_right(row: tuple[int, list[str]], merged: Sequence[tuple[int, int, int, int]]) -> list[str]:
    """Return the header with the text of merged cells above each of their columns."""
    number, cells = row[0], [*row[1]]
    for top, left, bottom, right in merged:
        if top <= number <= bottom and left < len(cells) and cells[left]:
            cells.extend([""] * (min(right, left + 50) + 1 - len(cells)))
            for column in range(left + 1, min(right, left + 50) + 1):
                cells[column] = cells[column] or cells[left]
    return cells


def _known(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell and tables.column_of(cell))


def _header_index(rows: Rows) -> int:
    """Return the row with most known headers, else the first that is about as wide as the widest."""
    head = rows[:HEADER_WITHIN]
    known = [_known(cells) for _, cells in head]
    if max(known) >= SURELY_A_HEADER:
        return known.index(max(known))
    filled = [sum(1 for cell in cells if cell) for _, cells in head]
    widest = max(filled)
    return next(i for i, count in enumerate(filled) if 2 * count >= widest)


def _given_header(rows: Rows, source: str, wanted: int) -> int:
    for index, (number, _) in enumerate(rows):
        if number == wanted:
            return index
    remedy = f'correct `header_row` below [reading."{source}"] in campaign.toml'
    raise UnreadableError(Problem(source, f"has nothing in row {wanted}, which should be its header", remedy))


def _header_note(rows: Rows, index: int) -> Iterator[str]:
    if rows[index][0] > 1:
        yield f"header in row {rows[index][0]}"


def _without_notes(body: Rows, width: int, notes: list[str]) -> Rows:
    """Leave out what is written below the list: lone cells after an empty row."""
    end = len(body)
    while end > 1 and width >= NOTE_WIDTH and sum(1 for cell in body[end - 1][1] if cell) == 1:
        end -= 1
    if end == len(body) or body[end][0] == body[end - 1][0] + 1:
        return body
    for number, cells in body[end:]:
        notes.append(f"row {number} passed over as a note: “{next(filter(None, cells))[:40]}”")
    return body[:end]


def _without_hidden(body: Rows, hidden: set[int], how: HowToRead, notes: list[str]) -> Rows:
    """Tell of hidden rows, and leave them out if the settings say so."""
    found = [number for number, _ in body if number in hidden]
    if not found:
        return body
    places = ", ".join(map(str, found[:SHOWN])) + (" …" if len(found) > len(found[:SHOWN]) else "")
    rows = f"{len(found)} hidden rows" if len(found) > 1 else "1 hidden row"
    if how.hidden_rows == "leave out":
        notes.append(f"{rows} left out: {places}")
        return [(number, cells) for number, cells in body if number not in hidden]
    notes.append(f"{rows} read too: {places}")
    return body


def _put_dates_in_order(body: Rows, headers: Sequence[str], how: HowToRead, notes: list[str]) -> None:
    """Write the dates of each column in ISO order where the column, or the setting, says which number is the day."""
    if not any(_NUMBER_DATE.search(_BETWEEN + _BETWEEN.join(cells)) for _, cells in body):
        return
    for column, header in enumerate(headers):
        cells = [row for _, row in body if column < len(row) and row[column][-1:].isdigit()] if header else []
        order = day_order([row[column] for row in cells]) if cells else ""
        chosen = how.dates or order
        if order and chosen in {"day first", "month first"}:
            for row in cells:
                row[column] = in_order(row[column], chosen)
            if "/" in order or not how.dates:
                notes.append(f"dates in “{header}” read {chosen}")


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
