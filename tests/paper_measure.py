"""Measure a PDF: where its text stands, in millimetres from the upper left corner."""

from pathlib import Path

import pypdfium2

from outreach.stationery import Box

MM = 72 / 25.4


def text_boxes(path: Path) -> list[list[tuple[str, Box]]]:
    """Return the text of each page line by line, each with its rectangle in mm."""
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        return [_page_boxes(page) for page in pdf]


def _page_boxes(page: pypdfium2.PdfPage) -> list[tuple[str, Box]]:
    height = page.get_size()[1]
    text = page.get_textpage()
    found = []
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        words = text.get_text_bounded(left, bottom, right, top).strip()
        found.append((words, Box(left / MM, (height - top) / MM, (right - left) / MM, (top - bottom) / MM)))
    return found


def page_sizes(path: Path) -> list[tuple[float, float]]:
    """Return width and height of each page in mm."""
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        return [(round(page.get_size()[0] / MM, 1), round(page.get_size()[1] / MM, 1)) for page in pdf]


def lies_in(inner: Box, outer: Box, tolerance: float = 0.15) -> bool:
    """Tell whether one box lies in another."""
    return (
        inner.x >= outer.x - tolerance
        and inner.y >= outer.y - tolerance
        and inner.x + inner.width <= outer.x + outer.width + tolerance
        and inner.y + inner.height <= outer.y + outer.height + tolerance
    )
