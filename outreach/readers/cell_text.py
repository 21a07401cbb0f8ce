"""The text of cells: what files write instead of spaces, line ends and letters, and what no cell may hold."""

import html
import re

from outreach.readers.mojibake import mended

LONGEST = 32_767
"""Characters; no spreadsheet program keeps more in one cell."""
MOST_MARKS = 8
"""Accents on one letter; Vietnamese, Hebrew and Hindi need three or four."""
SHOWN = 40
"""Characters of a cell that a message repeats."""
UNREADABLE = "\ufffd"
"""Stands for what is no character: half of one, or a control."""
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028]|<br *\\/?>", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_NOTHING = dict.fromkeys(map(ord, "\ufeff\u200b"))
"""Marks without width are taken out: a space in their place would cut a word in two."""
_BETWEEN = "|"
"""Stands between cells that are looked at together, which is cheaper than one by one."""
_UNCLEAN = ("  ", f" {_BETWEEN}", f"{_BETWEEN} ", "<", "&")
_MARKS = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_TOO_MANY_MARKS = re.compile(f"{_MARKS}{{{MOST_MARKS + 1}}}")

Rows = list[tuple[int, list[str]]]
Faults = dict[int, dict[int, tuple[str, str]]]
"""By row number and column (from 0), what is wrong with a cell, and the remedy."""


def clean(text: str) -> str:
    """Return `text` without outer white space, odd spaces, HTML signs or controls; line ends become plain ones."""
    if "&" in text:
        text = _ENTITY.sub(lambda sign: html.unescape(sign[0]), text)
    if not text.isprintable() or "<" in text:
        text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
        text = _CONTROLS.sub(UNREADABLE, text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.translate(_NOTHING).split("\n"))
    return "\n".join(lines).strip()


def clean_rows(rows: Rows, faults: Faults) -> None:
    """Make the cells of all rows clean; most rows are, which one look at all of their text tells.

    What no cell may hold goes to `faults`.
    """
    for number, cells in rows:
        text = _BETWEEN.join(cells)
        if not text.isascii() or len(text) > LONGEST:
            _note_faults(number, cells, faults)
        if not text.isprintable() or text != text.strip() or any(map(text.__contains__, _UNCLEAN)):
            cells[:] = map(clean, cells)


def _note_faults(number: int, cells: list[str], faults: Faults) -> None:
    """Note the cells of one row that are too long, hold too many accents, or were saved in a wrong encoding."""
    for column, cell in enumerate(cells):
        if cell.isascii() and len(cell) <= LONGEST:
            continue
        if fault := _fault(cell):
            faults.setdefault(number, {})[column] = fault
            cells[column] = cell[:LONGEST]


def _fault(cell: str) -> tuple[str, str] | None:
    if len(cell) > LONGEST:
        return f"holds {len(cell):,} characters, and a cell holds {LONGEST:,} at most", "shorten it"
    if _TOO_MANY_MARKS.search(cell):
        return f"has more than {MOST_MARKS} accents on one letter", "write the text again without them"
    if (meant := mended(cell)) != cell:
        seen, meant = _short(cell), _short(meant)
        return f"“{seen}” was saved in a wrong encoding", f"it seems to be “{meant}”: write that, or save the list anew"
    return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
