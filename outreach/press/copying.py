"""Make words in Indian scripts copy from a PDF, and be found in it, as they were written.

WeasyPrint gives each glyph one text, that of its first place in the document. In Devanagari a glyph shows other
letters in other places: a vowel sign is drawn before the consonant that it follows. So a glyph gets a further code
for each of its texts (ISO 32000-1, 9.7.4.3 and 9.10.3); what moves signs over their consonant becomes part of the
widths of these codes, because viewers see a space where numbers move the pen. Arabic keeps WeasyPrint's codes: its
letters have separate glyphs, and viewers decide the order in which they are copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

import pydyf
from weasyprint import Document

from outreach.press.inside_weasyprint import DrawLine, drawing_lines, ffi, pango

JOINED = re.compile(r"[\u0900-\u109f\u1780-\u17ff]")
"""Letters of scripts to the right whose glyphs are more or less than letters: India’s, and from Thai to Khmer."""
_FIRST_CODE = 0x8000
"""Codes from here on are ours; fonts with more glyphs than that keep WeasyPrint's codes."""
_ITEM = re.compile(rb"<([0-9a-f]*)>|([-+.\d]+)")


@dataclass(slots=True)
class _Codes:
    """The further codes of a document: by font, the glyph, width and text of each."""

    of_fonts: dict[Any, dict[tuple[int, int, str], int]] = field(default_factory=dict)

    def code(self, glyph: _Glyph, width: int) -> int:
        """Return the code of a glyph with a width (1/1000 em) and a text; its own number where that is right."""
        font = glyph.font
        if (font.widths[glyph.number], font.to_unicode[glyph.number]) == (width, glyph.text):
            return glyph.number
        codes = self.of_fonts.setdefault(font, {})
        code = codes.setdefault((glyph.number, width, glyph.text), _FIRST_CODE + len(codes))
        font.widths[code], font.to_unicode[code] = width, glyph.text
        return code

    def finish(self, _document: Document, pdf: pydyf.PDF) -> None:
        """Tell in each font which glyphs its further codes show."""
        maps = {font.name: _glyph_map(font, codes) for font, codes in self.of_fonts.items()}
        for item in [*pdf.objects]:
            if isinstance(item, pydyf.Dictionary) and "CIDToGIDMap" in item and item["BaseFont"] in maps:
                stream = pydyf.Stream([maps[item["BaseFont"]]], compress=True)
                pdf.add_object(stream)
                item["CIDToGIDMap"] = stream.reference


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph of a line: its font, its number there and the text that it stands for, empty if that stays as it is."""

    font: Any
    number: int
    text: str


def pdf_of(laid_out: Document) -> bytes:
    """Return the PDF of a laid-out document, its words copied as they were written."""
    codes = _Codes()
    with drawing_lines(partial(_draw_coded, codes)):
        return laid_out.write_pdf(finisher=codes.finish)


def _glyph_map(font: Any, codes: dict[tuple[int, int, str], int]) -> bytes:
    """Return the numbers of the glyphs of all codes, two bytes each."""
    numbers = bytearray(2 * (max(codes.values()) + 1))
    shown = {code: number for (number, _, _), code in codes.items()}
    for code in font.to_unicode:
        numbers[2 * code : 2 * code + 2] = shown.get(code, code).to_bytes(2, "big")
    return bytes(numbers)


def _draw_coded(codes: _Codes, draw: DrawLine, stream: Any, textbox: Any, *arguments: Any) -> Any:
    """Draw a line as WeasyPrint does, then give the glyphs of joined scripts codes with their texts."""
    start = len(stream.stream)
    drawn = draw(stream, textbox, *arguments)
    if JOINED.search(textbox.pango_layout.text) and len(stream.stream) > start:
        glyphs = list(_glyphs(stream, textbox.pango_layout))
        operators = [item if isinstance(item, bytes) else str(item).encode() for item in stream.stream[start:]]
        if [glyph.number for glyph in glyphs] == list(_numbers(operators)) and all(map(_codable, glyphs)):
            stream.stream[start:] = _coded(operators, glyphs, codes)
    return drawn


def _codable(glyph: _Glyph) -> bool:
    font = glyph.font
    return font.glyph_count <= _FIRST_CODE and not font.missing and not font.bitmap and not font.used_in_forms


def _glyphs(stream: Any, layout: Any) -> Iterator[_Glyph]:
    """Yield the glyphs of a line from left to right."""
    encoded = layout.text.encode()
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run != ffi.NULL:
        item, count = run.data.item, run.data.glyphs.num_glyphs
        font, _ = stream.add_font(item.analysis.font)
        infos = run.data.glyphs.glyphs[0:count]
        starts = ffi.unpack(run.data.glyphs.log_clusters, count)
        letters = encoded[item.offset : item.offset + item.length]
        texts = [""] * count if item.analysis.level % 2 else _texts(starts, letters)
        for info, text in zip(infos, texts, strict=True):
            if info.glyph != pango.PANGO_GLYPH_EMPTY:
                yield _Glyph(font, info.glyph, text)
        run = run.next


def _texts(starts: Sequence[int], encoded: bytes) -> list[str]:
    """Return the text of each glyph of a run to the right, given where in the text its letters start.

    The letters that some glyphs show together go to them one by one, the rest to the last.
    """
    texts: list[str] = []
    ends = [*sorted(set(starts))[1:], len(encoded)]
    for (start, group), end in zip(groupby(starts), ends, strict=True):
        letters, count = encoded[start:end].decode(), sum(1 for _ in group)
        apart = [*letters[: count - 1], letters[count - 1 :]]
        texts += apart + [""] * (count - len(apart))
    return texts


def _numbers(operators: Iterable[bytes]) -> Iterator[int]:
    for operator in operators:
        if operator.endswith(b"TJ"):
            yield from (item for item in _items(operator) if isinstance(item, int))


def _items(operator: bytes) -> Iterator[int | float]:
    """Yield what a TJ operator shows: numbers of glyphs, and moves in 1/1000 em, which are floats."""
    for codes, move in _ITEM.findall(operator):
        if move:
            yield float(move)
        yield from (int(codes[at : at + 4], 16) for at in range(0, len(codes), 4))


def _coded(operators: Iterable[bytes], glyphs: Iterable[_Glyph], codes: _Codes) -> Iterator[bytes]:
    """Yield the operators with other codes for their glyphs."""
    remaining = iter(glyphs)
    for operator in operators:
        if not operator.endswith(b"TJ"):
            yield operator
            continue
        shown: list[bytes] = []
        glyph: _Glyph | None = None
        for is_glyph, items in groupby(_items(operator), key=lambda item: isinstance(item, int)):
            if is_glyph:
                for _ in items:
                    shown += _shown(glyph, 0.0, codes)
                    glyph = next(remaining)
            else:
                shown += _shown(glyph, sum(items), codes)
                glyph = None
        yield b"[%s] TJ" % b"".join([*shown, *_shown(glyph, 0.0, codes)])


def _shown(glyph: _Glyph | None, move: float, codes: _Codes) -> Iterator[bytes]:
    """Yield a glyph and the move after it; whole thousandths become part of the width of a joined letter."""
    if glyph is not None:
        code, taken = glyph.number, 0
        if JOINED.search(glyph.text):
            width = glyph.font.widths[glyph.number]
            taken = min(int(move), width - 1)  # viewers leave out what has no width
            code = codes.code(glyph, width - taken)
        yield b"<%04x>" % code
        move -= taken
    if move:
        yield f"{move:f}".encode()
