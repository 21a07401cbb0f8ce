"""What a version of WeasyPrint must do before it sets letters: a few pages of which it is known how they come out."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from weasyprint import Document

from outreach.press import copying, document
from outreach.press.drawn_text import words_in, words_of_html
from outreach.press.express import ExpressLane
from outreach.press.frames import overflows
from outreach.press.inked_page import InkedPage
from outreach.press.inside_weasyprint import page_box
from outreach.press.layout import lay_out, style_sheets, together
from outreach.stationery import STATIONERY

PAPER = STATIONERY["din5008b"]
TEXT = (
    "The library of our town was opened a hundred years ago, and ever since it has been a place where people meet. "
    "It lends books, of course; but it also lends an ear, a table to work at and, in winter, a warm room to those who "
    "have none. We would like to thank you for “all that”, and to ask you to keep it open, 12 months a year – or 13."
)
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "return-line": "Friends of the Library · Mill Lane 3 · 12345 Anywhere",
        "address": "Rosa Sample<br>Mill Lane 17<br>12345 Anywhere",
        "date": "20 November 2026",
        "subject": "About the library",
        "salutation": "<p>Dear Rosa,</p>",
        "body": f"<p>{TEXT}</p><p><b>{TEXT[:60]}</b> {TEXT}</p><ol><li>one</li><li>two</li></ol>",
        "closing": "<p>Yours sincerely,</p><p>Max Sample</p>",
    }
)
FRAMES = frozenset({"return-address", "address", "date", "text"})
TOLERANCE_PX = 0.5
LONGEST_WHOLE = 5
"""Letters of a word that is never divided at the end of a line, by base.css."""
NO_FILES = Path("no such folder")


def failed() -> list[str]:
    """Return the names of the tests that fail; whatever is raised is a failure too."""
    return [name for name, test in TESTS.items() if not _holds(test)]


def _holds(test: Callable[[], bool]) -> bool:
    try:
        return test()
    except Exception:  # noqa: BLE001 — private parts of another version may be missing or different in any way
        return False


def _letter(**changed: str) -> str:
    return document.side_html(PAPER, PAPER.sides[0], {**PARTS, **changed}, "en")


def _laid_out(*surfaces: str) -> Document:
    sheets = style_sheets(PAPER, "en", "", NO_FILES)
    return together(lay_out(surface, sheets) for surface in surfaces)


def _drawn(surface: str) -> list[InkedPage]:
    whole = _laid_out(surface)
    copying.pdf_of(whole)
    return [page for page in whole.pages if isinstance(page, InkedPage)]


def _lane_sets_alike() -> bool:
    """Set a letter both ways."""
    style = document.base_style() + document.stationery_style(PAPER)
    lane = ExpressLane(style, lambda surfaces: _laid_out(*surfaces))
    outcome = lane.set([_letter(), _letter(salutation="<p>Dear Max,</p>")], [0, 1])
    return outcome.taken == (0, 1) and not outcome.differences


def _full_frame_is_seen() -> bool:
    """Lay out an address, a line and a word for which there is no room."""
    high, wide, long = (
        _letter(address="<br>".join(["Line"] * 14)),
        _letter(**{"return-line": "W" * 90}),
        _letter(body="<p>" + "W" * 200 + "</p>"),
    )
    excess = [overflows(page) for page in _laid_out(high, wide, long).pages]
    return (
        excess[0]["address"] > TOLERANCE_PX
        and excess[1]["return-address"] > TOLERANCE_PX
        and excess[2]["text"] > TOLERANCE_PX
    )


def _boxes_are_read() -> bool:
    """Read the frames of a letter in which everything has room, and where the page's content begins."""
    (page,) = _laid_out(_letter()).pages
    found, flow = overflows(page), PAPER.sides[0].flow
    millimetre = 96 / 25.4
    return (
        found.keys() >= FRAMES
        and max(found.values()) <= TOLERANCE_PX
        and flow is not None
        and abs(page_box(page).content_box_x() - flow.left * millimetre) < TOLERANCE_PX
        and abs(page.width - PAPER.width * millimetre) < TOLERANCE_PX
    )


def _drawn_texts_are_noted() -> bool:
    """Draw a letter of two pages, and see that every word was noted, and the number of the second page."""
    letter = _letter(body=f"<p>{TEXT}</p>" * 9)
    first, second = _drawn(letter)
    shown = words_in("\n".join(one.text for page in (first, second) for one in page.drawn))
    whole = {word for word in words_of_html(letter) if len(word) <= LONGEST_WHOLE}
    return whole <= shown and [one.text for one in second.drawn if one.generated] == ["page 2 of 2"]


def _missing_letter_is_seen() -> bool:
    """Draw a character that no shipped font has."""
    return [page.missing for page in _drawn(_letter(subject="漢"))] == [{"漢"}]


TESTS: Mapping[str, Callable[[], bool]] = MappingProxyType(
    {
        "a sample letter is set alike both ways": _lane_sets_alike,
        "a frame that is too full is seen": _full_frame_is_seen,
        "the boxes of a page are where they should be": _boxes_are_read,
        "what is drawn on a page is noted": _drawn_texts_are_noted,
        "a character that no font has is seen": _missing_letter_is_seen,
    }
)
