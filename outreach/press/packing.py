"""The packing list: who is in a batch, in print order, with boxes to tick; set in a child process."""

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

ROWS_A_PAGE = 34
ROW_HEIGHT = 6.9
"""mm"""
STYLE = """
@page { size: A4; margin: 16mm 15mm 16mm 20mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt 'Noto Sans'; color: #555 } }
html { font: 8.5pt 'Noto Sans' }
body { margin: 0 }
section { break-before: page }
h1 { font: bold 15pt/1.2 'Gentium Plus'; margin: 0 0 1mm }
.facts { color: #444; margin: 0 0 5mm; line-height: 1.35 }
.list { position: relative }
.list > div { position: absolute; top: 0; line-height: 6.9mm; white-space: pre; overflow: hidden; text-overflow: ellipsis }
.list > .head { top: -6mm; line-height: 6mm; font-weight: bold; font-size: 7.5pt }
.list > img { position: absolute; top: 0; left: 0 }
.number { left: 0; width: 9mm; text-align: right } .name { left: 13mm; width: 62mm }
.country { left: 77mm; width: 15mm } .about { left: 93mm; width: 44mm }
.p1 { left: 139mm } .p2 { left: 152mm } .p3 { left: 165mm }
"""
COLUMNS = ("number", "name", "country", "about")


@dataclass(frozen=True, slots=True)
class PackingRow:
    """One piece on the list."""

    number: int
    name: str
    country: str
    language: str
    about: str


@dataclass(frozen=True, slots=True)
class PackingList:
    """What stands on the list of one batch."""

    title: str
    facts: str
    rows: tuple[PackingRow, ...]


def packing_html(packing: PackingList) -> str:
    """Return the list as a document of its own."""
    countries = Counter(row.country for row in packing.rows)
    stamps = "Stamps: " + ", ".join(f"{code} {count}" for code, count in sorted(countries.items()))
    head = Markup("<h1>{}</h1><p class=facts>{}<br>{}</p>").format(packing.title, packing.facts, stamps)
    pages = [packing.rows[i : i + ROWS_A_PAGE] for i in range(0, len(packing.rows), ROWS_A_PAGE)]
    body = "".join(_page_html(head if i == 0 else Markup(""), rows) for i, rows in enumerate(pages))
    return f"<!DOCTYPE html><html lang=en><head><style>{STYLE}</style></head><body>{body}</body></html>"


HEADS = {"name": "To", "country": "Country", "about": "About", "p1": "printed", "p2": "packed", "p3": "posted"}


def _page_html(head: Markup, rows: Sequence[PackingRow]) -> str:
    """Return one page: a block of lines for each column costs a fraction of a table."""
    heads = "".join(f'<div class="head {name}">{text}</div>' for name, text in HEADS.items())
    columns = "".join(
        Markup('<div class="{}">{}</div>').format(name, "\n".join(lines))
        for name, lines in zip(COLUMNS, zip(*(_texts(row) for row in rows), strict=True), strict=True)
        if any(lines)
    )
    return (
        f'<section>{head}<div class="list" style="margin-top: 8mm">{heads}{columns}{_grid(len(rows))}</div></section>'
    )


def _texts(row: PackingRow) -> tuple[str, str, str, str]:
    return str(row.number), row.name, f"{row.country} · {row.language}", row.about


def _grid(rows: int) -> str:
    """Return the lines and the boxes to tick as one drawing; lengths in mm."""
    height = rows * ROW_HEIGHT
    lines = "".join(f"M0 {i * ROW_HEIGHT:g}H175" for i in range(rows + 1))
    boxes = "".join(f"M{x} {i * ROW_HEIGHT + 1.8:g}h3.3v3.3h-3.3z" for i in range(rows) for x in (139.2, 152.2, 165.2))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="176mm" height="{height:g}mm" '
        f'viewBox="0 0 176 {height:g}" fill="none"><path stroke="#bbb" stroke-width=".1" d="{lines}"/>'
        f'<path stroke="#000" stroke-width=".2" d="{boxes}"/></svg>'
    )
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'


def set_packing_list(packing: PackingList) -> bytes:
    """Return the list as a PDF; runs in a child process."""
    from weasyprint import HTML  # noqa: PLC0415 — loaded in the child only

    return bytes(HTML(string=packing_html(packing)).write_pdf())
