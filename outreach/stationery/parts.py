"""What a paper is made of: boxes, frames, running text, sides, and several places on a sheet.

All lengths in millimetres; x and y are a box's left and top edge on the upright page.
"""

from dataclasses import dataclass

MM = 72 / 25.4
"""Points in a millimetre."""
AIR = 3.0
"""How far, in mm, an address keeps from each edge of its window, since sheets shift in envelopes."""


READY_PARTS = frozenset({"address", "return-line", "letterhead", "date", "logo"})
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

    `parts` are the blocks that stand in it, one below the other; `style` is CSS for the text; `kind` is
    what base.css calls frames that several papers or senders have in their own places.
    """

    name: str
    box: Box
    parts: tuple[str, ...]
    style: str = ""
    kind: str = ""


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
class Zones:
    """Where a letterhead may stand: across the head, beside the address, and at the foot.

    A paper `keeps_sender` where its own frame with the sender shows in a second window.
    """

    head: Box
    side: Box
    foot: Box
    keeps_sender: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of colour, filled from edge to edge."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A sender's own frames on the first page of a letter, and the paper's frames whose place they take."""

    name: str
    frames: tuple[Frame, ...]
    instead_of: frozenset[str]
    bar: Bar | None = None


NO_LETTERHEAD = Letterhead("", (), frozenset())


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
    zones: Zones | None = None
    letterheads: tuple[Letterhead, ...] = ()

    @property
    def blocks(self) -> frozenset[str]:
        """The blocks of a template that have a place on this paper."""
        parts = {part for side in self.sides for frame in side.frames for part in frame.parts}
        parts |= {part for side in self.sides if side.flow for part in side.flow.parts}
        return frozenset(parts - READY_PARTS)

    def letterhead(self, look: str) -> Letterhead:
        """Return the letterhead that a piece calls for by name; one without frames where it calls for none."""
        return next((one for one in self.letterheads if one.name == look), NO_LETTERHEAD)


@dataclass(frozen=True, slots=True)
class Grid:
    """Places for pieces on a sheet: `columns` × `rows` boxes, a `pitch` apart.

    Places count row by row from the upper left of the front.
    """

    name: str
    description: str
    width: float
    height: float
    piece_width: float
    piece_height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    columns: int
    rows: int
    source: str

    @property
    def count(self) -> int:
        """The number of places on one sheet."""
        return self.columns * self.rows

    @property
    def places(self) -> tuple[Box, ...]:
        """The places on the front, row by row from the upper left."""
        return tuple(
            Box(self.left + column * self.pitch_x, self.top + row * self.pitch_y, self.piece_width, self.piece_height)
            for row in range(self.rows)
            for column in range(self.columns)
        )


ADDRESS_LINES = 6
"""So many lines of an address fit into the frame of every paper."""
SMALL_SIZE = 7 * 25.4 / 72
"""mm: the size of the line with the sender, 7 pt."""
SMALL_LINE = "font: 7pt/2.9mm 'Noto Sans'"
LETTERHEAD = "font: 8pt/1.4 'Noto Sans'; color: #333"


def address_style(size: float, line: float) -> str:
    """Return the CSS of an address: `size` in pt, `line` height in mm."""
    return f"font-size: {size:g}pt; line-height: {line:g}mm; font-variant-numeric: lining-nums"
