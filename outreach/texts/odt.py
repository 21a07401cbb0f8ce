"""Read an OpenDocument text, as LibreOffice writes it: what stands in the letter, and nothing beside it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from outreach.texts.draft import Block, Draft, LeftOut, ListItem, Paragraph, Picture, Run, TextTable, joined
from outreach.texts.field_names import with_marks
from outreach.texts.odt_styles import Counters, OfficeStyle, OfficeStyles, list_children, millimetres
from outreach.texts.package import Package
from outreach.texts.tree import attribute, child, children, kind, within
from outreach.texts.word_fields import DAY

_TRANSPARENT = frozenset(
    {"section", "index-body", "span", "meta", "ruby", "ruby-base", "bookmark-ref", "reference-ref", "user-field-get",
     "variable-get", "sequence", "page-number", "page-count", "user-field-input", "text-input", "index-title", "numbered-paragraph",
     "drop-down", "user-defined", "meta-field", "content-control"}
)  # fmt: skip
_TOLD = {
    "note": "footnote", "annotation": "comment", "object": "embedded object", "object-ole": "embedded object",
    "custom-shape": "drawing", "g": "drawing", "line": "drawing", "rect": "drawing", "ellipse": "drawing",
    "table-of-content": "table of contents", "hidden-text": "hidden text", "hidden-paragraph": "hidden text",
}  # fmt: skip
_ABOUT = frozenset(
    {"author-name", "author-initials", "initial-creator", "creator", "sender-firstname", "sender-lastname",
     "sender-initials", "sender-title", "sender-position", "sender-email", "sender-phone-private", "sender-fax",
     "sender-company", "sender-phone-work", "sender-street", "sender-city", "sender-postal-code", "sender-country",
     "sender-state-or-province", "file-name", "template-name", "description", "keywords", "subject", "title",
     "editing-cycles", "editing-duration", "printed-by", "database-next", "database-row-select", "database-row-number",
     "database-name", "macro", "execute-macro", "script"}
)  # fmt: skip
_DAYS = frozenset(
    {
        "date",
        "time",
        "creation-date",
        "creation-time",
        "print-date",
        "print-time",
        "modification-date",
        "modification-time",
    }
)
_REMARKS = frozenset({"change-info", "creator", "date", "date-string", "creator-initials", "note-citation"})
_CONDITION = re.compile(r"""(?:ooow:)?\[?([\w.]+)\]?\s*(==|!=|<>|EQ|NEQ|<|>)\s*"([^"]*)\"""")
_SIGNS = {"EQ": "==", "NEQ": "!=", "<>": "!="}


def read(path: Path, source: str) -> Draft:
    """Return the text of the ``.odt`` at `path`; raise `UnreadableError` where it is none, or hostile."""
    with Package(path, source) as package:
        if b"encryption-data" in package.bytes_of("META-INF/manifest.xml"):
            raise package.refused("is protected with a password", "save it without a password")
        return _OpenDocument(package).draft()


class _OpenDocument:
    """One document while it is read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._left_out = LeftOut()
        self._content, self._around = package.xml("content.xml"), package.xml("styles.xml")
        self._styles = OfficeStyles(self._around, self._content)
        self._counters = Counters(self._styles)
        self._line = 0

    def draft(self) -> Draft:
        body = child(self._content, "body", "text")
        if body is None:
            raise self._package.damaged()
        for one in within(body, "section-source", "dde-connection-decl", "event-listener"):
            raise self._outside(attribute(one, "href") or kind(one))
        for change in within(body, "changed-region"):
            what = "deletion" if child(change, "deletion") is not None else "accepted insertion"
            self._left_out.note(what, _words(child(change, "deletion")))
        blocks = tuple(self._blocks(body))
        self._tell_surroundings()
        return Draft(blocks, self._left_out.all())

    def _outside(self, target: str) -> Exception:
        message = f"refers to something outside of it ({target[:80]})"
        return self._package.refused(
            message, "put the picture itself into the text, and save it without links to files"
        )

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for one in parent:
            name = kind(one)
            if name in {"p", "h"}:
                yield self._paragraph(one)
            elif name == "list":
                yield from self._list(one, attribute(one, "style-name"), 0)
            elif name == "table":
                yield self._table(one)
            elif name == "section" and attribute(one, "display") in {"none", "condition"}:
                self._left_out.note("hidden text", _words(one))
            elif name in _TRANSPARENT:
                yield from self._blocks(one)
            elif name in _TOLD:
                self._left_out.note(_TOLD[name], _words(one))
            elif name == "frame":
                yield from self._alone([*self._frame(one)])

    def _alone(self, runs: list[Run]) -> Iterator[Paragraph]:
        """Yield a picture that hangs on the page as a paragraph of its own."""
        if runs:
            self._line += 1
            yield Paragraph(tuple(runs), self._line)

    def _list(self, element: Element, style: str, depth: int) -> Iterator[Block]:
        if depth == 0:
            self._counters.begin(
                style,
                goes_on=attribute(element, "continue-numbering") == "true" or bool(attribute(element, "continue-list")),
            )
        for entry in list_children(element):
            item: ListItem | None = None
            for one in entry:
                if kind(one) == "list":
                    yield from self._list(one, attribute(one, "style-name", style), depth + 1)
                    continue
                for block in self._blocks([one]):  # type: ignore[arg-type]  # as if it were a parent of one
                    if isinstance(block, Paragraph) and not block.is_empty and kind(entry) == "list-item":
                        new = item is None
                        item = item or self._counters.item(style, depth, attribute(entry, "start-value"))
                        yield replace(block, item=replace(item, first=new))
                    else:
                        yield block

    def _table(self, table: Element) -> TextTable:
        self._line += 1
        line = self._line
        rows = tuple(
            tuple(tuple(self._in_cell(cell)) for cell in row if kind(cell) == "table-cell") for row in _rows(table)
        )
        return TextTable(rows, line)

    def _in_cell(self, cell: Element) -> Iterator[Paragraph]:
        for block in self._blocks(cell):
            if isinstance(block, Paragraph):
                yield block
            else:
                yield from (paragraph for row in block.rows for inner in row for paragraph in inner)

    def _paragraph(self, element: Element) -> Paragraph:
        self._line += 1
        line = self._line
        style = self._styles.of("paragraph", attribute(element, "style-name"))
        role = style.role
        if kind(element) == "h":
            level = attribute(element, "outline-level", "1")
            role = role or f"h{min(int(level), 6) if level.isdecimal() else 1}"
        marks = {
            mark: on
            for mark, on in style.marks.items()
            if mark not in (set("biu") if role[:1] in {"h", "s"} and role != "salutation" else ())
        }
        runs = tuple(with_marks(tuple(joined(self._inside(element, marks, "")))))
        return Paragraph(runs, line, role, style.align, new_page=style.new_page)

    def _inside(self, parent: Element, marks: Mapping[str, bool], link: str) -> Iterator[Run]:
        """Yield what stands inside an element, the text before its first child and after each of them included."""
        yield from self._text(parent.text, marks, link)
        for one in parent:
            yield from self._element(one, marks, link)
            yield from self._text(one.tail, marks, link)

    def _text(self, text: str | None, marks: Mapping[str, bool], link: str) -> Iterator[Run]:
        plain = re.sub(r"[ \n\t\r]+", " ", text or "")
        if marks.get("hidden") and plain.strip():
            self._left_out.note("hidden text", plain)
        elif plain and not marks.get("hidden"):
            yield Run(plain, _on(marks), link)

    def _element(self, one: Element, marks: Mapping[str, bool], link: str) -> Iterator[Run]:
        name = kind(one)
        if action := _ACTIONS.get(name):
            yield from action(self, one, marks)
        elif name == "a":
            yield from self._inside(one, marks, attribute(one, "href"))
        elif name in _TRANSPARENT:
            style: OfficeStyle = self._styles.of("text", attribute(one, "style-name"))
            yield from self._inside(one, {**marks, **style.marks}, link)
        elif name in _TOLD:
            self._left_out.note(_TOLD[name], _words(one))
        elif name in _ABOUT:
            self._left_out.note("field of the word processor", _words(one) or name)
        elif name in _DAYS:
            yield Run(field=DAY, marks=_on(marks))

    def _space(self, one: Element, marks: Mapping[str, bool]) -> Iterator[Run]:
        count = attribute(one, "c", "1")
        text = {"tab": "\t", "line-break": "\n"}.get(kind(one), " " * min(int(count) if count.isdecimal() else 1, 40))
        yield Run(text, _on(marks))

    def _column(self, one: Element, marks: Mapping[str, bool]) -> Iterator[Run]:
        name = attribute(one, "column-name") or _words(one).strip("<>«» ")
        yield Run(field=name, marks=_on(marks))

    def _choice(self, one: Element, marks: Mapping[str, bool]) -> Iterator[Run]:
        """Yield a conditional text as a choice in Jinja2's way."""
        match = _CONDITION.fullmatch(attribute(one, "condition").strip())
        if not match:
            message = f"the condition “{attribute(one, 'condition')}” cannot be read"
            raise self._package.refused(
                message, "write it as {% if recipient.gender == 'f' %}her{% else %}his{% endif %}"
            )
        left, sign = match[1].rpartition(".")[2], _SIGNS.get(match[2], match[2])
        yield Run(code=f"{{% if {left} {sign} '{match[3]}' %}}")
        yield Run(attribute(one, "string-value-if-true"), _on(marks))
        yield Run(code="{% else %}")
        yield Run(attribute(one, "string-value-if-false"), _on(marks))
        yield Run(code="{% endif %}")

    def _frame(self, one: Element, _marks: Mapping[str, bool] | None = None) -> Iterator[Run]:
        """Yield a picture; a text box and other things in frames are left out, and told."""
        image = child(one, "image")
        if image is None:
            self._left_out.note("text box" if child(one, "text-box") is not None else "embedded object", _words(one))
            return
        target = attribute(image, "href").removeprefix("./")
        name = self._package.picture_name(target)
        if not name:
            raise self._outside(target or "a picture")
        about = _words(child(one, "desc")) or _words(child(one, "title"))
        yield Run(picture=Picture(name, millimetres(attribute(one, "width")), about))

    def _tell_surroundings(self) -> None:
        for page in within(self._around, "master-page"):
            for part in ("header", "footer"):
                if text := " ".join(_words(one) for one in children(page, part)).strip():
                    self._left_out.note(part, text)
        meta = child(self._package.xml("meta.xml"), "meta")
        names = [_words(one) for one in meta if kind(one) in {"creator", "initial-creator"}] if meta is not None else []
        for author in dict.fromkeys(filter(None, names)):
            self._left_out.note("author’s name", author)


Action = Callable[[_OpenDocument, Element, Mapping[str, bool]], Iterator[Run]]
_ACTIONS: Mapping[str, Action] = {
    "s": _OpenDocument._space, "tab": _OpenDocument._space, "line-break": _OpenDocument._space,  # noqa: SLF001
    "database-display": _OpenDocument._column, "placeholder": _OpenDocument._column,  # noqa: SLF001
    "conditional-text": _OpenDocument._choice, "frame": _OpenDocument._frame,  # noqa: SLF001
}  # fmt: skip


def _rows(table: Element) -> Iterator[Element]:
    for one in table:
        if kind(one) == "table-row":
            yield one
        elif kind(one) in {"table-rows", "table-header-rows", "table-row-group"}:
            yield from _rows(one)


def _words(element: Element | None) -> str:
    """Return the words in an element, without what is said about them."""
    return " ".join("".join(_texts(element)).split()) if element is not None else ""


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for one in element:
        if kind(one) not in _REMARKS:
            yield from _texts(one)
        yield f"{' ' if kind(one) in {'p', 'h'} else ''}{one.tail or ''}"


def _on(marks: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(mark for mark, on in marks.items() if on and mark != "hidden")
