"""Count which letters stand side by side in the words of many languages, and write ``outreach/data/letter_pairs.toml``.

Run ``python scripts/make_letter_pairs.py``. By these counts the tool tells in which encoding a list was written. The
words are Unicode's names of countries, languages, currencies, cities, months and days (CLDR, by way of Babel), and
those of the letters and phrases that come with the tool and of ``scripts/words_of_languages.toml``.
"""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from babel import Locale

ROOT = Path(__file__).resolve().parent.parent
WORDS = tomllib.loads((ROOT / "scripts" / "words_of_languages.toml").read_text(encoding="utf-8"))
TIMES = 5
"""A word of our own counts so often, since it stands there for its letters."""
TARGET = ROOT / "outreach" / "data" / "letter_pairs.toml"
LANGUAGES = (
    "ar", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "he", "hr", "hu",
    "is", "it", "kk", "lt", "lv", "mk", "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sr_Latn",
    "sv", "tr", "uk",
)  # fmt: skip
BOUNDARY = " "
RARE = 20
"""Bits; a pair that is as rare as this is left out."""
HEAD = """\
# How often two letters stand side by side in a language, where at least one of them is beyond a to z; a space is the
# edge of a word. Below each number stand, one after the other, the pairs of which one in two to the power of that
# number is such a pair. Made by scripts/make_letter_pairs.py from Unicode's names of countries, languages,
# currencies, cities, months and days (CLDR) and from the tool's own letters and phrases, and not by hand.
"""


def names(locale: Locale) -> Iterator[str]:
    """Yield the names that Unicode has in a language."""
    yield from locale.territories.values()
    yield from locale.languages.values()
    yield from locale.currencies.values()
    yield from (one["city"] for one in locale.time_zones.values() if "city" in one)
    for table in (locale.months, locale.days):
        yield from (
            name for forms in table.values() for width in ("wide", "abbreviated") for name in forms[width].values()
        )


def own_words(language: str) -> Iterator[str]:
    """Yield the words of the tool's letters and phrases in a language, without the marks between them."""
    code = language.replace("_", "-")
    yield from TIMES * [WORDS.get(code, "")]
    for path in (*ROOT.glob(f"letter_templates/*/{code}.html"), ROOT / f"outreach/data/phrases/{code}.toml"):
        if path.is_file():
            yield re.sub(r"{%.*?%}|{{.*?}}|<.*?>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def pairs(texts: Iterator[str]) -> Counter[str]:
    """Count the pairs of letters in the words of `texts`, edges included."""
    counts: Counter[str] = Counter()
    for word in (word for text in texts for word in re.findall(r"[^\W\d_]+", str(text).lower())):
        edged = f"{BOUNDARY}{word}{BOUNDARY}"
        counts.update(edged[i : i + 2] for i in range(len(edged) - 1))
    return counts


def lines(counts: Counter[str]) -> Iterator[str]:
    """Yield a line for each number of bits."""
    by_bits: dict[int, list[str]] = defaultdict(list)
    for pair, count in counts.items():
        bits = round(-math.log2(count / counts.total()))
        if not pair.isascii() and bits < RARE and len(pair) == len("ab"):
            by_bits[bits].append(pair)
    for bits in sorted(by_bits):
        yield f'{bits} = "{"".join(sorted(by_bits[bits]))}"'


def main() -> None:
    """Write the file."""
    text = HEAD
    for language in LANGUAGES:
        text += "\n".join(
            [f"\n[{language}]", *lines(pairs(chain(names(Locale.parse(language)), own_words(language)))), ""]
        )
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET}: {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
