"""Read a text in Markdown: paragraphs, headings, lists, emphasis, links, pictures and tables."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from outreach.letters.markdown import as_written
from outreach.readers.encoding import decode
from outreach.texts.draft import Block, Draft, LeftOut, ListItem, Paragraph, Picture, Run, TextTable, joined
from outreach.texts.field_names import HiddenMarks, with_marks

_MARKS = {"strong": "b", "em": "i"}
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TOLD = {
    "fence": "piece of program code",
    "code_block": "piece of program code",
    "hr": "rule across the page",
    "html_block": "piece of HTML",
}


def read(path: Path, source: str) -> Draft:
    """Return the Markdown text at `path`."""
    text, _ = decode(path.read_bytes(), source)
    marks = HiddenMarks()
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(as_written(marks.hide(text)))
    reading = _Markdown(marks.shown)
    return Draft(tuple(reading.blocks(tokens)), reading.left_out.all(), unit="line")


@dataclass(slots=True)
class _List:
    number: int
    fresh: bool = True


@dataclass(slots=True)
class _Markdown:
    """One text while it is read."""

    shown: Callable[[str], str]
    left_out: LeftOut = field(default_factory=LeftOut)
    lists: list[_List] = field(default_factory=list)
    rows: list[list[tuple[Paragraph, ...]]] | None = None
    line: int = 1
    role: str = ""

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the paragraphs and tables of a text."""
        for token in tokens:
            self.line = token.map[0] + 1 if token.map else self.line
            if token.type == "inline":
                paragraph = self._paragraph(token)
                if self.rows is None:
                    yield paragraph
                else:
                    self.rows[-1].append((paragraph,))
            elif token.type == "table_close" and self.rows is not None:
                yield TextTable(tuple(map(tuple, self.rows)), self.line)
                self.rows = None
            elif token.type in _TOLD:
                self.left_out.note(_TOLD[token.type], token.content)
            else:
                self._structure(token)

    def _structure(self, token: Token) -> None:
        """Hear of the beginning or the end of what holds paragraphs."""
        kind = token.type
        if kind == "heading_open":
            self.role = token.tag
        elif kind.endswith("list_open"):
            start = int(token.attrs.get("start", 1)) if kind == "ordered_list_open" else 0
            self.lists.append(_List(start - 1 if start else -1))
        elif kind.endswith("list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            last = self.lists[-1]
            last.fresh, last.number = True, last.number + (last.number >= 0)
        elif kind == "table_open":
            self.rows = []
        elif kind == "tr_open" and self.rows is not None:
            self.rows.append([])

    def _paragraph(self, token: Token) -> Paragraph:
        runs = tuple(with_marks(tuple(joined(self._runs(token.children or [])))))
        item = None
        if self.lists:
            last = self.lists[-1]
            item = ListItem(len(self.lists) - 1, max(last.number, 0), first=last.fresh)
            last.fresh = False
        role, self.role = self.role, ""
        return Paragraph(runs, self.line, role, item=item)

    def _runs(self, tokens: Sequence[Token]) -> Iterator[Run]:
        marks: list[str] = []
        link = ""
        for token in tokens:
            name, _, end = token.type.rpartition("_")
            if name in _MARKS:
                marks = [*marks, _MARKS[name]] if end == "open" else marks[:-1]
            elif name == "link":
                link = self.shown(str(token.attrs.get("href", ""))) if end == "open" else ""
            elif token.type == "image":
                source = self.shown(unquote(str(token.attrs.get("src", ""))))
                yield Run(picture=Picture(source, shows=self.shown(token.content)))
            elif token.type == "html_inline" and not _BREAK.fullmatch(token.content):
                self.left_out.note("piece of HTML", token.content)
            else:
                text = "\n" if token.type in {"hardbreak", "html_inline"} else token.content or " "
                yield Run(self.shown(text), frozenset(marks), link)
