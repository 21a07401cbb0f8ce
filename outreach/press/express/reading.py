"""Compare the words that a letter's glyphs show with the text that it was set from."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outreach.press.express.face import GlyphRun
    from outreach.press.express.setting import PlacedBlock

_TAG = re.compile(r"<[^>]*>")


def says(runs: Iterable[GlyphRun], inline: str, hyphen: str) -> bool:
    """Tell whether words show `inline` HTML: the same letters, whatever the spaces, and a `hyphen` where lines end."""
    if "<" in inline or "&" in inline:
        inline = unescape(_TAG.sub(" ", inline))
    read, text = "".join([run.read for run in runs]), "".join(inline.split())
    return read == text or "".join(read.split()).replace(hyphen, "") == text.replace(hyphen, "")


def misread(placed: Iterable[PlacedBlock], texts: Sequence[str]) -> str:
    """Return the words on a page that were not set from `texts`, the inline HTML of its surface; usually none."""
    strange = [one.painted for one in placed if one.text >= 0 and one.painted.inline != texts[one.text]]
    return " ".join([run.read for painted in strange for run in painted.runs])
