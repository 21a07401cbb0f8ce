"""Measure how often the encoding of a list is found out: ``python benchmarks/encodings.py``.

For each language of ``tests/data/names.toml`` and each of its encodings before Unicode, lists of 1, 5, 30 and 300
invented names are written and read: right, told (the list is refused with both guesses), or wrong without a word.
Beside it, what charset-normalizer says of the same bytes, if it is installed: right, or wrong.
"""

import random
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from outreach.readers.encoding import decode
from outreach.readers.errors import UnreadableError

NAMES = Path(__file__).resolve().parent.parent / "tests" / "data" / "names.toml"
SIZES = (1, 5, 30, 300)
SEPARATOR = ";"


def lists(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield language, encoding and text of lists of `count` names each."""
    chance = random.Random(count)  # noqa: S311 — invented people need no secrets
    for language, facts in tomllib.loads(NAMES.read_text(encoding="utf-8")).items():
        for encoding in facts["encodings"]:
            given, family = ([one for one in facts[key] if _fits(one, encoding)] for key in ("given", "family"))
            rows = ([chance.choice(given), chance.choice(family), "DE"] for _ in range(count))
            yield language, encoding, "\n".join(["name;surname;country", *map(SEPARATOR.join, rows), ""])


def _fits(text: str, encoding: str) -> bool:
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


def outcome(text: str, encoding: str) -> tuple[str, str]:
    """Return what became of a list, and the note or the reason."""
    try:
        read, note = decode(text.encode(encoding), "list.csv")
    except UnreadableError as error:
        return "told", str(error.problem)
    return ("right" if read == text else "wrong"), note


def normalizer(text: str, encoding: str) -> str:
    """Return what charset-normalizer makes of a list."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 — compared with, not used

    best = from_bytes(text.encode(encoding)).best()
    return "right" if best is not None and str(best) == text else "wrong"


def main() -> None:
    """Measure, and print a table and every list that is not right."""
    try:
        import charset_normalizer  # noqa: F401, PLC0415 — compared with, not used
    except ImportError:
        other = None
    else:
        other = normalizer
    print("| names | lists | right | told | wrong | ms a list | charset-normalizer: right | wrong | ms a list |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    bad = []
    for count in SIZES:
        tried = list(lists(count))
        begun = time.process_time()
        found: Counter[str] = Counter()
        for language, encoding, text in tried:
            what, why = outcome(text, encoding)
            found[what] += 1
            if what != "right":
                bad.append(f"{count} {language} {encoding}: {what}: {why.partition(';')[0][:90]}")
        spent = 1000 * (time.process_time() - begun) / len(tried)
        begun = time.process_time()
        theirs = Counter(other(text, encoding) for _, encoding, text in tried) if other else Counter()
        their_time = 1000 * (time.process_time() - begun) / len(tried)
        print(
            f"| {count} | {len(tried)} | {found['right']} | {found['told']} | {found['wrong']} | {spent:.0f} "
            f"| {theirs['right']} | {theirs['wrong']} | {their_time:.0f} |"
        )
    print("\n".join(["", *bad]))


if __name__ == "__main__":
    main()
