"""The reference: WeasyPrint sets the sides of pieces, each by itself; what goes wrong is a problem of that side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast
from urllib.parse import quote

from weasyprint import Document

from outreach.errors import reason
from outreach.model import Problem
from outreach.press import copying
from outreach.press.compose import Article, Composed
from outreach.press.drawn_text import Drawn
from outreach.press.fetcher import TemplateFetcher
from outreach.press.fitting import smaller
from outreach.press.frames import WIDE, overflows
from outreach.press.inked_page import InkedPage
from outreach.press.layout import Pictures, StyleSheets, lay_out, style_sheets, together
from outreach.press.lost_pictures import LostPictures
from outreach.press.tasks import Job

MAXIMUM_PAGES = 20
"""A letter with more pages is taken for a mistake in its template."""
TOLERANCE_PX = 0.5
SENDER = "{sender}"
OF_THE_SENDER = {"return": f"return address of {SENDER}", "head": f"letterhead of {SENDER}"}
"""What messages call the frames with the sender, by the first word of their names."""


@dataclass(frozen=True, slots=True)
class SetArticle:
    """A side that was set: its pages in the PDF, and what is drawn on them."""

    pages: tuple[int, ...]
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Sides that WeasyPrint set: their PDF, the place of each in it, and the problems of those that are not in it."""

    pdf: bytes = b""
    placed: Mapping[Article, SetArticle] = field(default_factory=dict)
    problems: Mapping[Article, Problem] = field(default_factory=dict)


def sheets_of(job: Job) -> StyleSheets:
    """Return the style sheets of the pieces of `job`."""
    return style_sheets(job.stationery, job.template.language, job.style, job.assets)


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A side in its own document, and the fetcher that serves its files."""

    document: Document
    fetcher: TemplateFetcher


LaidOut = Mapping[Article, _LaidOut]


def set_articles(job: Job, articles: Iterable[Article]) -> Attempt:
    """Set sides of pieces; a side with a problem is left out, and does not affect others."""
    laid_out, problems = _lay_out(job, articles)
    while laid_out:
        whole = together(one.document for one in laid_out.values())
        pages = _by_article(laid_out, whole)
        pdf, found = _drawn(job, whole, laid_out, pages)
        if not found:
            return Attempt(pdf, dict(_placed(pages)), problems)
        problems |= found
        laid_out = {article: one for article, one in laid_out.items() if article not in found}
    return Attempt(problems=problems)


def _lay_out(job: Job, articles: Iterable[Article]) -> tuple[LaidOut, dict[Article, Problem]]:
    """Lay out sides, each by itself; return what is wrong with those that cannot be laid out."""
    laid_out: dict[Article, _LaidOut] = {}
    problems: dict[Article, Problem] = {}
    sheets, pictures, fetcher = sheets_of(job), Pictures(), TemplateFetcher(job.assets, dict(job.pictures))
    for article in articles:
        one = fetcher.anew()
        try:
            document, problem = _as_large_as_fits(job, article, sheets, one, pictures)
        except Exception as error:  # strangers' HTML and CSS can raise anything inside the libraries
            if _is_ours(error):
                raise
            problems[article] = _crash(job, error)
            continue
        problem = problem or _fetch_problem(job, {**sheets.failures, **one.failures})
        if problem:
            problems[article] = problem
        else:
            laid_out[article] = _LaidOut(document, one)
    return laid_out, problems


def _as_large_as_fits(
    job: Job, article: Article, sheets: StyleSheets, fetcher: TemplateFetcher, pictures: Pictures
) -> tuple[Document, Problem | None]:
    """Lay out a side, its text smaller if that brings it in; return what does not fit even so."""
    document = lay_out(article.html, sheets, fetcher, pictures)
    problem = _layout_problem(job, article, document)
    for html in smaller(article.html, job.stationery) if problem else ():
        document = lay_out(html, sheets, fetcher, pictures)
        problem = _layout_problem(job, article, document)
        if problem is None:
            break
    return document, problem


def _is_ours(error: Exception) -> bool:
    """Tell whether an error comes from the tool itself: no template is to blame for that."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith("outreach.")


def _why(error: Exception) -> str:
    """Return the reason if it helps a person, else the error's name."""
    return reason(error) if isinstance(error, MemoryError | RecursionError) else type(error).__name__


def _crash(job: Job, error: Exception) -> Problem:
    return Problem(
        job.template.source,
        f"this letter cannot be set ({_why(error)})",
        "simplify the template or its style.css: very deep or very large elements are the usual cause",
    )


