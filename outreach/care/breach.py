"""A merged piece as its rules look at it, and a place where one is broken."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from outreach.care.facts import PieceFacts
from outreach.care.words import Passage


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a picture shows that a rule may mind: words, and the colours ``black``, ``blue`` or ``other colours``.

    `place` is the block that it stands in; ``picture`` is the picture side of a card.
    """

    name: str
    words: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """A merged piece: the texts of its blocks, the same as HTML, its style, and the pictures on it."""

    facts: PieceFacts
    texts: Mapping[str, str]
    html: str = ""
    style: str = ""
    pictures: tuple[PictureFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where a rule is broken, as a check finds it; `mild` if it is to be told, however strict the rule."""

    message: str
    remedy: str
    place: str = ""
    quote: str = ""
    mild: bool = False


Look = Callable[[str], Iterable[Passage]]
_LETTERS = re.compile(r"[^\W\d_]+")


def in_texts(writing: Writing, look: Look, say: str, remedy: str, *, own: bool = False) -> Iterator[Breach]:
    """Yield what `look` finds in each block; `say` has a place for the words.

    The sender's name in its own letters is let through, unless `own` says that it is looked at too.
    """
    names = own_names(writing)
    for block, text in writing.texts.items():
        for one in look(text):
            if own or not is_own(one.words, names):
                yield Breach(say.format(one.words), remedy, block, one.quote)


def own_names(writing: Writing) -> frozenset[str]:
    """Return the words of the sender's name."""
    return frozenset(word.casefold() for word in _LETTERS.findall(writing.facts.sender))


def is_own(words: str, names: frozenset[str]) -> bool:
    """Tell whether some words are all of the sender's name."""
    letters = _LETTERS.findall(words)
    return bool(letters) and names.issuperset(word.casefold() for word in letters)
