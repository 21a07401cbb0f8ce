"""Turn pieces into HTML and CSS for WeasyPrint: the content comes from the template, the places from the stationery."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from markupsafe import Markup, escape

from outreach.l10n.languages import label, script, script_of
from outreach.press.fitting import rows_needed, size_class, size_of
from outreach.press.widths import SLACK, advance
from outreach.stationery import ADDRESS_LINES, MM, SMALL_SIZE, Box, Flow, Frame, Side, Stationery

_PICTURE = re.compile(r"""(<img\b[^>]*?\bsrc=["'](?!data:)[^"'?#]+)(["'])""", re.IGNORECASE)
ACROSS = "?across"
"""What the fetcher takes for the wish that a picture lies on its side."""
ROOM_TO_SIGN = '<p class="signature">'
_TALL = re.compile(r"[\u0590-\u1cff\u3000-\u9fff\uac00-\ud7af\ufb1d-\ufdff\ufe70-\ufefe]")
"""Letters of scripts beyond Latin, Greek and Cyrillic, from Hebrew to Hangul."""
_TEXT = re.compile(r">[^<]*\w[^<]*<")
FAR_APART = 4
"""So many lines of an address stand as far apart as those of a letter."""
MARK_X, MARK_LENGTH, MARK_WIDTH = 5.0, 4.0, 0.15
"""Fold and hole marks: distance from the left edge, length and thickness in mm."""

FOLIO = "font: 7.5pt 'Noto Sans'; color: #555; vertical-align: top; padding-top: 4mm"
SCRIPT_CLASSES = {"Arab": "rtl", "Hebr": "rtl", "Syrc": "rtl", "Thaa": "rtl", "Deva": "devanagari"}
"""The classes in base.css for scripts that run to the left, or that want their own font before the Latin one."""

HEAD_LINE_SIZE = 7.5 / MM
"""mm: the size of the line below a name in the middle, 7.5 pt."""

CLOSING_HEIGHT = 44.0
"""mm that salutation and closing take; what is left of a first page is ``--body-height`` to styles."""


@cache
def base_style() -> str:
    """Return the style that every piece starts from."""
    return (files("outreach") / "data" / "base.css").read_text(encoding="utf-8")


@cache
def stationery_style(paper: Stationery) -> str:
    """Return the CSS that puts the frames and the running text of `paper` in their places."""
    return "\n".join(_side_style(paper, side) for side in paper.sides)


def _side_style(paper: Stationery, side: Side) -> str:
    flow = side.flow or Flow((), 0, 0, 0, 0, 0)
    margins = f"{flow.top}mm {flow.right}mm {flow.bottom}mm {flow.left}mm"
    rules = [
        f"@page {side.name} {{ size: {paper.width}mm {paper.height}mm; margin: {margins} }}",
        f"article.{side.name} {{ page: {side.name}; position: relative }}",
        f"article.{side.name} {{ --body-height: {paper.height - flow.y - flow.bottom - CLOSING_HEIGHT:g}mm }}",
        f"article.{side.name} > .flow {{ padding-top: {flow.y - flow.top:g}mm }}",
    ]
    letterheads = paper.letterheads if side.flow else ()
    frames = (*side.frames, *(frame for letterhead in letterheads for frame in letterhead.frames))
    rules += (f"article.{side.name} > .{frame.name} {{ {_place(frame.box, flow)}; {frame.style} }}" for frame in frames)
    rules += (
        f"article.{side.name} > .{frame.name} .lines-{count} {{ line-height: {frame.letters.leading(count, frame.box.height):g}mm }}"
        for frame in side.frames
        if frame.letters
        for count in range(1, ADDRESS_LINES)
    )
    rules += (
        f"article.{side.name} > .{frame.name}.{size_class(size)} {{ font-size: {size:g}pt }}"
        for frame in side.frames
        for size in frame.sizes
    )
    rules += (
        f"article.{side.name} > .bar-{one.name} {{ {_drawn(one.bar.box, flow, one.bar.colour)} }}"
        for one in letterheads
        if one.bar
    )
    rules += (f"article.{side.name} > .mark-{i} {{ {_drawn(box, flow)} }}" for i, box in enumerate(_marks(paper, side)))
    return "\n".join(rules)


def _place(box: Box, flow: Flow) -> str:
    return (
        f"position: absolute; left: {box.x - flow.left:g}mm; top: {box.y - flow.top:g}mm; "
        f"width: {box.width:g}mm; height: {box.height:g}mm"
    )


def _drawn(box: Box, flow: Flow, colour: str = "#555") -> str:
    """Return the style of a line as thick as the short side of `box`."""
    if box.width > box.height:
        return f"{_place(replace(box, height=0), flow)}; border-top: {box.height:g}mm solid {colour}"
    return f"{_place(replace(box, width=0), flow)}; border-left: {box.width:g}mm solid {colour}"


def side_html(paper: Stationery, side: Side, parts: Mapping[str, str], language: str) -> str:
    """Return one side of one piece as an ``article`` element."""
    letterhead = paper.letterhead(parts.get("look", "") if side.flow else "")
    chosen = (frame for frame in side.frames if frame.name not in letterhead.instead_of)
    frames = "".join(_frame_html(frame, parts) for frame in (*chosen, *letterhead.frames))
    frames += f'<div class="bar-{letterhead.name}"></div>' if letterhead.bar else ""
    marks = "".join(f'<div class="mark-{i}"></div>' for i in range(len(_marks(paper, side))))
    flow = f'<main class="flow">{_parts_html(side.flow.parts, parts)}</main>' if side.flow else ""
    # A side without text is the same in every language, and is then set once for all of them.
    lang = f' lang="{escape(language)}"' if _TEXT.search(frames + flow) else ""
    own = f" {kind}" if lang and (kind := SCRIPT_CLASSES.get(script(language))) else ""
    return f'<article class="{side.name}{own}"{lang}>{frames}{marks}{flow}</article>'


def _frame_html(frame: Frame, parts: Mapping[str, str]) -> str:
    content = parts.get(frame.parts[0], "") if len(frame.parts) == 1 else _parts_html(frame.parts, parts)
    kind = f"{frame.kind} {frame.name}" if frame.kind else frame.name
    kind += f" {size_class(size_of(frame, content))}" if frame.sizes and content else ""
    return f'<div class="frame {kind}">{content}</div>' if content else ""


def _parts_html(names: Sequence[str], parts: Mapping[str, str]) -> str:
    return "".join(f'<div class="{name}">{parts[name]}</div>' for name in names if parts.get(name))


def _marks(paper: Stationery, side: Side) -> list[Box]:
    """Return the lines that the stationery itself shows: fold marks, hole mark, dividing lines."""
    boxes = list(side.rules)
    if side.flow:
        boxes += [Box(MARK_X, y, MARK_LENGTH, MARK_WIDTH) for y in paper.folds]
    if side.flow and paper.hole:
        boxes.append(Box(MARK_X, paper.hole, MARK_LENGTH + 2, MARK_WIDTH))
    return boxes


def lines_html(lines: Sequence[str]) -> str:
    """Return text lines as HTML, one below the other."""
    return _in_script(Markup("<br>").join(lines), lines)


def address_html(lines: Sequence[str], frame: Frame | None) -> str:
    """Return the lines of an address as HTML; the fewer lines, the wider their spacing."""
    if frame is None or frame.letters is None:
        return _address_lines(lines, ADDRESS_LINES)
    room = frame.box.width / frame.letters.size * MM
    count = sum(rows_needed(line, room) for line in lines)
    html = _address_lines(lines, count)
    return Markup('<div class="lines-{}">{}</div>').format(count, html) if count < ADDRESS_LINES else html


def _address_lines(lines: Sequence[str], count: int) -> str:
    """Return the lines as HTML; those in scripts with tall letters are set smaller where there are many."""
    if not any(map(_TALL.search, lines)):
        return Markup("<br>").join(lines)
    line_html, tall = Markup('<span class="{}">{}</span>'), "tall" if count > FAR_APART else "beside"
    shown = Markup("<br>").join(line_html.format(tall if _TALL.search(line) else "beside", line) for line in lines)
    return _in_script(shown, lines)


def letterhead_html(lines: Sequence[str]) -> str:
    """Return a sender's name and address as HTML, the name set off."""
    name, rest = lines[0], Markup("<br>").join(lines[1:])
    return _in_script(Markup('<span class="sender-name">{}</span><br>{}').format(name, rest), lines)