Pages = Mapping[Article, Sequence[InkedPage]]
"""The pages of each side in a document, in their order."""


def _by_article(laid_out: LaidOut, whole: Document) -> Pages:
    waiting = iter(cast("list[InkedPage]", whole.pages))
    return {article: [next(waiting) for _ in one.document.pages] for article, one in laid_out.items()}


def _drawn(job: Job, whole: Document, laid_out: LaidOut, pages: Pages) -> tuple[bytes, dict[Article, Problem]]:
    """Return the PDF of all pages, and what is wrong with the sides that cannot be drawn."""
    try:
        with LostPictures() as lost:
            pdf = copying.pdf_of(whole)
    except Exception as error:  # fonts and pictures can be broken in any way
        if _is_ours(error):
            raise
        return b"", dict.fromkeys(_culprits(laid_out, pages), _crash(job, error))
    problems = {
        article: _fetch_problem(job, {**one.fetcher.failures, **_lost_in(article, lost.names)})
        or _glyph_problem(job, pages[article])
        for article, one in laid_out.items()
    }
    return pdf, {article: problem for article, problem in problems.items() if problem}


def _lost_in(article: Article, names: Iterable[str]) -> dict[str, str]:
    """Return the pictures of a side that could not be drawn, and why."""
    return {
        name: "cannot be drawn; save it again as plain SVG, or as PNG"
        for name in names
        if name in article.html or quote(name) in article.html
    }


def _culprits(laid_out: LaidOut, pages: Pages) -> Sequence[Article]:
    """Return the sides that cannot be drawn: the one with the unfinished page, else those that fail by themselves."""
    unfinished = next((article for article, some in pages.items() if not all(page.painted for page in some)), None)
    if unfinished:
        return [unfinished]
    return [article for article, one in laid_out.items() if _fails(one.document)] or [*laid_out]


def _fails(document: Document) -> bool:
    try:
        copying.pdf_of(together([document]))
    except Exception:  # noqa: BLE001 — which error it is was told already
        return True
    return False


def _placed(pages: Pages) -> Iterator[tuple[Article, SetArticle]]:
    """Yield the place of each side, and what is drawn there."""
    at = 0
    for article, some in pages.items():
        drawn = tuple(text for page in some for text in page.drawn)
        yield article, SetArticle(tuple(range(at, at + len(some))), drawn)
        at += len(some)


def _layout_problem(job: Job, article: Article, laid_out: Document) -> Problem | None:
    """Return what does not fit on the paper, and what to do about it."""
    flowing = any(side.flow and side.name == article.side for side in job.stationery.sides)
    if len(laid_out.pages) > (MAXIMUM_PAGES if flowing else 1):
        message = f"the {article.side} side takes {len(laid_out.pages)} pages"
        return Problem(job.template.source, message, "shorten the template's text")
    for name, excess in (one for page in laid_out.pages for one in overflows(page).items()):
        if excess > TOLERANCE_PX:
            millimetres = excess * 25.4 / 96
            told = OF_THE_SENDER.get(name.partition("-")[0], name)
            message = f"the {told} does not fit on {job.stationery.name}: {millimetres:.1f} mm too much"
            other = "letterhead" if told.startswith("letterhead") else "stationery"
            remedy = "make it smaller" if name in WIDE.values() else f"shorten it, or choose another {other}"
            return Problem(job.template.source, message, remedy)
    return None


def of_piece(problem: Problem, one: Composed) -> Problem:
    """Return the problem of a side as that of a piece, with its sender's name if it is about the sender."""
    parts = one.piece.parts
    names = (f"“{parts[name][0]}”" for name in ("head-name", "return-line", "letterhead") if name in parts)
    return replace(problem, message=problem.message.replace(SENDER, next(names, "?")))


def _fetch_problem(job: Job, failures: Mapping[str, str]) -> Problem | None:
    """Return which file could not be served, and why."""
    for name, why in failures.items():
        message, _, remedy = f"`{name}` {why}".partition("; ")
        return Problem(job.template.source, message, remedy)
    return None


def _glyph_problem(job: Job, pages: Iterable[InkedPage]) -> Problem | None:
    """Return the characters on some pages that no font has."""
    missing = sorted({character for page in pages for character in page.missing})
    if not missing:
        return None
    named = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in missing)
    remedy = "write it in another script, or bring a font along: docs/how-to/write-your-own-template.md"
    return Problem(job.template.source, f"no font of this tool has the character {named}", remedy)
