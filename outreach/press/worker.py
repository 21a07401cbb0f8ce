"""Set the pieces of one job; runs in a child process.

Plain pieces take the express lane, all others go to WeasyPrint, in documents of a few dozen. What
one piece does wrong does not touch the others: it is left out, and its fault comes back as a value.
"""

import gc
import io
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from weasyprint import CSS, HTML, Document

from outreach.care.checks import page_findings, stops
from outreach.model import Broken, Fault
from outreach.pdf.loosen import section_of
from outreach.pdf.sections import Section, SectionWriter
from outreach.pdf.set_pieces import SetPiece, SetSide
from outreach.press import copying, document, reference
from outreach.press.compose import Article, Composed, compose
from outreach.press.express import ExpressLane
from outreach.press.fetcher import TemplateFetcher
from outreach.press.tasks import Job, SetJob
from outreach.storage.file_stamps import content_hash
from outreach.storage.files import files_below

PIECES_A_DOCUMENT = 50
"""Pieces in one WeasyPrint document: more do not make it faster, fewer waste its start."""
WORTH_LEARNING = 8
"""The lane learns from two laid-out letters: it does not pay for fewer than these."""
LANES_KEPT = 2
"""Lanes that a process keeps from job to job; each is worth some 10 MB."""
Where = dict[Article, tuple[int, tuple[int, ...]]]
"""Where each article was set: the section's index, and its pages there."""


def set_job(job: Job) -> SetJob:
    """Merge and set the pieces of `job`; faults come back as values."""
    _look_again(job)
    composed, faults, broken = compose(job)
    sections: list[Section] = []
    where: Where = {}
    notes = _take_express_lane(job, composed, sections, where)
    rest = _still_to_set(composed, where)
    for start in range(0, len(rest), PIECES_A_DOCUMENT):
        some = _still_to_set(rest[start : start + PIECES_A_DOCUMENT], where)
        faults += _set_by_reference(job, some, sections, where)
    pieces = tuple(_set_piece(one, where) for one in composed if where.keys() >= set(one.articles))
    counted, too_long = _count_pages(composed, pieces)
    return SetJob(tuple(sections), counted, tuple(faults), notes, (*broken, *too_long))


def _count_pages(composed: Sequence[Composed], pieces: Sequence[SetPiece]) -> tuple[tuple[SetPiece, ...], list[Broken]]:
    """Return the pieces that no rule about pages keeps back, and the rules that they break."""
    care = {one.piece.number: one.piece.care for one in composed if one.piece.care}
    kept, broken = [], []
    for piece in pieces:
        facts = care.get(piece.number)
        found = page_findings(facts, sum(len(side.pages) for side in piece.sides)) if facts else []
        broken += [Broken(piece.number, one) for one in found]
        if not (facts and stops(facts, found)):
            kept.append(piece)
    return tuple(kept), broken


def _still_to_set(composed: Sequence[Composed], where: Where) -> list[Composed]:
    """Return the pieces that lack a side, with those sides that they lack."""
    lacking = [replace(one, articles=tuple(a for a in one.articles if a not in where)) for one in composed]
    return [one for one in lacking if one.articles]


def _set_piece(one: Composed, where: Where) -> SetPiece:
    return SetPiece(one.piece.number, tuple(SetSide(article.key, *where[article]) for article in one.articles))


def _set_by_reference(job: Job, composed: Sequence[Composed], sections: list[Section], where: Where) -> list[Fault]:
    """Have WeasyPrint set the pieces; those with faults are left out, and the rest is set again."""
    faults: list[Fault] = []
    while composed:
        attempt = reference.set_pieces(job, composed)
        if not attempt.faults:
            where |= {article: (len(sections), pages) for article, pages in attempt.pages.items()}
            sections.append(section_of(attempt.pdf))
            break
        faults += attempt.faults
        failed = {fault.number for fault in attempt.faults}
        composed = [one for one in composed if one.piece.number not in failed]
    return faults


def _take_express_lane(
    job: Job, composed: Sequence[Composed], sections: list[Section], where: Where
) -> tuple[str, ...]:
    """Set what is plain directly; return why the rest was not taken."""
    articles = list(dict.fromkeys(article for one in composed for article in one.articles))
    if len(articles) < WORTH_LEARNING or reference.styles(job.stationery, job.style, job.assets).failures:
        return ()
    proven = {article for one in composed if one.piece.number in job.proven for article in one.articles}
    proof = [i for i, article in enumerate(articles) if article in proven]
    try:
        with _taught(job) as taught:
            outcome = taught.lane.set([article.html for article in articles], proof)
            gc.collect(1)  # WeasyPrint's boxes refer to each other: left alone, those of many jobs gather
    except Exception as error:  # noqa: BLE001 — the lane may only help: what it cannot do, WeasyPrint does
        return _notes(job, [f"the express lane failed ({type(error).__name__})"])
    if taught.fetcher.failures:
        return _notes(job, ["a file that cannot be served"])
    if outcome.taken:
        where |= {articles[index]: (len(sections), (page,)) for page, index in enumerate(outcome.taken)}
        sections.append(outcome.section)
    return _notes(job, outcome.refused.values())


