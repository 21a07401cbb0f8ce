"""Colours of a letterhead: read as people write them, and dark enough to be read on paper."""

from tinycss2.color3 import RGBA, parse_color

PAPER, LEAST_CONTRAST = 1.0, 3.0
"""The luminance of white paper; and the contrast that large letters need (WCAG 2.2, success criterion 1.4.3)."""


def ink(text: str) -> str:
    """Return a colour as ``#rrggbb``; ``""`` where `text` names none: ``#8a1c1c``, ``#811``, ``darkred``."""
    found = parse_color(text.strip())
    if not isinstance(found, RGBA) or found.alpha < 1:
        return ""
    return "#" + "".join(f"{round(255 * part):02x}" for part in found[:3])


def too_light(colour: str) -> bool:
    """Tell whether letters in a colour, given as ``#rrggbb``, are hard to read on white paper."""
    return (PAPER + 0.05) / (_luminance(colour) + 0.05) < LEAST_CONTRAST


def _luminance(colour: str) -> float:
    """Return the relative luminance, from 0 for black to 1 for white, as WCAG 2.2 defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)  # noqa: PLR2004 — of the definition
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
