"""A text face: words shaped by Pango through WeasyPrint's own layout, each distinct word once."""

from __future__ import annotations

import struct
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from outreach.press.express.hyphenation import hyphenations
from outreach.press.express.plain import ANCHOR, NotPlainError
from outreach.press.inside_weasyprint import FROM_UNITS, Font, Layout, ffi, get_color, get_pango_font_key, pango, strut

if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView

NO_BREAK_SPACE = "\u00a0"
_CACHE_LIMIT = 6_000  # words; beyond that the dictionary starts afresh
_ODD_GLYPH = 0x0FFFFFFF  # Pango's empty glyph; its flag for a missing one lies above
_ESCAPES = {0x28: b"\\(", 0x29: b"\\)", 0x5C: b"\\\\", 0x0D: b"\\r"}
_CODE = [_ESCAPES.get(byte, bytes([byte])) for byte in range(256)]


@dataclass(frozen=True, slots=True, eq=False)
class GlyphRun:
    """A word's glyphs: width in Pango units (1/1024 px), TJ strings split at no-break spaces, what they read as."""

    width: int
    parts: tuple[bytes, ...]
    glyphs: tuple[tuple[int, str], ...]
    read: str


_NOTHING = GlyphRun(0, (b"",), (), "")


class Glyph(NamedTuple):
    """One glyph as Pango places it (Pango units) and the byte of the text that it starts at."""

    number: int
    width: int
    x_offset: int
    byte: int


class FontFile:
    """One font as the PDF names it, with glyph widths in 1/1000 em.

    WeasyPrint rounds a width at the size at which it first meets the glyph; the lane takes the
    roundings of its first sample, and for other glyphs those of the first face of this font.
    """

    def __init__(self, font: Font, pango_font: Any) -> None:
        """Begin with no widths known; `pango_font` is the face that was met first."""
        self.font = font
        self.widths: dict[int, int] = {}
        self.always: set[tuple[int, str]] = set()  # glyphs in every line, with their text
        # Characters looked at for kerning, by language, size and script.
        self.checked: dict[tuple[str | None, float, str], set[str]] = {}
        self.kerned: set[str] = set()  # characters that the font kerns with a space
        self._pango_font = pango_font
        self._logical = ffi.new("PangoRectangle *")
        self._ink = ffi.new("PangoRectangle *")

    def width(self, glyph: int) -> int:
        """Return the width of a glyph in 1/1000 em."""
        known = self.widths.get(glyph)
        if known is None:
            exact = self.advance(self._pango_font, glyph) * 1000 * FROM_UNITS / self.font.font_size
            known = self.widths[glyph] = round(exact)
        return known

    def advance(self, pango_font: Any, glyph: int) -> int:
        """Return the advance of a glyph before kerning, in Pango units at the font's size."""
        pango.pango_font_get_glyph_extents(pango_font, glyph, self._ink, self._logical)
        advance: int = self._logical.width
        return advance


def code_of(glyph: int) -> bytes:
    """Return the two bytes of a glyph as they stand inside a PDF string."""
    return _CODE[glyph >> 8] + _CODE[glyph & 255]


