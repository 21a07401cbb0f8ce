"""Read ``.xlsx`` and ``.xlsm`` as a stream of cells; see decision 0012."""

import re
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from outreach.model import HowToRead, Table
from outreach.readers.archives import refuse_bombs
from outreach.readers.errors import UnreadableError, damaged
from outreach.readers.header import likeness, make_table
from outreach.readers.number_format import BUILT_IN, Show, plain, shown_as
from outreach.readers.package import WorkbookPackage
from outreach.readers.tabs import MAXIMUM_CELLS, MAXIMUM_COLUMNS, NO_RESULT, Tab, TabCells, chosen_tab, refuse_size
from outreach.readers.xml import local

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
INLINE = "inlineStr"
"""The kind of a cell whose text stands in it; what else such a cell holds does not count."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(path: Path, source: str, how: HowToRead) -> Table:
    """Return the table on the tab of the workbook `path` that holds the list."""
    refuse_bombs(path, source)
    try:
        with zipfile.ZipFile(path) as archive:
            cells = chosen_tab(_tabs(WorkbookPackage(archive), source), source, how, likeness)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # a damaged workbook raises errors of many kinds, in three libraries
        raise damaged(source) from error
    return make_table(source, cells, how)


def _tabs(package: WorkbookPackage, source: str) -> list[Tab]:
    """Return the tabs of a workbook, none of them read yet."""
    main, book = package.main(), _Book()
    package.parse(main, book)
    texts, styles = _SharedTexts(), _Styles(from_1904=book.from_1904)
    if part := package.beside(main, "sharedStrings"):
        package.parse(part, texts)
    if part := package.beside(main, "styles"):
        package.parse(part, styles)
    sheets = {one.id: one.part for one in package.related(main) if one.kind == "worksheet"}
    if not sheets:
        raise damaged(source)
    return [
        Tab(name, shown, partial(_cells, package, sheets[key], texts.all, styles.all, source))
        for key, name, shown in book.tabs
        if key in sheets
    ]


def _cells(package: WorkbookPackage, part: str, texts: list[str], styles: Mapping[str, Show], source: str) -> TabCells:
    found = _SheetCells(texts, styles, source)
    package.parse(part, found)
    return found.tab


class _Book:
    """Gathers the tabs of a workbook: the id of their relation, their name, and whether they are shown."""

    def __init__(self) -> None:
        self.tabs: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true", "on"}
        elif kind == "sheet":
            key = next((value for attribute, value in attributes.items() if local(attribute) == "id"), "")
            self.tabs.append((key, attributes.get("name", ""), attributes.get("state", "visible") == "visible"))

    def text(self, text: str) -> None:
        pass

    def end(self, name: str) -> None:
        pass


class _SharedTexts:
    """Gathers the texts that Excel keeps apart from the cells; readings of Chinese words are left out."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_reading = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "t":
            self._in_text = not self._in_reading
        elif kind == "si":
            self._parts = []
        elif kind == "rPh":
            self._in_reading = True

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)

    def end(self, name: str) -> None:
        kind = local(name)
        if kind == "t":
            self._in_text = False
        elif kind == "si":
            self.all.append(unescaped("".join(self._parts)))
        elif kind == "rPh":
            self._in_reading = False


class _Styles:
    """Gathers how each style of the workbook shows its numbers."""

    def __init__(self, *, from_1904: bool) -> None:
        self.all: dict[str, Show] = {}
        self._codes = dict(BUILT_IN)
        self._from_1904 = from_1904
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif kind == "cellXfs":
            self._in_cells = True
        elif kind == "xf" and self._in_cells:
            code = self._codes.get(int(attributes.get("numFmtId", 0)), "")
            self.all[str(len(self.all))] = shown_as(code, from_1904=self._from_1904)

    def text(self, text: str) -> None:
        pass

    def end(self, name: str) -> None:
        if local(name) == "cellXfs":
            self._in_cells = False


class _SheetCells:
    """Gathers the cells of one tab; called for every element, so it does little for each."""

    def __init__(self, texts: list[str], styles: Mapping[str, Show], source: str) -> None:
        self.tab = TabCells()
        self._texts, self._styles, self._source = texts, styles, source
        self._prefix = ""
        self._number = 0
        self._row: list[str] = []
        self._column = self._count = 0
        self._kind, self._style = "n", "0"
        self._value: list[str] = []
        self._in_value = self._in_reading = self._formula = False
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of the beginning of an element."""
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._in_value = self._kind != INLINE
        elif name == "t":
            self._in_value = self._kind == INLINE and not self._in_reading
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._in_reading = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name.endswith(":worksheet"):
            self._prefix = name.removesuffix("worksheet")

    def text(self, text: str) -> None:
        """Hear of the text between."""
        if self._in_value:
            self._value.append(text)

    def end(self, name: str) -> None:
        """Hear of the end of an element."""
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name in {"v", "t"}:
            self._in_value = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._in_reading = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._number = int(attributes.get("r") or self._number + 1)
        self._row, self._column = [], -1
        if attributes.get("hidden") in {"1", "true"}:
            self.tab.hidden.add(self._number)

    def _end_row(self) -> None:
        if self._row:
            self._count += len(self._row)
            refuse_size(self._source, self._number, 0 if self._count <= MAXIMUM_CELLS else MAXIMUM_COLUMNS)
            self.tab.rows.append((self._number, self._row))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = self._column_of(place) if place else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._value = []
        self._formula = False

    def _column_of(self, place: str) -> int:
        """Return the column of a place like ``AB12``, from 0."""
        letters = place.rstrip("0123456789")
        if letters not in self._columns:
            column = 0
            for letter in letters[:8]:
                column = column * 26 + ord(letter) - 64
            self._columns[letters] = column - 1
        return self._columns[letters]

    def _end_cell(self) -> None:
        if not self._value:
            if self._formula and self._kind != "str":
                self.tab.note_fault(self._number, self._column, NO_RESULT)
                self._put(" ")
        elif text := self._shown("".join(self._value)):
            self._put(text)

    def _put(self, text: str) -> None:
        """Put a text into its column; columns that were passed over are empty."""
        gap = self._column - len(self._row)
        if gap:
            refuse_size(self._source, self._number, self._column)
            self._row.extend([""] * (gap + 1))
            self._row[self._column] = text
        else:
            self._row.append(text)

    def _shown(self, value: str) -> str:
        """Return a stored value as a person sees it."""
        kind = self._kind
        if kind == "s":
            return self._texts[int(value)]
        if kind == "n":
            return self._styles.get(self._style, plain)(value)
        if kind == "b":
            return "yes" if value.strip() in {"1", "true"} else "no"
        if kind == "d":
            return value.removesuffix("T00:00:00").replace("T", " ")
        return unescaped(value)

    def _merge(self, reference: str) -> None:
        corners = _REFERENCE.findall(reference)
        if len(corners) > 1:
            (left, top), (right, bottom) = corners[0], corners[1]
            self.tab.merged.append((int(top), self._column_of(left), int(bottom), self._column_of(right)))


def unescaped(text: str) -> str:
    """Return a text without Excel's way of writing control characters, as in ``_x000D_``."""
    if "_x" not in text:
        return text
    whole = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two escapes may be one character
