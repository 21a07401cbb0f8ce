"""Two PDFs compared glyph by glyph, from their content streams alone.

This module shares no code with the lane: it knows only what PDFs show.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from operator import sub
from typing import TYPE_CHECKING

import pikepdf

from outreach.press.express.content import Known, PageContent, Shown, Stroke, read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

TOLERANCE = 0.02  # pt
_SHOWN_AT_MOST = 10  # differences reported for one page
_SAME_LINE = 0.1  # pt between baselines that count as one line


def differences(
    express: bytes,
    reference: bytes,
    pages: Sequence[int] | None = None,
    reference_pages: Sequence[int] | None = None,
) -> list[str]:
    """Return how two PDFs differ, one sentence each; nothing when they show the same.

    pages are those to compare of the express PDF, reference_pages those of the reference (all
    by default). Glyphs must agree in font, number, size (0.01 pt), colour and place (0.02 pt).
    """
    with pikepdf.open(io.BytesIO(express)) as ours, pikepdf.open(io.BytesIO(reference)) as theirs:
        chosen = range(len(ours.pages)) if pages is None else pages
        others = range(len(theirs.pages)) if reference_pages is None else reference_pages
        if len(chosen) != len(others) or max(others, default=0) >= len(theirs.pages):
            return [f"{len(chosen)} pages against {len(theirs.pages)}"]
        found: list[str] = []
        known, known_other = Known(), Known()
        for index, other in zip(chosen, others, strict=True):
            page, twin = ours.pages[index], theirs.pages[other]
            lines = _compare_paper(page, twin) + _compare_pages(read_page(page, known), read_page(twin, known_other))
            found += [f"page {index + 1}: {line}" for line in lines if line][:_SHOWN_AT_MOST]
        return found


def _compare_pages(ours: PageContent, theirs: PageContent) -> list[str]:
    found = _compare_glyphs(ours.shown, theirs.shown)
    found += _compare_strokes(ours.strokes, theirs.strokes)
    found += _compare_links(ours.links, theirs.links)
    return found


def _compare_paper(ours: pikepdf.Page, theirs: pikepdf.Page) -> list[str]:
    box, other = ([float(side) for side in page.mediabox] for page in (ours, theirs))
    return [f"paper {box} against {other}"] if _far(box, other, TOLERANCE) else []


def _compare_glyphs(ours: list[Shown], theirs: list[Shown]) -> list[str]:
    lines, others = _lines(ours), _lines(theirs)
    if len(lines) != len(others):
        return [f"{len(lines)} lines against {len(others)}"]
    pairs = zip(lines, others, strict=True)
    return [_line_differs(line, other) for line, other in pairs if not _same(line, other)]


@dataclass(slots=True)
class _Line:
    """The visible glyphs of a line from left to right, one list for each of their qualities."""

    xs: list[float]
    ys: list[float]
    numbers: list[int]
    fonts: list[str]
    sizes: list[float]
    colours: list[tuple[float, ...]]
    texts: list[str]

    def text(self) -> str:
        """Return what stands on the line, for messages."""
        return " ".join("".join(self.texts).split())


def _lines(shown: list[Shown]) -> list[_Line]:
    """Sort visible glyphs into lines from top to bottom, each from left to right."""
    rows: list[list[Shown]] = []
    for one in sorted(shown, key=lambda one: -one.y):
        if rows and abs(rows[-1][0].y - one.y) < _SAME_LINE:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [_line(sorted(row, key=lambda one: one.xs[0])) for row in rows]


def _line(row: list[Shown]) -> _Line:
    line = _Line([], [], [], [], [], [], [])
    for one in row:
        count = len(one.xs)
        line.xs += one.xs
        line.ys += [one.y] * count
        line.numbers += one.numbers
        line.fonts += [one.font] * count
        line.sizes += [one.size] * count
        line.colours += [one.colour] * count
        line.texts += one.texts
    if line.xs != sorted(line.xs):
        columns = [getattr(line, name) for name in _Line.__slots__]
        glyphs = sorted(zip(*columns, strict=True), key=lambda glyph: (round(glyph[0], 1), glyph[2]))
        line = _Line(*(list(column) for column in zip(*glyphs, strict=True)))
    return line


def _same(line: _Line, other: _Line) -> bool:
    """Tell quickly whether two lines are the same; if they may differ, they are compared glyph by glyph."""
    return (
        line.numbers == other.numbers
        and line.fonts == other.fonts
        and line.colours == other.colours
        and line.texts == other.texts
        and not _far(line.xs, other.xs, TOLERANCE)
        and not _far(line.ys, other.ys, TOLERANCE)
        and not _far(line.sizes, other.sizes, TOLERANCE / 2)
    )


def _line_differs(line: _Line, other: _Line) -> str:
    """Say how two lines differ; nothing when they are the same after all."""
    if len(line.xs) != len(other.xs):
        return f"line “{line.text()}” against “{other.text()}”"
    wrong = next((fault for index in range(len(line.xs)) if (fault := _glyph_differs(line, other, index))), "")
    return f"{wrong} in “{line.text()}”" if wrong else ""


def _glyph_differs(line: _Line, other: _Line, at: int) -> str:
    glyph, twin = f"{line.fonts[at]}/{line.numbers[at]}", f"{other.fonts[at]}/{other.numbers[at]}"
    text, right, down = line.texts[at], line.xs[at] - other.xs[at], line.ys[at] - other.ys[at]
    if glyph != twin:
        return f"glyph {glyph} against {twin}"
    if abs(right) > TOLERANCE or abs(down) > TOLERANCE:
        return f"“{text}” moved by {right:.3f}, {down:.3f} pt"
    if abs(line.sizes[at] - other.sizes[at]) > TOLERANCE / 2:
        return f"“{text}” of {line.sizes[at]} pt against {other.sizes[at]} pt"
    if _far(line.colours[at], other.colours[at], 0.002):
        return f"“{text}” coloured {line.colours[at]} against {other.colours[at]}"
    if not _alike(text, other.texts[at]):
        return f"“{text}” that reads “{other.texts[at]}”"
    return ""


def _alike(text: str, other: str) -> bool:
    """Tell whether two texts of one glyph are the same except for kinds of hyphens and spaces."""
    plain = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " "})
    return text.translate(plain) == other.translate(plain)


def _compare_links(ours: list[tuple[tuple[float, ...], str]], theirs: list[tuple[tuple[float, ...], str]]) -> list[str]:
    if len(ours) != len(theirs):
        return [f"{len(ours)} links against {len(theirs)}"]
    pairs = zip(sorted(ours, key=_link_place), sorted(theirs, key=_link_place), strict=True)
    return [
        f"link {link} against {twin}" for link, twin in pairs if link[1] != twin[1] or _far(link[0], twin[0], TOLERANCE)
    ]


def _link_place(link: tuple[tuple[float, ...], str]) -> tuple[object, ...]:
    return (link[1], *(round(side, 1) for side in link[0]))


def _compare_strokes(ours: list[Stroke], theirs: list[Stroke]) -> list[str]:
    def place(stroke: Stroke) -> tuple[float, ...]:
        return tuple(round(value, 1) for point in stroke.points[:1] for value in (-point[1], point[0]))

    if len(ours) != len(theirs):
        return [f"{len(ours)} paths against {len(theirs)}"]
    pairs = zip(sorted(ours, key=place), sorted(theirs, key=place), strict=True)
    return [f"path {stroke} against {twin}" for stroke, twin in pairs if _stroke_differs(stroke, twin)]


def _stroke_differs(stroke: Stroke, twin: Stroke) -> bool:
    points, others = ([value for point in path.points for value in point] for path in (stroke, twin))
    return (
        _far(points, others, TOLERANCE)
        or abs(stroke.width - twin.width) > TOLERANCE / 2
        or _far(stroke.colour, twin.colour, 0.002)
        or stroke.painted != twin.painted
    )


def _far(values: Sequence[float], others: Sequence[float], limit: float) -> bool:
    return len(values) != len(others) or max(map(abs, map(sub, values, others)), default=0.0) > limit