class Face:
    """Text of one computed style: shaping, metrics (px) and the PDF font behind it."""

    def __init__(self, style: Any, fonts: dict[str, FontFile]) -> None:
        """Measure the font of a computed `style`; `fonts` are the files met so far."""
        self.style = style
        self.size: float = style["font_size"]
        self.hyphenates = style["hyphens"] == "auto" and bool(style["lang"])
        self._layout = Layout(style)
        # The anchor keeps the Pango font alive, so that its address stays its own.
        self._anchor = Layout(style)
        self._anchor.set_text("x")
        line, _ = self._anchor.get_first_line()
        self._pango_font = line.runs[0].data.item.analysis.font
        _, description, self.font_size = get_pango_font_key(self._pango_font)
        font = Font(self._pango_font, description, self.font_size)
        self.file = fonts.setdefault(font.hash, FontFile(font, self._pango_font))
        self.name: str = font.hash
        self.colour = colour_operands(style["color"])
        self._learn_underline()
        self._words: dict[str, dict[str, GlyphRun]] = {script: {"": _NOTHING} for script in ANCHOR}
        self._beginnings: dict[tuple[str, str], tuple[tuple[int, GlyphRun], ...]] = {}
        self._shown: dict[tuple[int, int, int], bytes] = {}
        self._measure_line(line)
        self.space = self._glyphs_of("x x")[1]
        self.no_break_space = self._glyphs_of(f"x{NO_BREAK_SPACE}x")[1]
        self.file.always |= {(self.space.number, " "), (self.no_break_space.number, NO_BREAK_SPACE)}

    def _measure_line(self, line: Any) -> None:
        extents = ffi.new("PangoRectangle *")
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        self.height = extents.height * FROM_UNITS
        baseline = pango.pango_layout_get_baseline(self._anchor.layout) * FROM_UNITS
        self.line_height, self.strut_baseline = strut(self.style)
        self.baseline = baseline + (self.line_height - self.height) / 2

    def _learn_underline(self) -> None:
        """Note how far an underline lies below the baseline and how thick it is, in px."""
        self.underline: tuple[float, float] | None = None
        if self.style["text_decoration_line"] == "none":
            return
        if set(self.style["text_decoration_line"]) != {"underline"}:
            raise NotPlainError("a text decoration other than an underline")
        self.underline = (-self._anchor.underline_position, self._anchor.underline_thickness)
        self.underline_colour = colour_operands(get_color(self.style, "text_decoration_color"))

    def known(self, script: str) -> KeysView[str]:
        """Return the words of a script that need no shaping."""
        return self._words[script].keys()

    def words(self, texts: list[str], script: str) -> list[GlyphRun]:
        """Return the glyph runs of words without spaces, all of one script.

        Raise NotPlainError when a character is missing from the font.
        """
        known = self._words[script]
        with suppress(KeyError):
            return [known[text] for text in texts]
        missing = [text for text in texts if text not in known]
        if missing:
            if len(known) > _CACHE_LIMIT:
                known.clear()
                known[""] = _NOTHING
                missing = texts
            self._shape([text for text in dict.fromkeys(missing) if text], script, known)
        return [known[text] for text in texts]

    def beginnings(self, word: str, script: str) -> tuple[tuple[int, GlyphRun], ...]:
        """Return how a word may be hyphenated, the longest way first: so many characters, shaped with the hyphen."""
        known = self._beginnings.get((word, script))
        if known is None:
            if len(self._beginnings) > _CACHE_LIMIT:
                self._beginnings.clear()
            known = self._beginnings[word, script] = self._hyphenated(word, script) if self.hyphenates else ()
        return known

    def _hyphenated(self, word: str, script: str) -> tuple[tuple[int, GlyphRun], ...]:
        prefixes = hyphenations(word, self.style["lang"], self.style["hyphenate_limit_chars"])
        if not all(map(word.startswith, prefixes)):
            raise NotPlainError("a hyphenation that changes letters")
        runs = self.words([prefix + self.style["hyphenate_character"] for prefix in prefixes], script)
        return tuple(zip(map(len, prefixes), runs, strict=True))

    def word(self, text: str, scripts: str) -> GlyphRun:
        """Return the glyph run of one word whose characters have the given scripts."""
        script = scripts[0] if scripts else "0"
        if scripts.count(script) == len(scripts):
            return self.words([text], script)[0]
        runs = []
        start = 0
        for position in range(1, len(text) + 1):
            if position == len(text) or scripts[position] != scripts[start]:
                runs += self.words([text[start:position]], scripts[start])
                start = position
        return _joined(runs)

    def _shape(self, texts: list[str], script: str, known: dict[str, GlyphRun]) -> None:
        """Shape words in one Pango line; spaces part them as they do in a letter."""
        line = ANCHOR[script] + " ".join(texts)
        self._require_unkerned(line, script)
        glyphs = self._glyphs_of(line)
        starts = [glyph.byte for glyph in glyphs]
        cursor = len(ANCHOR[script])  # a glyph a character up to here
        byte = len(ANCHOR[script].encode())
        for text in texts:
            end = byte + len(text.encode())
            stop = bisect_left(starts, end, cursor)
            known[text] = self._run(text, glyphs[cursor:stop])
            cursor = stop + 1
            byte = end + 1

    def _run(self, word: str, glyphs: list[Glyph]) -> GlyphRun:
        texts = word if len(glyphs) == len(word) else _texts_of(word, glyphs)
        shown = [self.shown(glyph) for glyph in glyphs]
        parts = [b"".join(shown)]
        if NO_BREAK_SPACE in word:
            parts, first = [], 0
            for place in [place for place, text in enumerate(texts) if text == NO_BREAK_SPACE]:
                parts.append(b"".join(shown[first:place]))
                first = place + 1
            parts.append(b"".join(shown[first:]))
        numbers = [glyph[0] for glyph in glyphs]
        pairs = tuple(zip(numbers, texts, strict=True))
        return GlyphRun(sum([glyph[1] for glyph in glyphs]), tuple(parts), pairs, "".join(texts))

    def shown(self, glyph: Glyph) -> bytes:
        """Return the glyph as it stands in a TJ string, with the kerning that follows it."""
        key = glyph[:3]
        known = self._shown.get(key)
        if known is None:
            known = self._shown[key] = self.shown_anew(glyph)
        return known

    def shown_anew(self, glyph: Glyph) -> bytes:
        """Return the same for a glyph whose width will probably not occur again."""
        offset = glyph.x_offset / self.font_size
        exact = self.file.width(glyph.number) + offset - glyph.width * 1000 * FROM_UNITS / self.font_size
        kerning = int(exact)  # towards zero, as WeasyPrint truncates
        before = b")%s(" % number(-offset) if offset else b""
        after = b")%d(" % kerning if kerning else b""
        return before + code_of(glyph.number) + after

    def _glyphs_of(self, text: str) -> list[Glyph]:
        """Return the glyphs of a line of text, all of them in this face's font and on its baseline."""
        found: list[Glyph] = []
        for item in self._items_of(text):
            if item.item.analysis.font != self._pango_font:
                raise NotPlainError("a character outside the font")
            glyphs, raised = _glyphs_in(item)
            if raised or len({glyph.byte for glyph in glyphs}) < len(glyphs):
                raise NotPlainError("a glyph that is raised or shares its character")
            if any(glyph.number >= _ODD_GLYPH for glyph in glyphs):
                raise NotPlainError("a character missing from the font")
            found += glyphs
        return found

    def _items_of(self, text: str) -> Iterator[Any]:
        """Yield the Pango glyph items of a line of text."""
        self._layout.set_text(text)
        line, _ = self._layout.get_first_line()
        run = line.runs[0]
        while run != ffi.NULL:
            yield run.data
            run = run.next

    def _require_unkerned(self, line: str, script: str) -> None:
        """Refuse characters that the font kerns with a space, for their words depend on the line."""
        checked = self.file.checked.setdefault((self.style["lang"], self.font_size, script), {" ", NO_BREAK_SPACE})
        unknown = set(line) - checked
        if unknown:
            text = ANCHOR[script] + " ".join([*sorted(unknown), ""])
            encoded = text.encode()
            for item in self._items_of(text):
                if item.item.analysis.font == self._pango_font:
                    self._note_kerned(_glyphs_in(item)[0], encoded)
            checked |= unknown
        if not self.file.kerned.isdisjoint(line):
            raise NotPlainError("a character that the font kerns with spaces")

    def _note_kerned(self, glyphs: list[Glyph], encoded: bytes) -> None:
        for glyph in glyphs:
            if glyph.number < _ODD_GLYPH and glyph.width != self.file.advance(self._pango_font, glyph.number):
                # A space kerned by itself is kerned with the character after it.
                self.file.kerned |= set(encoded[glyph.byte : glyph.byte + 4].decode(errors="ignore").lstrip()[:1])


