"""Set the pieces of one job with WeasyPrint; runs in a child process.

What one piece does wrong must not touch the others: a piece that cannot be merged is left out, and
when the document as a whole fails, its halves are set on their own until the culprit is alone.
"""

import hashlib
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Self

from markupsafe import Markup
from weasyprint import CSS, HTML, Document, Page
from weasyprint.formatting_structure.boxes import Box as LaidOutBox
from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.text.fonts import FontConfiguration

from outreach.model import Problem
from outreach.press import document
from outreach.press.fetcher import BASE_URL, TemplateFetcher
from outreach.press.jobs import Fault, Job, PieceText, SetJob, SetPiece, SetSide
from outreach.rules.merge import MergeError, MergeTemplate, TemplateText

MAXIMUM_PAGES = 20
"""A letter with more pages is taken for a mistake in its template."""
TOLERANCE_PX = 0.5
CROPPED = frozenset({"picture"})
"""Frames that a picture with bleed may be larger than; the paper's edge crops it."""
_MISSING_GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)")

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


def set_job(job: Job) -> SetJob:
    """Merge and set the pieces of `job`; faults come back as values."""
    composed, faults = _compose(job)
    while composed:
        attempt = _set(job, composed)
        if not attempt.faults:
            return replace(attempt, faults=tuple(faults))
        faults.extend(attempt.faults)
        failed = {fault.number for fault in attempt.faults}
        composed = [one for one in composed if one.piece.number not in failed]
    return SetJob(b"", (), tuple(faults))


@lru_cache(maxsize=8)
def _compiled(template: TemplateText) -> MergeTemplate:
    return MergeTemplate(template)


def _compose(job: Job) -> tuple[list[Composed], list[Fault]]:
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


def _articles(job: Job, piece: PieceText, blocks: Mapping[str, str]) -> tuple[Article, ...]:
    salutation = Markup("<p>{}</p>").format(piece.values.get("salutation", ""))
    parts = {"salutation": str(salutation), **blocks}
    parts |= {name: str(LINES[name](lines)) for name, lines in piece.parts.items() if lines}
    return tuple(
        Article(side.name, document.side_html(job.stationery, side, parts, job.template.language))
        for side in job.stationery.sides
    )


def _set(job: Job, composed: Sequence[Composed]) -> SetJob:
    """Set the pieces in one document, or in halves when WeasyPrint fails on it as a whole."""
    try:
        return _set_document(job, composed)
    except Exception as error:  # noqa: BLE001 — strangers' HTML and CSS can raise anything in there
        if len(composed) > 1:
            return _first_fault(job, composed)
        return SetJob(b"", (), (Fault(composed[0].piece.number, _crash(job, error)),))


def _first_fault(job: Job, composed: Sequence[Composed]) -> SetJob:
    half = len(composed) // 2
    for part in (composed[:half], composed[half:]):
        attempt = _set(job, part)
        if attempt.faults:
            return attempt
    number = composed[0].piece.number
    return SetJob(b"", (), (Fault(number, Problem(job.template.source, "cannot be set with others")),))


def _crash(job: Job, error: Exception) -> Problem:
    return Problem(
        job.template.source,
        f"this letter cannot be set ({type(error).__name__})",
        "simplify the template or its style.css: very deep or very large elements are the usual cause",
    )


def _set_document(job: Job, composed: Sequence[Composed]) -> SetJob:
    articles = list(dict.fromkeys(article for one in composed for article in one.articles))
    fetcher = TemplateFetcher(job.assets)
    with _Log() as log:
        html = HTML(
            string=document.page_html([article.html for article in articles]),
            base_url=BASE_URL, url_fetcher=fetcher,
        )  # fmt: skip
        laid_out = html.render(stylesheets=_styles(job, fetcher), font_config=_fonts())
        pages = _pages_of(laid_out)
        faults = list(_layout_faults(job, composed, articles, pages, laid_out))
        faults += _fetch_faults(job, composed, fetcher.failures)
        pdf = b"" if faults else laid_out.write_pdf()
        faults += _glyph_faults(job, composed, log.messages)
    if faults:
        return SetJob(b"", (), tuple({fault.number: fault for fault in faults}.values()))
    where = {article: tuple(pages[i]) for i, article in enumerate(articles)}
    return SetJob(pdf, tuple(_set_piece(one, where) for one in composed), ())


def _set_piece(one: Composed, where: Mapping[Article, tuple[int, ...]]) -> SetPiece:
    return SetPiece(
        one.piece.number,
        tuple(SetSide(article.key, where[article]) for article in one.articles),
    )


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


_style_cache: dict[tuple[str, str, Path], CSS] = {}


