"""Read a Word text: what stands in the letter, without what is hidden, deleted, beside it or about it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from outreach.readers.errors import UnreadableError
from outreach.texts.draft import Block, Draft, LeftOut, Paragraph, Picture, Run, TextTable, joined
from outreach.texts.field_names import with_marks
from outreach.texts.package import Package
from outreach.texts.tree import attribute, child, children, kind, within, words
from outreach.texts.word_fields import WordFields
from outreach.texts.word_styles import ALIGNED, Marks, Numbering, WordStyle, WordStyles, marks_of, numbers_in

EMU_A_MM = 36_000
"""English Metric Units, in which Word measures pictures (ECMA-376 part 1, 20.1.2.1)."""
_MAIN = "word/document.xml"
_TRANSPARENT = frozenset(
    {"ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "r", "dir", "bdo", "ruby", "rubyBase"}
)  # fmt: skip
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_TOLD = {
    "object": "embedded object", "oMath": "formula", "oMathPara": "formula", "footnoteReference": "footnote",
    "endnoteReference": "endnote", "commentReference": "comment", "del": "deletion", "moveFrom": "deletion",
}  # fmt: skip
_SYMBOLS = {"F0B7": "•", "F0A7": "▪", "F0FC": "✓", "F0E0": "→", "F02D": "-", "F020": " "}
_UNSAFE_PARTS = ("attachedTemplate", "image", "oleObject", "frame", "subDocument", "externalLink", "package")


def read(path: Path, source: str) -> Draft:
    """Return the text of the ``.docx`` at `path`; raise `UnreadableError` where it is none, or hostile."""
    with Package(path, source) as package:
        return _Word(package).draft()


class _Word:
    """One document while it is read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._left_out = LeftOut()
        self._links = self._relations()
        self._styles = WordStyles(package.xml("word/styles.xml"))
        self._numbering = Numbering(package.xml("word/numbering.xml"))
        self._fields = WordFields(package.source, self._left_out)
        self._notes = {
            part: {attribute(one, "id"): words(one, "t") for one in within(package.xml(f"word/{part}s.xml"), part)}
            for part in ("footnote", "endnote", "comment")
        }
        self._line = 0
        self._new_page = False

    def draft(self) -> Draft:
        root = self._package.xml(_MAIN)
        body = child(root, "body")
        if body is None:
            raise self._package.damaged()
        blocks = tuple(self._blocks(body))
        self._tell_surroundings(root)
        return Draft(blocks, self._left_out.all())

    def _relations(self) -> Mapping[str, tuple[str, bool]]:
        """Return what the document refers to by id, and whether it lies outside; refuse what would be fetched."""
        found = {}
        for name in sorted(self._package.names):
            if not (name.startswith("word/_rels/") and name.endswith(".rels")):
                continue
            for one in children(self._package.xml(name), "Relationship"):
                outside = attribute(one, "TargetMode") == "External"
                target, what = attribute(one, "Target"), attribute(one, "Type").rpartition("/")[2]
                if (
                    outside
                    and what in _UNSAFE_PARTS
                    and (what != "attachedTemplate" or "//" in target.removeprefix("file:///"))
                ):
                    raise self._outside(what, target)
                if name == "word/_rels/document.xml.rels":
                    found[attribute(one, "Id")] = target, outside
        return found

    def _outside(self, what: str, target: str) -> UnreadableError:
        message = f"refers to something outside of it ({what}: {target[:80]})"
        return self._package.refused(
            message, "put the picture itself into the text, and save it without links to files"
        )

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for one in parent:
            name = kind(one)
            if name == "p":
                yield self._paragraph(one)
            elif name == "tbl":
                yield self._table(one)
            elif name in _TRANSPARENT:
                yield from self._blocks(one)
            elif name == "altChunk":
                raise self._package.refused("holds another document", "copy its words into this one")
            elif name in _TOLD:
                self._left_out.note(_TOLD[name], words(one, "t", "delText"))

    def _table(self, table: Element) -> TextTable:
        self._line += 1
        line = self._line
        rows = [row for row in _inside(table, "tr") if child(row, "trPr", "del") is None]
        cells = tuple(tuple(tuple(self._paragraphs(cell)) for cell in _inside(row, "tc")) for row in rows)
        return TextTable(cells, line)

    def _paragraphs(self, cell: Element) -> Iterator[Paragraph]:
        """Yield the paragraphs of a cell; those of a table inside it stand below each other."""
        for block in self._blocks(cell):
            if isinstance(block, Paragraph):
                yield block
            else:
                yield from (paragraph for row in block.rows for inner in row for paragraph in inner)

    def _paragraph(self, element: Element) -> Paragraph:
        self._line += 1
        line = self._line
        properties = child(element, "pPr")
        style = self._styles.of_paragraph(properties)
        found = [*self._runs(element, self._usual(style), ""), *self._fields.so_far()]
        runs = tuple(with_marks(tuple(joined(found))))
        numbers = numbers_in(properties) or style.numbers
        item = self._numbering.item(numbers) if runs else None
        item = replace(item, level=item.level + style.deeper) if item else None
        align = ALIGNED.get(
            attribute(child(properties, "jc"), "val"), style.align if child(properties, "jc") is None else ""
        )
        fresh = self._new_page or _is_on(child(properties, "pageBreakBefore"))
        self._new_page = self._new_page and not runs
        return Paragraph(runs, line, style.role, align, item, new_page=fresh)

    def _usual(self, style: WordStyle) -> Marks:
        """Return the marks of a paragraph's words; headings and subjects are set bold by the stationery."""
        plain = {"b", "i", "u"} if style.role.startswith(("h", "subject")) else set()
        return {mark: on for mark, on in style.marks.items() if mark not in plain}

    def _runs(self, parent: Element, marks: Marks, link: str) -> Iterator[Run]:
        for one in parent:
            name = kind(one)
            if name == "r":
                style = self._styles.named(attribute(child(one, "rPr", "rStyle"), "val")).marks
                yield from self._runs(one, {**marks, **style, **marks_of(child(one, "rPr"))}, link)
            elif name == "hyperlink":
                target, _ = self._links.get(attribute(one, "id"), ("", False))
                yield from self._runs(one, marks, target or link)
            elif name == "fldSimple":
                yield from self._simple_field(one, marks, link)
            elif name in _TRANSPARENT:
                yield from self._runs(one, marks, link)
            elif name == "AlternateContent":
                chosen = child(one, "Choice")
                yield from self._runs(one[0] if chosen is None else chosen, marks, link)
            else:
                yield from self._content(one, marks, link)

    def _content(self, one: Element, marks: Marks, link: str) -> Iterator[Run]:
        """Yield what an element inside a run stands for."""
        name = kind(one)
        if action := self._actions().get(name):
            yield from action(one)
        elif name in _TOLD:
            number = attribute(one, "id")
            self._left_out.note(
                _TOLD[name],
                self._notes.get(name.removesuffix("Reference"), {}).get(number) or words(one, "t", "delText"),
            )
        elif name == "br" and attribute(one, "type") == "page":
            self._new_page = True
        elif text := self._text(one, name):
            yield from self._fields.take(Run(text, _on(marks), link)) if not marks.get("vanish") else self._hidden(text)

    def _text(self, one: Element, name: str) -> str:
        if name == "t":
            return (one.text or "").replace("\n", " ")
        if name == "sym":
            code = attribute(one, "char").upper()
            if code not in _SYMBOLS:
                self._left_out.note("symbol", f"{attribute(one, 'font')} {code}")
            return _SYMBOLS.get(code, "")
        return _CHARACTERS.get(name, "")

    def _hidden(self, text: str) -> Iterator[Run]:
        self._left_out.note("hidden text", text)
        yield from ()

    def _actions(self) -> Mapping[str, Callable[[Element], Iterator[Run]]]:
        return {
            "fldChar": self._field_mark, "instrText": self._instruction, "drawing": self._drawing, "pict": self._drawing,
        }  # fmt: skip

    def _field_mark(self, one: Element) -> Iterator[Run]:
        what = attribute(one, "fldCharType")
        if what == "begin":
            self._fields.begin()
        elif what == "separate":
            self._fields.separate()
        elif what == "end":
            yield from self._fields.end()

    def _instruction(self, one: Element) -> Iterator[Run]:
        self._fields.instruct(one.text or "")
        yield from ()

    def _simple_field(self, one: Element, marks: Marks, link: str) -> Iterator[Run]:
        self._fields.begin()
        self._fields.instruct(attribute(one, "instr"))
        self._fields.separate()
        yield from self._runs(one, marks, link)
        yield from self._fields.end()

    def _drawing(self, one: Element) -> Iterator[Run]:
        """Yield a picture; a text box and a drawing of shapes are left out, and told."""
        if (box := next(within(one, "txbxContent"), None)) is not None:
            self._left_out.note("text box", words(box, "t"))
            return
        picture = next(within(one, "blip", "imagedata"), None)
        relation = attribute(picture, "embed") or attribute(picture, "id")
        name = self._package.picture_name(f"word/{self._links[relation][0]}") if relation in self._links else ""
        if not name:
            self._left_out.note("drawing")
            return
        size, about = next(within(one, "extent"), None), next(within(one, "docPr"), None)
        width = attribute(size, "cx", "0")
        mm = int(width) / EMU_A_MM if width.isdecimal() else 0.0
        yield from self._fields.take(Run(picture=Picture(name, round(mm, 1), attribute(about, "descr"))))

    def _tell_surroundings(self, root: Element | None) -> None:
        """Tell what is about the text or around it."""
        for name in sorted(self._package.names):
            for part in ("header", "footer"):
                if name.startswith(f"word/{part}") and (text := words(self._package.xml(name), "t").strip()):
                    self._left_out.note(part, text)
        core = self._package.xml("docProps/core.xml")
        for author in dict.fromkeys(filter(None, (words(core, "creator"), words(core, "lastModifiedBy")))):
            self._left_out.note("author’s name", author)
        for _ in within(root, "ins", "moveTo"):
            self._left_out.note("accepted insertion")


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, through what may lie around them."""
    for one in parent:
        if kind(one) == name:
            yield one
        elif kind(one) in _TRANSPARENT:
            yield from _inside(one, name)


def _on(marks: Marks) -> frozenset[str]:
    return frozenset(mark for mark, on in marks.items() if on and mark != "vanish")


def _is_on(element: Element | None) -> bool:
    return element is not None and attribute(element, "val", "1") not in {"0", "false", "off"}
