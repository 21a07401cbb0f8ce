"""How long it takes to judge letters to prison: 200 messages of 120 words each, loading apart.

The messages are put together from the harmless letters in the tests. Each is judged under the rules of Russia, which ask
most. `python benchmarks/care.py`
"""

import time
import tomllib
from itertools import cycle, islice
from pathlib import Path

from outreach.care.breach import Writing
from outreach.care.checks import findings
from outreach.care.facts import PieceFacts
from outreach.care.rule_books import Prison, books_for, rules_of
from outreach.care.rule_files import shipped_books
from outreach.care.topics import list_for

PIECES = Path(__file__).resolve().parent.parent / "tests" / "data" / "prison_pieces"
MESSAGES, WORDS = 200, 120
ADDRESS = ("Анна Сергеевна Образцова, 1980 г. р.", "ул. Придуманная, д. 1", "000001")
SENDER = ("Johanna Beispiel", "Musterweg 12", "10115 Berlin")
LIMIT = 1.0
"""Milliseconds that judging a piece may take."""


def messages() -> list[str]:
    """Return the messages, each another one."""
    files = ("right", "hard_right", "close_right")
    pieces = [
        one for name in files for one in tomllib.loads((PIECES / f"{name}.toml").read_text(encoding="utf-8"))["piece"]
    ]
    sentences = [
        one["text"]
        for one in pieces
        if "text" in one and one.get("language", "ru") == "ru" and one.get("country", "RU") == "RU"
    ]
    words = cycle(" ".join(sentences).split())
    return [" ".join(islice(words, WORDS)) for _ in range(MESSAGES)]


def seconds(texts: list[str]) -> float:
    """Return the processor seconds that judging `texts` takes, each once."""
    facts = PieceFacts(
        rules_of(books_for(shipped_books(), Prison("RU"))), "letter", "ru", ADDRESS, "1980", patronymic=True,
        sender=SENDER[0], sender_lines=SENDER,
    )  # fmt: skip
    start = time.process_time()
    for text in texts:
        findings(Writing(facts, {"body": text}, f"<p>{text}</p>"))
    return time.process_time() - start


def main() -> None:
    """Print the time for loading the lists and for judging a piece; fail where it takes longer than it may."""
    texts = messages()
    start = time.process_time()
    list_for("ru")
    list_for("en")
    loading = time.process_time() - start
    each = min(seconds(texts) for _ in range(3)) / len(texts) * 1000
    print(
        f"care: {MESSAGES} messages of {WORDS} words, {each:.2f} ms a piece (at most {LIMIT:g}); loading {loading:.2f} s"
    )
    if each > LIMIT:
        raise SystemExit(f"judging a piece takes {each:.2f} ms, more than {LIMIT:g}")


if __name__ == "__main__":
    main()
