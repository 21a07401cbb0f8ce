"""Postcards, and the sheets on which several of them are printed."""

from types import MappingProxyType

from outreach.stationery.parts import SMALL_LINE, Box, Frame, Grid, Side, Stationery

BLEED = 3.0
"""mm by which a picture goes beyond the cut, so that no white edge shows where the knife slips."""

READABLE, COMFORTABLE, LEADING = 8, 12, 1.36
"""pt: between these sizes a card's text is as large as its half has room; and the distance of its lines, in sizes."""
SIZES = tuple(half / 2 for half in range(2 * READABLE, 2 * COMFORTABLE + 1))

POSTCARD_A6 = Stationery(
    name="postcard-a6",
    size_name="A6",
    description="A6 card, one a page: picture side, then message left and address right",
    kind="postcard",
    width=148,
    height=105,
    source="ISO 216; stamp zone 74 × 40 top right, 15 mm free at the foot and on the right "
    "(Deutsche Post, Swiss Post, bpost)",
    sides=(
        Side("picture", (Frame("picture", Box(0, 0, 148, 105).inset(-BLEED), ("picture",)),)),
        Side(
            "address",
            (
                Frame("return-address", Box(6, 5, 62, 9), ("return-line",), SMALL_LINE),
                Frame(
                    "message",
                    Box(6, 15, 62, 84),
                    ("salutation", "body", "closing"),
                    f"font-size: {READABLE}pt; line-height: {LEADING}",
                    sizes=SIZES,
                    leading=LEADING,
                ),
                Frame("address", Box(78, 44, 55, 46), ("address",), "font-size: 9.5pt; line-height: 1.4"),
            ),
            rules=(Box(72.8, 8, 0.15, 89),),
        ),
    ),
)
CARDS = (POSTCARD_A6,)

A4_WIDE, A5, LETTER = (297.0, 210.0), (148.0, 210.0), (215.9, 279.4)


def _cards(name: str, text: str, sheet: tuple[float, float], left: float, top: float, gap: float, columns: int) -> Grid:
    """Return a sheet with two rows of A6 cards, `gap` mm apart."""
    width, height = POSTCARD_A6.width, POSTCARD_A6.height
    source = "ISO 216" if gap == 0 else "our own: 3 mm of bleed around each card"
    return Grid(name, text, *sheet, width, height, left, top, width + gap, height + gap, columns, 2, source)


CARD_SHEETS = MappingProxyType(
    {
        grid.name: grid
        for grid in (
            _cards("a4", "four A6 cards on A4, cut twice", A4_WIDE, 0.5, 0, 0, 2),
            _cards("a5", "two A6 cards on A5, cut once", A5, 0, 0, 0, 1),
            _cards("letter", "two A6 cards on US Letter, cut along the marks", LETTER, 33.95, 31.2, 7, 1),
        )
    }
)
"""The sheets for several cards, by the name of the paper."""
