"""The lists of words that endanger a letter: read from data, turned into all their forms, ready to be looked up.

How a list is written is told in docs/how-to/keep-the-word-lists.md. In short, an entry is a word or a
phrase; `stem|ending` stands for all forms of a word that is inflected so, `stem*` for any ending, `one/other` for
either, `…` for up to three words between, `!` at the end for a sentence that ends so. `+name` wants a word of that
context in the same sentence, `-name` wants none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from outreach import tables
from outreach.care.words import Sentence, Word, compared
from outreach.model import Severity

GAP = 3
"""Words that `…` may stand for."""
PREFIX = 3
"""Letters by which entries with a star are found; shorter ones are looked at for every word."""
KEPT = 16384
"""Words of texts whose entries are kept at most."""
LEVELS: Mapping[str, Severity] = {"stop": Severity.STOP, "warn": Severity.WARN, "pass": Severity.OFF}
"""The three classes of words: never harmless, to be looked at, harmless."""
PASS = "pass"  # noqa: S105 — harmless phrases, no secret
NOT_TOPICS = frozenset({"about", "endings", "contexts", "writing", PASS})
"""Sections of a list that are no topic."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Some words in all their forms; `begins` are beginnings that may end anyhow."""

    words: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()

    def holds(self, key: str) -> bool:
        """Tell whether a word is one of them."""
        return key in self.words or bool(self.begins and key.startswith(self.begins))

    def among(self, keys: frozenset[str]) -> bool:
        """Tell whether one of `keys` is one of them."""
        return not self.words.isdisjoint(keys) or (
            bool(self.begins) and any(key.startswith(self.begins) for key in keys)
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One place in a phrase: the words that may stand there, `far` if others may stand before it, `upper` for names."""

    forms: Forms
    far: bool = False
    upper: bool = False

    def fits(self, word: Word) -> bool:
        """Tell whether `word` may stand here, whole or as a part of a word with hyphens."""
        if self.upper and not word.upper:
            return False
        if self.forms.holds(word.key):
            return True
        return bool(word.parts) and any(map(self.forms.holds, _loose_parts(word)))


def _loose_parts(word: Word) -> tuple[str, ...]:
    """Return the parts of a word with hyphens that count as words; a double name is one."""
    return () if word.name else word.parts


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase of a list: its topic, its class, and the words that must or must not stand near it."""

    topic: str
    level: Severity
    items: tuple[Item, ...]
    near: tuple[Forms, ...] = ()
    without: tuple[Forms, ...] = ()
    shouted: bool = False
    title: bool = False

    def end(self, sentence: Sentence, start: int) -> int:
        """Return where the phrase that begins with the word at `start` ends, or 0 if it is not there."""
        place, words = start, sentence.words
        for item in self.items[1:]:
            last = min(place + 2 + (GAP if item.far else 0), len(words))
            place += 1
            while place < last and not item.fits(words[place]):
                place += 1
            if place >= last:
                return 0
        if (self.shouted and sentence.end != "!") or (self.title and not self._is_title(words, start, place)):
            return 0
        if self.near and not all(forms.among(sentence.keys) for forms in self.near):
            return 0
        return 0 if self.without and any(forms.among(sentence.keys) for forms in self.without) else place + 1

    @staticmethod
    def _is_title(words: tuple[Word, ...], start: int, last: int) -> bool:
        """Tell whether the quotation marks stand around the phrase alone."""
        before, after = (
            words[start - 1].title if start else False,
            words[last + 1].title if last + 1 < len(words) else False,
        )
        return words[start].title and words[last].title and not before and not after


@dataclass(frozen=True, slots=True)
class WordList:
    """The entries of a language by the words that they begin with.

    `capitals` tells that ordinary words have them too, as in German: a capital is no sign of a name.
    """

    language: str
    topics: frozenset[str]
    endings: Mapping[str, str] = field(default_factory=dict)
    contexts: Mapping[str, Forms] = field(default_factory=dict)
    by_word: defaultdict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    by_beginning: defaultdict[str, list[tuple[str, Entry]]] = field(default_factory=lambda: defaultdict(list))
    capitals: bool = False
    looked_up: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    def add(self, entries: Iterable[Entry]) -> None:
        """Take in entries."""
        for entry in entries:
            first = entry.items[0].forms
            for word in first.words:
                self.by_word[word].append(entry)
            for begin in first.begins:
                self.by_beginning[begin[:PREFIX]].append((begin, entry))

    def beginning_with(self, key: str) -> tuple[Entry, ...]:
        """Return the entries whose first word `key` is; what was looked up is kept, texts repeat themselves."""
        found = self.looked_up.get(key)
        if found is None:
            starting = (entry for begin, entry in self.by_beginning.get(key[:PREFIX], ()) if key.startswith(begin))
            found = (*self.by_word.get(key, ()), *starting)
            if len(self.looked_up) >= KEPT:
                self.looked_up.clear()
            self.looked_up[key] = found
        return found

    def beginning_with_any(self, words: str) -> bool:
        """Tell whether the list says anything about the first of some words."""
        return bool(self.beginning_with(compared(words.split(maxsplit=1)[0]).key))

    def stops(self, key: str) -> bool:
        """Tell whether an entry that is never harmless is this word alone."""
        return any(len(entry.items) == 1 and entry.level is Severity.STOP for entry in self.beginning_with(key))

    def knows(self, key: str) -> bool:
        """Tell whether an entry that is not harmless is this word alone."""
        return any(len(entry.items) == 1 and entry.level is not Severity.OFF for entry in self.beginning_with(key))


@cache
def word_list(language: str) -> WordList:
    """Return the list of a language; an empty one where the tool has none."""
    data = tables.care_words(language)
    endings: Mapping[str, str] = data.get("endings", {})
    contexts = {name: forms_of(words, endings) for name, words in data.get("contexts", {}).items()}
    topics = frozenset(data) - NOT_TOPICS
    known = WordList(
        language, topics, endings, contexts, capitals=bool(data.get("writing", {}).get("capitals_everywhere"))
    )
    for topic in sorted(topics):
        for level, texts in data[topic].items():
            known.add(_entry(text, topic, LEVELS[level], known) for text in texts)
    for kind, texts in data.get(PASS, {}).items():
        known.add(_entry(text, PASS, Severity.OFF, known, title=kind == "titles") for text in texts)
    return known


def own_list(language: str, texts: Iterable[str]) -> WordList:
    """Return entries that somebody wrote into a rule, as a list; they may use the endings of the language's own."""
    shipped = word_list(language)
    known = WordList(language, frozenset({"words"}), shipped.endings, shipped.contexts, capitals=True)
    known.add(_entry(text, "words", Severity.STOP, shipped) for text in texts)
    return known


def _entry(text: str, topic: str, level: Severity, known: WordList, *, title: bool = False) -> Entry:
    """Return what one line of a list says."""
    parts = text.split()
    near = tuple(known.contexts[part[1:]] for part in parts if part[0] == "+")
    without = tuple(known.contexts[part[1:]] for part in parts if part[0] == "-" and len(part) > 1)
    items: list[Item] = []
    far = False
    for part in parts:
        if part == "…":
            far = True
        elif part[0] not in "+-!":
            items.append(Item(forms_of(part.split("/"), known.endings), far, part[0].isupper()))
            far = False
    return Entry(topic, level, tuple(items), near, without, parts[-1] == "!", title)


def forms_of(words: Iterable[str], endings: Mapping[str, str]) -> Forms:
    """Return words as lists write them in all their forms."""
    every = [form for word in words for form in _forms(word, endings)]
    begins = tuple(_key(form[:-1]) for form in every if form.endswith("*"))
    return Forms(frozenset(_key(form) for form in every if not form.endswith("*")), begins)


def _key(form: str) -> str:
    return compared(form).key


def _forms(word: str, endings: Mapping[str, str]) -> Iterator[str]:
    """Yield the forms of `stem|ending`; an ending may hold others, and `_` is none."""
    stem, bar, ending = word.partition("|")
    if not bar:
        yield word
        return
    for one in endings[ending].split():
        yield from _forms(stem + ("" if one == "_" else one), endings)
