"""The paper: where things stand on it, as a table to which one adds a row.

All lengths in millimetres; x and y are a box's left and top edge on the upright page.
Numbers without a source of their own follow from the window and 3 mm of air on every side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

AIR = 3.0
"""How far, in mm, an address keeps from each edge of its window, since sheets shift in envelopes."""


READY_PARTS = frozenset({"address", "return-line", "letterhead", "date"})
"""What the tool writes itself; everything else that stands on the paper is a block of the template."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, distance: float) -> "Box":
        """Return the rectangle that keeps `distance` mm from every edge of this one."""
        return Box(
            self.x + distance,
            self.y + distance,
            self.width - 2 * distance,
            self.height - 2 * distance,
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """A place on the page for one part of a piece; its content must fit into it.

    `parts` are the blocks that stand in it, one below the other; `style` is CSS for the text.
    """

    name: str
    box: Box
    parts: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """The running text of a letter: starts at `y` on the first page and may fill further pages.

    `left`, `right`, `top` (from the second page on) and `bottom` are page margins in mm.
    """

    parts: tuple[str, ...]
    y: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a piece: its frames, and the running text if it has one."""

    name: str
    frames: tuple[Frame, ...]
    flow: Flow | None = None
    rules: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Stationery:
    """A sheet with its window and folds; `folds` and `hole` are y positions in mm."""

    name: str
    description: str
    kind: str
    width: float
    height: float
    sides: tuple[Side, ...]
    source: str
    window: Box | None = None
    folds: tuple[float, ...] = ()
    hole: float | None = None

    @property
    def blocks(self) -> frozenset[str]:
        """The blocks of a template that have a place on this paper."""
        parts = {part for side in self.sides for frame in side.frames for part in frame.parts}
        parts |= {part for side in self.sides if side.flow for part in side.flow.parts}
        return frozenset(parts - READY_PARTS)


FLOWING = ("subject", "salutation", "body", "closing")
SMALL_LINE = "font: 7pt/2.9mm 'Noto Sans'"
LETTERHEAD = "font: 8pt/1.4 'Noto Sans'; color: #333"
ADDRESS = "font-size: 10.5pt; line-height: 4.05mm; font-variant-numeric: lining-nums"


def _letter(
    *,
    return_address: Box,
    return_parts: str,
    return_style: str,
    address: Box,
    address_style: str,
    date: Box,
    flow: Flow,
) -> tuple[Side, ...]:
    frames = (
        Frame("return-address", return_address, (return_parts,), return_style),
        Frame("address", address, ("address",), address_style),
        Frame("date", date, ("date",), "text-align: right"),
    )
    return (Side("letter", frames, flow),)


PLAIN_A4 = Stationery(
    name="plain-a4",
    description="A4 without a window: for separate envelopes, or labels",
    kind="letter",
    width=210,
    height=297,
    source="ISO 216; the frames are our own",
    sides=_letter(
        return_address=Box(25, 18, 100, 26),
        return_parts="letterhead",
        return_style=LETTERHEAD,
        address=Box(25, 52, 90, 30),
        address_style=ADDRESS,
        date=Box(125, 86, 65, 6),
        flow=Flow(FLOWING, y=98.5, left=25, right=20, top=25, bottom=22),
    ),
)

DIN_5008_B = Stationery(
    name="din5008b",
    description="A4 for DIN long envelopes with the window on the left (DIN 5008 form B)",
    kind="letter",
    width=210,
    height=297,
    source="DIN 5008:2020 form B: window, folds, hole mark; text 5 mm inside the window",
    window=Box(20, 45, 85, 45),
    folds=(105, 210),
    hole=148.5,
    sides=_letter(
        return_address=Box(25, 48, 77, 6),
        return_parts="return-line",
        return_style=SMALL_LINE,
        address=Box(25, 62.7, 77, 24.3),
        address_style=ADDRESS,
        date=Box(125, 86, 65, 6),
        flow=Flow(FLOWING, y=98.5, left=25, right=20, top=25, bottom=22),
    ),
)

US_10 = Stationery(
    name="us10",
    description="US Letter for #10 envelopes with a single window",
    kind="letter",
    width=215.9,
    height=279.4,
    source="#10 single window envelope: window 4 1/2 × 1 1/8 in; folds in thirds",
    window=Box(17.5, 55.6, 114.3, 28.6),
    folds=(95.2, 187.3),
    sides=_letter(
        return_address=Box(25.4, 16, 100, 26),
        return_parts="letterhead",
        return_style=LETTERHEAD,
        address=Box(25.4, 58.6, 103.4, 22.6),
        address_style="font-size: 10.5pt; line-height: 3.75mm; font-variant-numeric: lining-nums",
        date=Box(130.5, 88, 60, 6),
        flow=Flow(FLOWING, y=100, left=25.4, right=25.4, top=25.4, bottom=22),
    ),
)

POSTCARD_A6 = Stationery(
    name="postcard-a6",
    description="A6 card, one a page: picture side, then message left and address right",
    kind="postcard",
    width=148,
    height=105,
    source="ISO 216; stamp zone 74 × 40 top right, 15 mm free at the foot and on the right "
    "(Deutsche Post, Swiss Post, bpost)",
    sides=(
        Side("picture", (Frame("picture", Box(0, 0, 148, 105), ("picture",)),)),
        Side(
            "address",
            (
                Frame("return-address", Box(6, 5, 62, 9), ("return-line",), SMALL_LINE),
                Frame(
                    "message",
                    Box(6, 15, 62, 84),
                    ("salutation", "body", "closing"),
                    "font-size: 9pt; line-height: 1.36",
                ),
                Frame("address", Box(78, 44, 55, 46), ("address",), "font-size: 9.5pt; line-height: 1.4"),
            ),
            rules=(Box(72.8, 8, 0.15, 89),),
        ),
    ),
)

STATIONERY: Mapping[str, Stationery] = MappingProxyType(
    {paper.name: paper for paper in (PLAIN_A4, DIN_5008_B, US_10, POSTCARD_A6)}
)
