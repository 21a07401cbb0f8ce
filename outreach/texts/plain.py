"""Read a plain text: an empty line parts paragraphs, a line's end is a line break, ``-`` begins an item of a list."""

import re
from collections.abc import Iterator
from pathlib import Path

from outreach.readers.encoding import decode
from outreach.texts.draft import Draft, ListItem, Paragraph, Run
from outreach.texts.field_names import with_marks

_BULLET = re.compile(r"\s*[-*•–]\s+(?=\S)")


def read(path: Path, source: str) -> Draft:
    """Return the plain text at `path`."""
    return Draft(tuple(paragraphs(decode(path.read_bytes(), source)[0])), unit="line")


def paragraphs(text: str, line: int = 1) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text whose first line has the number `line`."""
    waiting: list[str] = []
    bullet = False
    for number, written in enumerate([*text.splitlines(), ""], line):
        begins = _BULLET.match(written)
        if waiting and (begins or not written.strip() or (bullet and not written[:1].isspace())):
            yield _paragraph(waiting, number - len(waiting), bullet=bullet)
            waiting, bullet = [], False
        bullet = bullet or bool(begins)
        if words := written[begins.end() if begins else 0 :].strip():
            waiting.append(words)


def _paragraph(lines: list[str], number: int, *, bullet: bool) -> Paragraph:
    runs = tuple(with_marks((Run("\n".join(lines)),)))
    return Paragraph(runs, number, item=ListItem() if bullet else None)
