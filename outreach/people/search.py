"""Find a person by what somebody remembers of the name: accents, capitals, script and order do not matter."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from anyascii import anyascii
from rapidfuzz import fuzz

FOUND = 30
"""So many people are shown; whoever is not among them is found with one more word."""
ALIKE = 82
"""From this likeness in percent on, a name with a typo counts as found."""


class Named(Protocol):
    """Somebody with a name."""

    @property
    def name(self) -> str:
        """The name as it is shown."""
        ...


Somebody = TypeVar("Somebody", bound=Named)


@lru_cache(maxsize=50_000)
def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in plain Latin letters: Огнепольский and Ognepol’skij are near each other."""
    latin = anyascii(text).casefold()
    return tuple("".join(c if c.isalnum() else " " for c in latin.replace("'", "")).split())


def found_among(people: Iterable[Somebody], text: str) -> Sequence[Somebody]:
    """Return the people whose name has every word of `text` as the start of one of its words.

    If there are none, return people with nearly the same name, the nearest first.
    """
    wanted = folded_words(text)
    if not wanted:
        return []
    everybody = list(people)
    exact = [one for one in everybody if _has_all(folded_words(one.name), wanted)]
    return exact[:FOUND] if exact else _alike(everybody, wanted)


def _has_all(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _alike(people: Sequence[Somebody], wanted: Sequence[str]) -> list[Somebody]:
    scored = ((_likeness(wanted, folded_words(one.name)), n) for n, one in enumerate(people))
    good = sorted((-score, n) for score, n in scored if score >= ALIKE)
    return [people[n] for _, n in good[:FOUND]]


def _likeness(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Return how well the worst of the wanted words matches any word of a name, in percent."""
    return min(max((fuzz.ratio(part, word) for word in words), default=0.0) for part in wanted)
