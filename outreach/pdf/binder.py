"""Bind set pages into PDFs: equal sides are stored once, and the metadata hold no personal data."""

import io
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import pikepdf

from outreach.pdf.sections import PageHead, Section, SectionWriter
from outreach.pdf.set_pieces import SetPiece
from outreach.stationery import MM
from outreach.storage.files import open_private, rewrite_file
from outreach.storage.on_demand import OnDemand

PRODUCER = "outreach"


SHARED_SIDES = 100
"""So many of the last sides are remembered, in case that another piece shows the same one."""


class BoundPiece(NamedTuple):
    """A piece in a bound PDF: its number, its first and last page; all count from 1."""

    number: int
    first_page: int
    last_page: int

    @property
    def place(self) -> int:
        """Count it from 0."""
        return self.number - 1


class BoundPieces(OnDemand[BoundPiece]):
    """Where the pieces of a PDF stand, in print order; memory holds twelve bytes a piece."""

    def __init__(self) -> None:
        """Begin without any."""
        self._numbers = array("I")

    def add(self, piece: BoundPiece) -> None:
        """Append a piece."""
        self._numbers.extend(piece)

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self._numbers) // len(BoundPiece._fields)

    def made(self, index: int) -> BoundPiece:
        """Return one piece."""
        first = index * len(BoundPiece._fields)
        return BoundPiece._make(self._numbers[first : first + len(BoundPiece._fields)])


