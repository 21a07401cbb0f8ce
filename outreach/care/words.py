"""The words of a text as they are compared: sentence by sentence, without what hides or adorns a letter.

A text is read once, and every rule looks at the result.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from html import unescape
from typing import NamedTuple

CONTEXT = 24
"""Characters shown on each side of what was found."""
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr|blockquote)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
MARKS = r"\u0300-\u036f\u064b-\u0655\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
"""Accents, Arabic vowels and the signs of Devanagari belong to the letter before them."""
UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Signs that nobody sees: joiners, marks of direction, hyphens that may come."""
_LETTER = rf"[^\W\d_](?:[{MARKS}{UNSEEN}]*)"
WORD = re.compile(rf"(?:{_LETTER})+(?:[-‐‑’'ʼ](?:{_LETTER})+)*|\d+")
"""A word, with hyphens and apostrophes inside it, or a number."""
_SENTENCE_END = re.compile(r"[.!?…]+[)»”“\"'’]*(?=\s|$)|\n")
_QUOTED = re.compile(r"«([^«»\n]{1,80})»|“([^“”\n]{1,80})”|„([^„“”\n]{1,80})[“”]|\"([^\"\n]{1,80})\"|‘([^‘’\n]{1,80})’")
_SHORTEST_END = 2
"""A point behind a single letter ends no sentence: it is an initial."""


class Passage(NamedTuple):
    """A place in a text: the words themselves, and the same with what stands around them."""

    words: str
    quote: str


class Compared(NamedTuple):
    """How a word is compared: its key, its parts, and what its letters are; each word is looked at once.

    `parts` are those of a word with hyphens or apostrophes; `scripts` are those of its letters; `upper` tells that it
    begins with a capital, `capitals` that it has no others; `drawn` that a letter is drawn otherwise, such as 𝐰;
    `tripled` that a letter stands three times.
    """

    key: str
    parts: tuple[str, ...]
    scripts: frozenset[str]
    upper: bool
    capitals: bool
    drawn: bool
    tripled: bool


class Word(NamedTuple):
    """A word of a text: where it stands, how it is compared, and how it begins.

    `name` tells that it has a first capital inside a sentence, `upper` that it begins with one at all, `title` that
    quotation marks stand around it and at most a few others.
    """

    start: int
    end: int
    key: str
    parts: tuple[str, ...]
    name: bool
    upper: bool
    title: bool
    letters: Compared


class Sentence:
    """The words of one sentence, and the sign at its end."""

    __slots__ = ("__dict__", "end", "words")

    def __init__(self, words: tuple[Word, ...], end: str) -> None:
        """Take the words in their order."""
        self.words = words
        self.end = end

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every word of the sentence, and every part of one with hyphens."""
        return frozenset(key for word in self.words for key in (word.key, *word.parts))

    @cached_property
    def script(self) -> str:
        """The script of most of its words."""
        counts = Counter(script for word in self.words for script in word.letters.scripts)
        return max(counts, key=lambda script: (counts[script], script), default="")


class ReadText(NamedTuple):
    """A text as it is compared, and its sentences."""

    text: str
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> Iterator[Word]:
        """Every word, sentence by sentence."""
        return (word for sentence in self.sentences for word in sentence.words)


def plain_text(html: str) -> str:
    """Return the text of merged HTML, a line for each paragraph; soft hyphens and doubled spaces are gone."""
    text = unescape(_TAG.sub("", _BREAK.sub("\n", html.replace("\n", " ")))).replace("\xad", "")
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


@lru_cache(maxsize=16)
def read_text(text: str) -> ReadText:
    """Return the sentences of `text` in its composed form (NFC)."""
    text = unicodedata.normalize("NFC", text)
    titles = [match.span() for match in _QUOTED.finditer(text)] if any(sign in text for sign in '«“„"‘') else []
    sentences, words = [], list[Word]()
    ends = _ends(text)
    end, sign = next(ends)
    for match in WORD.finditer(text):
        if match.start() >= end:
            if words:
                sentences.append(Sentence(tuple(words), sign))
                words = []
            while match.start() >= end:
                end, sign = next(ends)
        start, stop = match.span()
        letters = compared(match[0])
        inside = letters.upper and bool(words) and not letters.capitals and text[start - 1] not in '«“„"‘('
        title = bool(titles) and any(left < start and stop < right for left, right in titles)
        words.append(Word(start, stop, letters.key, letters.parts, inside, letters.upper, title, letters))
    if words:
        sentences.append(Sentence(tuple(words), sign))
    return ReadText(text, tuple(sentences))


def _ends(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each sentence ends, and with which sign."""
    for match in _SENTENCE_END.finditer(text):
        if not (match[0][0] == "." and _is_initial(text, match.start())):
            yield match.end(), match[0][0]
    yield len(text) + 1, ""


