"""Lines painted: justification, glyph strings and rules, placed as WeasyPrint's draw/text.py does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from outreach.press.express.face import NO_BREAK_SPACE, number
from outreach.press.express.leaf import Leaf
from outreach.press.express.line import lines_of, spans_of, texts_of
from outreach.press.express.plain import NotPlainError
from outreach.press.inside_weasyprint import TO_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outreach.press.express.face import Face, Glyph, GlyphRun
    from outreach.press.express.leaf import LinePart
    from outreach.press.express.line import PlacedSpan, Span

_SIDES = {"left": "start", "right": "end"}  # in text from left to right


class RuledLine(NamedTuple):
    """A horizontal line: left, middle, length and thickness in px, colour as PDF operands."""

    x: float
    y: float
    width: float
    thickness: float
    colour: bytes


class Text(NamedTuple):
    """A text: left edge and baseline in px, and the PDF operators that show it."""

    x: float
    y: float
    shown: bytes


class Link(NamedTuple):
    """A place to click: left, top, width and height in px, and the address."""

    x: float
    y: float
    width: float
    height: float
    href: str


@dataclass(frozen=True, slots=True)
class Painted:
    """A block's lines, measured from the top left of its content box.

    drawn are texts and rules in WeasyPrint's order, a rule below the text that it underlines; used
    are the glyph runs by PDF font name; reach is how far right the longest line goes; inline is the HTML
    that they were set from, and runs their words in order.
    """

    height: float
    reach: float
    drawn: tuple[Text | RuledLine, ...]
    links: tuple[Link, ...]
    used: tuple[tuple[str, tuple[GlyphRun, ...]], ...]
    inline: str
    runs: tuple[GlyphRun, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A paragraph's measure: content width (px), alignment, and that of its last lines."""

    width: float
    align: str
    align_last: str

    def alignment(self, *, last: bool) -> str:
        """Return start, center, end or justify for one line."""
        align = self.align_last if last and self.align_last != "auto" else self.align
        return _SIDES.get(align, align)


class _Pen:
    """Gathers text operators; positions are px from the block's top left."""

    def __init__(self) -> None:
        self.drawn: list[Text | RuledLine] = []
        self.reach = 0.0
        self.links: list[Link] = []
        self.used: dict[str, list[GlyphRun]] = {}
        self.runs: list[GlyphRun] = []
        self._font: tuple[str, float] | None = None
        self._colour = b"0 0 0"

    def show(self, x: float, y: float, face: Face, shown: bytes) -> None:
        """Show a text from a place on, in the font, size and colour of its face."""
        if face.colour != self._colour:
            self._colour = face.colour
            shown = face.colour + b" rg " + shown
        font = (face.name, face.font_size)
        if font != self._font:
            self._font = font
            shown = b"/%s %s Tf %s" % (face.name.encode(), number(face.font_size), shown)
        self.drawn.append(Text(x, y, shown))


Endings = dict[tuple[str, str], tuple["_Line", ...]]
"""The lines in which texts of one block end, by script and the text left; texts that end alike share them."""
_ENDINGS_KEPT = 1_500


class _Line(NamedTuple):
    """A line of one text: left edge and width (px), its operator, empty if nothing shows, and its glyph runs."""

    x: float
    width: float
    shown: bytes
    runs: Sequence[GlyphRun]


def paint(segments: list[Span | None], measure: Measure, strut: Face, endings: Endings, inline: str = "") -> Painted:
    """Set and paint a block's inline content, one segment for each forced line break.

    endings are those of the block's other texts; inline is the HTML that they come from.
    """
    pen = _Pen()
    y = 0.0
    for segment in segments:
        if segment is None:  # two forced breaks with nothing between
            y += strut.line_height
            continue
        only = segment.children[0]
        if len(segment.children) == 1 and isinstance(only, Leaf):
            y = _paint_plainly(pen, only.face, _lines(only, measure, endings), y, strut)
            continue
        for line, last in lines_of(segment, measure.width):
            y += _paint_line(pen, line, y, measure, last=last)
    used = tuple((name, tuple(runs)) for name, runs in pen.used.items())
    return Painted(y, pen.reach, tuple(pen.drawn), tuple(pen.links), used, inline, tuple(pen.runs))


def _lines(leaf: Leaf, measure: Measure, endings: Endings) -> list[_Line]:
    """Return the lines of a text; those of an ending that is known are taken as they are."""
    room = measure.width * (1 + 1e-9)  # WeasyPrint's allowance for its floating-point errors
    lines: list[_Line] = []
    begun: list[tuple[int, tuple[str, str]]] = []
    start: int | None = leaf.first
    while start is not None:
        if start and leaf.begins_simply(start):
            ending = (leaf.script, leaf.text[start:])
            if known := endings.get(ending):
                lines += known
                break
            begun.append((len(lines), ending))
        part = leaf.fit(start, room)
        start = part.resume
        part = part.stripped()
        lines.append(_line(part, *_spread(measure, part.pixels, part.spaces, last=start is None)))
    if len(endings) > _ENDINGS_KEPT:
        endings.clear()
    endings.update((ending, tuple(lines[at:])) for at, ending in begun)
    return lines


