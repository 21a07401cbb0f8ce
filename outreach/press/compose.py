"""Merge the pieces of a job into the sides that are set; pieces whose sides are equal share them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import escape

from outreach.care.checks import Facts, Letter, findings, stops
from outreach.care.text_search import plain_text
from outreach.letters.merge import MergeError, MergeTemplate, TemplateText
from outreach.model import Broken, Fault, Finding
from outreach.press import document
from outreach.press.tasks import Job, PieceText
from outreach.stationery import Stationery

LINES = {
    "address": document.address_html,
    "date": document.lines_html,
    "letterhead": document.letterhead_html,
    "logo": document.picture_html,
    "signature": document.picture_html,
}


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
            blocks = _compiled(job.template).merge(piece.values)
        except MergeError as error:
            faults.append(Fault(piece.number, error.problem))
        else:
            parts = _parts(job.stationery, piece, blocks)
            found = _look_over(job, piece.care, parts) if piece.care else []
            broken += [Broken(piece.number, one) for one in found]
            if not (piece.care and stops(piece.care, found)):
                composed.append(Composed(piece, _articles(job, parts)))
    return composed, faults, broken


@lru_cache(maxsize=8)
def _compiled(template: TemplateText) -> MergeTemplate:
    return MergeTemplate(template)


def _parts(paper: Stationery, piece: PieceText, blocks: Mapping[str, str]) -> dict[str, str]:
    """Return what may stand on a piece: the template's blocks and the ready lines, as HTML."""
    parts = {"salutation": f"<p>{escape(piece.values.get('salutation', ''))}</p>", **blocks}
    parts |= {name: _lines(paper, name, lines) for name, lines in piece.parts.items() if any(lines)}
    if "signature" in parts:
        parts["closing"] = document.signed(parts.get("closing", ""), parts["signature"])
    if "picture" in parts:
        parts["picture"] = document.lying(parts["picture"])
    return parts


@lru_cache(maxsize=64)
def _lines(paper: Stationery, name: str, lines: tuple[str, ...]) -> str:
    """Return ready lines as HTML; most letters of a batch have the same sender and the same date."""
    if name == "return-line":
        widths = (frame.box.width for side in paper.sides for frame in side.frames if name in frame.parts)
        return str(document.return_line_html(lines, next(widths, paper.width)))
    return str(LINES[name](lines))


def _look_over(job: Job, care: Facts, parts: Mapping[str, str]) -> list[Finding]:
    """Return the rules of a prison that the words on a piece break; what is not printed does not count."""
    printed = {name: parts[name] for name in sorted(job.stationery.blocks) if parts.get(name)}
    texts = {name: text for name, html in printed.items() if (text := plain_text(html))}
    return findings(Letter(care, texts, "\n".join(printed.values()), job.style))


def _articles(job: Job, parts: Mapping[str, str]) -> tuple[Article, ...]:
    return tuple(
        Article(side.name, document.side_html(job.stationery, side, parts, job.template.language))
        for side in job.stationery.sides
    )