def _styles(job: Job, fetcher: TemplateFetcher) -> list[CSS]:
    """Return the style sheets of `job`, parsed once in each process."""
    texts = (document.base_style() + document.stationery_style(job.stationery), job.style)
    styles = []
    for text in texts:
        key = (job.stationery.name, text, job.assets)
        if key not in _style_cache:
            _style_cache[key] = CSS(string=text, base_url=BASE_URL, url_fetcher=fetcher, font_config=_fonts())
        styles.append(_style_cache[key])
    return styles


def _pages_of(laid_out: Document) -> dict[int, list[int]]:
    """Map each article to its pages, found by the ids that `page_html` gave."""
    pages: dict[int, list[int]] = defaultdict(list)
    current = 0
    for index, page in enumerate(laid_out.pages):
        starts = [int(name[1:]) for name in page.anchors if re.fullmatch(r"s\d+", name)]
        current = starts[0] if starts else current
        pages[current].append(index)
    return pages


def _layout_faults(
    job: Job,
    composed: Sequence[Composed],
    articles: Sequence[Article],
    pages: Mapping[int, Sequence[int]],
    laid_out: Document,
) -> Iterator[Fault]:
    flowing = {side.name for side in job.stationery.sides if side.flow}
    number_of = {article: i for i, article in enumerate(articles)}
    reasons = {
        i: _layout_reason(job, article, [laid_out.pages[p] for p in pages[i]], flowing)
        for i, article in enumerate(articles)
    }
    for one in composed:
        for article in one.articles:
            if reason := reasons[number_of[article]]:
                message, remedy = reason
                yield Fault(one.piece.number, Problem(job.template.source, message, remedy))
                break


def _layout_reason(job: Job, article: Article, pages: Sequence[Page], flowing: set[str]) -> tuple[str, str] | None:
    """Say what does not fit on the paper, and what to do about it."""
    allowed = MAXIMUM_PAGES if article.side in flowing else 1
    if len(pages) > allowed:
        return f"the {article.side} side takes {len(pages)} pages", "shorten the template's text"
    for name, excess in _overflows(pages[0]).items():
        if excess > TOLERANCE_PX:
            millimetres = excess * 25.4 / 96
            return (
                f"the {name} does not fit on {job.stationery.name}: {millimetres:.1f} mm too much",
                "shorten it, or choose another stationery",
            )
    return None


def _overflows(page: Page) -> dict[str, float]:
    """Return by how many CSS px the content of each frame is larger than the frame."""
    excess: dict[str, float] = {}
    root: LaidOutBox = page._page_box  # noqa: SLF001 — the only way to the boxes
    for frame in _frames(root, depth=5):
        name = _class(frame).removeprefix("frame ")
        if name in CROPPED:
            continue
        bottom = frame.content_box_y() + frame.height
        right = frame.content_box_x() + frame.width
        for line in _lines(frame):
            below = line.position_y + line.height - bottom
            beside = max(text.position_x + text.width for text in line.children) - right
            excess[name] = max(excess.get(name, 0.0), below, beside)
    return excess


def _frames(box: LaidOutBox, depth: int) -> Iterator[LaidOutBox]:
    for child in getattr(box, "children", ()):
        if _class(child).startswith("frame "):
            yield child
        elif depth:
            yield from _frames(child, depth - 1)


def _class(box: LaidOutBox) -> str:
    return "" if box.element is None else box.element.get("class", "")


def _lines(box: LaidOutBox) -> Iterator[LaidOutBox]:
    for child in getattr(box, "children", ()):
        if isinstance(child, LineBox):
            yield child
        else:
            yield from _lines(child)


def _fetch_faults(job: Job, composed: Sequence[Composed], failures: Mapping[str, str]) -> Iterator[Fault]:
    """Blame a file that could not be served on the pieces that name it; on all, if the style does."""
    for name, reason in failures.items():
        users = [one for one in composed if any(name in a.html for a in one.articles)]
        message, _, remedy = f"`{name}` {reason}".partition("; ")
        problem = Problem(job.template.source, message, remedy)
        yield from (Fault(one.piece.number, problem) for one in users or composed)


def _glyph_faults(job: Job, composed: Sequence[Composed], messages: Iterable[str]) -> Iterator[Fault]:
    codes = {match[1] for message in messages if (match := _MISSING_GLYPH.search(message))}
    missing = sorted(chr(int(code, 16)) for code in codes)
    for one in composed:
        html = "".join(article.html for article in one.articles)
        found = [character for character in missing if character in html]
        if found:
            named = ", ".join(f"“{c}” (U+{ord(c):04X})" for c in found)
            message = f"no font of this tool has the character {named}"
            remedy = "write the name in another script, or add a font to the template's style.css"
            yield Fault(one.piece.number, Problem(job.template.source, message, remedy))


class _Log(logging.Handler):
    """Collect what WeasyPrint says while a document is set."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def __enter__(self) -> Self:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
