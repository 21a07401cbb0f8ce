"""The pages of the letters: one page for each letter, with repeated blocks shared as form XObjects."""

from __future__ import annotations

import copy
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pydyf

from outreach.pdf.sections import PdfObject, Section, compressed, reference
from outreach.press.express.face import number
from outreach.press.express.paint import Text
from outreach.press.inside_weasyprint import Stream, build_fonts_dictionary, draw_border

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.press.express.face import FontFile, GlyphRun
    from outreach.press.express.paint import Painted, RuledLine
    from outreach.press.express.setting import Bordered, PlacedBlock, SetLetter

_SHARED_FROM = 100  # bytes; shorter blocks cost less written out than referred to
_PT = 0.75  # points in a px
_PYDYF_REFERENCE = re.compile(rb"(\d+) 0 R")


class Book:
    """Gathers letters and writes them as one section; all places of letters are px."""

    def __init__(self, fonts: dict[str, FontFile]) -> None:
        """Begin an empty document that may use `fonts`."""
        self._fonts = fonts
        self._pages: list[tuple[tuple[float, float], list[bytes], list[PlacedBlock]]] = []
        self._used: dict[str, set[GlyphRun]] = {}
        self._borders: dict[tuple[float, ...], bytes] = {}
        self._texts: dict[tuple[int, float, float, float], tuple[bytes, Painted]] = {}
        self._states = pydyf.Dictionary()
        self._objects: list[PdfObject] = []

    def add(self, letter: SetLetter, page_size: tuple[float, float]) -> None:
        """Add a letter as the next page."""
        scale = _scale(page_size[1])
        chunks = [scale % self._border(border) for border in letter.borders]
        for placed in letter.texts:
            key = (id(placed.painted), placed.x, placed.y, page_size[1])
            known = self._texts.get(key)
            if known is None:  # the block is kept, so that nothing else can get its id
                known = self._texts[key] = (scale % _drawn(placed), placed.painted)
                for name, runs in placed.painted.used:
                    self._used.setdefault(name, set()).update(runs)
            chunks.append(known[0])
        linked = [placed for placed in letter.texts if placed.painted.links]
        self._pages.append((page_size, chunks, linked))

    def _border(self, border: Bordered) -> bytes:
        """Return WeasyPrint's own drawing of a box's borders."""
        key = (border.x, border.y, border.width, border.height, id(border.style))
        if key not in self._borders:
            box = border.style.box.copy()
            box.position_x += border.x - box.content_box_x()
            box.position_y += border.y - box.content_box_y()
            box.width, box.height = border.width, border.height
            stream = self._recorder()
            draw_border(stream, box)
            drawn = [item if isinstance(item, bytes) else str(item).encode() for item in stream.stream]
            self._borders[key] = b" ".join(drawn)
        return self._borders[key]

    def _recorder(self) -> Stream:
        resources = pydyf.Dictionary({"ExtGState": self._states, "XObject": pydyf.Dictionary()})
        return Stream({}, (0, 0, 0, 0), resources, {}, None, {}, None)

    def section(self) -> Section:
        """Return the pages; equal letters give equal bytes."""
        fonts = self._embed_fonts()
        states = self._states.data
        form_resources = self._added((b"<</Font %s/ExtGState %s>>" % (fonts, states), None))
        forms: dict[bytes, bytes] = {}
        x_objects = self._share(forms, form_resources)
        resources = self._added((b"<</Font %s/ExtGState %s/XObject<<%s>>>>" % (fonts, states, x_objects), None))
        pages = []
        for (width, height), chunks, linked in self._pages:
            content = self._added(compressed(b"\n".join([forms.get(chunk, chunk) for chunk in chunks])))
            notes = b"".join([_annotation(*link) for link in _links(linked, height)])
            page = b"<</Type/Page/MediaBox[0 0 %s %s]/Contents %s/Resources %s%s>>" % (
                number(width * _PT), number(height * _PT), content, resources, b"/Annots[%s]" % notes if notes else b"",
            )  # fmt: skip
            pages.append(len(self._objects))
            self._objects.append((page, None))
        return Section.of(self._objects, pages)

    def _added(self, item: PdfObject) -> bytes:
        self._objects.append(item)
        return reference(len(self._objects) - 1)

    def _share(self, forms: dict[bytes, bytes], resources: bytes) -> bytes:
        """Write each block that stands on several pages once; forms receives how to call it."""
        counts = Counter(chunk for _, chunks, _ in self._pages for chunk in chunks)
        width = max((size[0] for size, _, _ in self._pages), default=0.0)
        height = max((size[1] for size, _, _ in self._pages), default=0.0)
        box = b"0 0 %s %s" % (number(width * _PT), number(height * _PT))
        entries = b"/Type/XObject/Subtype/Form/BBox[%s]/Resources %s" % (box, resources)
        x_objects = []
        for chunk, count in counts.items():
            if count > 1 and len(chunk) >= _SHARED_FROM:
                name = b"/X%d" % len(forms)
                x_objects.append(name + b" " + self._added(compressed(chunk, entries=entries)))
                forms[chunk] = name + b" Do"
        return b"".join(x_objects)

    def _embed_fonts(self) -> bytes:
        """Embed the glyphs that were used, the way WeasyPrint does; return the dictionary of the fonts."""
        pdf = pydyf.PDF()
        fonts = {}
        for name in sorted(self._used):
            file = self._fonts[name]
            font = copy.copy(file.font)
            pairs = {pair for run in self._used[name] for pair in run.glyphs} | file.always
            font.to_unicode = _unicode_map(pairs)
            font.widths = {glyph: file.width(glyph) for glyph in font.to_unicode}
            fonts[name] = font
        options = {"hinting": False, "pdf_version": "1.7"}
        named = build_fonts_dictionary(pdf, fonts, False, True, options)
        return self._taken_over(named.data, {item.number: item for item in pdf.objects if item.number}, {})

    def _taken_over(self, value: bytes, items: dict[int, Any], known: dict[int, bytes]) -> bytes:
        """Return a value that pydyf wrote, with the objects that it refers to as those of this section."""

        def added(found: re.Match[bytes]) -> bytes:
            at = int(found[1])
            if at not in known:
                item = items[at]
                if isinstance(item, pydyf.Stream):
                    data = b"\n".join(
                        [piece if isinstance(piece, bytes) else str(piece).encode() for piece in item.stream]
                    )
                    entries = self._taken_over(pydyf.Dictionary(item.extra).data, items, known)
                    known[at] = self._added(compressed(data, entries=entries[2:-2]))
                else:
                    known[at] = self._added((self._taken_over(item.data, items, known), None))
            return known[at]

        return _PYDYF_REFERENCE.sub(added, value)


