"""Read a web page, or what was copied out of one: its words and how they are set, and nothing that acts or fetches."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from outreach.readers.encoding import decode
from outreach.texts.draft import NO_MARKS, Block, Draft, LeftOut, ListItem, Paragraph, Picture, Run, TextTable, joined
from outreach.texts.field_names import HiddenMarks, with_marks
from outreach.texts.odt_styles import millimetres

_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "ins": "u", "sup": "sup", "sub": "sub"}
_PARTS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tr", "td", "th", "blockquote", "section",
     "article", "header", "footer", "main", "body", "pre", "address", "center", "dl", "dt", "dd", "figure", "figcaption", "hr"}
)  # fmt: skip
"""Elements that begin a new paragraph and end one."""
_SILENT = frozenset({"head", "style", "script", "title", "noscript", "template", "select", "textarea", "svg", "math"})
_TOLD = {
    "script": "script",
    "iframe": "embedded page",
    "object": "embedded object",
    "embed": "embedded object",
    "form": "form",
    "video": "film",
    "audio": "sound",
}
_BOLD, _ITALIC, _UNDERLINE = (
    re.compile(rf"(?i){pattern}")
    for pattern in (r"font-weight:\s*(bold|[6-9]00)", r"font-style:\s*italic", r"text-decoration[^;]*underline")
)
_ALIGN = re.compile(r"(?i)text-align:\s*(right|center)")
_HIDING = re.compile(r"(?i)display:\s*none|visibility:\s*hidden|mso-hide:\s*all")
_VOID = frozenset(
    {"br", "hr", "img", "meta", "link", "input", "base", "col", "wbr", "embed", "source", "area", "track"}
)


def read(path: Path, source: str) -> Draft:
    """Return what can be printed of the web page at `path`."""
    return from_html(decode(path.read_bytes(), source)[0])


def from_html(text: str) -> Draft:
    """Return what can be printed of a page's HTML."""
    marks = HiddenMarks()
    page = _Page(marks)
    page.feed(marks.hide(text))
    page.close()
    page.end_paragraph()
    return Draft(tuple(page.blocks), page.left_out.all(), unit="line")


class _Page(HTMLParser):
    """One page while it is read."""

    def __init__(self, marks: HiddenMarks) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.left_out = LeftOut()
        self._shown = marks.shown
        self._open: list[tuple[str, frozenset[str], bool]] = []
        self._runs: list[Run] = []
        self._line = 1
        self._role = self._align = self._link = ""
        self._lists: list[int] = []
        self._new_item = False
        self._tables: list[list[list[list[Paragraph]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hear of the beginning of an element."""
        given = {name: value or "" for name, value in attrs}
        if tag in _TOLD:
            self.left_out.note(_TOLD[tag])
        if tag in _PARTS:
            self.end_paragraph()
            self._begin(tag, given)
        elif tag == "br":
            self._runs.append(Run("\n"))
        elif tag == "a":
            self._link = given.get("href", "")
        elif tag == "img" and not self._is_hidden():
            name = self._shown(given.get("src", ""))
            width = given.get("width", "")
            self._runs.append(Run(picture=Picture(name, millimetres(f"{width}px"), given.get("alt", ""))))
        if tag not in _VOID:
            style = given.get("style", "")
            hides = tag in _SILENT or bool(_HIDING.search(style)) or self._is_hidden()
            self._open.append((tag, self._marks() | _looks(tag, style), hides))

    def handle_endtag(self, tag: str) -> None:
        """Hear of the end of an element; ends without a beginning change nothing."""
        at = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at][0] == tag), None)
        if at is None:
            return
        if tag in _PARTS:
            self.end_paragraph()
            self._end(tag)
        if tag == "a":
            self._link = ""
        del self._open[at:]

    def handle_data(self, data: str) -> None:
        """Hear of text."""
        text = self._shown(re.sub(r"[ \t\r\n\f]+", " ", data))
        if self._is_hidden():
            if text.strip() and not any(name in _SILENT for name, _, _ in self._open):
                self.left_out.note("hidden text", text)
        elif text.strip() or self._runs:
            if not self._runs:
                self._line = self.getpos()[0]
            self._runs.append(Run(text, self._marks(), self._link))

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        self._align = given.get("align", "") or next(iter(_ALIGN.findall(given.get("style", ""))), "")
        if tag[0] == "h" and tag[1:].isdecimal():
            self._role = tag
        elif tag in {"ul", "ol"}:
            start = given.get("start", "1")
            self._lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else 0)
        elif tag == "li":
            self._new_item = True
        elif tag == "table":
            self._tables.append([])
        elif self._tables and tag == "tr":
            self._tables[-1].append([])
        elif self._tables and tag in {"td", "th"}:
            self._tables[-1][-1:] = [*(self._tables[-1][-1:] or [[]])]
            self._tables[-1][-1].append([])

    def _end(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "table" and self._tables:
            rows = tuple(tuple(map(tuple, row)) for row in self._tables.pop() if row)
            if rows:
                self._add(TextTable(rows, self.getpos()[0]))

    def end_paragraph(self) -> None:
        """End the paragraph that is under way."""
        runs, self._runs = self._runs, []
        paragraph = Paragraph(
            tuple(with_marks(tuple(joined(runs)))), self._line, self._role,
            self._align if self._align in {"right", "center"} else "", self._item(runs),
        )  # fmt: skip
        self._role = self._align = ""
        if not paragraph.is_empty:
            self._add(paragraph)

    def _item(self, runs: list[Run]) -> ListItem | None:
        if not self._lists or not any(run.picture or run.text.strip() for run in runs):
            return None
        first, self._new_item = self._new_item, False
        number = self._lists[-1]
        if first and number:
            self._lists[-1] += 1
        return ListItem(len(self._lists) - 1, number if first else max(number - 1, 0), first=first)

    def _add(self, block: Block) -> None:
        table = self._tables[-1] if self._tables else None
        if table and table[-1] and isinstance(block, Paragraph):
            table[-1][-1].append(block)
        elif isinstance(block, Paragraph) or not table or not table[-1]:
            self.blocks.append(block)
        else:
            table[-1][-1] += [paragraph for row in block.rows for cell in row for paragraph in cell]

    def _marks(self) -> frozenset[str]:
        return self._open[-1][1] if self._open else NO_MARKS

    def _is_hidden(self) -> bool:
        return bool(self._open) and self._open[-1][2]


def _looks(tag: str, style: str) -> frozenset[str]:
    return frozenset(_looks_of(tag, style))


def _looks_of(tag: str, style: str) -> Iterator[str]:
    if tag in _MARKS:
        yield _MARKS[tag]
    for mark, pattern in (("b", _BOLD), ("i", _ITALIC), ("u", _UNDERLINE)):
        if pattern.search(style):
            yield mark
