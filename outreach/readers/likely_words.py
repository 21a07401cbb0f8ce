"""How likely words are in any of many languages: by the pairs of letters in them, where some are beyond a to z.

The counts stand in ``outreach/data/letter_pairs.toml``. A decoded text is judged by itself, whatever encoding it
came from: what decodes alike in two encodings speaks for neither.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from outreach import tables

UNSEEN, FOREIGN = 15, 24
"""Bits that a pair costs that a language does not have: of its own letters, and with a letter that it lacks."""
TWO_SCRIPTS = 45
"""Bits that a Latin letter costs beside one of another script."""
SIGN_IN_WORD, ODD_SIGN, NO_SIGN = 50, 30, 60
"""Bits that a sign costs between letters, at the edge of a word, and what is no sign at all."""
APOSTROPHE, QUOTE, WRONG_QUOTE = 18, 12, 25
"""Bits that an apostrophe costs, a quotation mark or dash at the edge of a word, and one at the wrong edge."""
ALONE, ALONE_OFTEN = 12, 6
"""Bits that a sign costs that stands by itself, and one that often does."""
WRONG_CASE, CAPITALS = 8, 8
"""Bits that a capital costs inside a word (or a small letter among capitals), and a word in capitals."""
FIRST_OTHER = "\u0370"
"""The first letter that is not Latin."""
TURNS = 2
"""How often the languages of a text are weighed by how many of its words are theirs."""
LEAST = 0.5
"""So many words every language is thought to have in a text."""
OPENING, CLOSING, DASHES = "‘“„‚«", "’”“»…", "–—\u00a0"
OFTEN_ALONE = "–—…\u00a0§€№°•"
_RUN = re.compile(r"[^\W\d_\u00b2\u00b3\u00b9\u00bc-\u00be]+|.", re.DOTALL)
Bits = tuple[int, ...]
"""A cost in each of the languages, in their order."""


def cost(words: Sequence[str]) -> int:
    """Return how unlikely the words of a text are together, in bits, where each is of one of the text's languages."""
    known = [_bits_of(word) for word in words]
    weights: Sequence[float] = [0.0] * len(_languages())
    for _ in range(TURNS):
        chosen = Counter(min(range(len(bits)), key=lambda i, bits=bits: bits[i] + weights[i]) for bits in known)  # type: ignore[misc]
        whole = chosen.total() + LEAST * len(weights)
        weights = [-math.log2((chosen[i] + LEAST) / whole) for i in range(len(weights))]
    each = (min(map(sum, zip(bits, weights, strict=True))) for bits in known)
    return round(sum(each))


def strangeness(words: Sequence[str]) -> float:
    """Return the bits that a pair of letters costs on average, each word in the language that it fits best."""
    return sum(min(_bits_of(word)) for word in words) / max(pairs_in(words), 1)


def pairs_in(words: Sequence[str]) -> int:
    """Count the pairs of letters of which one is beyond a to z."""
    runs = (run.lower() for word in words for run in _RUN.findall(word) if run[0].isalpha())
    return sum(1 for run in runs for _ in _high_pairs(run))


@lru_cache(maxsize=20_000)
def _bits_of(word: str) -> Bits:
    """Return how unlikely a word is in each language."""
    runs = _RUN.findall(unicodedata.normalize("NFC", word))
    signs, totals = 0, [0] * len(_languages())
    for place, run in enumerate(runs):
        if run.isascii():
            continue
        if not run[0].isalpha():
            signs += _sign_cost(run, before=place > 0, after=place < len(runs) - 1)
            continue
        signs += _case_cost(run[1:])
        for pair in dict.fromkeys(_high_pairs(run.lower())):
            totals = [a + b for a, b in zip(totals, _bits_of_pair(pair), strict=True)]
    return tuple(total + signs for total in totals)


def _case_cost(letters: str) -> int:
    """Return the bits of capitals and small letters that stand together behind the first letter of a word."""
    capitals = sum(map(str.isupper, letters))
    small = sum(map(str.islower, letters))
    return WRONG_CASE * min(capitals, small) + CAPITALS * (capitals > small)


def _sign_cost(sign: str, *, before: bool, after: bool) -> int:
    """Return the bits of a sign that has letters `before` or `after` it."""
    if sign not in "©®™°" and unicodedata.category(sign) in {"Cc", "Cn", "Co", "So"}:
        return NO_SIGN
    if not before and not after:
        return ALONE_OFTEN if sign in OFTEN_ALONE else ALONE
    if before and after:
        return APOSTROPHE if sign == "’" else QUOTE if sign in DASHES else SIGN_IN_WORD
    if (sign in OPENING and after) or (sign in CLOSING and before):
        return QUOTE
    return WRONG_QUOTE if sign in OPENING + CLOSING + DASHES else ODD_SIGN


def _high_pairs(letters: str) -> Iterator[str]:
    edged = f" {letters} "
    return (pair for a, b in pairwise(edged) if not (pair := a + b).isascii())


@lru_cache(maxsize=20_000)
def _bits_of_pair(pair: str) -> Bits:
    if any(letter.isascii() and letter.isalpha() for letter in pair) and max(pair) >= FIRST_OTHER:
        return (TWO_SCRIPTS,) * len(_languages())
    high = {letter for letter in pair if not letter.isascii()}
    seen = _seen().get(pair) or [0] * len(_languages())
    return tuple(
        bits or (UNSEEN if high <= alphabet else FOREIGN) for bits, alphabet in zip(seen, _alphabets(), strict=True)
    )


@cache
def _languages() -> tuple[str, ...]:
    return tuple(tables.letter_pairs())


@cache
def _seen() -> Mapping[str, list[int]]:
    """Map each pair of letters to its bits in every language; 0 where a language does not have it."""
    found: dict[str, list[int]] = {}
    for place, by_bits in enumerate(tables.letter_pairs().values()):
        for bits, text in by_bits.items():
            for i in range(0, len(text), 2):
                found.setdefault(text[i : i + 2], [0] * len(_languages()))[place] = int(bits)
    return found


@cache
def _alphabets() -> tuple[frozenset[str], ...]:
    """Return the letters beyond a to z of every language."""
    texts = ("".join(by_bits.values()) for by_bits in tables.letter_pairs().values())
    return tuple(frozenset(letter for letter in text if not letter.isascii()) for text in texts)
