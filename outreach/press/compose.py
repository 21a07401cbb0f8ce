"""Merge the pieces of a job into the sides that are set; pieces whose sides are equal share them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from outreach.press import document
from outreach.press.jobs import Fault, Job, PieceText
from outreach.rules.merge import MergeError, MergeTemplate, TemplateText

LINES = {
    "address": document.lines_html,
    "date": document.lines_html,
    "letterhead": document.letterhead_html,
    "return-line": document.return_line_html,
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


def compose(job: Job) -> tuple[list[Composed], list[Fault]]:
    """Merge every piece; those that cannot be merged become faults."""
    composed, faults = [], []
    for piece in job.pieces:
        try:
            blocks = _compiled(job.template).merge(piece.values)
        except MergeError as error:
            faults.append(Fault(piece.number, error.problem))
        else:
            composed.append(Composed(piece, _articles(job, piece, blocks)))
    return composed, faults


@lru_cache(maxsize=8)
def _compiled(template: TemplateText) -> MergeTemplate:
    return MergeTemplate(template)


def _articles(job: Job, piece: PieceText, blocks: Mapping[str, str]) -> tuple[Article, ...]:
    salutation = Markup("<p>{}</p>").format(piece.values.get("salutation", ""))
    parts = {"salutation": str(salutation), **blocks}
    parts |= {name: str(LINES[name](lines)) for name, lines in piece.parts.items() if lines}
    return tuple(
        Article(side.name, document.side_html(job.stationery, side, parts, job.template.language))
        for side in job.stationery.sides
    )
