"""What the glyphs of a letter say, held against the text that it was set from."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outreach.press.express.setting import Placed

_TAG = re.compile(r"<[^>]*>")


def says(read: str, inline: str) -> bool:
    """Tell whether glyphs that read as `read` show `inline` HTML: the same letters, whatever the spaces."""
    if "<" in inline or "&" in inline:
        inline = unescape(_TAG.sub(" ", inline))
    return "".join(read.split()) == "".join(inline.split())


def misread(placed: Iterable[Placed], texts: Sequence[str]) -> str:
    """Return what is read on a page that was not set from `texts`, the inline HTML of its surface; usually nothing."""
    return " ".join([one.painted.read for one in placed if one.text >= 0 and one.painted.inline != texts[one.text]])