class Binder:
    """One PDF: pieces are written as they come, in any order, but appear in print order."""

    def __init__(self, file: BinaryIO, blank: Section | None = None) -> None:
        """Begin the PDF in the empty `file`; with a `blank` page, every piece fills whole sheets of two pages."""
        self._blank = blank
        self._writer = SectionWriter(file)
        self._shared: OrderedDict[str, list[PageHead]] = OrderedDict()
        self._pages = array("I")
        self._runs = array("I")  # by number, in which a batch has no large gaps: the first of these pages, how many

    def add(self, sections: Iterable[Section], pieces: Iterable[SetPiece]) -> None:
        """Write the `pieces` that stand in `sections`; a side like an earlier one shares its content."""
        taken = [self._writer.take(section) for section in sections]
        for piece in pieces:
            first = len(self._pages)
            for side in piece.sides:
                heads = self._side(side.key, [taken[side.section][page] for page in side.pages])
                self._pages.extend([self._writer.page(head) for head in heads])
            self._runs.extend([0] * (2 * piece.number + 2 - len(self._runs)))
            self._runs[2 * piece.number] = first
            self._runs[2 * piece.number + 1] = len(self._pages) - first

    def _side(self, key: str, heads: list[PageHead]) -> list[PageHead]:
        heads = self._shared.setdefault(key, heads)
        self._shared.move_to_end(key)
        if len(self._shared) > SHARED_SIDES:
            self._shared.popitem(last=False)
        return heads

    def bind(self) -> BoundPieces:
        """Finish the PDF, its pages in the order of the pieces; return the place of each piece.

        An empty page that fills a sheet belongs to no piece.
        """
        bound, order = BoundPieces(), array("I")
        for number in range(len(self._runs) // 2):
            first, count = self._runs[2 * number : 2 * number + 2]
            if not count:
                continue
            bound.add(BoundPiece(number, len(order) + 1, len(order) + count))
            order.extend(self._pages[first : first + count])
            if self._blank and count % 2:
                order.append(self._writer.page(self._writer.take(self._blank)[0]))
        self._pages, self._runs = array("I"), array("I")  # the end of a long file needs the memory
        self._writer.finish(order)
        return bound


def blank_page(width: float, height: float) -> Section:
    """Return an empty page of `width` × `height` mm."""
    size = f"<</Type/Page/MediaBox[0 0 {width * MM:.6g} {height * MM:.6g}]/Resources<<>>>>"
    return Section.of([(size.encode(), None)], [0])


class _Patient(io.RawIOBase):
    """Takes what the library writes; a disk error is raised only afterwards, since it would end the process."""

    def __init__(self, file: BinaryIO) -> None:
        """Pass everything on to `file`."""
        self._file = file
        self.error: OSError | None = None

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write `data`; after an error, write nothing."""
        if self.error is None:
            try:
                self._file.write(data)
            except OSError as error:
                self.error = error
        return len(data)


def save(pdf: pikepdf.Pdf, path: Path) -> None:
    """Write `pdf` to `path`: the same pages give the same bytes; only the producer is named."""
    _strip(pdf)
    with open_private(path) as file:
        patient = _Patient(file)
        pdf.save(
            cast("BinaryIO", patient), deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )  # fmt: skip
        if patient.error:
            raise patient.error


def _strip(pdf: pikepdf.Pdf) -> None:
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Producer"] = PRODUCER


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file of some pages of a batch: numbers from 1, None for an empty page; `cover` counts from 0."""

    target: Path
    pages: Sequence[int | None]
    cover: int | None = None


def write_parts(source: Path, parts: Iterable[PartFile], covers: bytes = b"") -> None:
    """Write files of pages of the PDF at `source`; a part with a cover begins with that page of `covers`."""
    with pikepdf.open(source) as whole, pikepdf.open(io.BytesIO(covers)) if covers else pikepdf.new() as front:
        for part in parts:
            with pikepdf.new() as pdf:
                if part.cover is not None:
                    pdf.pages.append(front.pages[part.cover])
                for page in part.pages:
                    if page is None:
                        pdf.add_blank_page(page_size=_size(whole.pages[0]))
                    else:
                        pdf.pages.append(whole.pages[page - 1])
                save(pdf, part.target)


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return right - left, top - bottom


def cleaned(data: bytes) -> bytes:
    """Return the PDF in `data` with only the producer in its metadata."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _strip(pdf)
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


def bound(sections: Iterable[Section], pieces: Iterable[SetPiece]) -> bytes:
    """Return the pages of `pieces` in the order in which they are printed, as a PDF."""
    output = io.BytesIO()
    binder = Binder(output)
    binder.add(sections, pieces)
    binder.bind()
    return output.getvalue()


FORMS: Mapping[str, tuple[str, Mapping[str, int]]] = {
    "file": ("PNG", {"compress_level": 6}),
    "screen": ("PNG", {"compress_level": 1}),  # takes half the time, and is larger
    "small": ("JPEG", {"quality": 80}),  # in a sixth of that, and half as large: one among thousands
}
"""What pages are drawn for, with Pillow's name of the format and its settings."""


def pictures(
    data: bytes, dots_per_inch: int = 110, pages: Iterable[int] | None = None, purpose: str = "file"
) -> list[bytes]:
    """Return `pages` of the PDF in `data`, counted from 1, or all of them, each as a picture for a purpose of FORMS."""
    form, settings = FORMS[purpose]
    import pypdfium2  # noqa: PLC0415 — loaded when a picture is asked for

    drawn = []
    with pypdfium2.PdfDocument(data) as pdf:
        for number in pages if pages is not None else range(1, len(pdf) + 1):
            output = io.BytesIO()
            picture = pdf[number - 1].render(scale=dots_per_inch / 72).to_pil()
            picture.save(output, form, **settings)
            drawn.append(output.getvalue())
    return drawn


def page_count(path: Path) -> int:
    """Return how many pages the PDF at `path` has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def blank_pages(path: Path, ranges: Sequence[tuple[int, int]]) -> None:
    """Empty the pages in `ranges` (first and last, from 1) of the PDF at `path`; the others stay where they are.

    Objects that only these pages used are removed from the file, not just hidden.
    """
    blank = {number for first, last in ranges for number in range(first, last + 1)}

    def write(target: Path) -> None:
        with pikepdf.open(path) as old, pikepdf.new() as new:
            for number, page in enumerate(old.pages, 1):
                if number in blank:
                    new.add_blank_page(page_size=_size(page))
                else:
                    new.pages.append(page)
            save(new, target)

    rewrite_file(path, write)