def return_line_html(lines: Sequence[str], width: float, size: float = SMALL_SIZE) -> str:
    """Return a sender's name and address as the line above a window, or several of up to `width` mm.

    `size` is that of the letters in mm.
    """
    name, *address = lines
    rows = rows_of((name, *(line.replace(" ", "\u00a0") for line in address)), width / size)
    return _in_script(Markup("<br>").join(rows), lines)


def rows_of(parts: Sequence[str], room: float) -> list[str]:
    """Return parts of a line as rows of up to `room` em in letters of a shipped font.

    They break only between the parts, and have no dot at their ends.
    """
    rows: list[str] = []
    for part in parts:
        longer = f"{rows[-1]}\u00a0· {part}" if rows else part
        if rows and not fits(longer, room):
            rows.append(part)
        else:
            rows[-1:] = [longer]
    return rows


def fits(text: str, room: float) -> bool:
    """Tell whether a text surely stays on one line of `room` em."""
    return sum(map(advance, text)) <= room * SLACK


def _in_script(html: Markup, lines: Sequence[str]) -> Markup:
    """Return lines marked with their own script: an address keeps its direction and font in any letter."""
    kind = SCRIPT_CLASSES.get(script_of("".join(lines)))
    return Markup('<div class="{}">{}</div>').format(kind, html) if kind else html


def picture_html(names: Sequence[str]) -> str:
    """Return one of the sender's pictures as HTML."""
    return Markup('<img src="{}" alt="">').format(quote(names[0]))


def signed(closing: str, picture: str) -> str:
    """Return a closing with the picture of a signature in the space for signing by hand."""
    return closing.replace(ROOM_TO_SIGN, f'<p class="signed">{picture}</p><p class="signatory">', 1)


def lying(picture: str) -> str:
    """Return a card's picture side; pictures that are taller than wide are turned on their side."""
    return _PICTURE.sub(lambda found: found[1] + ACROSS + found[2], picture)


def folio_style(paper: Stationery, language: str) -> str:
    """Return the CSS that writes a small ``page 2 of 3`` at the foot of every page of a letter except the first."""
    words = re.split("([\x01\x02])", label(language, "page", page="\x01", pages="\x02"))
    count = {"\x01": "counter(page)", "\x02": "counter(pages)"}
    content = " ".join(count.get(word, f"'{word}'") for word in words if word)
    return "\n".join(
        f"@page {side.name} {{ @bottom-right {{ content: {content}; {FOLIO} }} }}\n"
        f"@page {side.name}:first {{ @bottom-right {{ content: none }} }}"
        for side in paper.sides
        if side.flow
    )


def page_html(surface: str) -> str:
    """Return a whole document that holds one surface."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{surface}</body></html>'
