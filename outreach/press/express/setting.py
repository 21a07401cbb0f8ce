"""Set a letter with what its kind has learnt: its texts, one below the other, and its borders."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from outreach.press.express.kind import UnlearntError
from outreach.press.express.leaf import Leaf
from outreach.press.express.line import Span
from outreach.press.express.markup import read_inline, read_texts
from outreach.press.express.paint import Endings, Painted, paint
from outreach.press.express.plain import MIXED, NotPlainError, script_of
from outreach.press.express.plan import ROOM, plan_of
from outreach.press.express.reading import says

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.press.express.kind import BlockStyle, SurfaceKind
    from outreach.press.express.markup import Block, Inline, Path, Shape, Surface
    from outreach.press.express.plan import Pair, SurfacePlan, TextFlow

_CACHE_LIMIT = 1_000  # blocks of text, or shapes; beyond that the dictionary starts afresh
_TEXTS_KEPT = 4_000  # texts that were read but not set yet: those of one job
_WORDS_A_LINE = 50  # shaped in one go; one unusual word makes its neighbours be shaped with their letters


class PlacedBlock(NamedTuple):
    """A painted block of text; x and y (px) are those of its content box, text is its place among those of its surface.

    A list's marker has no text there: -1.
    """

    x: float
    y: float
    painted: Painted
    text: int = -1


class Bordered(NamedTuple):
    """A box whose borders show; x, y, width and height (px) are those of its content box."""

    x: float
    y: float
    width: float
    height: float
    style: BlockStyle


class SetLetter(NamedTuple):
    """All that one surface shows, and the pairs of neighbours that it was set with."""

    texts: list[PlacedBlock]
    borders: list[Bordered]
    neighbours: set[Pair]


class Setter:
    """Sets letters of one kind; equal blocks of text are set once."""

    def __init__(self, kind: SurfaceKind) -> None:
        """Begin with no block set."""
        self._kind = kind
        self._painted: dict[tuple[Path, str], Painted] = {}
        self._plans: dict[Shape, SurfacePlan] = {}
        self._endings: dict[Path, Endings] = {}
        self._texts: dict[str, tuple[tuple[str, str], ...] | None] = {}

    def prepare(self, surfaces: Iterable[Surface]) -> None:
        """Shape the words of texts without tags, many in one go; `set` meets any error again."""
        words: dict[tuple[Path, str], set[str]] = {}
        for path, inline in {(leaf.path, texts[leaf.text]) for shape, texts in surfaces for leaf in shape.leaves}:
            if (path, inline) not in self._painted and path in self._kind.styles:
                with suppress(NotPlainError):
                    for text, script in self._texts_of(inline) or ():
                        words.setdefault((path, script), set()).update(text.split(" "))
        for (path, script), found in words.items():
            face = self._kind.leaf_face(path)
            chosen = sorted(found - face.known(script)) if script != MIXED else []
            for start in range(0, len(chosen), _WORDS_A_LINE):
                with suppress(NotPlainError):
                    face.words(chosen[start : start + _WORDS_A_LINE], script)

    def _texts_of(self, inline: str) -> tuple[tuple[str, str], ...] | None:
        """Return the lines of inline HTML without tags but forced breaks, each with its script; read once."""
        if inline not in self._texts:
            if len(self._texts) > _TEXTS_KEPT:
                self._texts.clear()
            texts = read_texts(inline)
            self._texts[inline] = tuple((text, script_of(text)) for text in texts) if texts else None
        return self._texts[inline]

    def set(self, surface: Surface) -> SetLetter:
        """Set one surface; raise NotPlainError or UnlearntError when it cannot be done exactly."""
        plan = self._plans.get(surface.shape)
        if plan is None:
            if len(self._plans) > _CACHE_LIMIT:
                self._plans.clear()
            plan = self._plans[surface.shape] = plan_of(surface.shape.block, self._kind)
        letter = SetLetter([], [], plan.neighbours)
        for flow in plan.flows:
            bottom = self._fill(flow, surface.texts, letter)
            if bottom > flow.lowest:
                raise NotPlainError(flow.overflow)
            frame = flow.frame
            if frame and frame.bordered:
                height = bottom - flow.top if frame.height is None else frame.height
                letter.borders.append(Bordered(frame.x, frame.y, frame.width, height, frame))
        return letter

    def _fill(self, flow: TextFlow, texts: list[str], letter: SetLetter) -> float:
        """Set the texts of a flow from its top down; return where it ends."""
        y = flow.top
        tops: list[float] = []
        for step in flow.steps:
            y += step.gap
            block, style = step.block, step.style
            if block is not None:
                painted = self._paint(block.path, texts[block.text], style)
                if style.x + painted.reach > step.right + ROOM:
                    raise NotPlainError("a line that is too long for its place")
                if block.number:
                    self._mark(block, y, letter)
                letter.texts.append(PlacedBlock(style.x, y, painted, block.text))
                y += painted.height
            elif step.opens:
                tops.append(y)
            else:
                top = tops.pop()
                letter.borders.append(Bordered(style.x, top, style.width, y - top, style))
        return y + flow.gap

    def _mark(self, item: Block, y: float, letter: SetLetter) -> None:
        """Put the marker of a list's item beside its first line."""
        marker = self._kind.markers.get(item.path)
        if marker is not None:
            x, painted = marker.beside(item.number)
            letter.texts.append(PlacedBlock(x, y, painted))

    def _paint(self, path: Path, inline: str, style: BlockStyle) -> Painted:
        key = (path, inline)
        painted = self._painted.get(key)
        if painted is None:
            if len(self._painted) > _CACHE_LIMIT:
                self._painted.clear()
            painted = self._painted[key] = self._paint_anew(path, inline, style)
        return painted

    def _paint_anew(self, path: Path, inline: str, style: BlockStyle) -> Painted:
        texts = self._texts_of(inline)
        strut = self._kind.strut(path)
        if texts is None:
            segments = [self._span(one) if one.children else None for one in read_inline(inline, path)]
        else:
            face = self._kind.leaf_face(path)
            segments = [Span(strut, (Leaf(face, text, script),)) if text else None for text, script in texts]
        painted = paint(segments, style.measure, strut, self._endings.setdefault(path, {}), inline)
        if not says(painted.runs, inline, strut.style["hyphenate_character"]):
            raise NotPlainError("glyphs that read otherwise than their text")
        return painted

    def _span(self, inline: Inline) -> Span:
        children = [
            Leaf(self._kind.leaf_face(inline.path), child) if isinstance(child, str) else self._span(child)
            for child in inline.children
        ]
        return Span(self._kind.strut(inline.path), tuple(children), inline.href)


__all__ = ["Bordered", "PlacedBlock", "SetLetter", "Setter", "UnlearntError"]
