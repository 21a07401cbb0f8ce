"""Colours of a text as its style says them: which are neither black, grey nor white, nor otherwise allowed."""

import re
from collections.abc import Iterator, Sequence

from tinycss2.color3 import RGBA, parse_color

from outreach.care.words import Passage

_COLOUR = re.compile(
    r"(?<![\w-])(?:(?:background|border|outline|stop|flood|text-decoration)-)?(?:color|background|fill|stroke)"
    r"\s*[:=]\s*[\"']?([^;}\"'<>]+)",
    re.IGNORECASE,
)
GREY = 0.12
"""How far apart red, green and blue may lie in a grey; each runs from 0 to 1."""


def other_colours(style: str, allowed: Sequence[str]) -> Iterator[Passage]:
    """Yield each colour in CSS, HTML or SVG that is none of `allowed` (``black``, ``blue``), black and white apart."""
    seen = set()
    for match in _COLOUR.finditer(style):
        for word in re.findall(r"#\w+|[a-z]+\([^)]*\)|[a-z]+", match[1].strip().lower()):
            colour = parse_color(word)
            if isinstance(colour, RGBA) and _name(colour) not in (*allowed, "white") and word not in seen:
                seen.add(word)
                yield Passage(word, match[0].strip())


def _name(colour: RGBA) -> str:
    """Return the name of a colour; ``white`` is also what cannot be seen."""
    red, green, blue, alpha = colour
    return colour_name(red, green, blue) if alpha else "white"


def colour_name(red: float, green: float, blue: float) -> str:
    """Return ``black`` for greys too, ``white``, ``blue``, or ``other``; each part runs from 0 to 1."""
    spread = max(red, green, blue) - min(red, green, blue)
    if min(red, green, blue) > 1 - GREY:
        return "white"
    if spread <= GREY:
        return "black"
    return "blue" if blue == max(red, green, blue) and blue - max(red, green) > GREY else "other"
