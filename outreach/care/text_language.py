"""Which language and which letters a text is in: told from its frequent words and its letters, sentence by sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from textwrap import shorten

from outreach import tables
from outreach.care.words import (
    CONTEXT,
    WORD,
    Passage,
    Sentence,
    Word,
    compared,
    main_script,
    passage,
    read_text,
    script_of,
)
from outreach.l10n import languages

SCRIPTS = {"Arab": "Arabic", "Cyrl": "Cyrillic", "Deva": "Devanagari", "Grek": "Greek", "Latn": "Latin"}
"""Scripts by their codes, as `script_of` calls them."""
_ROMAN = frozenset("IVXLCDM")


@cache
def script_for(language: str) -> str:
    """Return the script that a language is written in."""
    return SCRIPTS.get(languages.script(language), "Latin")


def mixed_letters(text: str) -> Iterator[Passage]:
    """Yield words in which letters of two scripts stand side by side, as a Latin ``o`` in ``войнa``."""
    for match in WORD.finditer("" if text.isascii() else text):
        if not match[0].isascii() and any(len(_scripts(part)) > 1 for part in match[0].replace("’", "-").split("-")):
            yield passage(text, *match.span())


@cache
def _scripts(word: str) -> frozenset[str]:
    return frozenset(map(script_of, word)) - {""}


def foreign_words(text: str, script: str) -> Iterator[Passage]:
    """Yield words in another script than the text's; Roman numerals, H2O and °C are none."""
    for match in WORD.finditer(text):
        start, end = match.span()
        scripts = _scripts(match[0])
        if not scripts or script in scripts or _ROMAN.issuperset(match[0]):
            continue
        beside_digit = (
            text[start - 1 : start].isdigit() or text[end : end + 1].isdigit() or text[start - 1 : start] == "°"
        )
        if not (beside_digit and match[0].isupper()):
            yield passage(text, start, end)


CLEARLY = 2
"""So many times more of another language's words than of the expected one's."""
ENOUGH_HITS = 2
"""So many words of another language: one alone may be a name or a slip."""
FEW_WORDS = 3
"""In so few words one that only another language has tells enough, if none is of the expected one."""


def other_languages(text: str, language: str) -> Iterator[tuple[Passage, str]]:
    """Yield sentences that are not in `language`, with the language or script that they seem to be in."""
    read = read_text(text)
    for sentence in read.sentences:
        if other := _other_language(read.text, sentence, language):
            words = read.text[sentence.words[0].start : sentence.words[-1].end]
            yield Passage(words, beginning(words)), other


def beginning(text: str) -> str:
    """Return the first words of a text, with ``…`` where more follow."""
    return shorten(text, 3 * CONTEXT, placeholder=" …")


def _other_language(text: str, sentence: Sentence, language: str) -> str:
    words = [word for word in sentence.words if not word.key.isdigit()]
    if not words:
        return ""
    script = main_script(text[words[0].start : words[-1].end])
    if script != script_for(language):
        return _in_another_script(words, script) if len(words) > FEW_WORDS else ""
    hits, spoken = Counter[str](), list[frozenset[str]]()
    for word in words:
        speaking = _speakers().get(word.key, frozenset())
        if _is_expected(language, speaking):
            spoken.append(speaking)
        elif not word.name:
            hits.update(speaking or _by_letters(word.key, script, language))
    for other, count in hits.most_common():
        against = sum(other not in speaking for speaking in spoken)  # what both languages have tells nothing
        if count > CLEARLY * against and (count >= ENOUGH_HITS or len(words) <= FEW_WORDS):
            return other
    return ""


def _in_another_script(words: list[Word], script: str) -> str:
    hits = Counter(code for word in words for code in _speakers().get(word.key, ()) if script_for(code) == script)
    return hits.most_common(1)[0][0] if hits else f"{script} letters"


def _is_expected(language: str, speaking: frozenset[str]) -> bool:
    return language in speaking or language.partition("-")[0] in speaking


@cache
def _speakers() -> Mapping[str, frozenset[str]]:
    """Return the languages in which a word is frequent."""
    found: dict[str, set[str]] = {}
    for language, words in tables.frequent_words().items():
        for word in words:
            found.setdefault(compared(word)[0], set()).add(language)
    return {word: frozenset(codes) for word, codes in found.items()}


LETTERS: Mapping[str, str] = {"be": "ў", "uk": "їєґ", "sr": "ђјљњћџ"}
"""Letters that one language alone has among those in Cyrillic script that the tool knows."""


def _by_letters(key: str, script: str, language: str) -> frozenset[str]:
    """Return the language that a word's letters tell, if it is another one."""
    if script != "Cyrillic":
        return frozenset()
    told = {code for code, letters in LETTERS.items() if any(letter in key for letter in letters)}
    if "і" in key and not told:
        told = {"be", "uk"}
    return frozenset(told) if language.partition("-")[0] not in told else frozenset()
