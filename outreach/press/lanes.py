"""The express lanes that a process keeps from job to job, and what they were taught from."""

import gc
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from weasyprint import Document

from outreach.press import document, layout, reference
from outreach.press.compose import compose
from outreach.press.express import ExpressLane
from outreach.press.fetcher import TemplateFetcher
from outreach.press.tasks import Job
from outreach.storage.file_stamps import content_hash
from outreach.storage.files import files_below

LANES_KEPT = 2
"""Lanes that a process keeps from job to job; each is worth some 10 MB."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A lane that has learnt from the samples of a job, and the fetcher that it uses."""

    lane: ExpressLane
    fetcher: TemplateFetcher


_kept: OrderedDict[object, Taught] = OrderedDict()


@contextmanager
def taught(job: Job) -> Iterator[Taught]:
    """Give a lane that has learnt from the job's samples, and from nothing else.

    It is kept for the next job with the same samples, unless this job taught it more: the bytes of a job must not
    depend on earlier jobs in the same process.
    """
    samples = [article.html for one in compose(replace(job, pieces=job.samples))[0] for article in one.articles]
    pictures = _content(path for _, path in job.pictures)
    key = (job.stationery, job.style, job.assets, job.pictures, pictures, *samples)
    found = _kept.pop(key, None) or _teach(job, samples)
    yield found
    if samples and not found.lane.altered:
        _kept[key] = found
        if len(_kept) > LANES_KEPT:
            _kept.popitem(last=False)


def _teach(job: Job, samples: Sequence[str]) -> Taught:
    style = document.base_style() + document.stationery_style(job.stationery) + job.style
    sheets, fetcher = reference.sheets_of(job), TemplateFetcher(job.assets, dict(job.pictures))

    def laid_out(surfaces: Sequence[str]) -> Document:
        return layout.together(layout.lay_out(surface, sheets, fetcher) for surface in surfaces)

    lane = ExpressLane(style, laid_out)
    lane.learn(samples)
    gc.freeze()  # what was learnt stays: the garbage collector need not check it again and again
    return Taught(lane, fetcher)


Content = tuple[tuple[Path, str], ...]
"""Files with the hashes of what stands in them."""
_learnt_from: dict[Path, Content] = {}
"""What each folder held that styles, fonts and lanes were learnt from."""


def _content(paths: Iterable[Path]) -> Content:
    """Return the content of some files.

    A cluster's worker writes the same files anew for each job: their stamps do not tell whether they changed.
    """
    found = []
    for path in sorted(paths):
        with suppress(OSError):  # a missing file is a fault of the piece that needs it
            found.append((path, content_hash(path)))
    return tuple(found)


def look_again(job: Job) -> None:
    """Forget what was learnt from files that have changed since: old pages must not be kept as new ones."""
    found = _content(files_below(job.assets))
    if _learnt_from.setdefault(job.assets, found) != found:
        _kept.clear()
        layout.style_sheets.cache_clear()
        layout.fonts.cache_clear()
        _learnt_from[job.assets] = found


def make_room() -> None:
    """Forget all lanes: the letters are set, and something else needs the memory."""
    _kept.clear()
    gc.unfreeze()
    gc.collect()