def _line(part: LinePart, x: float, stretch: float) -> _Line:
    """Return a text as it stands on its line, from x on, each space stretched (px)."""
    shown = _shown(part.runs, part.leaf.face, stretch, part.text) if part.text.strip() else b""
    return _Line(x, part.pixels + stretch * part.spaces, shown, part.runs)


def _paint_plainly(pen: _Pen, face: Face, lines: Iterable[_Line], y: float, strut: Face) -> float:
    """Paint lines that hold one text each; return where the next line begins."""
    above = max(face.baseline, strut.strut_baseline)
    below = max(face.line_height - face.baseline, strut.line_height - strut.strut_baseline)
    for line in lines:
        _paint_text(pen, face, line, y + above)
        y += above + below
    return y


def _paint_line(pen: _Pen, line: PlacedSpan, y: float, measure: Measure, *, last: bool) -> float:
    """Paint one line with its top at y; return its height."""
    above, below = _extent(line)
    texts = list(texts_of(line))
    shift, stretch = _spread(measure, line.width, sum(text.part.spaces for text in texts), last=last)
    for text in texts:
        text.x += shift
        drawn = _line(text.part, text.x, stretch)
        _paint_text(pen, text.part.leaf.face, drawn, y + above)
        shift += stretch * text.part.spaces
        text.width = drawn.width
    pen.links += [_link(span, y + above) for span in spans_of(line) if span.span.href]
    return above + below


def _link(span: PlacedSpan, baseline: float) -> Link:
    """Return the place that a link takes on a line: as wide as its texts, as high as its strut."""
    texts = list(texts_of(span))
    if not texts:
        raise NotPlainError("a link without text on a line")
    left, right = texts[0].x, texts[-1].x + texts[-1].width
    strut = span.span.strut
    return Link(left, baseline - strut.strut_baseline, right - left, strut.line_height, span.span.href)


def _spread(measure: Measure, width: float, spaces: int, *, last: bool) -> tuple[float, float]:
    """Return how far a line of some width (px) moves to the right and how far each of its spaces stretches, in px."""
    align = measure.alignment(last=last)
    room = measure.width - width
    if room <= 0 or align == "start":
        return 0.0, 0.0
    if align == "center":
        return room / 2, 0.0
    if align == "end":
        return room, 0.0
    return 0.0, room / spaces if spaces else 0.0


def _extent(line: PlacedSpan) -> tuple[float, float]:
    """Return how far a line box reaches above and below its baseline."""
    above = below = -1e9
    for span in spans_of(line):
        above = max(above, span.span.strut.strut_baseline)
        below = max(below, span.span.strut.line_height - span.span.strut.strut_baseline)
    for text in texts_of(line):
        face = text.part.leaf.face
        above = max(above, face.baseline)
        below = max(below, face.line_height - face.baseline)
    return above, below


def _paint_text(pen: _Pen, face: Face, line: _Line, y: float) -> None:
    """Paint one text of a line on the baseline y."""
    pen.reach = max(pen.reach, line.x + line.width)
    if face.underline:
        offset, thickness = face.underline
        pen.drawn.append(RuledLine(line.x, y + offset + thickness / 2, line.width, thickness, face.underline_colour))
    if line.shown:
        pen.show(line.x, y, face, line.shown)
        pen.used.setdefault(face.name, []).extend(line.runs)
        pen.runs += line.runs


def _shown(runs: list[GlyphRun], face: Face, stretch: float, text: str) -> bytes:
    """Return the TJ operator of one text; each space takes the stretch (px) of its line."""
    units = int(stretch * TO_UNITS)
    space = _space_shown(face, face.space, units)
    if NO_BREAK_SPACE in text:
        between = _space_shown(face, face.no_break_space, units)
        words = [between.join(run.parts) for run in runs]
    else:
        words = [run.parts[0] for run in runs]
    if units and text[0] == " ":
        words[:2] = [_space_shown(face, face.space, units, leading=True) + words[1]]
    return b"[(" + space.join(words) + b")]TJ"


def _space_shown(face: Face, glyph: Glyph, units: int, *, leading: bool = False) -> bytes:
    """Return a space widened by some Pango units, part of them before its glyph.

    At the start of a text WeasyPrint asks for twice as much and Pango drops the part before.
    """
    if not units:
        return face.shown(glyph)
    if leading:
        wide = glyph._replace(width=glyph.width + 2 * units - _before(2 * units))
    else:
        wide = glyph._replace(width=glyph.width + units, x_offset=_before(units))
    return face.shown_anew(wide)


def _before(units: int) -> int:
    """Return the part of letter spacing that Pango puts before a glyph: half, in whole px if all is.

    Source: distribute_letter_spacing in Pango 1.50's pango-layout.c.
    """
    half = units // 2
    return (half + 512) // 1024 * 1024 if units % 1024 == 0 else half
