"""Find the same person twice: names that differ by script, accents, order or a typo.

Every name is reduced to plain letters, so that the usual transliterations agree (Юлия, Yuliya, Julia). People are
compared only if all parts of their names but one have the same consonants, so ten thousand rows need some ten
thousand comparisons, not fifty million.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from outreach.model import Recipient
from outreach.storage.on_demand import Items

TRANSLITERATIONS = (
    ("'", ""), ("`", ""), ("shch", "s"), ("schtsch", "s"), ("szcz", "s"), ("tsch", "h"), ("tch", "h"), ("sch", "s"),
    ("sh", "s"), ("sz", "s"), ("cz", "h"), ("kh", "h"), ("ch", "h"), ("zh", "z"), ("ph", "f"), ("th", "t"),
    ("ck", "k"), ("tz", "ts"), ("x", "ks"), ("q", "k"), ("w", "v"), ("oy", "ou"), ("ou", "u"), ("y", "i"), ("j", "i"),
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ii", "i"), ("io", "e"), ("ie", "e"), ("iu", "u"), ("ia", "a"), ("ts", "c"),
)  # fmt: skip
"""Letters that stand for one sound in different transliterations, applied in this order."""
TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "sir", "hon", "herr", "frau", "mme", "von", "van", "de", "di", "da", "del", "der", "den", "la", "le", "the", "rt"})  # fmt: skip
"""Words that stand with a name in one list and not in the other."""
_HARD_C = re.compile(r"c(?![eiyhkzs])")
_TWICE = re.compile(r"([^\W\d])\1+")
_DIGIT = re.compile(r"\d")
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2c00-\uffff]")
_WORD = re.compile(r"[^\s\-‐–,.;:()/_|\"“”„«»]+")
_ABJAD = re.compile("[\u0590-\u06ff\u0900-\u0dff]")
"""Scripts that do not write all vowels."""
_ENDING = re.compile(r"[aeiousy]{1,2}$")
_HACEKS = str.maketrans({"č": "ch", "š": "sh", "ž": "zh"})
_CONSONANTS = str.maketrans("zcf", "ssv", "aeiouh")
"""Vowels and h are silent, and what hisses is one."""
DAY = len("1970-03-15")
"""A birth date of so many characters is a day; others are a year or a month."""
SHORT, LONG = 4, 8
"""A part of a name below SHORT letters must agree; one of LONG letters may hold two typos."""
ALIKE = 75
"""Two names of people born on the same day are the same person's from this likeness (of 100) on."""
REMEMBERED = 4096
"""So many names and words are remembered as they are compared: most that come again do so soon."""
EVIDENCE = ("party", "constituency", "organisation", "facility", "street", "address", "email", "phone")


class Part(NamedTuple):
    """One word of a name: as it is written, in plain letters, by its sound, and its consonants."""

    written: str
    plain: str
    sound: str
    consonants: str


class Spelling(NamedTuple):
    """A name as it is compared: its words in the order of their consonants, which stay in a script without vowels."""

    parts: tuple[Part, ...]
    consonants: tuple[str, ...]
    abjad: bool
    latin: bool


@dataclass(frozen=True, slots=True)
class Double:
    """Two people of a list, in its order, who may be one; `why` gives the evidence."""

    first: int
    second: int
    why: str


def doubles(people: Items[Recipient], among: Iterable[int] | None = None) -> list[Double]:
    """Return the pairs of `people` who may be one person, by their indexes; only those `among` some, if given.

    The spelling of the other names counts all the same.
    """
    looked_at = {index: _Look.at(people[index]) for index in (range(len(people)) if among is None else among)}
    candidates = sorted(_candidates(looked_at))
    if not candidates:
        return []
    known = _known_words(spelling(one.name) for one in people)
    found = []
    for first, second in candidates:
        one, other = looked_at[first].spelling, looked_at[second].spelling
        if why := _likeness(people[first], people[second], one, other, known):
            found.append(Double(first, second, why))
    return found


class _Look(NamedTuple):
    """What is compared first: the name as it is compared, and the date of birth."""

    spelling: Spelling
    birth_date: str

    @classmethod
    def at(cls, person: Recipient) -> "_Look":
        return cls(spelling(person.name), person.fields.get("birth_date", ""))


def _known_words(spellings: Iterable[Spelling]) -> Counter[str]:
    """Count in how many names each word occurs, as it is written and by its sound."""
    return Counter(word for one in spellings for part in one.parts for word in {part.written, part.sound})


@lru_cache(maxsize=REMEMBERED)
def spelling(name: str) -> Spelling:
    """Return how `name` is compared; words such as ``Dr`` and ``von`` are left out."""
    parts = (_part(word) for word in _WORD.findall(name.casefold()))
    known = sorted((part for part in parts if part.sound), key=lambda part: (part.consonants, part.sound))
    consonants = tuple(part.consonants for part in known)
    return Spelling(tuple(known), consonants, bool(_ABJAD.search(name)), not _OTHER_SCRIPT.search(name))


@lru_cache(maxsize=REMEMBERED)
def _part(word: str) -> Part:
    """Return one word as it is compared; a word without a sound is not part of the name."""
    word = unicodedata.normalize("NFC", word)
    plain = _plain(word)
    heard = plain if word.isascii() else _plain(word.translate(_HACEKS))
    sound = _HARD_C.sub("k", heard) if plain not in TITLES else ""
    for letters, written in TRANSLITERATIONS:
        if letters in sound:
            sound = sound.replace(letters, written)
    sound = _TWICE.sub(r"\1", sound)
    return Part(word, plain, sound, sound.translate(_CONSONANTS) or sound)


def _plain(word: str) -> str:
    from anyascii import anyascii  # noqa: PLC0415 — only where lists are read

    return word.lower() if word.isascii() else anyascii(word).lower()


