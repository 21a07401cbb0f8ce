"""The private parts of WeasyPrint that the press uses: no other module touches them.

WeasyPrint promises nothing about them. Tried on WeasyPrint 70.0 with pydyf 0.13.0.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint.draw.text
import weasyprint.svg.text
from weasyprint import Page
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.border import draw_border
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.html import UA_COUNTER_STYLE
from weasyprint.images import RasterImage
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout, can_break_text, get_log_attrs, get_next_word_boundaries, strut

DrawLine = Callable[..., Any]
"""WeasyPrint's function that draws a line of text; its first arguments are the stream and the box of the text."""


@contextmanager
def drawing_lines(draw: Callable[..., Any]) -> Iterator[None]:
    """Have lines of text drawn by `draw`, which is called with the usual function and with its arguments."""
    usual: DrawLine = weasyprint.draw.text.draw_first_line

    def instead(*arguments: Any) -> Any:
        return draw(usual, *arguments)

    _draw_lines_by(instead)
    try:
        yield
    finally:
        _draw_lines_by(usual)


def _draw_lines_by(draw: DrawLine) -> None:
    weasyprint.draw.text.draw_first_line = draw
    weasyprint.svg.text.draw_first_line = draw


def page_box(page: Page) -> Any:
    """Return the box of a laid-out page, which holds all other boxes on it."""
    return page._page_box  # noqa: SLF001 — this module is the place for it


def out_of_flow(box: Any) -> Any:
    """Return the box that a placeholder stands for; None for other boxes."""
    return box._box if isinstance(box, AbsolutePlaceholder) else None  # noqa: SLF001 — the same


__all__ = [
    "FROM_UNITS",
    "INITIAL_VALUES",
    "TO_UNITS",
    "UA_COUNTER_STYLE",
    "DocumentMetadata",
    "DrawLine",
    "Font",
    "Layout",
    "RasterImage",
    "Stream",
    "boxes",
    "build_fonts_dictionary",
    "can_break_text",
    "draw_border",
    "drawing_lines",
    "ffi",
    "get_color",
    "get_log_attrs",
    "get_next_word_boundaries",
    "get_pango_font_key",
    "out_of_flow",
    "page_box",
    "pango",
    "strut",
]
