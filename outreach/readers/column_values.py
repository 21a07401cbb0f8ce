"""What a value means by the column that it stands in: leftovers of exports, and what no such cell can hold.

The words stand in ``[leftovers]`` of ``outreach/data/columns.toml``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from outreach import tables
from outreach.readers.cell_text import Faults

NAMES = frozenset({
    "name", "given_name", "family_name", "middle_name", "patronymic", "suffix", "title", "envelope_name",
    "name_latin", "name_vocative", "name_dative",
})  # fmt: skip
ADDRESSES = frozenset({
    "address", "address_latin", "street", "street_2", "street_3", "house_number", "unit", "po_box", "department",
    "postal_code", "city", "region", "organisation",
})  # fmt: skip
TEXTS = frozenset({"message", "notes", "charge", "sentence", "salutation", "rules"})
CODES = frozenset({"id", "prisoner_number", "postal_code", "house_number", "po_box"})
LONGEST_NAME, LONGEST_LINE = 200, 1000
"""Characters of a name, and of any other cell whose column the tool knows but for texts."""
MUST_HOLD = frozenset({"name", "given_name", "family_name"})
"""Where these hold `NULL` or the like, the row is a problem: somebody may be called so, or the name is lost."""
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?E\+?\d+")
_LINE_END = re.compile(r"(?:\\r)?\\n")
SHOWN = 3
"""So many different leftovers are named in a note."""


class ColumnValues:
    """Looks at the cells of a list, row by row; what it takes for empty or rewrites is counted for the notes."""

    def __init__(self, headers: Sequence[str]) -> None:
        """Begin with the headers of the list."""
        self._columns = [tables.column_of(header) for header in headers]
        self._limits = [(i, LONGEST_NAME if name in NAMES else LONGEST_LINE)
                        for i, name in enumerate(self._columns) if name and name not in TEXTS]  # fmt: skip
        self._emptied: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._suspects = frozenset(_leftovers()) | _truth_values().keys()

    def look_at(self, number: int, cells: list[str], faults: Faults) -> None:
        """Mend the cells of one row, and note what is wrong with them."""
        known = cells[: len(self._columns)]
        if not self._suspects.isdisjoint(known):
            self._take_out(number, cells, faults)
        text = "|".join(known)
        if "\\n" in text or "E+" in text:
            self._look_closely(number, cells, faults)
        for column, limit in self._limits if len(text) > LONGEST_NAME else ():
            if column < len(cells) and len(cells[column]) > limit:
                message = f"holds {len(cells[column]):,} characters, and {limit} are the most that it can"
                faults.setdefault(number, {})[column] = (message, "shorten it")
                cells[column] = cells[column][:limit]

    @property
    def notes(self) -> Iterator[str]:
        """Yield what was taken for empty, and what looks empty in other columns, the most frequent first."""
        for what, counts in (("taken for empty", self._emptied), ("left as it stands", self._kept)):
            for word, count in counts.most_common(SHOWN):
                yield f"“{word}” {what} in {count:,} cell" + ("s" if count > 1 else "")

    def _take_out(self, number: int, cells: list[str], faults: Faults) -> None:
        """Empty the cells that hold a leftover; of truth values, write the word for it."""
        for column, (name, cell) in enumerate(zip(self._columns, cells, strict=False)):
            if cell in _truth_values() and name and name not in NAMES:
                cells[column] = _truth_values()[cell]
            where = _leftovers().get(cell)
            if where == "anywhere" and not name:
                self._kept[cell] += 1
            elif where is None or not name or name in TEXTS or (where == "address" and name not in ADDRESSES):
                continue
            elif name in MUST_HOLD and any(map(str.isalpha, cell)):
                message, remedy = f"“{cell}” stands where a name should", "write the name, or empty the cell"
                faults.setdefault(number, {})[column] = (message, remedy)
            else:
                self._emptied[cell] += 1
                cells[column] = ""

    def _look_closely(self, number: int, cells: list[str], faults: Faults) -> None:
        """End lines where a backslash and n stand for it; tell of numbers that a program has shortened."""
        for column, (name, cell) in enumerate(zip(self._columns, cells, strict=False)):
            if "\\n" in cell and name in ADDRESSES | {"message"}:
                cells[column] = "\n".join(map(str.strip, _LINE_END.split(cell))).strip()
            if name in CODES and _EXPONENT.fullmatch(cell):
                message = f"“{cell}” is a number that a spreadsheet program has shortened"
                remedy = "write the whole number, and format the column as text"
                faults.setdefault(number, {})[column] = (message, remedy)


@cache
def _leftovers() -> Mapping[str, str]:
    """Map each leftover to where it counts."""
    return {word: where for where, words in tables.columns()["leftovers"].items() for word in words}


@cache
def _truth_values() -> Mapping[str, str]:
    """Map what programs write for true and false, in capitals, to yes and no."""
    return {word: answer for answer, words in tables.columns()["truth"].items() for word in words}
