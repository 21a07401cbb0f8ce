"""Small pictures of pieces that are kept from run to run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from outreach.press.cache.keeper import Keeper, Wanted, Way
from outreach.press.cache.shelf import Parcel, Shelf
from outreach.press.tasks import Job
from outreach.preview.pictures import PictureJob, Seen, handfuls, look_call
from outreach.workers.pool import Call, Workers


def see_small(jobs: Iterable[Job], workers: Workers, shelf: Shelf) -> Iterator[Seen]:
    """Have small pictures of all pieces made, but for those that are kept."""
    return Keeper(shelf, PICTURES).do(handfuls(jobs), workers)


def _pack_pictures(result: Seen, keys: Mapping[int, bytes]) -> Parcel:
    starts = accumulate((sum(map(len, pages)) for pages in result.pages.values()), initial=0)
    entries = {
        keys[number]: (start, [len(page) for page in pages])
        for (number, pages), start in zip(result.pages.items(), starts, strict=False)
    }
    return Parcel(entries, None, b"".join(page for pages in result.pages.values() for page in pages))


def _unpack_pictures(parcel: Parcel, wanted: Wanted) -> Seen:
    pages = {}
    for number, key in wanted:
        start, lengths = parcel.entries[key]
        places = accumulate(lengths, initial=start)
        pages[number] = tuple(bytes(parcel.data[at : at + size]) for at, size in zip(places, lengths, strict=False))
    return Seen(pages)


def _join_pictures(results: Sequence[Seen]) -> Seen:
    return Seen(
        {number: pages for one in results for number, pages in one.pages.items()},
        tuple(fault for one in results for fault in one.faults),
        tuple(broken for one in results for broken in one.broken),
    )


def _look_small(job: Job) -> Call[PictureJob, Seen]:
    return look_call(PictureJob(job, small=True))


def _unseen(_look: PictureJob, _workers: Workers) -> Iterator[Seen]:
    """Return no picture of pieces that ended their process."""
    return iter(())


PICTURES = Way("pictures", _look_small, _unseen, _pack_pictures, _unpack_pictures, _join_pictures)
