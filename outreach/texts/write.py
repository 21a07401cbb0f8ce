"""Write a draft as the text of a template: HTML with the marks of Jinja2, each paragraph on the line that it came from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import quote

from markupsafe import escape

from outreach.texts.draft import Block, ListItem, Paragraph, Run, TextTable
from outreach.texts.field_names import reference
from outreach.texts.word_fields import ADDRESS, DAY, GREETING

_STANDS_FOR = {ADDRESS: "", GREETING: "{{ salutation }}", DAY: "{{ today }}"}
"""What fields of the word processor become that stand in the text and not where the stationery has them."""
_ORDER = ("b", "i", "u", "sup", "sub")
_LINKS = ("http://", "https://", "mailto:")
_TAB = "\u2003"
"""What a tab becomes: letters have no tab stops, and a wide space keeps a telephone number off its word."""


class Writer:
    """Puts pieces of HTML on their lines."""

    def __init__(self) -> None:
        """Begin on the first line."""
        self._parts: list[str] = []
        self._line = 1

    def put(self, html: str, line: int = 0) -> None:
        """Write `html`, not before `line`."""
        ends = max(line - self._line, 0)
        self._parts.append("\n" * ends + html)
        self._line += ends + html.count("\n")

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._parts)


def template_text(parts: Mapping[str, Sequence[Block]]) -> str:
    """Return a text with each of `parts` in the block of its name; the part ``""`` stands outside."""
    writer = Writer()
    for name, blocks in parts.items():
        if not blocks:
            continue
        writer.put(f"{{% block {name} %}}" if name else "", blocks[0].line)
        if name == "picture":
            writer.put("".join(map(_covering, blocks)))
        else:
            _write(writer, blocks)
        writer.put("{% endblock %}" if name else "")
    return writer.text() + "\n"


def _covering(block: Block) -> str:
    """Return the picture of a card alone: it covers the whole side, whatever width it had in the text."""
    pictures = (run.picture for run in block.runs if run.picture) if isinstance(block, Paragraph) else ()
    return "".join(_run(Run(picture=replace(picture, width=0.0))) for picture in pictures)


def _write(writer: Writer, blocks: Sequence[Block]) -> None:
    for listed, some in groupby(blocks, key=lambda block: isinstance(block, Paragraph) and block.item is not None):
        if listed:
            _write_list(writer, [block for block in some if isinstance(block, Paragraph)])
        else:
            for block in some:
                writer.put(_table(block) if isinstance(block, TextTable) else paragraph_html(block), block.line)


def _write_list(writer: Writer, paragraphs: Iterable[Paragraph]) -> None:
    """Write items, with a list in a list for those that lie deeper."""
    open_lists: list[str] = []
    depths: list[int] = []
    for paragraph in paragraphs:
        item = paragraph.item or ListItem()
        writer.put("", paragraph.line)
        while depths and (item.level < depths[-1] or (item.level == depths[-1] and _tag(item) != open_lists[-1])):
            writer.put(f"</li></{open_lists.pop()}>")
            depths.pop()
        if not depths or item.level > depths[-1]:
            writer.put(_opening(item))
            open_lists.append(_tag(item))
            depths.append(item.level)
            writer.put(f"<li>{_inner(paragraph)}")
        elif item.first:
            writer.put(f"</li><li>{_inner(paragraph)}")
        else:
            writer.put(f"<br>{_inner(paragraph)}")
    for tag in reversed(open_lists):
        writer.put(f"</li></{tag}>")


def _tag(item: ListItem) -> str:
    return "ol" if item.number else "ul"


def _opening(item: ListItem) -> str:
    if not item.number:
        return "<ul>"
    kind = f' style="list-style-type: {item.style}"' if item.style != "decimal" else ""
    start = f' start="{item.number}"' if item.number > 1 else ""
    return f"<ol{start}{kind}>"


def _table(table: TextTable) -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    return f"<table>{rows}</table>"


def _cell(cell: Sequence[Paragraph]) -> str:
    return "<br>".join(_inner(paragraph) for paragraph in cell if not paragraph.is_empty)


def paragraph_html(paragraph: Paragraph) -> str:
    """Return a paragraph as HTML; one of marks alone, such as ``{% if … %}``, as they are."""
    if is_code(paragraph):
        return "".join(run.code for run in paragraph.runs)
    tag = paragraph.role if paragraph.role[:1] == "h" else "p"
    styles = [f"text-align: {paragraph.align}"] if paragraph.align else []
    styles += ["break-before: page"] if paragraph.new_page else []
    name = ' class="signature"' if paragraph.role == "signature" else ""
    style = f' style="{"; ".join(styles)}"' if styles else ""
    return f"<{tag}{name}{style}>{_inner(paragraph)}</{tag}>"


def is_code(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph holds tags of Jinja2 alone, and nothing that is printed."""
    return bool(paragraph.text) and all(
        run.code.startswith("{%") or not (run.code or run.field or run.picture or run.text.strip())
        for run in paragraph.runs
    )


def _inner(paragraph: Paragraph) -> str:
    html = "".join(_runs(paragraph.runs))
    return html.strip(" ").removesuffix("<br>\n").removeprefix("<br>\n")


def _runs(runs: Iterable[Run]) -> Iterator[str]:
    """Yield the runs as HTML; neighbours share the elements around them."""
    for (marks, link), some in groupby(runs, key=lambda run: (run.marks, run.link)):
        html = "".join(map(_run, some))
        names = [name for name in _ORDER if name in marks] if html.strip() else []
        html = "".join(f"<{name}>" for name in names) + html + "".join(f"</{name}>" for name in reversed(names))
        yield f'<a href="{escape(link)}">{html}</a>' if link.startswith(_LINKS) and "{" not in link else html


def _run(run: Run) -> str:
    if run.picture:
        width = f' style="width: {run.picture.width:g}mm"' if run.picture.width else ""
        return f'<img src="{quote(run.picture.name)}" alt="{escape(run.picture.shows)}"{width}>'
    if run.code or run.field:
        return run.code or _STANDS_FOR.get(run.field, f"{{{{ {reference(run.field)} }}}}")
    return str(escape(run.text)).replace("\n", "<br>\n").replace("\t", _TAB)
