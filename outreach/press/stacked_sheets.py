"""Put entries of a list, each laid out by itself, below one another on sheets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint import Document, Page

from outreach.press.inked_page import InkedPage
from outreach.press.inside_weasyprint import Stream, page_box

MM = 96 / 25.4
"""CSS px in a millimetre."""
OVERHANG = 3 * MM
"""px by which an entry may draw above and below its place: less than half the gap between two of them."""


@dataclass(frozen=True, slots=True)
class StackedEntry:
    """An entry in a document of its own, and the gap below it in px."""

    document: Document
    gap: float


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page of an entry on a sheet: it is moved down by `shift`, and shows from `top` to `bottom`; all in px."""

    page: Page
    shift: float
    top: float
    bottom: float


@dataclass(slots=True)
class _Sheet:
    """A sheet that is being filled: its content so far, and where the next entry may begin (px)."""

    placed: list[PlacedPage] = field(default_factory=list)
    end: float = 0.0


class StackedSheet(InkedPage):
    """A sheet with a page as its ground, and entries on it; nothing of an entry shows outside its place."""

    def __init__(self, ground: Page, placed: Sequence[PlacedPage]) -> None:
        """Begin with what stands on every sheet, such as its number."""
        super().__init__(ground)
        self._placed = placed

    def paint(self, stream: Stream, scale: float = 1) -> None:
        """Paint the sheet and its entries."""
        super().paint(stream, scale)
        for one in self._placed:
            with stream.stacked():
                stream.rectangle(0, one.top * scale, self.width * scale, (one.bottom - one.top) * scale)
                stream.clip()
                stream.end()
                stream.transform(f=one.shift * scale)
                one.page.paint(stream, scale)


def stacked(entries: Iterable[StackedEntry]) -> list[list[PlacedPage]]:
    """Return what stands on each sheet: the entries below one another, each whole where a sheet can hold it."""
    sheets = [_Sheet()]
    for entry in entries:
        for page in entry.document.pages:
            _put(sheets, page, whole=page is entry.document.pages[-1], gap=entry.gap)
    return [sheet.placed for sheet in sheets]


def _put(sheets: list[_Sheet], page: Page, *, whole: bool, gap: float) -> None:
    """Put a page of an entry on the last sheet, or on a new one; one that is not `whole` goes on, and fills its sheet."""
    paper = page_box(page)
    start, lowest = paper.content_box_y(), paper.content_box_y() + paper.height
    height = _height(paper) if whole else paper.height
    if sheets[-1].placed and sheets[-1].end + height > lowest:
        sheets.append(_Sheet())
    at = sheets[-1].end if sheets[-1].placed else start
    sheets[-1].placed.append(PlacedPage(page, at - start, at - OVERHANG, at + height + OVERHANG))
    sheets[-1].end = at + height + gap


def _height(paper: Any) -> float:
    """Return how high the content of a page is, in px."""
    root = paper.children[0]
    return float(root.position_y + root.margin_height() - paper.content_box_y())
