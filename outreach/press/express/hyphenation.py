"""Where WeasyPrint would hyphenate a word."""

from __future__ import annotations

from functools import cache, lru_cache

import pyphen

from outreach.press.inside_weasyprint import get_next_word_boundaries


@lru_cache(maxsize=8_000)
def hyphenations(unit: str, language: str, limits: tuple[int, int, int]) -> tuple[str, ...]:
    """Return the beginnings of the unit that may be followed by a hyphen, the longest first.

    limits are the CSS hyphenate-limit-chars: whole word, before, after. Source: WeasyPrint 70,
    text/line_break.py, which tries the first word of the unit that is long enough.
    """
    total, left, right = limits
    name = pyphen.language_fallback(language)
    position = 0
    while name and (bounds := get_next_word_boundaries(unit[position:], name)):
        start, stop = bounds
        if stop - start >= total:
            word = unit[position + start : position + stop]
            before = unit[: position + start]
            return tuple(before + head for head, _ in _dictionary(name, left, right).iterate(word))
        position += stop
    return ()


@cache
def _dictionary(name: str, left: int, right: int) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=name, left=left, right=right)
