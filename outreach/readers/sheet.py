"""A tab of a workbook as its reader finds it, before anybody knows where the header is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from outreach.errors import instead
from outreach.model import HowToRead, Problem
from outreach.readers.errors import UnreadableError

MAXIMUM_COLUMNS = 1000
MAXIMUM_ROWS = 1_000_000
MAXIMUM_CELLS = 20_000_000
"""Cells that are read of one file; repeated and empty ones count too."""
NO_RESULT = (
    "holds a formula whose result was not saved",
    "open the file in your spreadsheet program and save it again, or write the value itself",
)


@dataclass(slots=True)
class Sheet:
    """The rows of one tab by their number, all values as texts, with what a person sees besides.

    `faults` tell by row number and column (from 0) what is wrong with a cell and the remedy;
    `merged` are first row, first column, last row, last column.
    """

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    faults: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab that can be read; `shown` is false for one that the program hides."""

    name: str
    shown: bool
    read: Callable[[], Sheet]


def sheet_of(rows: Iterable[Sequence[str]]) -> Sheet:
    """Return plain rows of texts, counted from 1, as a sheet; lists become its own."""
    return Sheet([(number, cells if isinstance(cells, list) else list(cells)) for number, cells in enumerate(rows, 1)])


def refuse_size(source: str, row: int, column: int) -> None:
    """Refuse a cell beyond what a list can have; `column` counts from 0."""
    if row > MAXIMUM_ROWS or column >= MAXIMUM_COLUMNS:
        message = "has more rows or columns than a list can have"
        raise UnreadableError(Problem(source, message, "delete the empty ones that look used", row=row))


def chosen_tab(tabs: Sequence[Tab], source: str, how: HowToRead, is_list: Callable[[Sheet], bool]) -> Sheet:
    """Return the tab that the settings name, else the first that looks like a list, else the first with anything.

    Tabs that the program hides are read only if they are named, or if there is no other.
    """
    sheet, name = _named(tabs, source, how.sheet) if how.sheet else _found(tabs, is_list)
    others = [f"“{tab.name}”" for tab in tabs if tab.name != name]
    if others:
        more = ", ".join(others[:5]) + (" …" if len(others) > len(others[:5]) else "")
        sheet.notes.insert(0, f"tab “{name}” (there are also {more})")
    return sheet


def _named(tabs: Sequence[Tab], source: str, name: str) -> tuple[Sheet, str]:
    for tab in tabs:
        if tab.name.strip().casefold() == name.strip().casefold():
            return tab.read(), tab.name
    names = [tab.name for tab in tabs]
    raise UnreadableError(Problem(source, f"has no tab “{name}”", instead(name, names, form="“{}”")))


def _found(tabs: Sequence[Tab], is_list: Callable[[Sheet], bool]) -> tuple[Sheet, str]:
    first: tuple[Sheet, str] | None = None
    for tab in _shown_first(tabs):
        sheet = tab.read()
        if is_list(sheet):
            return sheet, tab.name
        if first is None and sheet.rows:
            first = sheet, tab.name
    return first or (Sheet(), tabs[0].name if tabs else "")


def _shown_first(tabs: Sequence[Tab]) -> Iterator[Tab]:
    shown = [tab for tab in tabs if tab.shown]
    yield from shown or tabs
