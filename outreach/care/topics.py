"""Words and phrases of a text that stand in the lists: of which topic, and how sure it is."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from outreach.care.word_lists import Entry, WordList, own_list, word_list
from outreach.care.words import Passage, ReadText, Sentence, passage, read_text
from outreach.l10n import languages
from outreach.model import Severity

WORKS_BEFORE = 6
"""So many words before a title a word such as “novel” may stand."""


class Hit(NamedTuple):
    """What was found in a text: the topic and class of the entry, and the place."""

    topic: str
    level: Severity
    place: Passage


class _Match(NamedTuple):
    entry: Entry
    start: int
    end: int
    level: Severity


def list_for(language: str) -> WordList:
    """Return the words of a language, of ``pt`` for ``pt-BR``; an empty list where the tool has none."""
    return next((found for code in languages.chain(language) if (found := word_list(code)).topics), word_list(language))


def knows_words(language: str, topic: str) -> bool:
    """Tell whether the tool has words of a topic in a language."""
    return topic in list_for(language).topics


@lru_cache(maxsize=16)
def hits(text: str, language: str) -> tuple[Hit, ...]:
    """Return every word and phrase in `text` that stands in the language's list and is not harmless where it stands."""
    return tuple(_hits(read_text(text), list_for(language)))


def own_hits(text: str, language: str, entries: tuple[str, ...]) -> Iterator[Hit]:
    """Yield what stands in `text` of the words that a rule itself names."""
    return _hits(read_text(text), own_list(language, entries))


def _hits(read: ReadText, known: WordList) -> Iterator[Hit]:
    for sentence in read.sentences:
        matches = list(_matches(sentence, known))
        harmless = [(one.start, one.end) for one in matches if one.level is Severity.OFF]
        for one in matches:
            if not any(start <= one.start and one.end <= end for start, end in harmless):
                first, last = sentence.words[one.start], sentence.words[one.end - 1]
                yield Hit(one.entry.topic, one.level, passage(read.text, first.start, last.end))


def _matches(sentence: Sentence, known: WordList) -> Iterator[_Match]:
    """Yield every entry that is met in a sentence, the harmless ones too."""
    for place, word in enumerate(sentence.words):
        for key in (word.key, *word.parts) if word.parts else (word.key,):
            for entry in known.beginning_with(key):
                if entry.items[0].fits(word) and (end := entry.end(sentence, place)):
                    yield _Match(entry, place, end, _level(entry, sentence, place, known))


def _level(entry: Entry, sentence: Sentence, place: int, known: WordList) -> Severity:
    """Return how sure it is: a name, or the title of a book, is a step milder than the word itself."""
    word = sentence.words[place]
    alone = len(entry.items) == 1 and not entry.items[0].upper
    named = alone and word.name and not known.capitals
    if entry.level is not Severity.OFF and (named or (word.title and _is_work(sentence, place, known))):
        return Severity.WARN if entry.level is Severity.STOP else Severity.OFF
    return entry.level


def _is_work(sentence: Sentence, place: int, known: WordList) -> bool:
    """Tell whether a word such as “novel” or “read” stands before the title."""
    works = known.contexts.get("works")
    before = sentence.words[max(0, place - WORKS_BEFORE) : place]
    return works is not None and any(works.holds(word.key) for word in before)
