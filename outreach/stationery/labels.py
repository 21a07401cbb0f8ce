"""Sheets of address labels, a row each: a new sheet is a new row, or a section in campaign.toml."""

from collections.abc import Mapping
from types import MappingProxyType

from outreach.stationery.letters import A4, LETTER
from outreach.stationery.parts import ADDRESS_LINES, AIR, Box, Grid, Side, Stationery, address_frame

LARGEST_LINE, LARGEST_SIZE, SMALLEST_SIZE = 4.4, 11.0, 6.0
"""mm and pt of an address on a label with room enough; below 6 pt nobody can read it."""


def label_sheet(
    name: str, sheet: tuple[float, float], label: tuple[float, float], margins: tuple[float, float],
    pitch: tuple[float, float], columns: int, rows: int, source: str,
) -> Grid:  # fmt: skip
    """Return a sheet of labels; `label`, `margins` (left, top) and `pitch` are x and y in mm."""
    paper = "US Letter" if sheet == LETTER else "A4" if sheet == A4 else f"{sheet[0]:g} × {sheet[1]:g} mm"
    text = f"{columns * rows} labels of {label[0]:g} × {label[1]:g} mm on {paper}"
    return Grid(name, text, *sheet, *label, *margins, *pitch, columns, rows, source)


_ROWS = (
    label_sheet("l7160", A4, (63.5, 38.1), (7.2, 15.1), (66.0, 38.1), 3, 7, "Avery L7160"),
    label_sheet("l7163", A4, (99.1, 38.1), (4.65, 15.1), (101.6, 38.1), 2, 7, "Avery L7163"),
    label_sheet("5160", LETTER, (66.7, 25.4), (3.97, 12.7), (70.64, 25.4), 3, 10, "Avery 5160"),
    label_sheet("5163", LETTER, (101.6, 50.8), (4.1, 12.7), (106.4, 50.8), 2, 5, "Avery 5163"),
)
LABELS: Mapping[str, Grid] = MappingProxyType({row.name: row for row in _ROWS})


def label_paper(sheet: Grid) -> Stationery:
    """Return one label as a paper of its own: the address keeps 3 mm of air, six lines fit."""
    room = Box(0, 0, sheet.piece_width, sheet.piece_height).inset(AIR)
    line = round(min(LARGEST_LINE, room.height / ADDRESS_LINES - 0.005), 2)
    frame = address_frame(room, line / LARGEST_LINE * LARGEST_SIZE, line)
    side = Side("label", (frame,))
    return Stationery(
        sheet.name, sheet.description, "label", sheet.piece_width, sheet.piece_height, (side,), sheet.source
    )


def misfit(sheet: Grid) -> str:
    """Say why the labels of `sheet` cannot be printed, or nothing."""
    right = sheet.left + (sheet.columns - 1) * sheet.pitch_x + sheet.piece_width
    foot = sheet.top + (sheet.rows - 1) * sheet.pitch_y + sheet.piece_height
    for what, over in (("right", right - sheet.width), ("lower", foot - sheet.height)):
        if over > 0.05:  # noqa: PLR2004 — a twentieth of a millimetre is rounding
            return f"the labels go {over:.1f} mm beyond the {what} edge of the sheet"
    overlaps = sheet.columns > 1 and sheet.pitch_x < sheet.piece_width - 0.05
    if overlaps or (sheet.rows > 1 and sheet.pitch_y < sheet.piece_height - 0.05):
        return "the labels overlap: the pitch is from one label's edge to the same edge of the next"
    if min(sheet.piece_width - 2 * AIR, sheet.piece_height - 2 * AIR) < SMALLEST_SIZE / LARGEST_SIZE * LARGEST_LINE:
        return "the labels are too small for an address with 3 mm of air"
    return ""
