"""Two PDFs compared glyph by glyph, from their content streams alone.

This module shares nothing with the lane: it knows only PDF (ISO 32000-1, 8 and 9).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Sequence

TOLERANCE = 0.02  # pt
_SHOWN_AT_MOST = 10  # differences reported for one page
_SAME_LINE = 0.1  # pt between baselines that count as one line
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph on a page: font without subset tag, number, text, origin and size in pt, colour."""

    font: str
    number: int
    text: str
    x: float
    y: float
    size: float
    colour: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path on a page: its points in pt, line width in pt, colour, and how it is painted."""

    points: tuple[tuple[float, float], ...]
    width: float
    colour: tuple[float, ...]
    painted: str


@dataclass(slots=True)
class PageContent:
    """Everything that a page shows."""

    glyphs: list[Glyph] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    links: list[tuple[tuple[float, ...], str]] = field(default_factory=list)


def differences(
    express: bytes,
    reference: bytes,
    pages: Sequence[int] | None = None,
    reference_pages: Sequence[int] | None = None,
) -> list[str]:
    """Return how two PDFs differ, one sentence each; nothing when they show the same.

    pages are those to compare of the express PDF, reference_pages those of the reference (all
    by default). Glyphs must agree in font, number, size (0.01 pt), colour and place (0.02 pt).
    """
    with pikepdf.open(io.BytesIO(express)) as ours, pikepdf.open(io.BytesIO(reference)) as theirs:
        chosen = range(len(ours.pages)) if pages is None else pages
        others = range(len(theirs.pages)) if reference_pages is None else reference_pages
        if len(chosen) != len(others) or max(others, default=0) >= len(theirs.pages):
            return [f"{len(chosen)} pages against {len(theirs.pages)}"]
        found: list[str] = []
        for index, other in zip(chosen, others, strict=True):
            lines = _compare_pages(ours.pages[index], theirs.pages[other])
            found += [f"page {index + 1}: {line}" for line in lines]
        return found


def _compare_pages(ours: pikepdf.Page, theirs: pikepdf.Page) -> list[str]:
    found = []
    box, other = ([float(side) for side in page.mediabox] for page in (ours, theirs))
    if any(abs(a - b) > TOLERANCE for a, b in zip(box, other, strict=True)):
        found.append(f"paper {box} against {other}")
    left, right = read_page(ours), read_page(theirs)
    found += _compare_glyphs(left.glyphs, right.glyphs)
    found += _compare_strokes(left.strokes, right.strokes)
    found += _compare_links(left.links, right.links)
    return found[:_SHOWN_AT_MOST]


def _compare_glyphs(ours: list[Glyph], theirs: list[Glyph]) -> list[str]:
    lines, others = _lines(ours), _lines(theirs)
    if len(lines) != len(others):
        return [f"{len(lines)} lines against {len(others)}"]
    found: list[str] = []
    for line, other in zip(lines, others, strict=True):
        text, expected = (" ".join("".join(glyph.text for glyph in row).split()) for row in (line, other))
        if len(line) != len(other):
            found.append(f"line “{text}” against “{expected}”")
            continue
        for glyph, twin in zip(line, other, strict=True):
            wrong = _glyph_differs(glyph, twin)
            if wrong:
                found.append(f"{wrong} in “{text}”")
                break
    return found


def _lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Sort visible glyphs into lines from top to bottom, each from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.y):
        if glyph.text.strip(" \u00a0") == "":
            continue
        if rows and abs(rows[-1][0].y - glyph.y) < _SAME_LINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda glyph: (round(glyph.x, 1), glyph.number)) for row in rows]


def _glyph_differs(glyph: Glyph, twin: Glyph) -> str:
    if (glyph.font, glyph.number) != (twin.font, twin.number):
        return f"glyph {glyph.font}/{glyph.number} against {twin.font}/{twin.number}"
    if abs(glyph.x - twin.x) > TOLERANCE or abs(glyph.y - twin.y) > TOLERANCE:
        return f"“{glyph.text}” moved by {glyph.x - twin.x:.3f}, {glyph.y - twin.y:.3f} pt"
    if abs(glyph.size - twin.size) > TOLERANCE / 2:
        return f"“{glyph.text}” of {glyph.size} pt against {twin.size} pt"
    if _far(glyph.colour, twin.colour, 0.002):
        return f"“{glyph.text}” coloured {glyph.colour} against {twin.colour}"
    if not _alike(glyph.text, twin.text):
        return f"“{glyph.text}” that reads “{twin.text}”"
    return ""


def _alike(text: str, other: str) -> bool:
    """Tell whether two texts of one glyph are the same but for hyphens and spaces of other kinds."""
    plain = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " "})
    return text.translate(plain) == other.translate(plain)


def _compare_links(ours: list[tuple[tuple[float, ...], str]], theirs: list[tuple[tuple[float, ...], str]]) -> list[str]:
    if len(ours) != len(theirs):
        return [f"{len(ours)} links against {len(theirs)}"]
    pairs = zip(sorted(ours, key=_link_place), sorted(theirs, key=_link_place), strict=True)
    return [
        f"link {link} against {twin}" for link, twin in pairs if link[1] != twin[1] or _far(link[0], twin[0], TOLERANCE)
    ]


def _link_place(link: tuple[tuple[float, ...], str]) -> tuple[object, ...]:
    return (link[1], *(round(side, 1) for side in link[0]))


def _compare_strokes(ours: list[Stroke], theirs: list[Stroke]) -> list[str]:
    def place(stroke: Stroke) -> tuple[float, ...]:
        return tuple(round(value, 1) for point in stroke.points[:1] for value in (-point[1], point[0]))

    if len(ours) != len(theirs):
        return [f"{len(ours)} paths against {len(theirs)}"]
    pairs = zip(sorted(ours, key=place), sorted(theirs, key=place), strict=True)
    return [f"path {stroke} against {twin}" for stroke, twin in pairs if _stroke_differs(stroke, twin)]


def _stroke_differs(stroke: Stroke, twin: Stroke) -> bool:
    points, others = ([value for point in path.points for value in point] for path in (stroke, twin))
    return (
        _far(points, others, TOLERANCE)
        or abs(stroke.width - twin.width) > TOLERANCE / 2
        or _far(stroke.colour, twin.colour, 0.002)
        or stroke.painted != twin.painted
    )


def _far(values: Sequence[float], others: Sequence[float], limit: float) -> bool:
    return len(values) != len(others) or any(abs(a - b) > limit for a, b in zip(values, others, strict=True))


def read_page(page: pikepdf.Page) -> PageContent:
    """Return what a page shows."""
    reader = _Reader(PageContent())
    reader.run(page, page.obj.get("/Resources"))
    for note in list(page.obj.get("/Annots", [])):
        x, y, right, top = (float(side) for side in note.Rect)
        sides = (min(x, right), min(y, top), max(x, right), max(y, top))
        reader.content.links.append((sides, str(note.A.URI)))
    return reader.content


@dataclass(slots=True)
class _State:
    """The graphics state, as far as the comparison needs it."""

    ctm: _Matrix = _IDENTITY
    font: _Font | None = None
    size: float = 0.0
    rise: float = 0.0
    fill: tuple[float, ...] = (0.0, 0.0, 0.0)
    stroke: tuple[float, ...] = (0.0, 0.0, 0.0)
    width: float = 1.0

    def copy(self) -> _State:
        return _State(self.ctm, self.font, self.size, self.rise, self.fill, self.stroke, self.width)


class _Font:
    """A composite font: name without subset tag, widths in 1/1000 em, texts of its glyphs."""

    def __init__(self, font: Any) -> None:
        descendant = font.DescendantFonts[0]
        self.name = str(font.BaseFont).split("+")[-1].lstrip("/")
        self.widths = _widths(list(descendant.W))
        self.texts = _texts(bytes(font.ToUnicode.read_bytes()))


def _widths(entries: list[Any]) -> dict[int, float]:
    widths: dict[int, float] = {}
    while entries:
        first, run, *entries = entries
        for offset, width in enumerate(list(run)):
            widths[int(first) + offset] = float(width)
    return widths


def _texts(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>", cmap.split(b"endcodespacerange")[1])
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


class _Reader:
    """Runs content streams and notes glyphs and paths."""

    def __init__(self, content: PageContent) -> None:
        self.content = content
        self._fonts: dict[tuple[int, int], _Font] = {}
        self._state = _State()
        self._stack: list[_State] = []
        self._matrix = self._line = _IDENTITY
        self._path: list[tuple[float, float]] = []
        self._clip = False

    def run(self, stream: Any, resources: Any) -> None:
        """Run one content stream with its resources."""
        for instruction in pikepdf.parse_content_stream(stream):
            operands, name = list(instruction.operands), str(instruction.operator)
            if name == "Do":
                self._form(resources.XObject[str(operands[0])])
            elif name == "Tf":
                self._choose_font(resources.Font[str(operands[0])], float(operands[1]))
            elif name in _OPERATORS:
                getattr(self, _OPERATORS[name])(name, operands)
            elif name not in _IGNORED:
                self.content.strokes.append(Stroke((), 0, (), f"unknown operator {name}"))

    def _form(self, form: Any) -> None:
        kept, self._state = self._state, self._state.copy()
        matrix = [float(value) for value in form.get("/Matrix", _IDENTITY)]
        self._concatenate("cm", matrix)
        self.run(form, form.Resources)
        self._state = kept

    def _choose_font(self, font: Any, size: float) -> None:
        key = font.objgen
        if key not in self._fonts:
            self._fonts[key] = _Font(font)
        self._state.font, self._state.size = self._fonts[key], size

    def _save(self, _name: str, _operands: list[Any]) -> None:
        self._stack.append(self._state.copy())

    def _restore(self, _name: str, _operands: list[Any]) -> None:
        self._state = self._stack.pop()

    def _concatenate(self, _name: str, operands: list[Any]) -> None:
        self._state.ctm = _times(_matrix(operands), self._state.ctm)

    def _begin(self, _name: str, _operands: list[Any]) -> None:
        self._matrix = self._line = _IDENTITY

    def _set_matrix(self, _name: str, operands: list[Any]) -> None:
        self._matrix = self._line = _matrix(operands)

    def _move_text(self, _name: str, operands: list[Any]) -> None:
        x, y = (float(value) for value in operands)
        self._matrix = self._line = _times((1, 0, 0, 1, x, y), self._line)

    def _set_rise(self, _name: str, operands: list[Any]) -> None:
        self._state.rise = float(operands[0])

    def _colour(self, name: str, operands: list[Any]) -> None:
        colour = tuple(float(value) for value in operands)
        colour = colour * 3 if name in "gG" else colour
        if name.isupper():
            self._state.stroke = colour
        else:
            self._state.fill = colour

    def _line_width(self, _name: str, operands: list[Any]) -> None:
        self._state.width = float(operands[0])

    def _show(self, name: str, operands: list[Any]) -> None:
        for item in operands[0] if name == "TJ" else operands:
            if isinstance(item, pikepdf.String):
                self._show_string(bytes(item))
            else:
                self._advance(-float(item) / 1000 * self._state.size)

    def _show_string(self, codes: bytes) -> None:
        state = self._state
        font = state.font
        if font is None:
            raise ValueError(codes)
        for high, low in zip(codes[0::2], codes[1::2], strict=True):
            glyph = high << 8 | low
            place = _times(_times((1, 0, 0, 1, 0, state.rise), self._matrix), state.ctm)
            size = state.size * abs(place[0] * place[3] - place[1] * place[2]) ** 0.5
            text = font.texts.get(glyph, "?")
            self.content.glyphs.append(Glyph(font.name, glyph, text, place[4], place[5], size, state.fill))
            self._advance(font.widths[glyph] / 1000 * state.size)

    def _advance(self, distance: float) -> None:
        self._matrix = _times((1, 0, 0, 1, distance, 0), self._matrix)

    def _point(self, name: str, operands: list[Any]) -> None:
        values = [float(value) for value in operands]
        if name == "re":
            x, y, width, height = values
            values = [x, y, x + width, y, x + width, y + height, x, y + height]
        for x, y in zip(values[0::2], values[1::2], strict=True):
            place = _times((1, 0, 0, 1, x, y), self._state.ctm)
            self._path.append((place[4], place[5]))

    def _clip_path(self, _name: str, _operands: list[Any]) -> None:
        self._clip = True

    def _paint(self, name: str, _operands: list[Any]) -> None:
        if name != "n" or self._clip:
            state = self._state
            colour = state.stroke if name in "Ss" else state.fill
            scale = abs(state.ctm[0] * state.ctm[3]) ** 0.5
            width = state.width * scale if name in "Ss" else 0.0
            painted = "clip" if name == "n" else name.replace("F", "f")
            self.content.strokes.append(Stroke(tuple(self._path), width, colour, painted))
        self._path = []
        self._clip = False


_OPERATORS = {
    "q": "_save", "Q": "_restore", "cm": "_concatenate", "BT": "_begin", "Tm": "_set_matrix",
    "Td": "_move_text", "Ts": "_set_rise", "rg": "_colour", "RG": "_colour", "g": "_colour",
    "G": "_colour", "w": "_line_width", "TJ": "_show", "Tj": "_show", "m": "_point", "l": "_point",
    "c": "_point", "re": "_point", "W": "_clip_path", "W*": "_clip_path", "S": "_paint",
    "s": "_paint", "f": "_paint", "F": "_paint", "f*": "_paint", "n": "_paint",
}  # fmt: skip
_IGNORED = frozenset({"ET", "gs", "h", "d", "J", "j", "M", "BMC", "BDC", "EMC"})


def _matrix(operands: Sequence[Any]) -> _Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def _times(left: _Matrix, right: _Matrix) -> _Matrix:
    """Return the matrix that applies left first (PDF's row vectors)."""
    a, b, c, d, e, f = left
    g, h, i, j, k, m = right
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
