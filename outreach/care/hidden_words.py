"""Words that are written so that a reader sees them and a search does not: a censor calls it a cipher.

Each trick is found by its own look; `plain` is the word as it was meant, where that can be told.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from outreach import tables
from outreach.care.topics import list_for
from outreach.care.word_lists import WordList
from outreach.care.words import UNSEEN, WORD, Passage, compared, passage, read_text, script_of, without_disguise


class HiddenWord(NamedTuple):
    """A place where a word hides: how, where, and the word that was meant, or ``""``.

    `sure` is False for what people also write in joy, such as a drawn-out vowel.
    """

    how: str
    place: Passage
    plain: str = ""
    sure: bool = True


@lru_cache(maxsize=16)
def hidden_words(text: str, language: str) -> tuple[HiddenWord, ...]:
    """Return every word in `text` that hides; an ordinary text has none."""
    composed, known = unicodedata.normalize("NFC", text), list_for(language)
    found: dict[str, HiddenWord] = {}
    for trick in TRICKS:
        for one in trick(composed, language, known):
            found.setdefault(one.place.words, one)
    return tuple(found.values())


_ANY_UNSEEN = re.compile(f"[{UNSEEN}]")
_UNSEEN_INSIDE = re.compile(rf"[^\W\d_][{UNSEEN}]+(?=[^\W\d_])")
_JOINING = frozenset({"Arabic", "Devanagari", "Hebrew"})
"""Scripts in which a joiner between two letters belongs to the spelling."""


def _unseen(text: str, _language: str, _known: WordList) -> Iterator[HiddenWord]:
    """Yield words with a sign inside that nobody sees; around names the tool itself puts marks of direction."""
    if not _ANY_UNSEEN.search(text):
        return
    for match in _UNSEEN_INSIDE.finditer(text):
        before, after = script_of(match[0][0]), script_of(text[match.end()])
        if before == after and before not in _JOINING:
            start, end = _word_around(text, match.start())
            yield HiddenWord("with an unseen sign inside", passage(text, start, end), without_disguise(text[start:end]))


def _word_around(text: str, place: int) -> tuple[int, int]:
    """Return where the word that `place` is in begins and ends."""
    return next(found.span() for found in WORD.finditer(text) if found.start() <= place < found.end())


_ANY_STROKE = re.compile("[\u0302-\u0305\u030d-\u0362]")
_STRUCK = re.compile("[^\\W\\d_]+(?:[\u0302-\u0305\u030d-\u0362]+[^\\W\\d_]*)+")


def _struck(text: str, _language: str, _known: WordList) -> Iterator[HiddenWord]:
    """Yield words under strokes, rings and clouds of accents; a stress mark is none."""
    for match in _STRUCK.finditer(text) if _ANY_STROKE.search(text) else ():
        if script_of(match[0][0]) in ("Cyrillic", "Latin", "Greek"):
            yield HiddenWord("under added marks", passage(text, *match.span()), without_disguise(match[0]))


def _drawn(text: str, _language: str, _known: WordList) -> Iterator[HiddenWord]:
    """Yield words in letters drawn otherwise, such as 𝐰𝐚𝐫 or ｗａｒ; ligatures of typesetters are none."""
    read = read_text(text)
    for word in read.words:
        if word.letters.drawn:
            yield HiddenWord("in letters drawn otherwise", passage(read.text, word.start, word.end), word.key)


_SPACED = re.compile(r"(?<![\w.'’])[^\W\d_](?:([ \u00a0]|[.\-–_*·•|/~+=]\s?)[^\W\d_](?![^\W_]|['’])){2,}")
_ABBREVIATED = re.compile(
    r"\b(?:т\.\s?[кедпноч]|н\.\s?э|г\.\s?р|и\.\s?о|у\.\s?е|z\.\s?B|u\.\s?a|d\.\s?h|i\.\s?e|e\.\s?g|[ap]\.\s?m|U\.\s?S)\.?",
    re.IGNORECASE,
)
SHORTEST_SPACED = 3
"""Fewer letters with spaces between them are initials, or two small words."""


def _spaced(text: str, language: str, known: WordList) -> Iterator[HiddenWord]:
    """Yield words with something between all their letters: ``в о й н ы``, ``w-a-r``."""
    small = {word for word in tables.frequent_words().get(language.partition("-")[0], ()) if len(word) == 1}
    for match in _SPACED.finditer(text):
        letters = [letter for letter in _ABBREVIATED.sub("", match[0]) if letter.isalpha()]
        plain = "".join(letters).casefold()
        initials = "." in match[0] and all(letter.isupper() for letter in letters)
        enough = len(letters) >= SHORTEST_SPACED and len(set(plain)) > 1 and not initials
        if enough and (known.knows(plain) or not set(plain) <= small):
            yield HiddenWord("with its letters apart", passage(text, *match.span()), plain)


_ANY_MASK = re.compile(r"[*#@$%&!_~^·•+=<>?][^\W\d_]|\*\*")
_MASKED = re.compile(r"[^\W\d_]+(?:[*#@$%&!_~^·•+=<>?]+[^\W\d_]+)+|[^\W\d_]+\*{2,}(?!\w)")
_GENDERED = re.compile(r"[*_](?:in|innen|r|n|e)\b|@s?\b")
"""What shows that all genders are meant: ``Kolleg*innen``, ``amig@s``."""
_SIGNS = str.maketrans({"@": "a", "$": "s", "!": "i"})


def _masked(text: str, _language: str, known: WordList) -> Iterator[HiddenWord]:
    """Yield words with stars or other signs for some of their letters: ``f*ck``, ``в**на``."""
    for match in _MASKED.finditer(text) if _ANY_MASK.search(text) else ():
        if not _GENDERED.search(match[0]) and not _is_address(text, match) and not _two_words(match[0]):
            yield HiddenWord("with signs for letters", passage(text, *match.span()), _unmasked(match[0], known))


def _is_address(text: str, match: re.Match[str]) -> bool:
    """Tell whether a sign stands in an address of the internet, which other rules look for."""
    return "@" in match[0] and text[match.end() : match.end() + 1] in (".", "@", "-")


def _two_words(masked: str) -> bool:
    """Tell whether a sign stands between two words, as in R&B, rock+pop or “What?Then”."""
    return bool(re.search(r"[&+=<>]|[!?][^\W\d_a-zа-яёіїєґў]|^[A-ZА-Я][&+][A-ZА-Я]$", masked))


def _unmasked(masked: str, known: WordList) -> str:
    """Return the listed word that fits, what stops a letter first; ``""`` if none does.

    A sign stands for a letter, or for nothing: it was only put in between.
    """
    plain = compared(masked.translate(_SIGNS)).key
    between = compared(re.sub(r"[\W_]", "", masked)).key
    for word in (plain, between):
        if word.isalpha() and known.knows(word):
            return word
    wild = "".join(compared(sign).key if sign.isalpha() else "." for sign in masked)
    pattern = re.compile(wild)
    fitting = [word for word in known.by_word if len(word) == len(wild) and pattern.fullmatch(word)]
    begins = [begin for some in known.by_beginning.values() for begin, _ in some if _may_begin(wild, begin)]
    return min((*fitting, *begins), key=lambda word: (not known.stops(word), word), default="")


def _may_begin(wild: str, begin: str) -> bool:
    """Tell whether a word with wild cards may begin so."""
    return len(wild) >= len(begin) and all(one in (".", letter) for one, letter in zip(wild, begin, strict=False))


_ANY_DIGIT = re.compile(r"\d[^\W\d_]")
_WITH_DIGITS = re.compile(r"(?<![\w-])(?:[^\W\d_]+\d{1,2}[^\W\d_]+\w*|\d[^\W\d_]{2,})(?![\w-])")
_DIGITS = {
    "Cyrillic": str.maketrans("01346789", "оізчбтва"),
    "Latin": str.maketrans("01345678", "oieasbtb"),
}
_FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*)+")
ENOUGH_LETTERS = 3
"""A word has so many letters at least beside its digits: shorter ones are sizes, gates and models."""


def _digits(text: str, language: str, known: WordList) -> Iterator[HiddenWord]:
    """Yield words with digits for letters: ``в0йна``; formulas, sizes and models are none."""
    frequent = tables.frequent_words().get(language.partition("-")[0], frozenset())
    for match in _WITH_DIGITS.finditer(text) if _ANY_DIGIT.search(text) else ():
        token, letters = match[0], sum(letter.isalpha() for letter in match[0])
        table = _DIGITS.get(script_of(next(filter(str.isalpha, token))))
        if table is None or _FORMULA.fullmatch(token) or letters < ENOUGH_LETTERS:
            continue
        plain = compared(token.translate(table)).key
        if known.knows(plain) or plain in frequent or (not token[0].isdigit() and token.islower()):
            yield HiddenWord("with digits for letters", passage(text, *match.span()), plain)


_ROMAN = re.compile(r"[IVXLCDM]+")
_TRIPLED_WORDS = re.compile(r"шеее|змеее|www", re.IGNORECASE)
_TRIPLED_LANGUAGES = frozenset({"de", "nb", "sv", "da"})
"""Where compounds may have three letters alike: Schifffahrt."""


def _tripled(text: str, language: str, known: WordList) -> Iterator[HiddenWord]:
    """Yield words with a letter three times; a sound such as ``ммм`` is none."""
    read = read_text(text)
    for word in read.words:
        token = read.text[word.start : word.end]
        if not word.letters.tripled:
            continue
        if _ROMAN.fullmatch(token) or _TRIPLED_WORDS.search(token) or len(set(token.casefold())) == 1:
            continue
        once, twice = (compared(re.sub(r"(.)\1{2,}", letters, token.casefold()))[0] for letters in (r"\1", r"\1\1"))
        listed = next((plain for plain in (once, twice) if known.knows(plain)), "")
        if listed or language.partition("-")[0] not in _TRIPLED_LANGUAGES:
            yield HiddenWord("with a letter drawn out", passage(text, word.start, word.end), listed, sure=bool(listed))


_ANY_HYPHEN = re.compile(r"[-‐‑–][^\W\d_]")
_HYPHENATED = re.compile(r"(?<![^\W\d_])[^\W\d_]+(?:[-‐‑–][^\W\d_]+)+")


def _hyphens(text: str, _language: str, known: WordList) -> Iterator[HiddenWord]:
    """Yield listed words with a hyphen where none belongs: ``вой-на``."""
    for match in _HYPHENATED.finditer(text) if _ANY_HYPHEN.search(text) else ():
        joined = compared(re.sub(r"[-‐‑–]", "", match[0])).key
        if known.knows(joined) and not known.knows(compared(match[0]).key):
            yield HiddenWord("with a hyphen inside", passage(text, *match.span()), joined)


Trick = Callable[[str, str, WordList], Iterator[HiddenWord]]
TRICKS: tuple[Trick, ...] = (_unseen, _struck, _drawn, _spaced, _masked, _digits, _tripled, _hyphens)
"""Every way of hiding a word that the tool knows."""
