"""What a page of a PDF shows, glyph by glyph, read from its content streams.

This module shares no code with the lane: it knows only PDF (ISO 32000-1, 7.8, 8 and 9).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Instruction = tuple[bytes, list[Any]]
_TOKEN = re.compile(
    rb"""\s*(?:(?P<array>\[[^\[\]()]*\]|\[(?:[^\[\]()]|\((?:[^()\\]|\\.)*\))*\])
    |(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?![^\s\[\]<>()/]))|/(?P<name>[^\s\[\]<>()/%]*)
    |(?P<operator>[A-Za-z'"][A-Za-z0-9*'"]*)|(?P<string>\((?:[^()\\]|\\.)*\)|<[0-9a-fA-F\s]*>))""",
    re.VERBOSE | re.DOTALL,
)
_ITEM = re.compile(rb"<([0-9a-fA-F\s]*)>|\(((?:[^()\\]|\\.)*)\)|([-+.\d]+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([nrtbf]|[0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


@dataclass(slots=True)
class Shown:
    """The visible glyphs that one operator shows on one baseline: font without subset tag, size and places in pt."""

    font: str
    size: float
    colour: tuple[float, ...]
    y: float
    xs: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


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

    shown: list[Shown] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    links: list[tuple[tuple[float, ...], str]] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """A PDF's fonts and repeated blocks as far as they were read, by object number."""

    fonts: dict[tuple[int, int], _Font] = field(default_factory=dict)
    forms: dict[tuple[int, int], list[_Instruction]] = field(default_factory=dict)


def read_page(page: pikepdf.Page, known: Known) -> PageContent:
    """Return what a page shows; `known` are the things that other pages of its PDF used."""
    reader = _Reader(PageContent(), known)
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents] if contents is not None else []
    data = b"\n".join([bytes(stream.read_bytes()) for stream in streams])
    reader.run(_instructions(data, page), page.obj.get("/Resources"))
    for note in list(page.obj.get("/Annots", [])):
        x, y, right, top = (float(side) for side in note.Rect)
        sides = (min(x, right), min(y, top), max(x, right), max(y, top))
        reader.content.links.append((sides, str(note.A.URI)))
    return reader.content


def _instructions(data: bytes, stream: Any) -> list[_Instruction]:
    """Return operators with their operands; pikepdf reads whatever the pattern does not know."""
    found: list[_Instruction] = []
    operands: list[Any] = []
    position = 0
    for match in _TOKEN.finditer(data):
        if match.start() != position:
            break
        position = match.end()
        kind = match.lastgroup or ""
        if kind == "operator":
            found.append((match["operator"], operands))
            operands = []
        else:
            operands.append(float(match[kind]) if kind == "number" else match[kind])
    if data[position:].strip():
        return [*_instructions_of(stream)]
    return found


def _instructions_of(stream: Any) -> Iterator[_Instruction]:
    for instruction in pikepdf.parse_content_stream(stream):
        operands: list[Any] = []
        for item in instruction.operands:
            if isinstance(item, pikepdf.Name):
                operands.append(str(item)[1:].encode())
            elif isinstance(item, pikepdf.Array):
                parts = [
                    b"<%s>" % bytes(one).hex().encode() if isinstance(one, pikepdf.String) else b"%.6f " % float(one)
                    for one in item
                ]
                operands.append(b"[%s]" % b"".join(parts))
            else:
                operands.append(b"<%s>" % bytes(item).hex().encode() if isinstance(item, pikepdf.String) else item)
        yield str(instruction.operator).encode(), operands


def _items(text: bytes) -> Iterator[Sequence[int] | float]:
    """Yield what TJ or Tj shows: the glyph numbers of a string, or a number to move by."""
    for hexadecimal, literal, number in _ITEM.findall(text):
        if number:
            yield float(number)
            continue
        if hexadecimal:
            codes = bytes.fromhex(hexadecimal.decode())
        else:
            codes = _ESCAPE.sub(_unescaped, literal) if b"\\" in literal else literal
        yield struct.unpack(f">{len(codes) // 2}H", codes)


def _unescaped(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    return bytes((int(escaped, 8) & 255,)) if escaped.isdigit() else _ESCAPED.get(escaped, escaped)


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
        self.blank = {glyph for glyph, text in self.texts.items() if not text.strip(" \u00a0")}


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

    def __init__(self, content: PageContent, known: Known) -> None:
        self.content = content
        self._known = known
        self._state = _State()
        self._stack: list[_State] = []
        self._matrix = self._line = _IDENTITY
        self._path: list[tuple[float, float]] = []
        self._clip = False

    def run(self, instructions: list[_Instruction], resources: Any) -> None:
        """Run one content stream with its resources."""
        for name, operands in instructions:
            if name == b"Do":
                self._form(resources.XObject["/" + operands[0].decode()])
            elif name == b"Tf":
                self._choose_font(resources.Font["/" + operands[0].decode()], float(operands[1]))
            elif name in _OPERATORS:
                getattr(self, _OPERATORS[name])(name.decode(), operands)
            elif name not in _IGNORED:
                self.content.strokes.append(Stroke((), 0, (), f"unknown operator {name.decode()}"))

    def _form(self, form: Any) -> None:
        kept, self._state = self._state, self._state.copy()
        matrix = [float(value) for value in form.get("/Matrix", _IDENTITY)]
        self._concatenate("cm", matrix)
        forms = self._known.forms
        if form.objgen not in forms:
            forms[form.objgen] = _instructions(bytes(form.read_bytes()), form)
        self.run(forms[form.objgen], form.Resources)
        self._state = kept

    def _choose_font(self, font: Any, size: float) -> None:
        fonts = self._known.fonts
        if font.objgen not in fonts:
            fonts[font.objgen] = _Font(font)
        self._state.font, self._state.size = fonts[font.objgen], size

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

    def _show(self, _name: str, operands: list[Any]) -> None:
        """Show glyphs; on a baseline that is not level each of them has a `Shown` to itself."""
        state, font = self._state, self._state.font
        if font is None:
            raise ValueError(operands)
        along, up, slant, rise, left, bottom = _times(_times((1, 0, 0, 1, 0, state.rise), self._matrix), state.ctm)
        size = state.size * abs(along * rise - up * slant) ** 0.5
        unit, at = state.size / 1000, 0.0
        places: list[float] = []
        numbers: list[int] = []
        for item in _items(operands[0]):
            if isinstance(item, float):
                at -= item * unit
                continue
            numbers += item
            for glyph in item:
                places.append(at)
                at += font.widths[glyph] * unit
        if font.blank.intersection(numbers):
            seen = [number not in font.blank for number in numbers]
            places, numbers = list(compress(places, seen)), list(compress(numbers, seen))
        texts = [font.texts.get(number, "?") for number in numbers]
        xs = [left + along * place for place in places]
        if up:
            self.content.shown += [
                Shown(font.name, size, state.fill, bottom + up * place, [x], [number], [text])
                for place, x, number, text in zip(places, xs, numbers, texts, strict=True)
            ]
        elif xs:
            self.content.shown.append(Shown(font.name, size, state.fill, bottom, xs, numbers, texts))
        self._matrix = _times((1, 0, 0, 1, at, 0), self._matrix)

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
    b"q": "_save", b"Q": "_restore", b"cm": "_concatenate", b"BT": "_begin", b"Tm": "_set_matrix",
    b"Td": "_move_text", b"Ts": "_set_rise", b"rg": "_colour", b"RG": "_colour", b"g": "_colour",
    b"G": "_colour", b"w": "_line_width", b"TJ": "_show", b"Tj": "_show", b"m": "_point", b"l": "_point",
    b"c": "_point", b"re": "_point", b"W": "_clip_path", b"W*": "_clip_path", b"S": "_paint",
    b"s": "_paint", b"f": "_paint", b"F": "_paint", b"f*": "_paint", b"n": "_paint",
}  # fmt: skip
_IGNORED = frozenset({b"ET", b"gs", b"h", b"d", b"J", b"j", b"M", b"BMC", b"BDC", b"EMC"})


def _matrix(operands: Sequence[Any]) -> _Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def _times(left: _Matrix, right: _Matrix) -> _Matrix:
    """Return the matrix that applies left first (PDF's row vectors)."""
    a, b, c, d, e, f = left
    g, h, i, j, k, m = right
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
