"""A tab of a workbook as its reader finds it, before anybody knows where the header is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from outreach.errors import instead
from outreach.model import HowToRead, Problem
from outreach.readers.errors import UnreadableError

MAXIMUM_COLUMNS = 1000
MAXIMUM_ROWS = 1_000_000
MAXIMUM_CELLS = 20_000_000
"""Cells that are read of one file; repeated and empty ones count too."""
SHOWN = 5
"""So many tabs, or headers of one, are named in a note."""
NO_RESULT = (
    "holds a formula whose result was not saved",
    "open the file in your spreadsheet program and save it again, or write the value itself",
)


@dataclass(slots=True)
class TabCells:
    """The rows of one tab by their number, all values as texts, with what a person sees besides.

    `faults` tell by row number and column (from 0, or `WHOLE_ROW`) what is wrong with a cell and the remedy;
    `merged` are first row, first column, last row, last column.
    """

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    faults: dict[int, dict[int, tuple[str, str]]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note_fault(self, row: int, column: int, fault: tuple[str, str]) -> None:
        """Keep what is wrong with a cell, and the remedy."""
        self.faults.setdefault(row, {})[column] = fault


WHOLE_ROW = -1
"""Stands for the column where a fault is one of the whole row."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab that can be read; `shown` is false for one that the program hides."""

    name: str
    shown: bool
    read: Callable[[], TabCells]


def refuse_size(source: str, row: int, column: int) -> None:
    """Refuse a cell beyond what a list can have; `column` counts from 0."""
    if row > MAXIMUM_ROWS or column >= MAXIMUM_COLUMNS:
        message = "has more rows or columns than a list can have"
        raise UnreadableError(Problem(source, message, "delete the empty ones that look used", row=row))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a tab looks like a list of people: `known` headers, `names` among them, rows below, the header itself."""

    is_list: bool = False
    names: bool = False
    known: int = 0
    rows: int = 0
    header: tuple[str, ...] = ()


def chosen_tab(tabs: Sequence[Tab], source: str, how: HowToRead, likeness: Callable[[TabCells], Likeness]) -> TabCells:
    """Return the tab that the settings name, else the one that looks most like a list, and say which.

    Tabs that the program hides are read only if they are named, or if there is no other.
    """
    if how.sheet:
        cells, name = _named(tabs, source, how.sheet)
        doubt = ""
    else:
        cells, name, doubt = _found(tabs, likeness)
    others = [f"“{tab.name}”" for tab in tabs if tab.name != name]
    if others:
        more = ", ".join(others[:SHOWN]) + (" …" if len(others) > SHOWN else "")
        cells.notes.insert(0, f"tab “{name}” ({doubt or f'there are also {more}'})")
    return cells


def _named(tabs: Sequence[Tab], source: str, name: str) -> tuple[TabCells, str]:
    for tab in tabs:
        if tab.name.strip().casefold() == name.strip().casefold():
            return tab.read(), tab.name
    names = [tab.name for tab in tabs]
    raise UnreadableError(Problem(source, f"has no tab “{name}”", instead(name, names, form="“{}”")))


def _found(tabs: Sequence[Tab], likeness: Callable[[TabCells], Likeness]) -> tuple[TabCells, str, str]:
    """Return the first list; one without names gives way to one with names and more headers that the tool knows.

    Where no tab is a list, the one with the longest table is returned, and what tells them apart.
    """
    best: tuple[TabCells, str] | None = None
    alike = Likeness()
    seen = []
    for tab in _shown_first(tabs):
        cells = tab.read()
        here = likeness(cells)
        seen.append((tab.name, here.header))
        if best is None or _rank(here, alike) > _rank(alike, here):
            best, alike = (cells, tab.name), here
        if alike.is_list and alike.names:
            break
    cells, name = best or (TabCells(), tabs[0].name if tabs else "")
    if alike.known > 1 or len(seen) == 1:
        return cells, name, ""
    headers = "; ".join(f"“{tab}”: {', '.join(header[:SHOWN]) or 'empty'}" for tab, header in seen[:SHOWN])
    return cells, name, f"no tab has headers that the tool knows: {headers}"


def _rank(one: Likeness, other: Likeness) -> tuple[bool, bool, bool, int]:
    """Return how far `one` is the list rather than `other`."""
    if one.is_list:
        return True, one.names and not other.names and one.known > other.known, False, 0
    return False, one.rows > 0, one.known > 1, one.rows


def _shown_first(tabs: Sequence[Tab]) -> Iterator[Tab]:
    shown = [tab for tab in tabs if tab.shown]
    yield from shown or tabs
