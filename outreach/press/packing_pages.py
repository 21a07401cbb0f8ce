"""The packing list: who is in a batch, in print order, with boxes to tick; set in a child process.

It is set in the language of the people who pack. A person takes two lines, and a note about them takes as many more
as it needs: a note must not be overlooked, so it is never cut.
"""

import io
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import pikepdf
from markupsafe import Markup

from outreach.l10n.address import country_name
from outreach.l10n.languages import isolated, locale, right_to_left, script_of, words
from outreach.pdf.loosen import section_in
from outreach.pdf.sections import Section
from outreach.press.document import rows_of
from outreach.press.versions import known_weasyprint
from outreach.press.widths import SLACK, advance, bold_advance
from outreach.stationery import MM

SLOTS_A_PAGE, SLOT = 27, 8.4
"""The places for people on a page, one below the other, and their height in mm; two lines of a note fill another one."""
PAGES_OF_THE_FIRST, PAGES_A_PART = 150, 50
"""So many pages are set together: a list of five thousand is in one part; the others follow the letters, several at a
time, when memory is dear."""
LIST_TOP, LIST_LEFT, LIST_WIDTH = 47.0, 20.0, 175.0
"""mm; the list starts at the same place on every page."""
UP, DOWN = 1.7, 2.0
"""mm by which the two lines of a person stand above and below the middle of their place."""
BOX, BOXES, BOX_PITCH = 3.5, (157.0, 171.5, 186.0), 14.5
"""mm: the size of a box, the middles of the three boxes, and the room of the word above each."""
TO_LEFT, TO_WIDTH, ABOUT_LEFT, ABOUT_WIDTH, NOTE_WIDTH = 31.0, 60.0, 94.0, 54.0, 117.0
FONT_SIZE, SMALL_SIZE, NOTE_SIZE = 3.0, 2.65, 2.82
"""mm: 8.5, 7.5 and 8 pt."""
STAMP_ROWS, STAMP_ROOM = 3, LIST_WIDTH / SMALL_SIZE
"""The countries are named if the stamps then stand in so many rows, of so many em; else their codes do."""
ROWS_OF_THE_SAMPLE = 3
"""So many rows teach the express lane how the list looks; WeasyPrint needs a tenth of a second for a whole page."""
STYLE = f"""
@page packing {{ size: A4; margin: 0 }}
html {{ font: 8.5pt 'Noto Sans' }}
body, p {{ margin: 0 }}
article {{ page: packing; break-before: page; position: relative }}
article > div {{ position: absolute }}
.title {{ left: 20mm; top: 12mm; width: 175mm; height: 8mm; font: bold 15pt/1.2 'Gentium Plus', 'Noto Naskh Arabic', 'Noto Serif Devanagari' }}
.facts {{ left: 20mm; top: 19.5mm; width: 175mm; height: 20mm; font-size: 7.5pt; line-height: 1.4; color: #333 }}
.folio {{ left: 155mm; top: 283mm; width: 40mm; height: 5mm; font-size: 8pt; color: #444; text-align: right }}
.head {{ top: 38.5mm; height: 8mm; font-size: 7.5pt; line-height: 3.8mm }}
.column {{ top: {LIST_TOP - UP:g}mm; height: {SLOTS_A_PAGE * SLOT:g}mm; line-height: {SLOT}mm }}
.below {{ top: {LIST_TOP + DOWN:g}mm; font-size: 7.5pt; color: #333 }}
.other {{ display: inline-block; height: {SLOT}mm; vertical-align: top }}
.number {{ left: 20mm; width: 8mm; text-align: right }}
.to {{ left: {TO_LEFT}mm; width: {TO_WIDTH}mm }}
.about {{ left: {ABOUT_LEFT}mm; width: {ABOUT_WIDTH}mm }}
.notes {{ top: {LIST_TOP}mm; left: {TO_LEFT}mm; width: {NOTE_WIDTH}mm; font: bold 8pt/{SLOT / 2:g}mm 'Noto Sans' }}
""" + "".join(
    f".box-{number} {{ left: {middle - BOX_PITCH / 2:g}mm; width: {BOX_PITCH:g}mm; text-align: center }}\n"
    for number, middle in enumerate(BOXES)
)  # fmt: skip
KEPT_ON_A_LINE = ".column { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }"
"""What is too long for its column is cut off, and does not push the rows below it out of place."""


