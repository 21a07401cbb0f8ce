"""A letter set from what its kind has learnt: block flow, collapsing margins, frames."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from outreach.press.express.kind import UnlearntError
from outreach.press.express.leaf import Leaf
from outreach.press.express.line import Span
from outreach.press.express.markup import Block, Inline, Path, read_inline, read_texts
from outreach.press.express.paint import Endings, Painted, paint
from outreach.press.express.plain import MIXED, NotPlainError, script_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.press.express.kind import BlockStyle, Kind

_CACHE_LIMIT = 1_000  # blocks of text; beyond that the dictionary starts afresh
_WORDS_A_LINE = 50  # shaped in one go; one odd word sends its neighbours back to their letters
_ROOM = 0.01  # px a letter must keep to the foot of the page, against rounding


@dataclass(frozen=True, slots=True)
class Placed:
    """A painted block of text; x and y (px) are those of its content box."""

    x: float
    y: float
    painted: Painted


@dataclass(frozen=True, slots=True)
class Bordered:
    """A box whose borders show; x, y, width and height (px) are those of its content box."""

    x: float
    y: float
    width: float
    height: float
    style: BlockStyle


@dataclass(slots=True)
class Letter:
    """All that one surface shows, and the pairs of neighbours that it was set with."""

    texts: list[Placed] = field(default_factory=list)
    borders: list[Bordered] = field(default_factory=list)
    neighbours: set[tuple[Path | None, Path | None]] = field(default_factory=set)


@dataclass(slots=True)
class _Flow:
    """A cursor in px, with the margins above it that still collapse and the edge that text must keep to."""

    y: float
    margins: list[float] = field(default_factory=list)
    above: Path | None = None
    right: float = inf

    def settle(self) -> None:
        """Collapse the gathered margins: the largest positive and the lowest negative."""
        if self.margins:
            self.y += max(0.0, *self.margins) + min(0.0, *self.margins)
            self.margins.clear()


class Setter:
    """Sets letters of one kind; equal blocks of text are set once."""

    def __init__(self, kind: Kind) -> None:
        """Begin with no block set."""
        self._kind = kind
        self._painted: dict[tuple[Path, str], Painted] = {}
        self._endings: dict[Path, Endings] = {}
        self._texts: dict[str, tuple[tuple[str, str], ...] | None] = {}

    def prepare(self, surfaces: Iterable[Block]) -> None:
        """Shape the words of texts without tags, many in one go; what goes wrong is met again by `set`."""
        words: dict[tuple[Path, str], set[str]] = {}
        for block in (block for surface in surfaces for block in surface.leaves()):
            if (block.path, block.inline) not in self._painted and block.path in self._kind.styles:
                with suppress(NotPlainError):
                    for text, script in self._texts_of(block) or ():
                        words.setdefault((block.path, script), set()).update(text.split(" "))
        for (path, script), found in words.items():
            face = self._kind.leaf_face(path)
            chosen = sorted(found - face.known(script)) if script != MIXED else []
            for start in range(0, len(chosen), _WORDS_A_LINE):
                with suppress(NotPlainError):
                    face.words(chosen[start : start + _WORDS_A_LINE], script)

    def _texts_of(self, block: Block) -> tuple[tuple[str, str], ...] | None:
        """Return the lines of a block without tags but forced breaks, each with its script; read once."""
        if block.inline not in self._texts:
            if len(self._texts) > _CACHE_LIMIT:
                self._texts.clear()
            texts = read_texts(block.inline)
            known = tuple((text, script_of(text)) for text in texts) if texts else None
            self._texts[block.inline] = known
        return self._texts[block.inline]

    def set(self, surface: Block) -> Letter:
        """Set one surface; raise NotPlainError or UnlearntError when it cannot be done exactly."""
        letter = Letter()
        flow = _Flow(self._kind.top)
        self._place(surface, flow, letter)
        letter.neighbours.add((flow.above, None))
        if flow.y > self._kind.bottom - _ROOM:
            raise NotPlainError("a second page")
        return letter

    def _place(self, block: Block, flow: _Flow, letter: Letter) -> None:
        style = self._kind.block(block.path)
        if style.absolute:
            self._place_frame(block, style, letter)
            return
        flow.margins.append(style.margin_top)
        if style.edge_top:
            flow.settle()
        top = flow.y
        flow.y += style.edge_top
        self._fill(block, style, flow, letter)
        if style.bordered:
            if not style.edge_top:
                raise NotPlainError("a border without an upper edge")
            height = flow.y - top - style.edge_top
            letter.borders.append(Bordered(style.x, top + style.edge_top, style.width, height, style))
        if style.edge_bottom:
            flow.settle()
            flow.y += style.edge_bottom
        flow.margins.append(style.margin_bottom)

    def _place_frame(self, block: Block, style: BlockStyle, letter: Letter) -> None:
        """Set a frame, which begins a flow of its own."""
        flow = _Flow(style.y)
        self._fill(block, style, flow, letter)
        flow.settle()
        letter.neighbours.add((flow.above, None))
        height = flow.y - style.y
        if style.height is not None:
            if height > style.height + _ROOM:
                raise NotPlainError("text that overflows its frame")
            height = style.height
        if style.bordered:
            letter.borders.append(Bordered(style.x, style.y, style.width, height, style))

    def _fill(self, block: Block, style: BlockStyle, flow: _Flow, letter: Letter) -> None:
        outer, flow.right = flow.right, min(flow.right, style.x + style.width)
        if block.inline:
            flow.settle()
            letter.neighbours.add((flow.above, block.path))
            flow.above = block.path
            painted = self._paint(block, style)
            if style.x + painted.reach > flow.right + _ROOM:
                raise NotPlainError("a line that is too long for its place")
            if block.number:
                self._mark(block, flow.y, letter)
            letter.texts.append(Placed(style.x, flow.y, painted))
            flow.y += painted.height
        elif not block.children and not style.absolute:  # an empty frame may show its border
            raise NotPlainError("an empty block")
        for child in block.children:
            self._place(child, flow, letter)
        flow.right = outer

    def _mark(self, item: Block, y: float, letter: Letter) -> None:
        """Put the marker of a list's item beside its first line."""
        marker = self._kind.markers.get(item.path)
        if marker is not None:
            x, painted = marker.beside(item.number)
            letter.texts.append(Placed(x, y, painted))

    def _paint(self, block: Block, style: BlockStyle) -> Painted:
        key = (block.path, block.inline)
        painted = self._painted.get(key)
        if painted is None:
            if len(self._painted) > _CACHE_LIMIT:
                self._painted.clear()
            painted = self._painted[key] = self._paint_anew(block, style)
        return painted

    def _paint_anew(self, block: Block, style: BlockStyle) -> Painted:
        texts = self._texts_of(block)
        if texts is None:
            inlines = read_inline(block.inline, block.path)
            segments = [self._span(inline) if inline.children else None for inline in inlines]
        else:
            face, strut = self._kind.leaf_face(block.path), self._kind.strut(block.path)
            segments = [Span(strut, (Leaf(face, text, script),)) if text else None for text, script in texts]
        endings = self._endings.setdefault(block.path, {})
        return paint(segments, style.measure, self._kind.strut(block.path), endings)

    def _span(self, inline: Inline) -> Span:
        children = [
            Leaf(self._kind.leaf_face(inline.path), child) if isinstance(child, str) else self._span(child)
            for child in inline.children
        ]
        return Span(self._kind.strut(inline.path), tuple(children), inline.href)


__all__ = ["Bordered", "Letter", "Placed", "Setter", "UnlearntError"]
