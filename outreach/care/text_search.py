"""What stands in a text that should not: a look at its letters, words and signs, from values alone.

Every function takes a text and yields the places that it finds, each with the words around it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from textwrap import shorten

from outreach import tables
from outreach.l10n import languages

CONTEXT = 24
"""Characters shown on each side of what was found."""
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr|blockquote)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_MARKS = r"\u0300-\u036f\u064b-\u0655\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
"""Accents, Arabic vowels and the signs of Devanagari belong to the letter before them."""
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:[-’'ʼ][^\W\d_](?:[^\W\d_]|[{_MARKS}])*)*")


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a text: the words themselves, and the same with what stands around them."""

    words: str
    quote: str


def plain_text(html: str) -> str:
    """Return the text of merged HTML, a line for each paragraph; soft hyphens and doubled spaces are gone."""
    text = unescape(_TAG.sub("", _BREAK.sub("\n", html.replace("\n", " ")))).replace("\xad", "")
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def _found(text: str, start: int, end: int) -> Found:
    """Return the place from `start` to `end` with its neighbours, cut between words."""
    left, right = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    left = text.rfind("\n", left, start) + 1 or (text.find(" ", left, start) + 1 if left else 0) or left
    line_end = text.find("\n", end, right)
    cut = line_end if line_end >= 0 else right if right == len(text) else text.rfind(" ", end, right)
    right = cut if cut >= end else right
    before = "… " if left and text[left - 1] != "\n" else ""
    after = " …" if right < len(text) and text[right] != "\n" else ""
    return Found(text[start:end], f"{before}{text[left:right]}{after}")


def _all(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    yield from (_found(text, *match.span()) for match in pattern.finditer(text))


@cache
def script_of(letter: str) -> str:
    """Return the script of a letter as Unicode names it: ``Cyrillic``, ``Latin`` …; ``""`` for other signs."""
    return unicodedata.name(letter, "").partition(" ")[0].capitalize() if letter.isalpha() else ""


def main_script(text: str) -> str:
    """Return the script that most letters of `text` have, or ``""``."""
    scripts = [script_of(letter) for letter in text if letter.isalpha()]
    return max(set(scripts), key=lambda script: (scripts.count(script), script), default="")


def mixed_letters(text: str) -> Iterator[Found]:
    """Yield words in which letters of two scripts stand side by side, as a Latin ``o`` in ``войнa``."""
    for match in _WORD.finditer(text):
        for part in re.finditer(r"[^\W\d_]+", match[0]):
            if len({script_of(letter) for letter in part[0]} - {""}) > 1:
                yield _found(text, *match.span())
                break


_ROMAN = re.compile(r"[IVXLCDM]+")


def foreign_words(text: str, script: str) -> Iterator[Found]:
    """Yield words in another script than the text's; Roman numerals are none."""
    for match in _WORD.finditer(text):
        scripts = {script_of(letter) for letter in match[0] if letter.isalpha()}
        if scripts and script not in scripts and not _ROMAN.fullmatch(match[0]):
            yield _found(text, *match.span())


SCRIPTS = {"Arab": "Arabic", "Cyrl": "Cyrillic", "Deva": "Devanagari", "Grek": "Greek", "Latn": "Latin"}
"""Scripts by their codes, as `script_of` calls them."""


def script_for(language: str) -> str:
    """Return the script that a language is written in."""
    return SCRIPTS.get(languages.script(language), "Latin")


ENOUGH_WORDS = 5
"""Shorter paragraphs do not tell their language."""
CLEARLY = 2
"""So many times more of another language's words than of the expected one's."""


def other_languages(text: str, language: str) -> Iterator[tuple[Found, str]]:
    """Yield paragraphs that are not in `language`, with the language or script that they seem to be in."""
    for line in text.split("\n"):
        if other := _other_language(line, language):
            yield Found(line, beginning(line)), other


def beginning(text: str) -> str:
    """Return the first words of a text, with ``…`` where more follow."""
    return shorten(text, 3 * CONTEXT, placeholder=" …")


def _other_language(line: str, language: str) -> str:
    words = [word.casefold() for word in _WORD.findall(line)]
    if len(words) < ENOUGH_WORDS:
        return ""
    known = tables.frequent_words()
    hits = {code: sum(word in frequent for word in words) for code, frequent in known.items()}
    expected = hits.get(language, hits.get(language.split("-", maxsplit=1)[0], 0))
    best = max(hits, key=lambda code: hits[code])
    script = main_script(line)
    if script != script_for(language):
        return best if hits[best] and script_for(best) == script else f"{script} letters"
    same = best.partition("-")[0] == language.partition("-")[0]
    return best if hits[best] > max(1, CLEARLY * expected) and not same else ""


LOOKALIKES = str.maketrans("aceopxyABCEHKMOPTXkmt", "асеорхуАВСЕНКМОРТХкмт")
"""Latin letters that look like Cyrillic ones: a word is not hidden by them."""


def avoided_words(text: str, language: str, topic: str, also: Sequence[str] = ()) -> Iterator[Found]:
    """Yield words of a topic in any of their forms; `also` are entries beside those of the language's table."""
    own = tables.care_words(language.split("-", maxsplit=1)[0]).get(topic, {})
    pattern = _pattern((*own.get("words", ()), *also))
    if pattern is None:
        return
    folded = _folded(text)
    harmless = _pattern(tuple(own.get("except", ())))
    spared = [match.span() for match in harmless.finditer(folded)] if harmless else []
    for match in pattern.finditer(folded):
        if not any(start <= match.start() < end for start, end in spared):
            yield _found(text, *match.span())


def knows_words(language: str, topic: str) -> bool:
    """Tell whether the tool has words of a topic in a language."""
    return topic in tables.care_words(language.split("-", maxsplit=1)[0])


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    """Return `text` in small letters of the same number, with ``ё`` as ``е`` and no Latin letter in a Cyrillic word."""
    folded = _WORD.sub(_unmixed, text)
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in folded)
    return lower.replace("ё", "е").replace("’", "'").replace("ʼ", "'")


