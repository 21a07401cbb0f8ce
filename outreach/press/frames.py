"""Find what sticks out of its frame on a laid-out page, measured in WeasyPrint's boxes."""

from collections.abc import Iterable, Iterator
from typing import Any

from weasyprint import Page

from outreach.press.inside_weasyprint import boxes, page_box

CROPPED = frozenset({"picture"})
"""Frames that a picture with bleed may be larger than; the paper's edge crops it."""
_DEPTH = 5
"""So many boxes lie between a page and a frame at most."""


def overflows(page: Page) -> dict[str, float]:
    """Return by how many CSS px the content of each frame is larger than the frame."""
    excess: dict[str, float] = {}
    for frame in _frames(page_box(page), _DEPTH):
        name = _class(frame).removeprefix("frame ").partition(" ")[0]
        if name in CROPPED:
            continue
        if name == "flow":
            excess |= _beside_text(page, frame)
            lines = list(_lines(frame))
            widest = max((_right(line) for line in lines), default=0.0)
            excess["text"] = max(widest - frame.content_box_x() - frame.width, _beyond_left(lines, frame))
            continue
        bottom = frame.content_box_y() + frame.height
        right = frame.content_box_x() + frame.width
        for line in _lines(frame):
            below = line.position_y + line.height - bottom
            beside = _right(line) - right
            excess[name] = max(excess.get(name, 0.0), below, beside)
    return excess


WIDE = {boxes.TableBox: "table", boxes.ReplacedBox: "picture in the text"}
"""What may be wider than the column, or a picture higher than the page, though no word of it is."""


def _beside_text(page: Page, frame: Any) -> dict[str, float]:
    """Return by how many px tables and pictures stick out of the column, or of the page at its foot."""
    excess: dict[str, float] = {}
    left, right = frame.content_box_x(), frame.content_box_x() + frame.width
    whole = page_box(page)
    foot = whole.content_box_y() + whole.height
    for box in frame.descendants():
        if name := next((word for kind, word in WIDE.items() if isinstance(box, kind)), ""):
            x, y = box.border_box_x(), box.border_box_y()
            below = y + box.border_height() - foot if name != "table" else 0.0
            excess[name] = max(excess.get(name, 0.0), x + box.border_width() - right, left - x, below)
    return excess


def _right(line: Any) -> float:
    return max((text.position_x + text.width for text in line.children), default=0.0)


def _beyond_left(lines: Iterable[Any], frame: Any) -> float:
    """Return by how many px text that runs to the left sticks out on that side."""
    if frame.style["direction"] != "rtl":
        return 0.0
    leftmost = min((text.position_x for line in lines for text in line.children), default=frame.content_box_x())
    return float(frame.content_box_x() - leftmost)


def _frames(box: Any, depth: int) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if _class(child).startswith("frame ") or _class(child) == "flow":
            yield child
        elif depth:
            yield from _frames(child, depth - 1)


def _class(box: Any) -> str:
    return "" if box.element is None else str(box.element.get("class", ""))


def _lines(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield child
        else:
            yield from _lines(child)
