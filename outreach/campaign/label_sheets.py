"""A campaign's own label sheets: from the settings below ``[labels.NAME]`` to a row of the table."""

from collections.abc import Iterator, Mapping

from outreach.errors import instead
from outreach.model import Problem
from outreach.stationery import Grid
from outreach.stationery.labels import label_sheet, misfit
from outreach.stationery.letters import A4, LETTER

SHEETS = {"a4": A4, "letter": LETTER}
PAIRS = ("label", "margins", "pitch")
NUMBERS = ("columns", "rows")
EXAMPLE = {
    "sheet": 'write sheet = "a4" or "letter", or its width and height in mm as [210, 297]',
    "label": "write width and height in mm, as label = [63.5, 38.1]",
    "margins": "write how far the first label is from the left and from the top in mm, as margins = [7.2, 15.1]",
    "pitch": "write how far it is from one label's edge to the same edge of the next in mm, as pitch = [66, 38.1]",
    "columns": "write how many labels stand side by side, as columns = 3",
    "rows": "write how many labels stand one below the other, as rows = 7",
}
_MOST, _LONGEST = 60, 1000.0
"""Columns and rows, and mm; more cannot be labels for addresses."""


def own_label_sheet(name: str, keys: Mapping[str, object], source: str) -> Grid | list[Problem]:
    """Return the sheet that a section describes, or everything that is wrong with it."""
    place = f"[labels.{name}]"
    problems = [Problem(source, message, remedy, column=place) for message, remedy in _faults(keys)]
    if problems:
        return problems
    pairs = {key: _pair(keys[key]) for key in PAIRS}
    sheet = SHEETS.get(str(keys["sheet"])) or _pair(keys["sheet"])
    columns, rows = (int(str(keys[key])) for key in NUMBERS)
    grid = label_sheet(name, sheet, pairs["label"], pairs["margins"], pairs["pitch"], columns, rows, "campaign.toml")
    if fault := misfit(grid):
        return [Problem(source, fault, "measure the sheet again", column=place)]
    return grid


def _faults(keys: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key in keys:
        if key not in EXAMPLE:
            yield f"`{key}` is not a known setting", instead(key, EXAMPLE)
    for key, remedy in EXAMPLE.items():
        if key not in keys:
            yield f"`{key}` is missing", remedy
        elif not _fits(key, keys[key]):
            yield f"`{key}` has the wrong form", remedy


def _fits(key: str, value: object) -> bool:
    if key in NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST
    if key == "sheet" and isinstance(value, str):
        return value in SHEETS
    return min(_pair(value)) >= 0 if key == "margins" else min(_pair(value)) > 0


def _pair(value: object) -> tuple[float, float]:
    """Return two lengths in mm; two negative ones if `value` holds none."""
    match value:
        case [(int() | float()) as x, (int() | float()) as y] if 0 <= x <= _LONGEST and 0 <= y <= _LONGEST:
            return float(x), float(y)
    return -1.0, -1.0