def _unmixed(match: re.Match[str]) -> str:
    scripts = {script_of(letter) for letter in match[0]}
    return match[0].translate(LOOKALIKES) if {"Cyrillic", "Latin"} <= scripts else match[0]


@cache
def _pattern(entries: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern for words with ``*`` for any ending; None where there are none."""
    if not entries:
        return None
    words = sorted({_folded(entry) for entry in entries}, key=len, reverse=True)
    escaped = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(escaped)})(?!\w)")


_SHORT = re.compile(
    r"(?<![\w.])(?:(?:[^\W\d_]{1,2}\.\s?){2,}|[^\W\d_]{1,4}\.(?=[ \t]*[^\W\d_A-ZА-ЯЁІЇЄҐЎΑ-Ω]|[ \t]*\d)|[^\W\d_]-[^\W\d_]{1,2}(?!\w))"
)
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-zа-яёіїєґў]{2,6}(?!\w)")
_YEAR_BEFORE = re.compile(r"\d\s?$")
_YEAR = frozenset({"г.", "гг.", "р.", "рр.", "г.р.", "в.", "вв.", "ст."})
CASELESS = frozenset({"ar", "hi"})
"""Languages whose script has no capital letters; their abbreviations the tool does not know."""


def abbreviations(text: str, language: str) -> Iterator[Found]:
    """Yield ``т.к.``, ``г-н``, ``РФ`` and their like; ``2024 г.`` is no riddle to anybody."""
    if language in CASELESS:
        return
    for match in _SHORT.finditer(text):
        if not (match[0].strip() in _YEAR and _YEAR_BEFORE.search(text, 0, match.start())):
            start, end = match.span()
            yield _found(text, start, end - (len(match[0]) - len(match[0].rstrip())))
    for match in _CAPITALS.finditer(text):
        if match[0].upper() == match[0] and not _ROMAN.fullmatch(match[0]):
            yield _found(text, *match.span())


_EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u25a0-\u25ff\u2300-\u23ff]\ufe0f?\u200d?)+"
    r"|(?<!\w)[:;=]['’]?-?[()DPpРр|/\\*](?!\w)|(?<![\w(])\){2,}|(?<=[^\W\d_])\){2,}|<3|\^_\^"
)


def emoji(text: str) -> Iterator[Found]:
    """Yield pictures among letters and smileys put together from signs; ``\u2116`` and ``§`` are none."""
    yield from _all(_EMOJI, text)


_LINK = re.compile(
    r"https?://\S+|(?<!\w)www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]*\w|(?<!\w)[@#][^\W\d]\w+"
    r"|(?<![\w.])[\w-]+\.(?:org|com|net|info|eu|ru|by|ua|de|fr|uk)(?:/\S*)?(?!\w)",
    re.IGNORECASE,
)


def links(text: str) -> Iterator[Found]:
    """Yield addresses on the internet, e-mail addresses, hashtags and names of accounts."""
    yield from _all(_LINK, text)


_CODE = re.compile(
    r"(?<![\w@])(?:"
    r"[^\W\d_]{1,6}[-_/]?\d{3,}[\w/-]*"  # batch-0001, A1234BC, ref/2024
    r"|\d+[^\W\d_]+\d[\w-]*|[^\W\d_]+\d+[^\W\d_]+\w*"  # 7f3a9, x9y
    r"|\d[\d-]{5,}\d|\d{6,}"  # 4711-0815, 20261120
    r"|(?:[^\W\d_]{1,10}-)?#\s?\d+|№\s?\d+[-/]\d+"
    r")(?!\w)"
)


def codes(text: str, known: Iterable[str] = ()) -> Iterator[Found]:
    """Yield what looks like a code or a reference number, and the ids in `known`, wherever they stand."""
    yield from _all(_CODE, text)
    for identity in known:
        pattern = re.compile(rf"(?<![\w-]){re.escape(identity)}(?![\w-])", re.IGNORECASE)
        yield from (one for one in _all(pattern, text) if not _CODE.search(one.words))
