"""Read letters from where people write them, one small file a format; all come out as the text of a template."""

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from outreach import tables
from outreach.letters.merge import TemplateText
from outreach.letters.tags import repaired
from outreach.model import Problem
from outreach.readers.errors import UnreadableError
from outreach.texts.draft import Draft, Paragraph, Picture, Run

MAXIMUM_FILE = 50 * 1024**2
"""Bytes; a letter with photos as a camera takes them is smaller."""
READERS = {".docx": "word", ".odt": "odt", ".md": "markdown", ".txt": "plain", ".html": "web_page", ".htm": "web_page"}
"""The module that reads each kind of text; to add one, add its file and a line here."""
OTHERS = {
    ".doc": "is in the format of Word before 2007", ".rtf": "is in Rich Text Format", ".pages": "is in the format of Pages",
    ".docm": "may hold macros, which a letter does not need", ".dotx": "is a template of Word", ".ott": "is a template of LibreOffice",
    ".fodt": "is a flat OpenDocument text", ".pdf": "is a PDF", ".wps": "is in the format of Works", ".odm": "is a master document",
}  # fmt: skip
"""What people may put there instead, and what it is."""
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".avif", ".webp", ".svg", ".tif", ".tiff", ".gif"})
"""Endings of pictures that are looked for by their name."""
_BLOCK = re.compile(rb"\{%-?\s*block\b")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text to read: where it lies, what messages call it, its language, and whether it is for a postcard.

    Where the language is empty, it is told from the words.
    """

    path: Path
    source: str
    language: str
    postcard: bool = False


@dataclass(frozen=True, slots=True)
class TextRead:
    """A text as a template has it, and what of the file is not in it, for people to read."""

    text: TemplateText
    notes: tuple[str, ...] = ()


def read_seconds(path: Path) -> float:
    """Return how long a text may take to read: 10 seconds, and 2 more for each megabyte of it."""
    return 10.0 + 2.0 * path.stat().st_size / 1024**2


def is_template(path: Path) -> bool:
    """Tell whether a text in HTML names its blocks itself: such a text is a template already."""
    return path.suffix.lower() in {".html", ".htm"} and bool(_BLOCK.search(path.read_bytes()))


def read_text(file: TextFile) -> TextRead | Problem:
    """Read a text; runs in a child process, since files of strangers may take everything that a process has."""
    try:
        return _read(file)
    except UnreadableError as error:
        return error.problem
    except (MemoryError, RecursionError):
        message = "needs more memory than a letter may have, or is nested too deeply"
        return Problem(file.source, message, "copy the text into a new document and save that")
    except OSError as error:
        return Problem(file.source, f"cannot be opened ({error.strerror})", "check the file's name and rights")


def _read(file: TextFile) -> TextRead:
    from outreach.texts.letter_parts import letter_of  # noqa: PLC0415 — loads Babel, in the child process alone
    from outreach.texts.write import template_text  # noqa: PLC0415 — goes with it

    draft = draft_of(file)
    language = file.language or language_of(draft)
    letter = letter_of(draft, language, picture=file.postcard)
    parts = letter.parts
    if file.postcard and not parts.get("picture") and "" not in parts and (beside := _picture_beside(file.path.parent)):
        parts = {**parts, "picture": [Paragraph((Run(picture=Picture(beside)),), 1)]}
    text = repaired(template_text(parts))
    left_out = [f"left out: {', '.join(draft.left_out)}"] if draft.left_out else []
    converted = TemplateText(file.source, language, text, draft.unit, converted=True)
    return TextRead(converted, (*left_out, *letter.notes))


def _picture_beside(folder: Path) -> str:
    """Return the name of the picture of a postcard whose text brings none along: ``picture.jpg`` and the like."""
    found = sorted(path for path in folder.glob("picture.*") if path.suffix.lower() in PICTURES)
    return found[0].name if found else ""


def language_of(draft: Draft) -> str:
    """Return the language that most frequent words of a draft are of; English where there are none."""
    text = " ".join(block.text for block in draft.blocks if isinstance(block, Paragraph)).casefold()
    words = re.findall(r"\w+", text)
    hits = {code: sum(word in frequent for word in words) for code, frequent in tables.frequent_words().items()}
    best = max(hits, key=hits.__getitem__)
    return best if hits[best] else "en"


def draft_of(file: TextFile) -> Draft:
    """Return the draft of a text; raise `UnreadableError` where it cannot be read or holds nothing."""
    facts = file.path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise UnreadableError(Problem(file.source, "is no ordinary file", "put the text itself into its place"))
    if facts.st_size > MAXIMUM_FILE:
        raise UnreadableError(Problem(file.source, "is larger than 50 MB", "make its pictures smaller"))
    module = import_module(f"outreach.texts.{READERS[file.path.suffix.lower()]}")
    draft = cast("Callable[[Path, str], Draft]", module.read)(file.path, file.source)
    if not draft.blocks:
        raise UnreadableError(Problem(file.source, "holds no text", "write the letter into it and save it again"))
    return draft
