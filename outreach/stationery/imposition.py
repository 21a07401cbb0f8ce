"""Imposition: which piece stands at which place of which sheet, on its front and on its back.

Places count row by row from the upper left of the front. A back is seen as it comes out of the
printer, upright; its places are those of the front, turned with the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from outreach.stationery import Box, Grid


class Flip(StrEnum):
    """About which edge the printer turns the sheet between front and back."""

    LONG = "long-edge"
    SHORT = "short-edge"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one piece stands: its index from 0, its box in mm, and its turn in degrees, counter-clockwise."""

    piece: int
    box: Box
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper; without a back, `back` is empty."""

    front: tuple[Place, ...]
    back: tuple[Place, ...] = ()


def impose(count: int, grid: Grid, start_at: int = 1, flip: Flip | None = None) -> list[Sheet]:
    """Return the sheets for `count` pieces; the places before `start_at` (from 1) stay empty on the first.

    With `flip`, every piece has a back. Raises `ValueError` where the sheet has no place `start_at`.
    """
    if not 1 <= start_at <= grid.count:
        raise ValueError(f"a sheet has places 1 to {grid.count}, but no {start_at}")
    used = start_at - 1
    sheets = []
    for first in range(0, count + used if count else 0, grid.count):
        slots = range(max(first, used), min(first + grid.count, count + used))
        front = tuple(Place(slot - used, grid.places[slot - first]) for slot in slots)
        sheets.append(Sheet(front, back_of(front, grid, flip) if flip else ()))
    return sheets


def back_of(front: Sequence[Place], grid: Grid, flip: Flip) -> tuple[Place, ...]:
    """Return the places on the back, so that each piece's back lies behind its front.

    A piece is to be turned like the page of a book. A sheet that is turned about its upright edge
    does just that; one that is turned over its top has its pieces upside down on the back.
    """
    like_a_page = (flip is Flip.LONG) == (grid.height >= grid.width)
    if like_a_page:
        return tuple(Place(p.piece, _across(p.box, grid)) for p in front)
    return tuple(Place(p.piece, _down(p.box, grid), 180) for p in front)


def _across(box: Box, grid: Grid) -> Box:
    return Box(grid.width - box.x - box.width, box.y, box.width, box.height)


def _down(box: Box, grid: Grid) -> Box:
    return Box(box.x, grid.height - box.y - box.height, box.width, box.height)


def bleed(grid: Grid, wished: float) -> float:
    """Return by how much a picture may go beyond its cut, in mm: never into a neighbour."""
    gaps = [grid.pitch_x - grid.piece_width] * (grid.columns > 1) + [grid.pitch_y - grid.piece_height] * (grid.rows > 1)
    return min([wished, *(max(gap, 0) / 2 for gap in gaps)])


def crop_marks(grid: Grid, length: float = 4.0, away: float = 3.0) -> list[Box]:
    """Return the lines to cut along, as boxes without width or height, in mm.

    They stand `away` mm outside the outer pieces where the sheet has room for them, else on the cut
    itself at the edge of the sheet, where the knife takes them off.
    """
    across = sorted({x for box in grid.places for x in (box.x, box.x + box.width)})
    down = sorted({y for box in grid.places for y in (box.y, box.y + box.height)})
    marks = [
        Box(x, y, 0, size)
        for x in across
        if 1 < x < grid.width - 1
        for y, size in _ends(down, grid.height, length, away)
    ]
    marks += [
        Box(x, y, size, 0)
        for y in down
        if 1 < y < grid.height - 1
        for x, size in _ends(across, grid.width, length, away)
    ]
    return marks


def _ends(cuts: Sequence[float], sheet: float, length: float, away: float) -> list[tuple[float, float]]:
    """Return begin and length of the two marks on one cut; they end where the pieces begin, less `away`."""
    before, after = cuts[0] - away, cuts[-1] + away
    first = (max(before - length, 0.0), min(length, before)) if before > 1 else (0.0, length)
    last = (after, min(length, sheet - after)) if sheet - after > 1 else (sheet - length, length)
    return [first, last]


def drawn(sheets: Sequence[Sheet], grid: Grid) -> str:
    """Return the sheets as text: a cell for each place, ``.`` where it is empty, ``v`` behind what is upside down."""
    return "\n\n".join(_drawn_side(side, grid) for sheet in sheets for side in (sheet.front, sheet.back) if side)


def _drawn_side(places: Sequence[Place], grid: Grid) -> str:
    columns = sorted({round(box.x, 3) for box in grid.places} | {round(p.box.x, 3) for p in places})
    rows = sorted({round(box.y, 3) for box in grid.places} | {round(p.box.y, 3) for p in places})
    cells = {(round(p.box.x, 3), round(p.box.y, 3)): f"{p.piece + 1}{'v' if p.turn else ''}" for p in places}
    return "\n".join(" ".join(f"{cells.get((x, y), '.'):>3}" for x in columns).rstrip() for y in rows)
