"""Copy a text from a word processor as a template in HTML, with its pictures, for those who want to go on there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from outreach.model import Problem
from outreach.pictures.files import DOCUMENTS, bytes_of
from outreach.texts import TextFile, read_text

_PICTURE = re.compile(r'(<img src=")([^"]+)(")')
_INSIDE = re.compile(r"(\{% block \w+ %\})(?=<)|(?<=>)(\{% endblock %\})")
_EMPTY_LINES = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True)
class Copy:
    """A text as HTML with its language, its pictures by file name, and notes on what was left out."""

    language: str
    html: str
    pictures: tuple[tuple[str, bytes], ...]
    notes: tuple[str, ...]


def copy_of(file: TextFile) -> Copy | Problem:
    """Return a text as a template; runs in a child process, since files of strangers may take all that one has."""
    read = read_text(file)
    if isinstance(read, Problem):
        return read
    names = dict(_names(read.text.text, file)) if file.path.suffix.lower() in DOCUMENTS else {}
    html = _PICTURE.sub(lambda found: found[1] + quote(names.get(found[2], found[2])) + found[3], read.text.text)
    pictures = tuple((own, bytes_of(file.path.parent, unquote(name))) for name, own in names.items())
    return Copy(read.text.language, _tidy(html), pictures, read.notes)


def _names(html: str, file: TextFile) -> Iterator[tuple[str, str]]:
    """Yield each picture's name in the text, and the one of its file."""
    taken: set[str] = set()
    for name in dict.fromkeys(found[2] for found in _PICTURE.finditer(html)):
        path = PurePosixPath(unquote(name))
        own, number = f"{file.path.stem}-{path.name}", 2
        while own in taken:
            own, number = f"{file.path.stem}-{path.stem}-{number}{path.suffix}", number + 1
        taken.add(own)
        yield name, own


def _tidy(html: str) -> str:
    """Return a text with each block on lines of its own, and no empty lines but those between blocks."""
    html = _EMPTY_LINES.sub("\n", html.strip())
    html = _INSIDE.sub(lambda found: f"{found[1]}\n" if found[1] else f"\n{found[2]}", html)
    return (
        html.replace("{% endblock %}{% block", "{% endblock %}\n{% block").replace(
            "{% endblock %}\n", "{% endblock %}\n\n"
        )
        + "\n"
    )
