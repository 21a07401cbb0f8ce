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
    what base.css calls frames that several papers or senders have in their own places. `letters` says how
    large the letters of an address are, and how far apart its lines at least. With `sizes`, in pt, a text is set
    as large as its frame has room; `leading` is then the distance of its lines, in sizes of its letters.
    """

    name: str
    box: Box
    parts: tuple[str, ...]
    style: str = ""
    kind: str = ""
    letters: "Letters | None" = None
    sizes: tuple[float, ...] = ()
    leading: float = 1.4


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
    size_name: str = ""
    """What the paper is called in every language: its size, and the norm of its window."""

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
BODY_LEADING = 1.4
"""How far apart the lines of a letter's text are, in sizes of its letters; those of an address, where there is room."""
FREE_BELOW = 1.5
"""mm at the foot of an address that are left free if its lines can be set farther apart: services want them empty."""
SMALL_SIZE = 7 * 25.4 / 72
"""mm: the size of the line with the sender, 7 pt."""
SMALL_LINE = "font: 7pt/2.9mm 'Noto Sans'"
LETTERHEAD = "font: 8pt/1.4 'Noto Sans'; color: #333"


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of an address: their `size` in pt, and the least distance of its lines in mm."""

    size: float
    least: float

    @property
    def style(self) -> str:
        """The CSS of an address with as many lines as fit."""
        return f"font-size: {self.size:g}pt; line-height: {self.least:g}mm; font-variant-numeric: lining-nums"

    def leading(self, lines: int, height: float) -> float:
        """Return how far apart so many lines stand in a frame of `height` mm: as far as a letter's, if they can."""
        wished = min(self.size / MM * BODY_LEADING, (height - FREE_BELOW) / lines)
        return round(max(wished, self.least), 2)


def address_frame(box: Box, size: float, least: float) -> Frame:
    """Return the frame of an address; `size` in pt, `least` is how far apart six lines are, in mm."""
    letters = Letters(size, least)
    return Frame("address", box, ("address",), letters.style, letters=letters)
