"""Merge the pieces of a job into the sides that are set; pieces whose sides are equal share them."""

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from markupsafe import escape

from outreach.care.breach import PictureFacts, Writing
from outreach.care.checks import findings, stops
from outreach.care.facts import PieceFacts
from outreach.care.pictures import picture_facts
from outreach.care.words import plain_text
from outreach.letters.merge import Fields, MergeError, MergeTemplate, TemplateText
from outreach.letters.salutation import NAME_PARTS
from outreach.letters.typography import typeset
from outreach.letters.web_addresses import kept_whole
from outreach.model import Broken, Fault, Finding, Problem
from outreach.press import document
from outreach.press.tasks import Job, PieceText
from outreach.stationery import SMALL_SIZE, Stationery
from outreach.stationery.letterheads import FOOT_PARTS, FOOT_SIZE

LINES = {
    "letterhead": document.letterhead_html,
    "logo": document.picture_html,
    "head-logo": document.picture_html,
    "signature": document.picture_html,
}
"""How ready parts become HTML, where they are not just lines."""
IN_ONE_LINE = {"return-line": SMALL_SIZE, "head-line": document.HEAD_LINE_SIZE}
"""Ready parts whose lines are joined to as few as fit, with the size of their letters in mm."""
MEASURED = frozenset({"address", *IN_ONE_LINE})
"""Ready parts that depend on the frame in which they stand."""


@dataclass(frozen=True, slots=True)
class Article:
    """One side of one piece as HTML; pieces whose sides are equal share it."""

    side: str
    html: str

    @property
    def key(self) -> str:
        """Return a hash of the content."""
        return hashlib.sha256(f"{self.side}\n{self.html}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Composed:
    """A merged piece and its sides."""

    piece: PieceText
    articles: tuple[Article, ...]


def compose(job: Job) -> tuple[list[Composed], list[Fault], list[Broken]]:
    """Merge every piece; those that cannot be merged become faults, those that a prison's rule stops are left out."""
    composed: list[Composed] = []
    faults, broken = [], []
    for piece in job.pieces:
        try:
            parts = _parts(job.stationery, piece, _compiled(job.template).merge(piece.values), job.template.language)
        except MergeError as error:
            faults.append(Fault(piece.number, error.problem))
        else:
            found = _look_over(job, piece.care, parts) if piece.care else []
            broken += [Broken(piece.number, one) for one in found]
            if not (piece.care and stops(piece.care, found)):
                composed.append(Composed(piece, _articles(job, parts)))
    return composed, faults, broken


@lru_cache(maxsize=8)
def _compiled(template: TemplateText) -> MergeTemplate:
    return MergeTemplate(template)


def _parts(paper: Stationery, piece: PieceText, blocks: Mapping[str, str], language: str) -> dict[str, str]:
    """Return what may stand on a piece: the template's blocks and the ready lines, as HTML."""
    names = _names(piece)
    texts = {name: typeset(kept_whole(html), language, names) for name, html in blocks.items()}
    parts = {"salutation": f"<p>{escape(piece.values.get('salutation', ''))}</p>", **texts}
    (look,) = piece.parts.get("look", ("",))
    parts |= {name: _lines(paper, name, look, lines) for name, lines in piece.parts.items() if any(lines)}
    parts |= _foot(paper, piece)
    if "signature" in parts:
        parts["closing"] = document.signed(parts.get("closing", ""), parts["signature"])
    if "picture" in parts:
        parts["picture"] = document.lying(parts["picture"])
    return parts


def _names(piece: PieceText) -> list[str]:
    """Return the names of the people whom a piece speaks of."""
    people = [value.cells for value in piece.values.values() if isinstance(value, Fields)]
    return [name for cells in people for part in (*NAME_PARTS, "name") if (name := cells.get(part))]


def _foot(paper: Stationery, piece: PieceText) -> dict[str, str]:
    """Return the lines at the foot of a letter, one for each part; raise `MergeError` if they do not fit."""
    lines = piece.parts.get("foot", ())
    if not lines or not paper.zones:
        return {}
    room = paper.zones.foot.width / FOOT_SIZE
    rows = [row for line in lines for row in document.rows_of(line.split(" · "), room)]
    if len(rows) > len(FOOT_PARTS) or not all(document.fits(row, room) for row in rows):
        (name,) = piece.parts["head-name"]
        message = f"the foot of the letterhead of “{name}” does not fit on {paper.name}: it takes {len(rows)} lines"
        raise MergeError(Problem("footer", message, f"shorten it to {len(FOOT_PARTS)} short lines"))
    return {part: str(escape(row)) for part, row in zip(FOOT_PARTS, rows, strict=False)}


@lru_cache(maxsize=64)
def _lines(paper: Stationery, name: str, look: str, lines: tuple[str, ...]) -> str:
    """Return ready lines as HTML; most letters of a batch have the same sender and the same date."""
    if name not in MEASURED:
        return str(LINES.get(name, document.lines_html)(lines))
    frames = (*(f for side in paper.sides for f in side.frames), *paper.letterhead(look).frames)
    frame = next((frame for frame in frames if name in frame.parts), None)
    if name == "address":
        return str(document.address_html(lines, frame))
    width = frame.box.width if frame else paper.width
    return str(document.return_line_html(lines, width, IN_ONE_LINE[name]))


def _look_over(job: Job, care: PieceFacts, parts: Mapping[str, str]) -> list[Finding]:
    """Return the rules of a prison that a piece breaks: its words, its pictures; only printed content counts."""
    printed = {name: parts[name] for name in sorted(job.stationery.blocks) if parts.get(name)}
    texts = {name: text for name, html in printed.items() if (text := plain_text(html))}
    shown = {**printed, **{name: parts[name] for name in ("logo", "signature") if parts.get(name)}}
    pictures = tuple(_pictures(job, shown))
    return findings(Writing(care, texts, "\n".join(printed.values()), job.style, pictures))


_SOURCE = re.compile(r"""\b(?:src|href|data)\s*=\s*["']([^"']+)["']|url\(\s*["']?([^"')]+)["']?\s*\)""", re.IGNORECASE)


def _pictures(job: Job, printed: Mapping[str, str]) -> Iterator[PictureFacts]:
    """Yield what the pictures on a piece show, those of its style too."""
    own = dict(job.pictures)
    for place, html in (*printed.items(), ("style", job.style)):
        for match in _SOURCE.finditer(html) if "=" in html or "url" in html else ():
            address = match[1] or match[2]
            if address.startswith("data:"):
                yield picture_facts("in the text", _inline(address), place)
                continue
            name = unquote(address.partition("?")[0].partition("#")[0])
            path = own.get(name, job.assets / name)
            with suppress(OSError, ValueError):  # the press reports pictures that cannot be read
                facts = path.stat()
                yield _picture(path, name, place, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=64)
def _picture(path: Path, name: str, place: str, _changed: int, _size: int) -> PictureFacts:
    """Return what a file of a picture shows; it is looked at again when it has changed."""
    return picture_facts(name, path.read_bytes(), place)


def _inline(address: str) -> bytes:
    """Return the content of a picture that is embedded in the text."""
    head, _, content = address.partition(",")
    with suppress(ValueError):
        return b64decode(content) if head.endswith(";base64") else unquote_to_bytes(content)
    return b""


def _articles(job: Job, parts: Mapping[str, str]) -> tuple[Article, ...]:
    return tuple(
        Article(side.name, document.side_html(job.stationery, side, parts, job.template.language))
        for side in job.stationery.sides
    )
