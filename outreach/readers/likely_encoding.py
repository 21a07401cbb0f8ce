"""Tell in which encoding before Unicode a text was written: the one in which its words are words of some language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from outreach.readers.likely_words import cost, pairs_in, strangeness


class Encoding(NamedTuple):
    """What people call an encoding, how much rarer than the most usual one it is (in bits), and for which letters."""

    label: str
    rarity: int
    latin: bool = True


ENCODINGS: Mapping[str, Encoding] = {
    "cp1252": Encoding("Windows-1252", 0), "cp1250": Encoding("Windows-1250", 3),
    "cp1251": Encoding("Windows-1251", 2, latin=False), "cp1253": Encoding("Windows-1253", 4, latin=False),
    "cp1254": Encoding("Windows-1254", 9), "cp1255": Encoding("Windows-1255", 7, latin=False),
    "cp1256": Encoding("Windows-1256", 4, latin=False), "cp1257": Encoding("Windows-1257", 10),
    "iso8859-2": Encoding("ISO-8859-2", 4), "iso8859-15": Encoding("ISO-8859-15", 4),
    "iso8859-5": Encoding("ISO-8859-5", 8, latin=False), "iso8859-6": Encoding("ISO-8859-6", 8, latin=False),
    "iso8859-7": Encoding("ISO-8859-7", 6, latin=False), "iso8859-9": Encoding("ISO-8859-9", 10),
    "iso8859-13": Encoding("ISO-8859-13", 12), "koi8-r": Encoding("KOI8-R", 4, latin=False),
    "koi8-u": Encoding("KOI8-U", 6, latin=False), "mac_roman": Encoding("Mac Roman", 8),
    "mac_cyrillic": Encoding("Mac Cyrillic", 9, latin=False), "mac_iceland": Encoding("Mac Icelandic", 16),
    "mac_latin2": Encoding("Mac Latin 2", 16), "mac_greek": Encoding("Mac Greek", 16, latin=False),
    "mac_turkish": Encoding("Mac Turkish", 16), "cp850": Encoding("DOS 850", 8), "cp437": Encoding("DOS 437", 9),
    "cp852": Encoding("DOS 852", 9), "cp866": Encoding("DOS 866", 5, latin=False),
    "cp1125": Encoding("DOS 1125", 8, latin=False), "cp737": Encoding("DOS 737", 9, latin=False),
    "cp775": Encoding("DOS 775", 14), "cp857": Encoding("DOS 857", 14), "cp860": Encoding("DOS 860", 12),
    "cp865": Encoding("DOS 865", 11),
}  # fmt: skip
SAMPLE = 2_000_000
"""Bytes that are looked at."""
FIRST_WORDS, ALL_WORDS = 300, 5000
"""So many different words narrow the choice; so many decide."""
NARROW = 150
"""Bits by which an encoding may be behind on the first words and is still looked at on all."""
CLEAR = 6
"""Bits by which the best guess must be ahead of any other that reads the file otherwise."""
RARE, CLEAR_A_WORD = 12, 8
"""An encoding that is so rare must be ahead by so many bits more for each word that it reads otherwise."""
STRANGE = 18
"""Bits a pair, on average, above which the words are of no language that the tool knows."""
TELLING, FEW = 3, 8
"""So many different letters a word needs there to say anything, and a text to be believed."""
USUAL = 4
"""There, words of no language are believed of an encoding that is no rarer."""
LITTLE, ODD = 40, 11
"""In another script than Latin, fewer pairs, or more bits a pair, say little: there the usual encodings count more."""
BY_RARITY, ODD_BY_RARITY, IN_LATIN = 14, 60, 15
"""How much more, and how much rarer an encoding of Latin letters is there."""
_HIGH_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")


@dataclass(frozen=True, slots=True)
class Guess:
    """The encoding in which most words are words; `rival` reads some otherwise, and may be right if `clear` is false.

    `word` and `rivals_word` are what the two make of one word.
    """

    encoding: str
    rival: str = ""
    word: str = ""
    rivals_word: str = ""
    clear: bool = True


def guess(data: bytes) -> Guess:
    """Return the encoding in which most words of `data` are words of some language."""
    data = data[:SAMPLE]
    another_script = _is_in_another_script(data)
    found = list(dict.fromkeys(_HIGH_WORD.findall(data)))[:ALL_WORDS]
    words = [word for word in found if len({*word}) >= TELLING or not another_script]
    totals = _totals(words[:FIRST_WORDS], list(ENCODINGS))
    best = min(totals.values())
    totals = _totals(words, [encoding for encoding, total in totals.items() if total <= best + NARROW])
    if another_script:
        totals = _with_rarity(words, totals)
    ranked = sorted(totals, key=totals.__getitem__)
    first = ranked[0]
    strangest = STRANGE if not another_script or ENCODINGS[first].rarity <= USUAL else ODD
    strange = strangeness(_decoded(words, first)) > strangest
    for rival in ranked[1:]:
        if differing := _differing(found, first, rival):
            wanted = CLEAR + (CLEAR_A_WORD * len(differing) if ENCODINGS[first].rarity >= RARE else 0)
            ahead = totals[rival] - totals[first] >= wanted
            return Guess(first, rival, *differing[0], clear=ahead and not strange)
    other = next(encoding for encoding in ENCODINGS if encoding != first)
    word = found[0]
    return Guess(first, other, word.decode(first, "replace"), word.decode(other, "replace"), clear=not strange)


def _decoded(words: Sequence[bytes], encoding: str) -> list[str]:
    return [word.decode(encoding, "replace") for word in words]


def _totals(words: Sequence[bytes], encodings: Sequence[str]) -> dict[str, int]:
    """Return how unlikely the words are together in each encoding, in bits."""
    return {encoding: ENCODINGS[encoding].rarity + cost(_decoded(words, encoding)) for encoding in encodings}


def _is_in_another_script(data: bytes) -> bool:
    """Tell whether most letters are beyond a to z, as in a list that is not in Latin letters."""
    latin = sum(1 for byte in data if 65 <= byte & 0xDF <= 90)  # noqa: PLR2004 — A to Z, small or capital
    return 2 * sum(1 for byte in data if byte > 0x7F) > latin  # noqa: PLR2004


def _with_rarity(words: Sequence[bytes], totals: Mapping[str, int]) -> dict[str, int]:
    """Return the bits of each encoding where the usual ones count more, if the words say little."""
    texts = _decoded(words, min(totals, key=totals.__getitem__))
    odd = strangeness(texts) > ODD or len({*b"".join(words)}) < FEW
    weight = ODD_BY_RARITY if odd else BY_RARITY if pairs_in(texts) < LITTLE else 0
    known = {encoding: ENCODINGS[encoding] for encoding in totals}
    return {name: totals[name] + weight * (one.rarity + IN_LATIN * one.latin) for name, one in known.items()}


def _differing(words: Sequence[bytes], first: str, second: str) -> list[tuple[str, str]]:
    """Return the words that two encodings read otherwise, as each of them reads them."""
    both = zip(_decoded(words, first), _decoded(words, second), strict=True)
    return [(one, other) for one, other in both if one != other]
