"""Bind set pages into PDFs: equal sides are kept once, no personal data in the metadata."""

import io
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import pikepdf

from outreach.files import OWNER_FILE
from outreach.press.jobs import SetPiece
from outreach.sections import PageHead, Section, SectionWriter

PRODUCER = "outreach"


SHARED_SIDES = 1000
"""So many of the last sides are remembered, in case that another piece shows the same one."""


class Binder:
    """One PDF: pieces are written as they come, in any order, and shown in print order."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin the PDF in the empty `file`."""
        self._writer = SectionWriter(file)
        self._shared: OrderedDict[str, list[PageHead]] = OrderedDict()
        self._pages: dict[int, tuple[int, ...]] = {}

    def add(self, sections: Iterable[Section], pieces: Iterable[SetPiece]) -> None:
        """Write the `pieces` that stand in `sections`; a side like an earlier one shares its content."""
        taken = [self._writer.take(section) for section in sections]
        for piece in pieces:
            pages: list[int] = []
            for side in piece.sides:
                heads = self._side(side.key, [taken[side.section][page] for page in side.pages])
                pages += [self._writer.page(head) for head in heads]
            self._pages[piece.number] = tuple(pages)

    def _side(self, key: str, heads: list[PageHead]) -> list[PageHead]:
        heads = self._shared.setdefault(key, heads)
        self._shared.move_to_end(key)
        if len(self._shared) > SHARED_SIDES:
            self._shared.popitem(last=False)
        return heads

    def bind(self) -> list[tuple[int, int, int]]:
        """Finish the PDF, its pages in the order of the pieces; return number, first and last page of each.

        Pages count from 1.
        """
        ranges, order = [], array("Q")
        for number, pages in sorted(self._pages.items()):
            ranges.append((number, len(order) + 1, len(order) + len(pages)))
            order.extend(pages)
        self._writer.finish(order)
        return ranges


def save(pdf: pikepdf.Pdf, path: Path) -> None:
    """Write `pdf` to `path`: the same pages give the same bytes; only the producer is named."""
    _strip(pdf)
    path.touch(mode=OWNER_FILE)
    pdf.save(
        path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )  # fmt: skip


def _strip(pdf: pikepdf.Pdf) -> None:
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Producer"] = PRODUCER


def write_pages(source: Path, ranges: Sequence[tuple[int, int]], target: Path) -> int:
    """Write the pages in `ranges` (first and last, from 1) of `source` to `target`; return how many."""
    with pikepdf.open(source) as whole, pikepdf.new() as part:
        for first, last in ranges:
            part.pages.extend(whole.pages[first - 1 : last])
        count = len(part.pages)
        save(part, target)
    return count


def cleaned(data: bytes) -> bytes:
    """Return the PDF in `data` without anything in its metadata but the producer."""
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


def pictures(data: bytes, dots_per_inch: int = 110) -> list[bytes]:
    """Return each page of the PDF in `data` as a PNG."""
    import pypdfium2  # noqa: PLC0415 — loaded when a picture is asked for

    pages = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            output = io.BytesIO()
            page.render(scale=dots_per_inch / 72).to_pil().save(output, "PNG")
            pages.append(output.getvalue())
    return pages


def page_count(path: Path) -> int:
    """Return how many pages the PDF at `path` has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)
