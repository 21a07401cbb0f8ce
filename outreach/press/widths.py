"""How wide a text is, before it is set: measured in the letters of a shipped font, without kerning."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from outreach.l10n.languages import script_of

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

UNITS, OTHER, SLACK = 1000, 0.7, 0.98
"""Units in an em in which letters are measured; the width in em of those that another font has; and how much of a
place may be filled, since kerning is left out."""


@lru_cache(maxsize=4096)
def advance(character: str) -> float:
    """Return the width of a character in Noto Sans, in em."""
    return OTHER if script_of(character) else _font().getlength(character) / UNITS


@cache
def _font() -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 — loaded in the child only

    place = files("outreach") / "data" / "fonts" / "NotoSans-Regular.ttf"
    return ImageFont.truetype(str(place), UNITS, layout_engine=ImageFont.Layout.BASIC)
