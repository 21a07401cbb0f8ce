"""The marks that people write for what is filled in, in any word processor, become marks of Jinja2."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from outreach import tables
from outreach.letters.tags import SPACES, repaired
from outreach.texts.draft import Run

VARIABLES = frozenset({"closing", "message", "salutation", "today", "round", "answered", "last_sent"})
"""What a text may name that is no column."""
_NAME = r"[^\W\d][\w \u00a0.\-/’']{0,59}?"
MARK = re.compile(
    rf"\{{\{{(?P<value>.*?)\}}\}}|(?P<tag>\{{%.*?%\}})|(?P<comment>\{{#.*?#\}})|<<(?P<angles>{_NAME})>>"
    rf"|«(?P<quotes>\w+)»|\{{(?P<braces>{_NAME})\}}",
    re.DOTALL,
)
_PLAIN_NAME = re.compile(_NAME)
_EXPRESSION = re.compile(r"\b(if|else|and|or|not|in|is)\b|^\w+(\.\w+)*$")
"""What Jinja2 understands by itself: one word is a name, and may have been given by the text itself."""
_DOTTED = re.compile(r"(?:recipient|about|sender|campaign)\.\w+")


def reference(name: str) -> str:
    """Return the variable that a field called `name` means: a column of the recipient, if it is no other.

    ``First Name`` and ``First_Name`` are ``recipient.first_name``.
    """
    name = " ".join(name.replace("\u00a0", " ").split())
    if _DOTTED.fullmatch(name):
        return name
    key = tables.header_key(name)
    owner, _, column = name.partition(".")
    if column and owner.lower() in {"recipient", "about", "sender", "campaign"}:
        return f"{owner.lower()}.{tables.header_key(column)}"
    if key in VARIABLES:
        return key
    return f"recipient.{key}" if re.match(r"[^\W\d]", key) else f'recipient["{key}"]'


def with_marks(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs of a paragraph with every mark in them as code; a mark may be cut into many runs."""
    text = "".join(run.text or "\ufffc" for run in runs)
    position = 0
    for match in MARK.finditer(text):
        code = _code(match)
        if code is None:
            continue
        yield from _part(runs, position, match.start())
        first = next(_part(runs, match.start(), match.end()))
        if code:
            yield replace(first, text="", code=code)
        position = match.end()
    yield from _part(runs, position, len(text))


def _part(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    """Yield what lies from `start` to `end`, counted in characters; what is no text counts as one."""
    position = 0
    for run in runs:
        length = len(run.text) or 1
        first, last = max(start - position, 0), min(end - position, length)
        if first < last:
            yield replace(run, text=run.text[first:last]) if run.text else run
        position += length


def _code(match: re.Match[str]) -> str | None:
    """Return the Jinja2 for a mark, ``""`` for a comment, None for what is no mark after all."""
    if match["comment"]:
        return ""
    if match["tag"]:
        return repaired(match["tag"])
    if match["value"] is not None:
        inner = " ".join(match["value"].translate(SPACES).split())
        words = _PLAIN_NAME.fullmatch(inner) and not _EXPRESSION.search(inner)
        return f"{{{{ {reference(inner)} }}}}" if words else repaired(match[0])
    if match["quotes"] and not ("_" in match["quotes"] or tables.column_of(match["quotes"])):
        return None  # quotation marks around a word
    name = match["quotes"] or match["angles"] or match["braces"]
    return f"{{{{ {reference(name)} }}}}"


class HiddenMarks:
    """Puts one sign of a plane for private use in the place of each mark while another language is read around it."""

    FIRST = 0xF0000

    def __init__(self) -> None:
        """Begin without any."""
        self._marks: list[str] = []

    def hide(self, text: str) -> str:
        """Return `text` without its marks."""
        return MARK.sub(lambda mark: self._sign(mark[0]), text)

    def _sign(self, mark: str) -> str:
        self._marks.append(mark)
        return chr(self.FIRST + len(self._marks) - 1)

    def shown(self, text: str) -> str:
        """Return `text` with its marks."""
        known = range(self.FIRST, self.FIRST + len(self._marks))
        return "".join(self._marks[ord(one) - self.FIRST] if ord(one) in known else one for one in text)
