"""Find tags in a template's text that do not balance, and elements that have no place in the text of a letter.

A text with conditions and loops is looked at as it comes out, for each way in which the conditions can hold.
"""

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from jinja2 import nodes

from outreach.letters.merge import Sandbox, TemplateText
from outreach.letters.ways import Piece, ways
from outreach.model import Problem

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""Elements without an end tag (HTML, 13.1.2)."""
OPEN_ENDED = frozenset(
    {
        "caption", "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th",
        "thead", "tr",
    }
)  # fmt: skip
"""Elements whose end tag may be left out (HTML, 13.1.2.4)."""
RAW = frozenset({"iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"})
"""Elements in which tags are text, up to their own end tag (HTML, 13.2.5)."""
DRAWINGS = frozenset({"math", "svg"})
"""Elements in which a slash at its end closes a tag."""
UNWELCOME = MappingProxyType(
    {
        "base": "take it out; files are looked for in the template's folder",
        "link": "write the rules into the template's style.css",
        "style": "write its rules into the template's style.css",
    }
)
"""Elements that change more than their own place, and what to do instead."""
_TOKEN = re.compile(
    r"<!--.*?(?P<comment>-->|\Z)"
    r"|<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)(?P<close>>?)",
    re.DOTALL,
)


def markup_problems(template: TemplateText) -> Iterator[Problem]:
    """Yield a problem with its line for each tag that does not balance and each element that has no place here."""
    found: dict[tuple[int, str], str] = {}
    for block in Sandbox().parse(template.text).find_all(nodes.Block):
        for pieces in ways(block):
            for line, message, remedy in _faults(pieces):
                found.setdefault((line, message), remedy)
    for (line, message), remedy in sorted(found.items()):
        yield Problem(template.source, message, remedy, row=line, unit="line")


Fault = tuple[int, str, str]
"""A line of the template, what is wrong there, and what to do."""


def _faults(pieces: Sequence[Piece]) -> Iterator[Fault]:
    """Yield what is wrong with the tags of a text."""
    text = "".join(piece.text for piece in pieces)
    opened: list[tuple[str, int]] = []
    position = 0
    while found := _TOKEN.search(text, position):
        position, line = found.end(), _line(pieces, found.start())
        name = (found["name"] or "").lower()
        if not name:
            yield from _comment(found, line)
        elif not found["close"]:
            yield line, f"the tag <{found['slash']}{name} is not closed", "close its quotation marks, and it with >"
            return
        elif found["slash"]:
            yield from _closed(opened, name, line)
        elif _opened(opened, name, line, found["rest"]) and name in RAW:
            position = _end_of_raw(text, name, position)
        if name in UNWELCOME and not found["slash"]:
            yield line, f"<{name}> has no place in the text of a letter", UNWELCOME[name]
    for name, line in opened:
        if name not in OPEN_ENDED:
            yield line, f"<{name}> is not closed", f"write </{name}> where it ends"


def _comment(found: re.Match[str], line: int) -> Iterator[Fault]:
    if not found["comment"]:
        yield line, "a comment is not closed, and hides the rest of the text", "close it with -->"


def _opened(opened: list[tuple[str, int]], name: str, line: int, rest: str) -> bool:
    """Put an element among those that are open; tell whether it is one that has to be closed."""
    closes_itself = name in VOID or (rest.endswith("/") and any(one in DRAWINGS for one, _ in opened))
    if not closes_itself:
        opened.append((name, line))
    return not closes_itself


def _end_of_raw(text: str, name: str, position: int) -> int:
    end = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, position)
    return end.start() if end else len(text)


def _closed(opened: list[tuple[str, int]], name: str, line: int) -> Iterator[Fault]:
    """Take the element `name` from those that are open; yield what is wrong with that."""
    if name in VOID:
        yield line, f"</{name}> closes nothing: <{name}> has no end", f"take </{name}> out"
    elif name not in [one for one, _ in opened]:
        yield line, f"</{name}> closes nothing", f"take it out, or write <{name}> where it begins"
    else:
        while opened[-1][0] != name:
            inner, begun = opened.pop()
            if inner not in OPEN_ENDED:
                yield (
                    line,
                    f"</{name}> comes before </{inner}>, and <{inner}> was opened last, in line {begun}",
                    "close first what was opened last",
                )
        opened.pop()


def _line(pieces: Sequence[Piece], position: int) -> int:
    """Return the line of the template in which a position of its text stands."""
    for piece in pieces:
        if position < len(piece.text):
            return piece.line + piece.text.count("\n", 0, position)
        position -= len(piece.text)
    return pieces[-1].line if pieces else 0
