"""The reference: WeasyPrint sets pieces, and everything that goes wrong becomes a fault of its piece.

When the document as a whole fails, its halves are set on their own until the culprit is alone.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Self

from weasyprint import CSS, HTML, Document, Page
from weasyprint.formatting_structure.boxes import Box as LaidOutBox
from weasyprint.formatting_structure.boxes import LineBox
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration

from outreach.model import Fault, Problem
from outreach.press import copying, document
from outreach.press.compose import Article, Composed
from outreach.press.fetcher import BASE_URL, TemplateFetcher
from outreach.press.tasks import Job
from outreach.stationery import Stationery

MAXIMUM_PAGES = 20
"""A letter with more pages is taken for a mistake in its template."""
TOLERANCE_PX = 0.5
SENDER = "{sender}"
OF_THE_SENDER = {"return": f"return address of {SENDER}", "head": f"letterhead of {SENDER}"}
"""What messages call the frames with the sender, by the first word of their names."""
CROPPED = frozenset({"picture"})
"""Frames that a picture with bleed may be larger than; the paper's edge crops it."""
_MISSING_GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One document: its PDF and the pages of each article in it; or faults, and nothing set."""

    pdf: bytes
    pages: Mapping[Article, tuple[int, ...]]
    faults: tuple[Fault, ...] = ()


def failed(faults: Iterable[Fault]) -> Attempt:
    """Return an attempt that set nothing; a piece's first fault stands for it."""
    first: dict[int, Fault] = {}
    for fault in faults:
        first.setdefault(fault.number, fault)
    return Attempt(b"", {}, tuple(first.values()))


def set_pieces(job: Job, composed: Sequence[Composed]) -> Attempt:
    """Set the pieces in one document; the faults of pieces that cannot be set come back instead."""
    try:
        return _set_document(job, composed)
    except Exception as error:  # strangers' HTML and CSS can raise anything inside the libraries
        if _is_ours(error):
            raise
        if len(composed) > 1:
            return _culprits(job, composed)
        return failed([Fault(composed[0].piece.number, _crash(job, error))])