@dataclass(frozen=True, slots=True)
class PackingRow:
    """One piece on the list: to whom (and their name in Latin letters), where, about whom, signed by whom.

    `note` is what must be known of the person; `characters` counts those of a text that is sent on a screen.
    """

    number: int
    name: str
    country: str
    language: str
    about: str = ""
    latin: str = ""
    sender: str = ""
    note: str = ""
    characters: int = 0

    @property
    def note_rows(self) -> list[str]:
        """The rows of the note, all of it."""
        return [row for line in self.note.splitlines() for row in wrapped(line, NOTE_WIDTH / NOTE_SIZE)]

    @property
    def slots(self) -> int:
        """How many places the row takes on its page."""
        return 1 + -(-len(self.note_rows) // 2)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of every list of one batch: its language, title and facts, and what its columns hold."""

    language: str
    title: str
    facts: tuple[str, ...]
    senders: bool = False


@dataclass(frozen=True, slots=True)
class PackingList:
    """A part of the list of one batch: some pages of all, from `first` of `count` on, counted from 1."""

    heading: Heading
    pages: tuple[tuple[PackingRow, ...], ...]
    first: int = 1
    count: int = 1


def packing_lists(heading: Heading, rows: Callable[[], Iterable[PackingRow]]) -> Iterator[PackingList]:
    """Yield the list in parts that a child can hold; `rows` are made twice, since every page tells all stamps."""
    countries = Counter[str]()
    senders: set[str] = set()
    count = 0
    for page in _paged(rows()):
        count += 1
        countries.update(row.country for row in page)
        senders.update(row.sender for row in page)
    facts = [*heading.facts, _stamps(countries, heading.language)]
    if len(senders) == 1 and all(senders):
        facts[1] += f" · {_word('signed_by', heading.language)}: {senders.pop()}"
    whole = Heading(heading.language, heading.title, tuple(facts), senders=len(senders) > 1)
    waiting = _paged(rows())
    for first in [1, *range(PAGES_OF_THE_FIRST + 1, count + 1, PAGES_A_PART)][:count]:
        some = islice(waiting, PAGES_OF_THE_FIRST if first == 1 else PAGES_A_PART)
        yield PackingList(whole, tuple(some), first, count)


def _paged(rows: Iterable[PackingRow]) -> Iterator[tuple[PackingRow, ...]]:
    """Yield the rows of each page; a person and their note stay together."""
    page: list[PackingRow] = []
    filled = 0
    for row in rows:
        if page and filled + row.slots > SLOTS_A_PAGE:
            yield tuple(page)
            page, filled = [], 0
        page.append(row)
        filled += row.slots
    if page:
        yield tuple(page)


def _stamps(countries: Counter[str], language: str) -> str:
    """Return how many stamps each country needs, by its name, or by its code where there are very many."""
    named = sorted((country_name(code, language), count) for code, count in countries.items())
    parts = [f"{name} {count}".replace(" ", "\u00a0") for name, count in named]
    if len(rows_of(parts, STAMP_ROOM)) > STAMP_ROWS:
        parts = [f"{code}\u00a0{count}" for code, count in sorted(countries.items())]
    return f"{_word('stamps', language)}: {', '.join(parts)}"


def _word(key: str, language: str) -> str:
    return words(language, "packing", key)


def set_packing_list(packing: PackingList) -> Section:
    """Return the pages of a part; runs in a child process."""
    with known_weasyprint():
        from outreach.press import lanes, surfaces  # noqa: PLC0415 — WeasyPrint is loaded in the child only

    if packing.first > 1:  # the parts of a long list follow the letters
        lanes.make_room()
    listed = [
        _surface(packing.heading, rows, f"{number} / {packing.count}")
        for number, rows in enumerate(packing.pages, packing.first)
    ]
    sample = _surface(packing.heading, packing.pages[0][:ROWS_OF_THE_SAMPLE], f"1 / {packing.count}")
    mirrored = right_to_left(packing.heading.language)
    style = _mirrored(STYLE) if mirrored else STYLE
    pdf = surfaces.set_surfaces(listed, style, KEPT_ON_A_LINE, sample)
    return _with_grid(pdf, [tuple(row.slots for row in rows) for rows in packing.pages], mirrored=mirrored)


def _mirrored(style: str) -> str:
    """Return the style of a list that is read from right to left."""
    swapped = {"left: ": "right: ", "text-align: right": "text-align: left"}
    for old, new in swapped.items():
        style = style.replace(old, new)
    return style.replace("article {", "article { direction: rtl;")


def _surface(heading: Heading, rows: Sequence[PackingRow], folio: str) -> str:
    """Return one page; it has a block of lines for each column, which costs a fraction of a table."""
    return Markup(
        '<article lang="{}"><div class="title">{}</div><div class="facts">{}</div>{}{}<div class="folio">{}</div></article>'
    ).format(
        heading.language,
        heading.title,
        Markup("<br>").join(heading.facts),
        Markup("").join(_heads(heading, rows)),
        Markup("").join(_columns(heading, rows)),
        folio,
    )


def _heads(heading: Heading, rows: Sequence[PackingRow]) -> Iterator[Markup]:
    language = heading.language
    below = [_word("country", language), _word("language", language)]
    below += [_word("characters", language)] if rows[0].characters else []
    about = [_word("about", language)] if rows[0].about else []
    about += [_word("signed_by", language)] if heading.senders else []
    head = Markup('<div class="head {}">{}</div>')
    bold = Markup("<b>{}</b><br>{}")
    yield head.format("to", bold.format(_word("to", language), " · ".join(below)))
    if about:
        yield head.format("about", bold.format(about[0], about[1] if len(about) > 1 else "\u00a0"))
    for number, word in enumerate(("printed", "packed", "posted")):
        yield head.format(f"box-{number}", Markup("\u00a0<br>{}").format(_word(word, language)))


def _columns(heading: Heading, rows: Sequence[PackingRow]) -> Iterator[Markup]:
    """Yield the columns that hold anything: a line for each place on the page."""
    lines: dict[str, list[str]] = {name: [] for name in ("number", "to", "to below", "about", "about below")}
    notes: list[str] = []
    for row in rows:
        blank = [""] * (row.slots - 1)
        for name, text in zip(lines, _texts(heading, row), strict=True):
            lines[name] += [text, *blank]
        notes += ["", "", *row.note_rows, *[""] * (2 * len(blank) - len(row.note_rows))]
    column = Markup('<div class="column {}">{}</div>')
    for name, texts in {**lines, "notes": notes}.items():
        if any(texts):
            yield column.format(name, Markup("<br>").join(_kept_apart(text) if text else "\u00a0" for text in texts))


def _texts(heading: Heading, row: PackingRow) -> tuple[str, ...]:
    country = country_name(row.country, heading.language)
    language = locale(heading.language).languages.get(row.language.replace("-", "_"), row.language)
    latin = isolated(row.latin) if right_to_left(heading.language) else row.latin
    below = [str(latin), country, language, str(row.characters or "")]
    sender = row.sender if heading.senders else ""
    about = (row.about, sender) if row.about else (sender, "")
    return (
        str(row.number),
        _cut(row.name, TO_WIDTH, FONT_SIZE),
        _cut(" · ".join(filter(None, below)), TO_WIDTH, SMALL_SIZE),
        _cut(about[0], ABOUT_WIDTH, FONT_SIZE),
        _cut(about[1], ABOUT_WIDTH, SMALL_SIZE),
    )


def _kept_apart(text: str) -> str:
    """Return a line in a script whose font is taller so that it does not push the rows below it out of place."""
    return Markup('<span class="other">{}</span>').format(text) if any(map(script_of, text)) else text


def _cut(text: str, width: float, size: float) -> str:
    """Return as much of `text` as certainly stays on one line of `width` mm: a second line would shift the rows."""
    room = width / size * SLACK
    ends = [*accumulate(map(advance, text))]
    if not ends or ends[-1] <= room:
        return text
    return text[: max(bisect_right(ends, room - advance("…")), 1)].rstrip() + "…"


def wrapped(text: str, room: float) -> list[str]:
    """Return a bold text in rows of up to `room` em; a word that is longer than a row is broken."""
    rows: list[str] = []
    for word in text.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if sum(map(bold_advance, longer)) <= room * SLACK:
            rows[-1:] = [longer]
        else:
            rows += _broken(word, room)
    return rows


def _broken(word: str, room: float) -> Iterator[str]:
    while word:
        ends = [*accumulate(map(bold_advance, word))]
        count = max(bisect_right(ends, room * SLACK), 1)
        yield word[:count]
        word = word[count:]


Slots = tuple[int, ...]
"""How many places each row of a page takes."""


def _with_grid(data: bytes, pages: Sequence[Slots], *, mirrored: bool) -> Section:
    """Draw the lines and the boxes under each page's text, once for all pages that need the same."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        grids = {slots: _grid(pdf, slots, mirrored=mirrored) for slots in dict.fromkeys(pages)}
        names = {slots: pikepdf.Name(f"/Grid{number}") for number, slots in enumerate(grids)}
        for page, slots in zip(pdf.pages, pages, strict=True):
            name = page.add_resource(grids[slots], pikepdf.Name.XObject, names[slots])
            page.contents_add(f"q {name} Do Q".encode(), prepend=True)
        return section_in(pdf)


def _grid(pdf: pikepdf.Pdf, slots: Slots, *, mirrored: bool) -> pikepdf.Stream:
    """Return the grid for the rows of a page as a form, its lengths in mm from the sheet's upper left."""
    places = [LIST_TOP + SLOT * place for place in accumulate(slots, initial=0)]
    lines = [f"{LIST_LEFT} {y:g} m {LIST_LEFT + LIST_WIDTH} {y:g} l" for y in places]
    boxes = [f"{middle - BOX / 2:g} {y + (SLOT - BOX) / 2:g} {BOX} {BOX} re" for y in places[:-1] for middle in BOXES]
    across, start = (-MM, 210 * MM) if mirrored else (MM, 0)
    moved = f"{across:.6f} 0 0 {-MM:.6f} {start:.6f} {297 * MM:.6f} cm"
    drawn = f"{moved} .1 w .7 G {' '.join(lines)} S .2 w 0 G {' '.join(boxes)} S"
    form = pdf.make_stream(drawn.encode())
    form.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 210 * MM, 297 * MM]
    )
    return form
