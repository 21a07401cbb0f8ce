"""How wide a text is, before it is set: measured in the letters of the shipped fonts, without kerning."""

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from outreach.l10n.languages import script_of

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

UNITS, OTHER, SLACK = 1000, 0.7, 0.98
"""Units in an em in which letters are measured; the width in em of those that another font has; and how much of a
place may be filled, since kerning is left out."""
SANS, SERIF = "NotoSans-Regular", "GentiumPlus-Regular"
SERIF_OF = {"ARABIC": ("NotoNaskhArabic-Regular", 0.9), "DEVANAGARI": ("NotoSerifDevanagari-Regular", 1.0)}
"""The fonts of a letter's text for scripts that have their own, by the first word of their characters' names; and how
wide letters are on average beside each alone: those of Arabic join (0.79 and 0.81 in the samples)."""


@lru_cache(maxsize=4096)
def advance(character: str) -> float:
    """Return the width of a character in Noto Sans, in em."""
    return OTHER if script_of(character) else _font(SANS).getlength(character) / UNITS


@lru_cache(maxsize=4096)
def bold_advance(character: str) -> float:
    """Return the width of a character in bold Noto Sans, in em."""
    return OTHER if script_of(character) else _font(f"{SANS.partition('-')[0]}-Bold").getlength(character) / UNITS


@lru_cache(maxsize=4096)
def serif_advance(character: str) -> float:
    """Return the width of a character in the font of a letter's text, in em."""
    name, joined = SERIF_OF.get(unicodedata.name(character, "").partition(" ")[0], (SERIF, 1.0))
    known = name != SERIF or not script_of(character)
    return _font(name).getlength(character) / UNITS * joined if known else 1.0


@cache
def _font(name: str) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 — loaded in the child only

    place = files("outreach") / "data" / "fonts" / f"{name}.ttf"
    return ImageFont.truetype(str(place), UNITS, layout_engine=ImageFont.Layout.BASIC)
