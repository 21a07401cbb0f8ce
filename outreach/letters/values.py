"""Values of cells in a text: they compare as the numbers and days that they look like, and keep their paragraphs."""

import re
from collections.abc import Iterator
from typing import Self

from markupsafe import escape

from outreach import tables
from outreach.l10n.dates import iso_date
from outreach.l10n.languages import isolated

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:[ \u00a0\u202f’']\d{3})+(?:[.,]\d+)?")
_EITHER_WAY = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
"""A number that is a thousand times as large in another country."""
_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_YEAR = re.compile(r"[12]\d{3}")
NAMES = frozenset({"name", "given_name", "family_name", "middle_name", "patronymic", "title", "suffix", "name_latin"})
"""Columns whose cells are names, whatever they look like: there are people called No."""
BREAK, PARAGRAPH = "\u2028", "\u2029"
"""What stands for the end of a line and of a paragraph of a cell, until it is known what is around it."""


class ComparisonError(ValueError):
    """A cell that cannot be compared as the text wants it."""


class Cell(str):
    """The text of a cell as a letter shows it; `day` is its date in ISO form, if it is one.

    Compared with a number it is a number, with a day it is a day. FALSE, no and 0 count as no in an ``if``.
    """

    __slots__ = ("column", "day")
    column: str
    day: str

    def __new__(cls, text: str, column: str = "", day: str = "") -> Self:
        """Keep the text, the name by which messages call the cell, and its day."""
        cell = super().__new__(cls, text)
        cell.column, cell.day = column, day
        return cell

    def __bool__(self) -> bool:
        """Tell whether the cell says yes."""
        if not len(self) or self.column.rpartition(".")[2] in NAMES:
            return len(self) > 0
        return number_of(self) != 0 and tables.spelled("truth", str(self)) != "no"

    def __eq__(self, other: object) -> bool:
        """Tell whether the cell holds the same text, number or day."""
        if isinstance(other, bool):
            return bool(self) is other
        if isinstance(other, str) and str.__eq__(self, other):
            return True
        return _compared(self, other) == 0

    def __ne__(self, other: object) -> bool:
        """Tell whether the cell holds something else."""
        return not self == other

    __hash__ = str.__hash__

    def __lt__(self, other: object) -> bool:
        """Tell whether the cell's number or day comes before another."""
        return self._order(other) < 0

    def __gt__(self, other: object) -> bool:
        """Tell whether the cell's number or day comes after another."""
        return self._order(other) > 0

    def __le__(self, other: object) -> bool:
        """Tell whether the cell's number or day does not come after another."""
        return self._order(other) <= 0

    def __ge__(self, other: object) -> bool:
        """Tell whether the cell's number or day does not come before another."""
        return self._order(other) >= 0

    def _order(self, other: object) -> int:
        """Return -1, 0 or 1 where the cell comes before, with or after another value; words go by the alphabet."""
        order = _compared(self, other)
        if order is not None:
            return order
        if isinstance(other, str) and _is_word(self) and _is_word(other):
            mine, theirs = str(self).casefold(), str(other).casefold()
            return (mine > theirs) - (mine < theirs)
        what = "day" if isinstance(other, str) and _day_in(other) else "number"
        hint = "; write it without the sign in it" if _EITHER_WAY.fullmatch(self) else ""
        raise ComparisonError(f"`{self.column or self}` is “{self}”, which is no {what} that can be compared{hint}")

    def __html__(self) -> str:
        """Return the text as HTML, with signs for the ends of its lines and paragraphs."""
        text = re.sub(r"\s*\n\s*\n\s*", PARAGRAPH, self.replace("\r\n", "\n")) if "\n" in self else str(self)
        return str(escape(text.replace("\n", BREAK)))


def _compared(cell: Cell, other: object) -> int | None:
    """Compare both as days, as exactly as both are known, or as numbers; None where they are neither."""
    written = str(other)
    mine, theirs = _day_in(cell), _day_in(written)
    if (mine or theirs) and (mine or _YEAR.fullmatch(cell)) and (theirs or _YEAR.fullmatch(written)):
        first, second = mine or str(cell), theirs or written
        known = min(len(first), len(second))
        return (first[:known] > second[:known]) - (first[:known] < second[:known])
    number, wanted = number_of(cell), float(other) if isinstance(other, (int, float)) else number_of(written)
    return None if number is None or wanted is None else (number > wanted) - (number < wanted)


def _is_word(text: str) -> bool:
    return number_of(text) is None and not _day_in(text) and not _EITHER_WAY.fullmatch(text)


def number_of(text: str) -> float | None:
    """Return the number that a text is; None for one with leading zeros, such as a postal code, or with two readings."""
    plain = text.strip().removesuffix("%").strip()
    if _EITHER_WAY.fullmatch(plain):
        return None
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"[ \u00a0\u202f’']", "", plain)
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def _day_in(text: str) -> str:
    """Return the day or the month that a text is, in ISO form; ``""`` if it is none."""
    if isinstance(text, Cell) and text.day:
        return text.day
    if not any(map(str.isdigit, text)) or number_of(text) is not None:
        return ""
    day = iso_date(str(text))
    return day if _DAY.fullmatch(day) else ""


def isolated_lines(value: object) -> object:
    """Return a value for a text that runs to the left: each of its lines keeps its own direction."""
    if isinstance(value, Cell) and "\n" in value:
        return Cell("\n".join(str(isolated(line)) for line in value.split("\n")), value.column)
    return isolated(value)


_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*>")
_EMPTY = frozenset({"br", "img", "hr", "wbr", "input", "col"})
_MARKS = re.compile(f"[{BREAK}{PARAGRAPH}]")


def in_paragraphs(html: str) -> str:
    """Return HTML with line breaks, and in paragraphs with new ones, where cells have them."""
    if not _MARKS.search(html):
        return html
    return "".join(_pieces(html))


def _pieces(html: str) -> Iterator[str]:
    open_tags: list[tuple[str, str]] = []
    position = 0
    for tag in _TAG.finditer(html):
        yield _broken(html[position : tag.start()], open_tags)
        yield _MARKS.sub(" ", tag[0])
        name = tag[2].lower()
        if tag[1] and any(name == one for one, _ in open_tags):
            while open_tags and open_tags.pop()[0] != name:
                pass
        elif not tag[1] and name not in _EMPTY:
            open_tags.append((name, tag[0]))
        position = tag.end()
    yield _broken(html[position:], open_tags)


def _broken(text: str, open_tags: list[tuple[str, str]]) -> str:
    inside = open_tags[-1] if open_tags else ("", "")
    between = f"</p>{inside[1]}" if inside[0] == "p" else "<br><br>"
    return text.replace(BREAK, "<br>").replace(PARAGRAPH, between)
