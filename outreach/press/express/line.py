"""Line boxes: inline content split into lines, following WeasyPrint 70's layout/inline.py."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.press.express.plain import NotPlainError
from outreach.press.inside_weasyprint import can_break_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.press.express.face import Face
    from outreach.press.express.leaf import Leaf, LinePart

# Where to resume: index of the child and, inside it, a character or such a pair again.
Resume = tuple[int, "Resume | int | None"]


@dataclass(frozen=True, slots=True)
class Span:
    """An inline element, or the whole inline content of a block; strut is its own face.

    href is the address that it links to, itself or through an element around it.
    """

    strut: Face
    children: tuple[Span | Leaf, ...]
    href: str = ""


@dataclass(slots=True)
class PlacedText:
    """Text on a line: left edge and width in px."""

    part: LinePart
    x: float
    width: float


@dataclass(slots=True)
class PlacedSpan:
    """An inline element's share of a line: left edge and width in px."""

    span: Span
    x: float
    children: list[PlacedText | PlacedSpan]

    @property
    def width(self) -> float:
        """The distance from its left edge to the right edge of its last child."""
        if not self.children:
            return 0.0
        last = self.children[-1]
        return last.x + last.width - self.x


@dataclass(frozen=True, slots=True)
class _Filled:
    """What a box gave to a line, where it continues, and the letters at its two ends."""

    placed: PlacedText | PlacedSpan | None
    resume: Resume | int | None
    first: str | None
    last: str | None


_Waiting = list[tuple[int, "PlacedText | PlacedSpan", "Span | Leaf"]]


def lines_of(content: Span, width: float) -> Iterator[tuple[PlacedSpan, bool]]:
    """Yield the lines of inline content in a block of the given width (px), and whether it is the last."""
    resume: Resume | None = None
    while True:
        resume = _skip_space(content, resume)
        if resume == _END:
            return
        filled = _fill_span(content, 0.0, width, resume)
        line = filled.placed
        if not isinstance(line, PlacedSpan) or not any(True for _ in texts_of(line)):
            raise NotPlainError("a line without text")
        _strip_end(line)
        following = filled.resume
        if following is not None and not isinstance(following, tuple):
            raise TypeError(following)
        yield line, following is None
        if following is None:
            return
        resume = following


_END: Resume = (-1, None)


def _skip_space(box: Span, resume: Resume | None) -> Resume | None:
    """Move past the spaces at the start of a line; _END when nothing follows them."""
    index, inner = resume or (0, None)
    result = _skip_in(box.children[index], inner)
    if result == _END:
        index += 1
        if index >= len(box.children):
            return _END
        result = _skip_in(box.children[index], None)
    return (index, result) if index or result else None


def _skip_in(child: Span | Leaf, inner: Resume | int | None) -> Resume | int | None:
    if isinstance(child, Span):
        if isinstance(inner, int):
            raise TypeError(inner)
        return _skip_space(child, inner)
    at = inner if isinstance(inner, int) else 0
    if at == len(child.text):
        return _END
    while at < len(child.text) and child.text[at] == " ":
        at += 1
    return at or None


def _fill(child: Span | Leaf, x: float, max_x: float, inner: Resume | int | None) -> _Filled:
    if isinstance(child, Span):
        if isinstance(inner, int):
            raise TypeError(inner)
        return _fill_span(child, x, max_x, inner)
    start = inner if isinstance(inner, int) else 0
    return _fill_leaf(child, x, max_x - x, start)


def _fill_leaf(leaf: Leaf, x: float, width: float, start: int) -> _Filled:
    if start == len(leaf.text):
        return _Filled(None, None, leaf.text[0], leaf.text[-1])
    part = leaf.fit(start, width)
    placed = PlacedText(part, x, part.pixels) if part.text else None
    last = leaf.text[-1] if part.resume is None else leaf.text[part.resume - 1]
    return _Filled(placed, part.resume, leaf.text[0], last)


def _fill_span(box: Span, x: float, max_x: float, resume: Resume | None) -> _Filled:
    """Fill a line from a span's children; children that cannot be separated from the next one wait."""
    max_x *= 1 + 1e-9  # WeasyPrint's allowance for its floating-point errors
    start, inner = resume or (0, None)
    span = PlacedSpan(box, x, [])
    settled: _Waiting = []
    waiting: _Waiting = []
    first = last = None
    for index in range(start, len(box.children)):
        child = box.children[index]
        filled = _fill(child, x, max_x, inner)
        inner = None
        if last and filled.first and _can_break(last + filled.first, box.strut.style["lang"]):
            settled += waiting
            waiting = []
        first = first or filled.first
        last = filled.last
        placed = filled.placed
        if placed is not None:
            edge = placed.x + placed.width
            if edge > max_x and edge - _trailing_space(placed) > max_x:
                earlier = _break_earlier(settled, waiting, resume)
                if earlier:
                    span.children = [item for _, item, _ in settled]
                    return _Filled(span, earlier, first, last)
            x = edge
            waiting.append((index, placed, child))
        if filled.resume is not None:
            span.children = [item for _, item, _ in settled + waiting]
            return _Filled(span, (index, filled.resume), first, last)
    span.children = [item for _, item, _ in settled + waiting]
    return _Filled(span, None, first, last)


def _break_earlier(settled: _Waiting, waiting: _Waiting, resume: Resume | None) -> Resume | None:
    """Find a break among the waiting children, from the last; settled receives what stays."""
    while waiting:
        index, placed, child = waiting.pop()
        if not _breakable(placed):
            continue
        inner = resume[1] if resume and resume[0] == index else None
        shorter = _shorten(placed, child, inner)
        if shorter is None:
            continue
        settled += waiting
        if shorter.placed is not None:
            settled.append((index, shorter.placed, child))
        return (index, shorter.resume)
    return (settled[-1][0] + 1, None) if settled else None


def _shorten(placed: PlacedText | PlacedSpan, child: Span | Leaf, inner: Resume | int | None) -> _Filled | None:
    """Narrow a child by whole pixels, as WeasyPrint does, until it breaks."""
    max_x = placed.x + placed.width - 1
    while max_x > placed.x:
        filled = _fill(child, placed.x, max_x, inner)
        if filled.resume is not None:
            return filled
        max_x -= 1
    return None


def _breakable(placed: PlacedText | PlacedSpan) -> bool:
    if isinstance(placed, PlacedText):
        return placed.part.breakable
    return any(_breakable(child) for child in placed.children)


def _trailing_space(placed: PlacedText | PlacedSpan) -> float:
    while isinstance(placed, PlacedSpan):
        if not placed.children:
            return 0.0
        placed = placed.children[-1]
    return placed.part.pixels - placed.part.stripped().pixels


def _strip_end(line: PlacedSpan) -> None:
    """Take away the space that ends a line."""
    box: PlacedSpan | PlacedText = line
    while isinstance(box, PlacedSpan):
        if not box.children:
            return
        box = box.children[-1]
    box.part = box.part.stripped()
    box.width = box.part.pixels


def texts_of(box: PlacedSpan) -> Iterator[PlacedText]:
    """Yield the texts of a line from left to right."""
    for child in box.children:
        if isinstance(child, PlacedText):
            yield child
        else:
            yield from texts_of(child)


def spans_of(box: PlacedSpan) -> Iterator[PlacedSpan]:
    """Yield a span and all spans within it."""
    yield box
    for child in box.children:
        if isinstance(child, PlacedSpan):
            yield from spans_of(child)


@lru_cache(maxsize=20_000)
def _can_break(pair: str, language: str) -> bool:
    return bool(can_break_text(pair, language))
