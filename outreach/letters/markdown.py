"""Personal words in a letter: Markdown of which only plain text, emphasis, lists and breaks are let through."""

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

LONGEST = 10_000
"""Characters of a message; four printed pages hold fewer."""
WELCOME = frozenset(
    {
        "blockquote", "bullet_list", "em", "hardbreak", "inline", "list_item", "ordered_list", "paragraph",
        "softbreak", "strong", "text",
    }
)  # fmt: skip
UNWELCOME = {
    "code_block": "indented text would look like program code; take the spaces at its beginning away",
    "code_inline": "text between ` marks would look like program code; take the marks away",
    "fence": "text between ``` marks would look like program code; take the marks away",
    "heading": "a heading does not belong into a letter; make it a line of its own, in **bold** if need be",
    "hr": "a rule across the page does not belong into a letter; take the dashes away",
    "html_block": "HTML is not let through; write *emphasis* and **strong** instead",
    "html_inline": "HTML is not let through; write *emphasis* and **strong** instead",
    "image": "a picture has no place in a message; put it into the template",
    "link": "a link is of no use on paper; write the words alone",
}
"""What Markdown knows and a letter does not: the fault and the remedy."""


_NUMBERED = re.compile(r"^( {0,3})(\d{1,9})([.)])(?=[ \t]|$)", re.MULTILINE)


def as_written(text: str) -> str:
    """Return Markdown in which only what is surely a list is numbered: it begins with 1, and 2 follows.

    ``13. Februar 2024``, ``3) …`` and ``1984.`` at the beginning of a line stay as they are written.
    """
    found = [*_NUMBERED.finditer(text)]
    numbers = [int(match[2]) for match in found]
    listed = {at for at, number in enumerate(numbers) if number == 1 and numbers[at + 1 : at + 2] == [2]}
    for at in range(1, len(numbers)):
        if at - 1 in listed and numbers[at] == numbers[at - 1] + 1:
            listed.add(at)
    for at in reversed(range(len(found))):
        if at not in listed:
            text = f"{text[: found[at].start(3)]}\\{text[found[at].start(3) :]}"
    return text


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark")


def message_faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a message and the remedy, each kind once with its first line."""
    if len(text) > LONGEST:
        yield f"the message has {len(text)} characters", f"shorten it to {LONGEST} at most"
        return
    found: dict[str, int] = {}
    for kind, line in _kinds(_markdown().parse(as_written(text)), 1):
        if kind not in WELCOME:
            found.setdefault(kind, line)
    for kind, line in found.items():
        message, _, remedy = UNWELCOME.get(kind, f"{kind} is not let through; write plain paragraphs").partition("; ")
        yield f"line {line}: {message}", remedy


def _kinds(tokens: list[Token], line: int) -> Iterator[tuple[str, int]]:
    """Yield the kind of each token, without ``_open`` and ``_close``, and the line it begins on."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        yield token.type.removesuffix("_open").removesuffix("_close"), line
        yield from _kinds(token.children or [], line)


def message_html(text: str) -> Markup:
    """Return a message without faults as HTML; it holds no attribute, link, picture or raw HTML."""
    return Markup(_markdown().render(as_written(text)).strip())  # noqa: S704 — `message_faults` lets nothing else through
