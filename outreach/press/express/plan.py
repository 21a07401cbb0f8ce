"""How a surface's blocks follow each other: flows, frames and collapsing margins, worked out once a shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from outreach.press.express.plain import NotPlainError

if TYPE_CHECKING:
    from outreach.press.express.kind import BlockStyle, SurfaceKind
    from outreach.press.express.markup import Block, Path

ROOM = 0.01
"""px that a letter must keep to the foot of the page, and that a text may stand out: against rounding."""
Pair = tuple["Path | None", "Path | None"]
"""Two blocks of text, one after the other; None stands for an end of their flow."""


class FlowStep(NamedTuple):
    """A block of text below a gap (px), or, without a block, an end of a box with borders.

    right is the edge (px) that text must keep to.
    """

    gap: float
    style: BlockStyle
    right: float = inf
    block: Block | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class TextFlow:
    """Texts one below the other; top, lowest and gap, the one below the last, in px.

    frame is the frame around them, None on the page itself; overflow says what is wrong when they
    end below `lowest`.
    """

    top: float
    steps: tuple[FlowStep, ...]
    gap: float
    lowest: float
    overflow: str
    frame: BlockStyle | None = None


@dataclass(frozen=True, slots=True)
class SurfacePlan:
    """The flows of a surface, frames first, and the neighbours in them."""

    flows: tuple[TextFlow, ...]
    neighbours: set[Pair]


def plan_of(block: Block, kind: SurfaceKind) -> SurfacePlan:
    """Return how a surface is set; raise UnlearntError or NotPlainError when it cannot be."""
    neighbours: set[Pair] = set()
    frames: list[TextFlow] = []
    flow = _Cursor(kind, neighbours, frames)
    flow.place(block)
    flow.pass_by(None)
    page = TextFlow(kind.top, tuple(flow.steps), flow.gap, kind.bottom - ROOM, "a second page")
    return SurfacePlan((*frames, page), neighbours)


@dataclass(slots=True)
class _Cursor:
    """Walks through the blocks of one flow; gap is what has gathered since its last step, in px."""

    kind: SurfaceKind
    neighbours: set[Pair]
    frames: list[TextFlow]
    steps: list[FlowStep] = field(default_factory=list)
    margins: list[float] = field(default_factory=list)
    gap: float = 0.0
    right: float = inf
    above: Path | None = None

    def place(self, block: Block) -> None:
        """Add a block with its margins and edges, or as a flow of its own."""
        style = self.kind.block(block.path)
        if style.absolute:
            self._place_frame(block, style)
            return
        self.margins.append(style.margin_top)
        if style.edge_top:
            self._settle(style.edge_top)
        elif style.bordered:
            raise NotPlainError("a border without an upper edge")
        if style.bordered:
            self._step(style, opens=True)
        self._fill(block, style)
        if style.bordered:
            self._step(style)
        if style.edge_bottom:
            self._settle(style.edge_bottom)
        self.margins.append(style.margin_bottom)

    def pass_by(self, path: Path | None) -> None:
        """Note which texts are neighbours."""
        self.neighbours.add((self.above, path))
        self.above = path

    def _place_frame(self, block: Block, style: BlockStyle) -> None:
        inner = _Cursor(self.kind, self.neighbours, self.frames)
        inner._fill(block, style)
        inner._settle()
        inner.pass_by(None)
        if inner.steps or style.bordered:
            lowest = inf if style.height is None else style.y + style.height + ROOM
            overflow = "text that overflows its frame"
            self.frames.append(TextFlow(style.y, tuple(inner.steps), inner.gap, lowest, overflow, style))

    def _fill(self, block: Block, style: BlockStyle) -> None:
        outer, self.right = self.right, min(self.right, style.x + style.width)
        if block.text >= 0:
            self._settle()
            self.pass_by(block.path)
            self._step(style, block)
        elif not block.children and not style.absolute:  # an empty frame may show its border
            raise NotPlainError("an empty block")
        for child in block.children:
            self.place(child)
        self.right = outer

    def _settle(self, edge: float = 0.0) -> None:
        """Collapse the gathered margins: the largest positive and the lowest negative; an edge follows them."""
        if self.margins:
            self.gap += max(0.0, *self.margins) + min(0.0, *self.margins)
            self.margins.clear()
        self.gap += edge

    def _step(self, style: BlockStyle, block: Block | None = None, *, opens: bool = False) -> None:
        self.steps.append(FlowStep(self.gap, style, self.right, block, opens))
        self.gap = 0.0
