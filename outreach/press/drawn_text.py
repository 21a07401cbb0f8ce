"""Texts as they were drawn on a page, and the words in them."""

import re
import unicodedata
from html import unescape
from typing import NamedTuple

TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Unicode's categories of signs over and under letters, and of what only steers how they are shown."""


class Drawn(NamedTuple):
    """A text on a page; `generated` is one that the style made, such as the number of a list's item."""

    text: str
    generated: bool


class _Folded(dict[int, int | None]):
    """What each character becomes: marks and invisible characters become nothing."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = None if unicodedata.category(chr(code)) in _UNSEEN else code
        return kept


_FOLDED = _Folded()


def folded(text: str) -> str:
    """Return a text in small letters, without accents, hyphenation and direction marks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_FOLDED)
    return text.casefold()


def words_in(text: str) -> set[str]:
    """Return the words of a text, folded."""
    return set(_WORD.findall(folded(text)))


def words_of_html(html: str) -> set[str]:
    """Return the words between the tags of HTML."""
    return words_in(unescape(TAG.sub(" ", html)))