def _is_initial(text: str, point: int) -> bool:
    letters = 0
    while point - letters > 0 and text[point - letters - 1].isalpha():
        letters += 1
    return letters == 1 and text[point - 1].isupper()


@lru_cache(maxsize=16384)
def compared(token: str) -> Compared:
    """Return how a word is compared: ``Во́йна`` as ``война``, ``Ёлка`` as ``елка``."""
    key = without_disguise(token)
    parts = tuple(filter(None, re.split(r"[-‐‑']", key)))
    scripts = frozenset(map(script_of, token)) - {""}
    drawn = not token.isascii() and any(unicodedata.decomposition(letter).startswith(_DRAWN) for letter in token)
    capitals = len(token) > 1 and token.isupper()
    tripled = bool(_TRIPLED.search(token))
    return Compared(key, parts if len(parts) > 1 else (), scripts, token[0].isupper(), capitals, drawn, tripled)


_DRAWN = ("<font>", "<wide>", "<circle>", "<square>")
"""How Unicode marks letters that are other letters in another drawing; ligatures of typesetters are none."""
_TRIPLED = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)
_UNSEEN = re.compile(f"[{UNSEEN}]")
_PLAIN = str.maketrans({
    "ё": "е", "’": "'", "ʼ": "'", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ς": "σ", "ـ": None,
    "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه",
})  # fmt: skip
_ARABIC_BEFORE = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل))(?=\w{3})|^[وف](?=\w{4})")
"""What Arabic joins to the word behind it: the article, and, with, for."""


def without_disguise(token: str) -> str:
    """Return a word in small letters of one script, without unseen signs, accents and letters that only look alike."""
    if token.isascii():
        return token.lower()
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", token))
    scripts = {script_of(letter) for letter in text} - {""}
    if len(scripts) > 1:
        text = text.translate(_LIKE_CYRILLIC if "Cyrillic" in scripts else _LIKE_LATIN)
    text = "".join(map(_without_accent, text.casefold().translate(_PLAIN)))
    return _ARABIC_BEFORE.sub("", text) if "Arabic" in scripts else text


@cache
def _without_accent(letter: str) -> str:
    """Return a letter without its accents; ``й``, ``ї`` and ``ў`` are letters of their own."""
    if letter in "йїў" or "\u0900" <= letter <= "\u097f":
        return letter
    return "".join(one for one in unicodedata.normalize("NFD", letter) if not unicodedata.combining(one))


@cache
def script_of(letter: str) -> str:
    """Return the script of a letter as Unicode names it: ``Cyrillic``, ``Latin`` …; ``""`` for other signs."""
    return unicodedata.name(letter, "").partition(" ")[0].capitalize() if letter.isalpha() else ""


def main_script(text: str) -> str:
    """Return the script that most letters of `text` have, or ``""``."""
    counts = Counter(map(script_of, text))
    del counts[""]
    return max(counts, key=lambda script: (counts[script], script), default="")


_ALIKE = {"a": "а", "b": "ь", "c": "с", "e": "е", "h": "н", "i": "і", "j": "ј", "k": "к", "m": "м", "n": "п", "o": "о",
          "p": "р", "r": "г", "s": "ѕ", "t": "т", "u": "и", "x": "х", "y": "у",
          "A": "А", "B": "В", "C": "С", "E": "Е", "H": "Н", "I": "І", "J": "Ј", "K": "К", "M": "М", "O": "О", "P": "Р",
          "S": "Ѕ", "T": "Т", "X": "Х", "Y": "У"}  # fmt: skip
"""Latin letters and the Cyrillic ones that look like them."""
_GREEK = {"α": "a", "β": "B", "γ": "y", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t",
          "υ": "u", "χ": "x", "Α": "A", "Β": "B", "Ε": "E", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O",
          "Ρ": "P", "Τ": "T", "Χ": "X", "Υ": "Y"}  # fmt: skip
"""Greek letters and the Latin ones that look like them."""
_LIKE_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _ALIKE.items()} | _GREEK)
_LIKE_CYRILLIC = str.maketrans({greek: _ALIKE.get(latin, greek) for greek, latin in _GREEK.items()} | _ALIKE)


def passage(text: str, start: int, end: int) -> Passage:
    """Return the place from `start` to `end` with its neighbours, cut between words."""
    left, right = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    left = text.rfind("\n", left, start) + 1 or (text.find(" ", left, start) + 1 if left else 0) or left
    line_end = text.find("\n", end, right)
    cut = line_end if line_end >= 0 else right if right == len(text) else text.rfind(" ", end, right)
    right = cut if cut >= end else right
    before = "… " if left and text[left - 1] != "\n" else ""
    after = " …" if right < len(text) and text[right] != "\n" else ""
    return Passage(text[start:end], f"{before}{text[left:right]}{after}")
