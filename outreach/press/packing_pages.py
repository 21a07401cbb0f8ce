"""The packing list: who is in a batch, in print order, with boxes to tick; set in a child process."""

import io
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import pikepdf
from markupsafe import Markup

from outreach.l10n.languages import script_of
from outreach.pdf.loosen import section_in
from outreach.pdf.sections import Section
from outreach.press.widths import SLACK, advance

ROWS_A_PAGE = 34
PAGES_OF_THE_FIRST, PAGES_A_PART = 150, 50
"""So many pages are set together: a list of five thousand is in one part; the others follow the letters, several at a
time, when memory is dear."""
ROW_HEIGHT, LIST_TOP, LIST_LEFT, LIST_WIDTH = 6.9, 40.0, 20.0, 175.0
"""mm; the list starts at the same place on every page."""
BOX, BOX_TOP, BOXES = 3.3, 1.8, (139.0, 152.0, 165.0)
"""mm: the size of a box, its distance from the row's upper line, and the places of the three boxes."""
NAME_WIDTH, ABOUT_WIDTH, FONT_SIZE = 62.0, 44.0, 3.0
"""mm; 8.5 pt are 3 mm."""
ROWS_OF_THE_SAMPLE = 3
"""So many rows teach the express lane how the list looks; WeasyPrint needs a tenth of a second for a whole page."""
STYLE = f"""
@page packing {{ size: A4; margin: 0 }}
html {{ font: 8.5pt 'Noto Sans' }}
body, p {{ margin: 0 }}
article {{ page: packing; break-before: page; position: relative }}
article > div {{ position: absolute }}
.title {{ left: 20mm; top: 12mm; width: 175mm; height: 8mm; font: bold 15pt/1.2 'Gentium Plus' }}
.facts {{ left: 20mm; top: 19.5mm; width: 175mm; height: 15mm; line-height: 1.35; color: #444 }}
.folio {{ left: 155mm; top: 282mm; width: 40mm; height: 5mm; font-size: 8pt; color: #444; text-align: right }}
.head {{ top: 34mm; height: 6mm; width: 40mm; font-weight: bold; font-size: 7.5pt; line-height: 6mm }}
.column {{ top: {LIST_TOP}mm; height: {ROWS_A_PAGE * ROW_HEIGHT:g}mm; line-height: {ROW_HEIGHT}mm }}
.other {{ display: inline-block; height: {ROW_HEIGHT}mm; vertical-align: top }}
.number {{ left: 20mm; width: 9mm; text-align: right }}
.name {{ left: 33mm; width: {NAME_WIDTH}mm }}
.country {{ left: 96mm; width: 16.5mm }}
.about {{ left: 113mm; width: {ABOUT_WIDTH}mm }}
.printed {{ left: 159mm }} .packed {{ left: 172mm }} .posted {{ left: 185mm }}
"""
KEPT_ON_A_LINE = ".column { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }"
"""What is too long for its column is cut off, and does not push the rows below it out of place."""
COLUMNS = ("number", "name", "country", "about")
HEADS = {
    "name": "To", "country": "Country", "about": "About",
    "printed": "printed", "packed": "packed", "posted": "posted",
}  # fmt: skip
MM = 72 / 25.4
"""Points in a millimetre."""


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
    """A part of the list of one batch: some rows of all, from its page `first` of `pages`, counted from 1."""

    title: str
    facts: str
    rows: tuple[PackingRow, ...]
    stamps: str
    first: int = 1
    pages: int = 1


