"""Which language and which letters a text is in: told from its frequent words and its letters, sentence by sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from textwrap import shorten

from outreach import tables
from outreach.care.words import (
    CONTEXT,
    Passage,
    Sentence,
    Word,
    compared,
    main_script,
    passage,
    read_text,
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
    read = read_text(text)
    for word in read.words:
        if len(word.letters.scripts) > 1 and _is_mixed(read.text[word.start : word.end]):
            yield passage(read.text, word.start, word.end)


def _is_mixed(token: str) -> bool:
    """Tell whether one part of a word has letters of two scripts; a name may have a part in each."""
    return any(len(compared(part).scripts) > 1 for part in token.replace("’", "-").split("-"))


def foreign_words(text: str, script: str) -> Iterator[Passage]:
    """Yield words in another script than the text's; Roman numerals, H2O and °C are none.

    A whole paragraph in another script is a matter of the language, not of its words.
    """
    read = read_text(text)
    for word in read.words:
        if word.letters.scripts and script not in word.letters.scripts:
            token, before = read.text[word.start : word.end], read.text[word.start - 1 : word.start]
            beside_digit = before.isdigit() or before == "°" or read.text[word.end : word.end + 1].isdigit()
            plain = _ROMAN.issuperset(token) or (beside_digit and token.isupper())
            if not plain and main_script(_line_around(read.text, word)) == script:
                yield passage(read.text, word.start, word.end)


def _line_around(text: str, word: Word) -> str:
    end = text.find("\n", word.end)
    return text[text.rfind("\n", 0, word.start) + 1 : end if end >= 0 else len(text)]


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
        if other := _other_language(sentence, language):
            words = read.text[sentence.words[0].start : sentence.words[-1].end]
            yield Passage(words, beginning(words)), other


def beginning(text: str) -> str:
    """Return the first words of a text, with ``…`` where more follow."""
    return shorten(text, 3 * CONTEXT, placeholder=" …")


def _other_language(sentence: Sentence, language: str) -> str:
    words = [word for word in sentence.words if word.letters.scripts]
    if not words:
        return ""
    script = script_for(language)
    if not all(script in word.letters.scripts for word in words) and (script := sentence.script) != script_for(
        language
    ):
        return _in_another_script(words, script) if len(words) > FEW_WORDS else ""
    ours, speakers = _expected(language), _speakers()
    strange = [word for word in words if word.key not in ours and not word.name]
    hits = Counter[str]()
    for word in strange:
        speaking = speakers.get(word.key) or (_by_letters(word.key, language) if script == "Cyrillic" else None)
        if speaking:
            hits.update(speaking)
    for other, count in hits.most_common():
        # what both languages have tells nothing
        against = sum(word.key in ours and other not in speakers[word.key] for word in words)
        if count > CLEARLY * against and (count >= ENOUGH_HITS or len(words) <= FEW_WORDS):
            return other
    return ""


def _in_another_script(words: list[Word], script: str) -> str:
    hits = Counter(code for word in words for code in _speakers().get(word.key, ()) if script_for(code) == script)
    return hits.most_common(1)[0][0] if hits else f"{script} letters"


@cache
def _expected(language: str) -> frozenset[str]:
    """Return the frequent words of a language, or of the one that it is a variety of."""
    ours = {language, language.partition("-")[0]}
    return frozenset(key for key, speaking in _speakers().items() if speaking & ours)


@cache
def _speakers() -> Mapping[str, frozenset[str]]:
    """Return the languages in which a word is frequent."""
    found: dict[str, set[str]] = {}
    for language, words in tables.frequent_words().items():
        for word in words:
            found.setdefault(compared(word).key, set()).add(language)
    return {word: frozenset(codes) for word, codes in found.items()}


LETTERS: Mapping[str, str] = {"be": "ў", "uk": "їєґ", "sr": "ђјљњћџ"}
"""Letters that one language alone has among those in Cyrillic script that the tool knows."""


@lru_cache(maxsize=8192)
def _by_letters(key: str, language: str) -> frozenset[str]:
    """Return the language that a word's letters tell, if it is another one."""
    told = {code for code, letters in LETTERS.items() if any(letter in key for letter in letters)}
    if "і" in key and not told:
        told = {"be", "uk"}
    return frozenset(told) if language.partition("-")[0] not in told else frozenset()