def _candidates(looked_at: Mapping[int, _Look]) -> set[tuple[int, int]]:
    """Return the pairs that share a key: all parts of the name but one, or the day of birth."""
    first: dict[str, int] = {}
    more: dict[str, set[int]] = {}  # most keys belong to only one person
    for index, look in looked_at.items():
        for key in _keys(*look):
            if (other := first.setdefault(key, index)) != index:
                more.setdefault(key, {other}).add(index)
    return {pair for block in more.values() for pair in combinations(sorted(block), 2)}


def _keys(one: Spelling, birth_date: str) -> Iterator[str]:
    """Yield the day of birth, and what two spellings of a name share, however one part of it is mistyped."""
    if len(birth_date) == DAY:
        yield birth_date
    yield "".join(one.consonants)
    if len(one.consonants) < 2:  # noqa: PLR2004 — a single word leaves nothing that must agree
        return
    for place, part in enumerate(one.consonants):
        others = "\n".join((*one.consonants[:place], *one.consonants[place + 1 :], ""))  # no word has a line break
        yield others + part
        if len(part) > 1:
            for i in range(len(part)):
                yield others + part[:i] + part[i + 1 :]


def _likeness(a: Recipient, b: Recipient, one: Spelling, other: Spelling, known: Mapping[str, int]) -> str:
    """Return the evidence that `a` and `b` are one person, or ``""``."""
    if _contradicted(a, b):
        return ""
    if len(born := a.fields.get("birth_date", "")) == DAY and born == b.fields.get("birth_date") and _alike(one, other):
        return "alike names and the same day of birth"
    if a.country != b.country and a.country and b.country:
        return ""
    why = _same_name(one, other, known)
    return "" if why == MISTYPED and _elsewhere(a, b) else why


MISTYPED = "names that differ by a letter"


def _same_name(one: Spelling, other: Spelling, known: Mapping[str, int]) -> str:
    """Return what two names have in common, if they may be one."""
    left, right, sounds_alike = _apart(one, other)
    strict = one.latin == other.latin
    if strict and any(_two_names(x.written, y.written, known) for x, y in sounds_alike):
        return ""
    if not left and not right:
        return "the same name, spelled differently" if sounds_alike else "the same name"
    if (one.abjad or other.abjad) and one.consonants == other.consonants:
        return "the same name in another script"
    return MISTYPED if _mistyped(left, right, known, strict=strict) else ""


def _apart(one: Spelling, other: Spelling) -> tuple[list[Part], list[Part], list[tuple[Part, Part]]]:
    """Return the parts that only one of two names has, and the pairs that sound alike but are written otherwise."""
    left, right = [*one.parts], [*other.parts]
    for part in one.parts:
        if part in right:
            left.remove(part)
            right.remove(part)
    alike = []
    for part in left[:]:
        if twin := next((x for x in right if x.sound == part.sound or x.plain == part.plain), None):
            left.remove(part)
            right.remove(twin)
            alike.append((part, twin))
    return left, right, alike


def _two_names(x: str, y: str, known: Mapping[str, int]) -> bool:
    """Tell whether both spellings occur in the list several times: then both are right."""
    return known[x] > 1 and known[y] > 1


def _contradicted(a: Recipient, b: Recipient) -> bool:
    """Tell whether a column says that these are two people."""
    for column in ("gender", "prisoner_number"):
        if (x := a.fields.get(column)) and (y := b.fields.get(column)) and x != y:
            return True
    born, other = a.fields.get("birth_date", ""), b.fields.get("birth_date", "")
    shared = min(len(born), len(other))
    return born[:shared] != other[:shared]


def _alike(one: Spelling, other: Spelling) -> bool:
    """Tell whether two names are very similar; two different initials are not."""
    from rapidfuzz import fuzz  # noqa: PLC0415 — only where lists are read

    left, right = (" ".join([part.sound for part in name.parts]) for name in (one, other))
    if not fuzz.token_set_ratio(left, right, score_cutoff=ALIKE):
        return False
    apart, apart_too, _ = _apart(one, other)
    return not (apart and apart_too and all(len(part.plain) < SHORT for part in (*apart, *apart_too)))


def _mistyped(left: Sequence[Part], right: Sequence[Part], known: Mapping[str, int], *, strict: bool) -> bool:
    """Tell whether the parts that differ are misspellings of each other; between scripts, two parts may be."""
    if len(left) != len(right) or len(left) > (1 if strict else 2):
        return False
    return any(all(_typo(x, y, known) for x, y in zip(left, order, strict=True)) for order in (right, right[::-1]))


def _typo(x: Part, y: Part, known: Mapping[str, int]) -> bool:
    """Tell whether `x` is `y`, mistyped: not another name, not the other gender, not another number."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 — only where lists are read

    length = min(len(x.plain), len(y.plain))
    if length < SHORT or _DIGIT.search(x.plain + y.plain) or _two_names(x.sound, y.sound, known):
        return False
    if _other_ending(x.sound, y.sound) or _other_ending(x.plain, y.plain):
        return False
    return min(OSA.distance(x.sound, y.sound), OSA.distance(x.plain, y.plain)) <= (2 if length >= LONG else 1)


def _other_ending(x: str, y: str) -> bool:
    """Tell whether two parts differ only in their ending, as names of men and women do."""
    return x != y and _ENDING.sub("", x) == _ENDING.sub("", y)


def _elsewhere(a: Recipient, b: Recipient) -> bool:
    """Tell whether everything else that is known about two people differs."""
    facts = [(x, y) for column in EVIDENCE if (x := a.fields.get(column)) and (y := b.fields.get(column))]
    return len(facts) > 1 and all(x.casefold() != y.casefold() for x, y in facts)