def packing_lists(title: str, facts: str, rows: Callable[[], Iterable[PackingRow]]) -> Iterator[PackingList]:
    """Yield the list in parts that a child can hold; `rows` are made twice, since every page tells all stamps."""
    countries = Counter(row.country for row in rows())
    stamps = "Stamps: " + ", ".join(f"{code} {count}" for code, count in sorted(countries.items()))
    pages, waiting = -(-countries.total() // ROWS_A_PAGE), iter(rows())
    for first in [1, *range(PAGES_OF_THE_FIRST + 1, pages + 1, PAGES_A_PART)][:pages]:
        count = ROWS_A_PAGE * (PAGES_OF_THE_FIRST if first == 1 else PAGES_A_PART)
        yield PackingList(title, facts, tuple(islice(waiting, count)), stamps, first, pages)


def set_packing_list(packing: PackingList) -> Section:
    """Return the pages of a part; runs in a child process."""
    from outreach.press import lanes, surfaces  # noqa: PLC0415 — WeasyPrint is loaded in the child only

    if packing.first > 1:  # the parts of a long list follow the letters
        lanes.make_room()
    pages = [packing.rows[i : i + ROWS_A_PAGE] for i in range(0, len(packing.rows), ROWS_A_PAGE)]
    listed = [
        _surface(packing, rows, f"{number} / {packing.pages}") for number, rows in enumerate(pages, packing.first)
    ]
    sample = _surface(packing, packing.rows[:ROWS_OF_THE_SAMPLE], f"1 / {packing.pages}")
    return _with_grid(surfaces.set_surfaces(listed, STYLE, KEPT_ON_A_LINE, sample), [len(rows) for rows in pages])


def _surface(packing: PackingList, rows: Sequence[PackingRow], folio: str) -> str:
    """Return one page: a block of lines for each column costs a fraction of a table."""
    heads = "".join(
        f'<div class="head {name}">{text}</div>' for name, text in HEADS.items() if name != "about" or rows[0].about
    )
    columns = "".join(
        Markup('<div class="column {}">{}</div>').format(name, Markup("<br>").join(map(_kept_apart, lines)))
        for name, lines in zip(COLUMNS, zip(*(_texts(row) for row in rows), strict=True), strict=True)
        if any(lines)
    )
    return Markup(
        '<article lang="en"><div class="title">{}</div><div class="facts">{}<br>{}</div>{}<div class="folio">{}</div></article>'
    ).format(packing.title, packing.facts, packing.stamps, Markup(heads + columns), folio)  # noqa: S704 — made of our own tags


def _texts(row: PackingRow) -> tuple[str, str, str, str]:
    return (
        str(row.number),
        _cut(row.name, NAME_WIDTH),
        f"{row.country} · {row.language}",
        _cut(row.about, ABOUT_WIDTH),
    )


def _kept_apart(text: str) -> str:
    """Return a line in a script whose font is taller so that it does not push the rows below it out of place."""
    return Markup('<span class="other">{}</span>').format(text) if script_of(text) else text


def _cut(text: str, width: float) -> str:
    """Return as much of `text` as surely stays on one line of `width` mm: a second line would shift the rows."""
    room = width / FONT_SIZE * SLACK
    ends = [*accumulate(map(advance, text))]
    if not ends or ends[-1] <= room:
        return text
    return text[: max(bisect_right(ends, room - advance("…")), 1)].rstrip() + "…"


def _with_grid(data: bytes, rows: Sequence[int]) -> Section:
    """Draw the lines and the boxes under each page's text, once for each number of rows."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        grids = {count: _grid(pdf, count) for count in set(rows)}
        for page, count in zip(pdf.pages, rows, strict=True):
            name = page.add_resource(grids[count], pikepdf.Name.XObject, pikepdf.Name(f"/Grid{count}"))
            page.contents_add(f"q {name} Do Q".encode(), prepend=True)
        return section_in(pdf)


def _grid(pdf: pikepdf.Pdf, rows: int) -> pikepdf.Stream:
    """Return the grid for a number of rows as a form, its lengths in mm from the sheet's upper left."""
    lines = [f"{LIST_LEFT} {y:g} m {LIST_LEFT + LIST_WIDTH} {y:g} l" for y in _line_places(rows)]
    boxes = [
        f"{LIST_LEFT + x} {LIST_TOP + row * ROW_HEIGHT + BOX_TOP:g} {BOX} {BOX} re"
        for row in range(rows)
        for x in BOXES
    ]
    drawn = f"{MM:.6f} 0 0 {-MM:.6f} 0 {297 * MM:.6f} cm .1 w .7 G {' '.join(lines)} S .2 w 0 G {' '.join(boxes)} S"
    form = pdf.make_stream(drawn.encode())
    form.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 210 * MM, 297 * MM]
    )
    return form


def _line_places(rows: int) -> list[float]:
    return [LIST_TOP + row * ROW_HEIGHT for row in range(rows + 1)]