@dataclass(frozen=True, slots=True)
class _Taught:
    """A lane that has learnt from the samples of a job, and the fetcher that it uses."""

    lane: ExpressLane
    fetcher: TemplateFetcher


_kept: OrderedDict[object, _Taught] = OrderedDict()


@contextmanager
def _taught(job: Job) -> Iterator[_Taught]:
    """Give a lane that has learnt from the job's samples, and from nothing else.

    It is kept for the next job with the same samples, unless this one taught it more: the bytes of a
    job must not depend on the jobs that its process did before.
    """
    samples = [article.html for one in compose(replace(job, pieces=job.samples))[0] for article in one.articles]
    pictures = _content(path for _, path in job.pictures)
    key = (job.stationery, job.style, job.assets, job.pictures, pictures, *samples)
    taught = _kept.pop(key, None) or _teach(job, samples)
    yield taught
    if samples and not taught.lane.altered:
        _kept[key] = taught
        if len(_kept) > LANES_KEPT:
            _kept.popitem(last=False)


def _teach(job: Job, samples: Sequence[str]) -> _Taught:
    style = document.base_style() + document.stationery_style(job.stationery) + job.style
    fetcher = TemplateFetcher(job.assets, dict(job.pictures))
    lane = ExpressLane(style, lambda surfaces: reference.lay_out(job, surfaces, fetcher))
    lane.learn(samples)
    gc.freeze()  # what was learnt stays: the collector need not look through it again and again
    return _Taught(lane, fetcher)


Content = tuple[tuple[Path, str], ...]
"""Files with the hashes of what stands in them."""
_learnt_from: dict[Path, Content] = {}
"""What each folder held that styles, fonts and lanes were learnt from."""


def _content(paths: Iterable[Path]) -> Content:
    """Return what stands in some files.

    A cluster's worker writes the same files anew for each job: their stamps do not tell whether they changed.
    """
    found = []
    for path in sorted(paths):
        with suppress(OSError):  # what is not there is a fault of who needs it
            found.append((path, content_hash(path)))
    return tuple(found)


def _look_again(job: Job) -> None:
    """Forget what was learnt from files that have changed since: old pages must not be kept as what is new."""
    found = _content(files_below(job.assets))
    if _learnt_from.setdefault(job.assets, found) != found:
        _kept.clear()
        reference.styles.cache_clear()
        reference.fonts.cache_clear()
        _learnt_from[job.assets] = found


def make_room() -> None:
    """Forget all lanes: the letters are set, and something else needs the memory."""
    _kept.clear()
    gc.unfreeze()
    gc.collect()


def set_surfaces(surfaces: Sequence[str], style: str, fallback: str, sample: str = "") -> bytes:
    """Set pages of the tool's own, one surface each; `fallback` is style for those that are not plain.

    A `sample`, a short surface of the same kind, teaches the lane for less than a whole one.
    """

    def lay_out(some: Sequence[str], extra: str = "") -> Document:
        css = CSS(string=style + extra, font_config=reference.fonts("", Path()))
        return HTML(string=document.page_html(some)).render(stylesheets=[css], font_config=reference.fonts("", Path()))

    if len(surfaces) < WORTH_LEARNING:
        return copying.pdf_of(lay_out(surfaces, fallback))
    lane = ExpressLane(style, lay_out)
    lane.learn([sample] if sample else [])
    outcome = lane.set(surfaces)
    if not outcome.refused:
        return outcome.pdf
    rest = section_of(copying.pdf_of(lay_out([surfaces[index] for index in outcome.refused], fallback)))
    return _interleaved([(outcome.section, outcome.taken), (rest, tuple(outcome.refused))])


def _interleaved(sections: Iterable[tuple[Section, Sequence[int]]]) -> bytes:
    """Return sections as one PDF; with each of them stand the places of its pages."""
    output = io.BytesIO()
    writer = SectionWriter(output)
    pages = {
        place: writer.page(head)
        for section, places in sections
        for place, head in zip(places, writer.take(section), strict=True)
    }
    writer.finish([page for _, page in sorted(pages.items())])
    return output.getvalue()


def _notes(job: Job, reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{job.template.source}: set by WeasyPrint: {reason}" for reason in dict.fromkeys(reasons))