def _unicode_map(pairs: set[tuple[int, str]]) -> dict[int, str]:
    """Give each glyph one text: the lowest, so that the order of letters does not matter."""
    mapping = dict(sorted(pairs, reverse=True))  # the last text of a glyph, the lowest, stays
    return dict(sorted(mapping.items()))


def _scale(page_height: float) -> bytes:
    """Return what goes around operators in px from the top left of a page.

    WeasyPrint writes px too, so viewers that round while they read round both in the same way.
    """
    return b"q 0.75 0 0 -0.75 0 %s cm %%s Q" % number(page_height * _PT)


def _drawn(placed: PlacedBlock) -> bytes:
    """Return the operators that draw a block's texts and rules."""
    left, top = placed.x, placed.y
    drawn = [
        b"1 0 0 -1 %s %s Tm %s" % (number(left + one.x), number(top + one.y), one.shown)
        if isinstance(one, Text)
        else _ruled(one, left, top)
        for one in placed.painted.drawn
    ]
    return b"BT %s ET" % b" ".join(drawn)


def _ruled(rule: RuledLine, left: float, top: float) -> bytes:
    """Return the operators that draw a rule between two texts."""
    start, end, y = number(left + rule.x), number(left + rule.x + rule.width), number(top + rule.y)
    return b"ET q %s RG %s w %s %s m %s %s l S Q BT" % (rule.colour, number(rule.thickness), start, y, end, y)


def _links(linked: list[PlacedBlock], page_height: float) -> Iterator[tuple[list[float], str]]:
    """Yield the rectangles (pt) of links on a page, with their addresses."""
    for placed in linked:
        for link in placed.painted.links:
            left, top = placed.x + link.x, page_height - placed.y - link.y
            sides = (left, top, left + link.width, top - link.height)
            yield [side * _PT for side in sides], link.href


def _annotation(rectangle: list[float], href: str) -> bytes:
    sides = b" ".join([number(side) for side in rectangle])
    return b"<</Type/Annot/Subtype/Link/Rect[%s]/BS<</W 0>>/A<</Type/Action/S/URI/URI(%s)>>>>" % (sides, href.encode())
