"""The phrase book: messages put together by number, for those who do not know the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from outreach import tables
from outreach.l10n.languages import chain


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence of the phrase book, and the group that it stands in."""

    group: str
    text: str


@cache
def phrase_book(language: str) -> Mapping[int, Phrase]:
    """Return the sentences in `language` by their numbers; none where the tool does not have them."""
    for code in chain(language):
        if groups := tables.phrases(code):
            return {int(number): Phrase(group, text) for group, some in groups.items() for number, text in some.items()}
    return {}


def paragraphs(numbers: str) -> list[list[str]]:
    """Return the numbers of a message: apart by spaces or commas; a semicolon or a new line begins a paragraph."""
    parts = (re.split(r"[\s,]+", part.strip(" ,")) for part in re.split(r"[;\n/]", numbers))
    return [part for part in parts if any(part)]


def phrases_fault(numbers: str, language: str) -> str:
    """Return what keeps `numbers` from becoming sentences in `language`, or ``""``."""
    book = phrase_book(language)
    if not book:
        return f"the phrase book has no {language}; write a message instead"
    strangers = [one for part in paragraphs(numbers) for one in part if not (one.isdigit() and int(one) in book)]
    if strangers:
        return f"there is no phrase “{strangers[0]}”; the numbers are shown by: outreach phrases"
    return ""


def phrases_text(numbers: str, language: str) -> str:
    """Return the sentences of `numbers` in `language`, a paragraph for each part; none of a number that is wrong."""
    if not numbers or phrases_fault(numbers, language):
        return ""
    book = phrase_book(language)
    return "\n\n".join(" ".join(book[int(one)].text for one in part) for part in paragraphs(numbers))