def _texts_of(word: str, glyphs: list[Glyph]) -> list[str]:
    """Return the characters of a word that each of its glyphs stands for; some stand for several."""
    encoded = word.encode()
    starts = [glyph.byte - glyphs[0].byte for glyph in glyphs]
    ends = [*starts[1:], len(encoded)]
    return [encoded[start:end].decode() for start, end in zip(starts, ends, strict=True)]


def _glyphs_in(item: Any) -> tuple[list[Glyph], bool]:
    """Return the glyphs of a Pango item, and whether one of them leaves the baseline."""
    count = item.glyphs.num_glyphs
    # A PangoGlyphInfo is five 32-bit numbers: glyph, width, x and y offset, flags.
    numbers = struct.unpack(f"{5 * count}i", ffi.buffer(item.glyphs.glyphs, 20 * count))
    clusters = ffi.unpack(item.glyphs.log_clusters, count)
    start = item.item.offset
    found = [
        Glyph(number_, width, x_offset, start + cluster)
        for number_, width, x_offset, cluster in zip(numbers[0::5], numbers[1::5], numbers[2::5], clusters, strict=True)
    ]
    return found, any(numbers[3::5])


def colour_operands(colour: Any) -> bytes:
    """Return an opaque RGB colour as the operands of rg or RG; raise NotPlainError for any other."""
    if colour.space not in {"srgb", "hsl", "hwb"} or colour.alpha != 1:
        raise NotPlainError("a colour that is transparent or not RGB")
    return b" ".join(number(channel) for channel in colour.to("srgb").coordinates)


def _joined(runs: list[GlyphRun]) -> GlyphRun:
    """Join the runs of one word whose script changes inside it."""
    parts = list(runs[0].parts)
    for run in runs[1:]:
        parts[-1] += run.parts[0]
        parts += run.parts[1:]
    glyphs = tuple(glyph for run in runs for glyph in run.glyphs)
    return GlyphRun(sum(run.width for run in runs), tuple(parts), glyphs, "".join(run.read for run in runs))


@lru_cache(maxsize=1 << 13)
def number(value: float) -> bytes:
    """Return a number for the PDF, with the six decimals at most that WeasyPrint writes."""
    text = f"{value:f}".rstrip("0").rstrip(".")
    return b"0" if text in {"-0", ""} else text.encode()
