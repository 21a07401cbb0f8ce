"""A page as it goes into the PDF: its ink, its links to the web, and a record of every text that is drawn on it."""

import logging
import re
from typing import Any, Self
from urllib.parse import urlsplit

from weasyprint import Page

from outreach.press.drawn_text import Drawn
from outreach.press.inside_weasyprint import DrawLine, Stream, drawing_lines

LINKED = frozenset({"http", "https", "mailto", "tel"})
"""The schemes of links that a PDF may have: these say nothing about this computer, and run nothing."""
_MISSING_GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)")


class InkedPage(Page):
    """A laid-out page without bookmarks, anchors, forms, attachments and links to anywhere but the web.

    After it was painted, `drawn` holds its texts in the order of drawing, and `missing` the characters that no font has.
    """

    def __init__(self, page: Page) -> None:
        """Take the laid-out page, and only the links that lead to the web."""
        vars(self).update(vars(page))
        self.links = [link for link in page.links if link[0] == "external" and _leads_to_the_web(link[1])]
        self.bookmarks, self.anchors, self.forms = [], {}, {None: []}
        self.drawn: list[Drawn] = []
        self.missing: set[str] = set()
        self.painted = False
        self._in_picture = False

    def paint(self, stream: Stream, scale: float = 1) -> None:
        """Paint the page, and note what is drawn."""
        self.drawn.clear()
        self._in_picture = False
        with drawing_lines(self._noted), _MissingGlyphs() as missing:
            super().paint(stream, scale)
        self.missing = missing.characters
        self.painted = True

    def _noted(self, draw: DrawLine, stream: Stream, textbox: Any, *arguments: Any) -> Any:
        result = draw(stream, textbox, *arguments)
        text, in_picture = textbox.pango_layout.text, not hasattr(textbox, "element_tag")
        if in_picture and self._in_picture:  # a drawing in SVG comes letter by letter
            text = self.drawn.pop().text + text
        self._in_picture = in_picture
        self.drawn.append(Drawn(text, generated=not in_picture and _is_generated(textbox.element_tag)))
        return result


def _is_generated(tag: str | None) -> bool:
    """Tell whether a style made a text: in a margin of the page, which belongs to no element, or beside an element."""
    return tag is None or "::" in tag


def _leads_to_the_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in LINKED
    except ValueError:
        return False


class _MissingGlyphs(logging.Handler):
    """Collects the characters that WeasyPrint says no font has."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Note a character."""
        if found := _MISSING_GLYPH.search(record.getMessage()):
            self.characters.add(chr(int(found[1], 16)))

    def __enter__(self) -> Self:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
