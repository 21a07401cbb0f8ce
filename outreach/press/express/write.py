"""The PDF of the letters: one page each, repeated blocks shared as form XObjects."""

from __future__ import annotations

import copy
import io
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.draw.border import draw_border
from weasyprint.pdf.fonts import build_fonts_dictionary
from weasyprint.pdf.stream import Stream

from outreach.press.express.face import number
from outreach.press.express.paint import PT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.press.express.face import FontFile, GlyphRun
    from outreach.press.express.setting import Bordered, Letter, Placed

_SHARED_FROM = 100  # bytes; shorter blocks cost less written out than referred to
_LEVEL = 6  # of zlib


class Book:
    """Gathers letters and writes them as one PDF; all places of letters are px."""

    def __init__(self, fonts: dict[str, FontFile]) -> None:
        """Begin an empty document that may use `fonts`."""
        self._fonts = fonts
        self._pages: list[tuple[tuple[float, float], list[bytes], list[Placed]]] = []
        self._used: dict[str, set[GlyphRun]] = {}
        self._borders: dict[tuple[float, ...], bytes] = {}
        self._states = pydyf.Dictionary()

    def add(self, letter: Letter, page_size: tuple[float, float]) -> None:
        """Add a letter as the next page."""
        height = page_size[1]
        chunks = [self._border(border, height) for border in letter.borders]
        for placed in letter.texts:
            chunks.append(_text(placed, height))
            for name, runs in placed.painted.used:
                self._used.setdefault(name, set()).update(runs)
        linked = [placed for placed in letter.texts if placed.painted.links]
        self._pages.append((page_size, chunks, linked))

    def _border(self, border: Bordered, page_height: float) -> bytes:
        """Return WeasyPrint's own drawing of a box's borders."""
        key = (border.x, border.y, border.width, border.height, id(border.style), page_height)
        if key not in self._borders:
            box = border.style.box.copy()
            box.position_x += border.x - box.content_box_x()
            box.position_y += border.y - box.content_box_y()
            box.width, box.height = border.width, border.height
            stream = self._recorder()
            draw_border(stream, box)
            drawn = b" ".join(item if isinstance(item, bytes) else str(item).encode() for item in stream.stream)
            scale = b"q %s 0 0 %s 0 %s cm " % (number(PT), number(-PT), number(page_height * PT))
            self._borders[key] = scale + drawn + b" Q"
        return self._borders[key]

    def _recorder(self) -> Stream:
        resources = pydyf.Dictionary({"ExtGState": self._states, "XObject": pydyf.Dictionary()})
        return Stream({}, (0, 0, 0, 0), resources, {}, None, {}, None)

    def pdf(self) -> bytes:
        """Return the document; equal letters give equal bytes."""
        pdf = pydyf.PDF()
        fonts = self._embed_fonts(pdf)
        forms: dict[bytes, bytes] = {}
        form_resources = _added(pdf, pydyf.Dictionary({"Font": fonts, "ExtGState": self._states}))
        x_objects = self._share(pdf, forms, form_resources)
        resources = _added(pdf, pydyf.Dictionary({"Font": fonts, "ExtGState": self._states, "XObject": x_objects}))
        for (width, height), chunks, linked in self._pages:
            content = b"\n".join([forms.get(chunk, chunk) for chunk in chunks])
            page = pydyf.Dictionary({
                "Type": "/Page", "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, _short(width * PT), _short(height * PT)]),
                "Contents": _compressed(pdf, content, {}), "Resources": resources,
            })  # fmt: skip
            if linked:
                page["Annots"] = pydyf.Array([_annotation(pdf, *link) for link in _links(linked, height)])
            pdf.add_page(page)
        out = io.BytesIO()
        pdf.write(out, compress=True)
        return out.getvalue()

    def _share(self, pdf: pydyf.PDF, forms: dict[bytes, bytes], resources: bytes) -> pydyf.Dictionary:
        """Write each block that stands on several pages once; forms receives how to call it."""
        counts = Counter(chunk for _, chunks, _ in self._pages for chunk in chunks)
        width = max((size[0] for size, _, _ in self._pages), default=0.0)
        height = max((size[1] for size, _, _ in self._pages), default=0.0)
        x_objects = pydyf.Dictionary()
        for chunk, count in counts.items():
            if count > 1 and len(chunk) >= _SHARED_FROM:
                name = f"X{len(forms)}"
                box = pydyf.Array([0, 0, _short(width * PT), _short(height * PT)])
                extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": resources}
                x_objects[name] = _compressed(pdf, chunk, extra)
                forms[chunk] = b"/%s Do" % name.encode()
        return x_objects

    def _embed_fonts(self, pdf: pydyf.PDF) -> bytes:
        """Embed the glyphs that were used, the way WeasyPrint does."""
        fonts = {}
        for name in sorted(self._used):
            file = self._fonts[name]
            font = copy.copy(file.font)
            pairs = {pair for run in self._used[name] for pair in run.glyphs} | file.always
            font.to_unicode = _unicode_map(pairs)
            font.widths = {glyph: file.width(glyph) for glyph in font.to_unicode}
            fonts[name] = font
        options = {"hinting": False, "pdf_version": "1.7"}
        return _added(pdf, build_fonts_dictionary(pdf, fonts, True, True, options))


def _unicode_map(pairs: set[tuple[int, str]]) -> dict[int, str]:
    """Give each glyph one text: the lowest, so that the order of letters does not matter."""
    mapping = dict(sorted(pairs, reverse=True))  # the last text of a glyph, the lowest, stays
    return dict(sorted(mapping.items()))


def _text(placed: Placed, page_height: float) -> bytes:
    painted = placed.painted
    x = (placed.x + painted.first[0]) * PT
    y = (page_height - placed.y - painted.first[1]) * PT
    text = b"BT %s %s Td %s ET" % (number(x), number(y), painted.text) if painted.text else b""
    rules = [
        b"q %s RG %s w %s %s m %s %s l S Q"
        % (
            rule.colour,
            number(rule.thickness * PT),
            number((placed.x + rule.x) * PT),
            number((page_height - placed.y - rule.y) * PT),
            number((placed.x + rule.x + rule.width) * PT),
            number((page_height - placed.y - rule.y) * PT),
        )
        for rule in painted.rules
    ]
    return b" ".join([text, *rules])


def _links(linked: list[Placed], page_height: float) -> Iterator[tuple[list[float], str]]:
    """Yield the rectangles (pt) of links on a page, with their addresses."""
    for placed in linked:
        for link in placed.painted.links:
            left, top = placed.x + link.x, page_height - placed.y - link.y
            sides = (left, top, left + link.width, top - link.height)
            yield [_short(side * PT) for side in sides], link.href


def _annotation(pdf: pydyf.PDF, rectangle: list[float], href: str) -> bytes:
    action = pydyf.Dictionary({"Type": "/Action", "S": "/URI", "URI": pydyf.String(href)})
    return _added(pdf, pydyf.Dictionary({
        "Type": "/Annot", "Subtype": "/Link", "Rect": pydyf.Array(rectangle),
        "BS": pydyf.Dictionary({"W": 0}), "A": action,
    }))  # fmt: skip


def _compressed(pdf: pydyf.PDF, content: bytes, extra: dict[str, Any]) -> bytes:
    data = zlib.compress(content, _LEVEL)
    return _added(pdf, pydyf.Stream([data], {**extra, "Filter": "/FlateDecode"}))


def _added(pdf: pydyf.PDF, item: Any) -> bytes:
    pdf.add_object(item)
    reference: bytes = item.reference
    return reference


def _short(value: float) -> float:
    return round(value, 3)