def _is_ours(error: Exception) -> bool:
    """Tell whether an error comes from the tool itself: no template is to blame for that."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith("outreach.")


def _culprits(job: Job, composed: Sequence[Composed]) -> Attempt:
    """Set the halves on their own, to find who makes the whole fail."""
    half = len(composed) // 2
    faults = [fault for part in (composed[:half], composed[half:]) for fault in set_pieces(job, part).faults]
    return failed(faults or [Fault(one.piece.number, _crash(job, None)) for one in composed])


def _crash(job: Job, error: Exception | None) -> Problem:
    reason = f" ({type(error).__name__})" if error else ""
    return Problem(
        job.template.source,
        f"this letter cannot be set{reason}",
        "simplify the template or its style.css: very deep or very large elements are the usual cause",
    )


def lay_out(job: Job, surfaces: Sequence[str], fetcher: TemplateFetcher) -> Document:
    """Have WeasyPrint lay out surfaces with the styles of `job`, each on pages of its own."""
    sheets = styles(job.stationery, job.style, job.assets)
    css = (*sheets.css, *_folios(job)) if any(document.COUNTED in surface for surface in surfaces) else sheets.css
    html = HTML(string=document.page_html(surfaces), base_url=BASE_URL, url_fetcher=fetcher)
    return html.render(stylesheets=css, font_config=fonts_of(job.style, job.assets))


def _set_document(job: Job, composed: Sequence[Composed]) -> Attempt:
    articles = list(dict.fromkeys(article for one in composed for article in one.articles))
    fetcher = TemplateFetcher(job.assets, dict(job.pictures))
    with _Log() as log:
        surfaces = document.numbered([article.html for article in articles])
        laid_out = lay_out(job, surfaces, fetcher)
        pages = _pages_of(laid_out)
        if counts := {i: len(pages[i]) for i, article in enumerate(articles) if len(pages[i]) > 1}:
            laid_out = lay_out(job, document.counted(surfaces, counts), fetcher)
        laid_out.metadata = DocumentMetadata()  # a template's title and author stay out of the PDF
        faults = list(_layout_faults(job, composed, articles, pages, laid_out))
        pdf = b"" if faults else copying.pdf_of(laid_out)
        faults += _fetch_faults(
            job, composed, {**styles(job.stationery, job.style, job.assets).failures, **fetcher.failures}
        )
        faults += _glyph_faults(job, composed, log.messages)
    if faults:
        return failed(faults)
    return Attempt(pdf, {article: tuple(pages[i]) for i, article in enumerate(articles)})


@lru_cache(maxsize=4)
def fonts(style: str, assets: Path) -> FontConfiguration:
    """Return the fonts that a template can use: the shipped ones, and those that its own style brings along.

    Each template has a configuration to itself, since two may call different fonts by one name.
    """
    del style, assets  # they are what the configurations are kept by
    return FontConfiguration()


def fonts_of(style: str, assets: Path) -> FontConfiguration:
    """Return the fonts for a style; all that bring none of their own share one configuration."""
    return fonts(style, assets) if "@font-face" in style.lower() else fonts("", Path())


def _folios(job: Job) -> tuple[CSS, ...]:
    """Return the style of the numbers on the later pages of letters."""
    text = document.folio_style(job.stationery, job.template.language)
    return (CSS(string=text, font_config=fonts_of(job.style, job.assets)),)


@dataclass(frozen=True, slots=True)
class Sheets:
    """Style sheets ready for WeasyPrint, and the files that they name but that cannot be served."""

    css: tuple[CSS, ...]
    failures: Mapping[str, str]


@lru_cache(maxsize=8)
def styles(stationery: Stationery, style: str, assets: Path) -> Sheets:
    """Return the style sheets of a template on a stationery, parsed once in each process."""
    fetcher = TemplateFetcher(assets)
    texts = (document.base_style() + document.stationery_style(stationery), style)
    css = tuple(
        CSS(string=text, base_url=BASE_URL, url_fetcher=fetcher, font_config=fonts_of(style, assets)) for text in texts
    )
    return Sheets(css, fetcher.failures)


def _pages_of(laid_out: Document) -> dict[int, list[int]]:
    """Map each article to its pages, found by the ids that `numbered` gave."""
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
                message = message.replace(SENDER, _sender_of(one))
                yield Fault(one.piece.number, Problem(job.template.source, message, remedy))
                break


def _sender_of(one: Composed) -> str:
    """Return the name that stands at the head of a piece."""
    parts = one.piece.parts
    return next((f"“{parts[name][0]}”" for name in ("head-name", "return-line", "letterhead") if name in parts), "?")


def _layout_reason(job: Job, article: Article, pages: Sequence[Page], flowing: set[str]) -> tuple[str, str] | None:
    """Say what does not fit on the paper, and what to do about it."""
    allowed = MAXIMUM_PAGES if article.side in flowing else 1
    if len(pages) > allowed:
        return f"the {article.side} side takes {len(pages)} pages", "shorten the template's text"
    for name, excess in _overflows(pages[0]).items():
        if excess > TOLERANCE_PX:
            millimetres = excess * 25.4 / 96
            told = OF_THE_SENDER.get(name.partition("-")[0], name)
            return (
                f"the {told} does not fit on {job.stationery.name}: {millimetres:.1f} mm too much",
                f"shorten it, or choose another {'letterhead' if told.startswith('letterhead') else 'stationery'}",
            )
    return None


def _overflows(page: Page) -> dict[str, float]:
    """Return by how many CSS px the content of each frame is larger than the frame."""
    excess: dict[str, float] = {}
    root: LaidOutBox = page._page_box  # noqa: SLF001 — the only way to the boxes
    for frame in _frames(root, depth=5):
        name = _class(frame).removeprefix("frame ").partition(" ")[0]
        if name in CROPPED:
            continue
        if name == "flow":
            lines = list(_lines(frame))
            widest = max((_right(line) for line in lines), default=0.0)
            excess["text"] = max(widest - frame.content_box_x() - frame.width, _beyond_left(lines, frame))
            continue
        bottom = frame.content_box_y() + frame.height
        right = frame.content_box_x() + frame.width
        for line in _lines(frame):
            below = line.position_y + line.height - bottom
            beside = _right(line) - right
            excess[name] = max(excess.get(name, 0.0), below, beside)
    return excess


def _right(line: LaidOutBox) -> float:
    return max((text.position_x + text.width for text in line.children), default=0.0)


def _beyond_left(lines: Iterable[LaidOutBox], frame: LaidOutBox) -> float:
    """Return by how many px text that runs to the left stands out on that side."""
    if frame.style["direction"] != "rtl":
        return 0.0
    leftmost = min((text.position_x for line in lines for text in line.children), default=frame.content_box_x())
    return float(frame.content_box_x() - leftmost)


def _frames(box: LaidOutBox, depth: int) -> Iterator[LaidOutBox]:
    for child in getattr(box, "children", ()):
        if _class(child).startswith("frame ") or _class(child) == "flow":
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
    """Blame a missing character on the pieces that hold it; on all, if it comes from the style."""
    codes = {match[1] for message in messages if (match := _MISSING_GLYPH.search(message))}
    missing = sorted(chr(int(code, 16)) for code in codes)
    held = {one.piece.number: _held(one, missing) for one in composed} if missing else {}
    nobodys = [character for character in missing if not any(character in found for found in held.values())]
    for number, found in held.items():
        if characters := [*found, *nobodys]:
            named = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in characters)
            remedy = "write it in another script, or bring a font along: docs/how-to/write-your-own-template.md"
            yield Fault(number, Problem(job.template.source, f"no font of this tool has the character {named}", remedy))


def _held(one: Composed, characters: Iterable[str]) -> list[str]:
    """Return those of `characters` that stand in the text of a piece."""
    text = "".join(unescape(article.html) for article in one.articles)
    return [character for character in characters if character in text]


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
