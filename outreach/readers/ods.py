"""Read ``.ods`` as a stream: the texts that the program shows are in the file beside the values."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from outreach.model import HowToRead, Problem, Table
from outreach.readers.archives import refuse_bombs
from outreach.readers.errors import UnreadableError, damaged, protected
from outreach.readers.header import likeness, make_table
from outreach.readers.number_format import LARGEST_PLAIN, plain
from outreach.readers.tabs import MAXIMUM_CELLS, NO_RESULT, Tab, TabCells, chosen_tab, refuse_size
from outreach.readers.xml import local, parse_part

_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:[.,'’\s]\d{3})+")
_TEXT_INSIDE = frozenset({"p", "h", "span", "a", "s", "tab", "line-break"})
_NOT_SHOWN = frozenset({"annotation", "ruby-text", "frame", "custom-shape", "forms"})


def read(path: Path, source: str, how: HowToRead) -> Table:
    """Return the table on the tab of the OpenDocument sheet `path` that holds the list."""
    refuse_bombs(path, source)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_encrypted(archive, source)
            cells = _OdsCells(source)
            parse_part(archive, "content.xml", cells)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # a damaged archive or text raises errors of many kinds
        raise damaged(source) from error
    return make_table(source, chosen_tab(cells.tabs, source, how, likeness), how)


def _refuse_encrypted(archive: zipfile.ZipFile, source: str) -> None:
    names = archive.namelist()
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise protected(source)


class _OdsCells:
    """Gathers the cells of all tabs; rows and cells that repeat are counted as often as they do."""

    def __init__(self, source: str) -> None:
        self.tabs: list[Tab] = []
        self._source = source
        self._tab = TabCells()
        self._name, self._style = "", ""
        self._hidden_styles: set[str] = set()
        self._table_style = ""
        self._number = self._row_repeats = 0
        self._row: list[str] = []
        self._column = self._count = 0
        self._cell: dict[str, str] = {}
        self._texts: list[str] = []
        self._has_text = False
        self._depth_not_shown = self._depth_text = self._depth_table = 0
        self._starts: Mapping[str, Callable[[dict[str, str]], None]] = {
            "style": self._start_style, "table-properties": self._start_properties, "table": self._start_table,
            "table-row": self._start_row, "table-cell": self._start_cell, "covered-table-cell": self._start_cell,
        }  # fmt: skip
        self._ends: Mapping[str, Callable[[], None]] = {
            "table": self._end_table, "table-row": self._end_row,
            "table-cell": self._end_cell, "covered-table-cell": self._end_cell,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of the beginning of an element."""
        kind = local(name)
        if kind in _NOT_SHOWN:
            self._depth_not_shown += 1
        elif self._depth_not_shown:
            return
        elif kind in _TEXT_INSIDE:
            self._start_text(kind, attributes)
        elif action := self._starts.get(kind):
            action({local(key): value for key, value in attributes.items()})

    def text(self, text: str) -> None:
        """Hear of the text between."""
        if self._depth_text and not self._depth_not_shown:
            self._texts.append(text)

    def end(self, name: str) -> None:
        """Hear of the end of an element."""
        kind = local(name)
        if kind in _NOT_SHOWN:
            self._depth_not_shown -= 1
        elif self._depth_not_shown:
            return
        elif kind in {"p", "h"}:
            self._depth_text -= 1
        elif action := self._ends.get(kind):
            action()

    def _start_text(self, kind: str, attributes: dict[str, str]) -> None:
        if kind in {"p", "h"}:
            self._depth_text += 1
            self._has_text = True
            if self._texts:
                self._texts.append("\n")
        elif kind == "s":
            count = next((value for key, value in attributes.items() if local(key) == "c"), "1")
            self._texts.append(" " * min(int(count), 100))
        elif kind not in {"span", "a"}:
            self._texts.append("\n" if kind == "line-break" else " ")

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("name", "")

    def _start_properties(self, attributes: dict[str, str]) -> None:
        if attributes.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._depth_table += 1
        if self._depth_table == 1:
            self._tab, self._number = TabCells(), 0
            self._name, self._table_style = attributes.get("name", ""), attributes.get("style-name", "")

    def _end_table(self) -> None:
        self._depth_table -= 1
        if self._depth_table == 0:
            tab, shown = self._tab, self._table_style not in self._hidden_styles
            self.tabs.append(Tab(self._name, shown, lambda: tab))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column = [], 0
        self._row_repeats = int(attributes.get("number-rows-repeated", 1))
        if attributes.get("visibility") in {"collapse", "filter"} and self._row_repeats < MAXIMUM_CELLS:
            hidden = range(self._number + 1, self._number + 1 + min(self._row_repeats, 100_000))
            self._tab.hidden.update(hidden)

    def _end_row(self) -> None:
        if self._row:
            refuse_size(self._source, self._number + self._row_repeats, 0)
            self._spend(self._row_repeats * len(self._row))
            for number in range(self._number + 1, self._number + 1 + self._row_repeats):
                self._tab.rows.append((number, [*self._row]))
        self._number += self._row_repeats

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._texts, self._has_text = attributes, [], False

    def _end_cell(self) -> None:
        repeats = int(self._cell.get("number-columns-repeated", 1))
        text = self._shown()
        if "formula" in self._cell and "value-type" not in self._cell and not self._has_text:
            self._tab.note_fault(self._number + 1, self._column, NO_RESULT)
            text = " "
        if text:
            refuse_size(self._source, self._number + 1, self._column + repeats - 1)
            self._row.extend([""] * (self._column - len(self._row)))
            self._row.extend([text] * repeats)
            self._merge()
        self._column += repeats

    def _merge(self) -> None:
        wide = int(self._cell.get("number-columns-spanned", 1))
        high = int(self._cell.get("number-rows-spanned", 1))
        if wide > 1 or high > 1:
            top = self._number + 1
            self._tab.merged.append((top, self._column, top + high - 1, self._column + wide - 1))

    def _spend(self, cells: int) -> None:
        self._count += cells
        if self._count > MAXIMUM_CELLS:
            message = "has more rows or columns than a list can have"
            remedy = "delete the empty ones that look used"
            raise UnreadableError(Problem(self._source, message, remedy, row=self._number + 1))

    def _shown(self) -> str:
        """Return the text of a cell as a person sees it, in the form in which other formats give it."""
        text = "".join(self._texts)
        kind = self._cell.get("value-type", "")
        if kind == "float" and text.isupper() and text.isalpha():
            return "yes" if self._cell.get("value") == "1" else "no"  # a truth value, in the words of any language
        if kind == "float":
            return number_text(self._cell.get("value", ""), text)
        if kind == "percentage":
            return re.sub(r"\s", "", text).replace(",", ".")
        if kind == "date":
            return day_text(self._cell.get("date-value", ""), text)
        if kind == "boolean":
            return "yes" if self._cell.get("boolean-value") == "true" else "no"
        return text or self._cell.get("string-value", "")


def number_text(value: str, shown: str) -> str:
    """Return a number with the zeros, signs and decimals that are shown, and with a decimal point."""
    shown = shown.strip()
    try:
        number = float(value)
    except ValueError:
        return shown or value
    if not shown:
        return plain(value)
    digits = re.sub(r"\D", "", shown)
    if number.is_integer() and abs(number) < LARGEST_PLAIN and digits.lstrip("0") == plain(value).lstrip("-0"):
        return plain(value) if _THOUSANDS.fullmatch(shown) else shown
    decimals = re.fullmatch(r"-?[\d.,'’\s]*[.,](\d+)", shown)
    return format(number, f".{len(decimals[1])}f") if decimals else plain(value)


def day_text(value: str, shown: str) -> str:
    """Return a day in ISO form, with the parts that are shown."""
    day, _, time = value.partition("T")
    if re.fullmatch(r"\d{4}", shown.strip()):
        return day[:4]
    if re.fullmatch(r"\d{1,2}[./-]\d{4}|[^\W\d]+\.? \d{4}", shown.strip()):
        return day[:7]
    return day if not time.strip("0:.") else f"{day} {time[:5]}"
