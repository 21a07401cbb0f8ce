"""How large a text may be, and in how many rows a line breaks: measured before it is set."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape

from outreach.press.widths import SLACK, advance, serif_advance
from outreach.stationery import MM, Frame, Stationery

_ENDS_A_BLOCK = re.compile(r"</(?:p|li|h[1-6]|blockquote|div)>|<br\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
BETWEEN_BLOCKS, BEFORE_CLOSING, TO_SIGN, SIGNED = 1.6, 2.4, 6.0, 17.0
"""mm: below a paragraph, above a closing, and for a signature by hand or as a picture; base.css and the sample say so."""


@lru_cache(maxsize=1024)
def size_of(frame: Frame, html: str) -> float:
    """Return the largest of the frame's sizes, in pt, at which `html` fits; the smallest if none is small enough."""
    texts = [text for part in _ENDS_A_BLOCK.split(html) if (text := unescape(_TAG.sub("", part)).strip())]
    around = BETWEEN_BLOCKS * (len(texts) - 1) + BEFORE_CLOSING
    around += SIGNED if 'class="signed"' in html else TO_SIGN if 'class="signature"' in html else 0
    for size in sorted(frame.sizes, reverse=True):
        room = frame.box.width * MM / size
        rows = sum(rows_needed(text, room, serif_advance) for text in texts)
        if rows * size * frame.leading / MM + around <= frame.box.height:
            return size
    return min(frame.sizes)


_SIZE = re.compile(r'(?<=<div class="frame )([^"]*\bsize-)(\d+)')


def size_class(size: float) -> str:
    """Return the class of a text that is set in a size (pt) of its own."""
    return f"size-{round(10 * size)}"


def smaller(html: str, paper: Stationery) -> Iterator[str]:
    """Yield a side with its text in each smaller size that its frame has, for one that turned out too large."""
    found = _SIZE.search(html)
    sizes = {round(10 * size) for side in paper.sides for frame in side.frames for size in frame.sizes}
    for size in sorted((one for one in sizes if found and one < int(found[2])), reverse=True):
        yield _SIZE.sub(rf"\g<1>{size}", html, count=1)


def rows_needed(text: str, room: float, width_of: Callable[[str], float] = advance) -> int:
    """Return in how many rows of `room` em a line breaks at most; `width_of` tells a character's width in em."""
    space = width_of(" ")
    rows, filled = 1, 0.0
    for word in text.split():
        width = sum(map(width_of, word))
        if filled and filled + width > room * SLACK:
            rows, filled = rows + 1, 0.0
        rows += int(width // (room * SLACK))  # a word that is wider than a row breaks inside
        filled += width + space
    return rows
