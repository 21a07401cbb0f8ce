"""Bind set pages into PDFs with pikepdf: equal sides are kept once, no personal data in the metadata."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pikepdf

from outreach.files import OWNER_FILE
from outreach.press.jobs import SetPiece

PRODUCER = "outreach"


class Binder:
    """One PDF: pieces come as they are set, and are bound in print order."""

    def __init__(self) -> None:
        """Start an empty PDF."""
        self._pdf = pikepdf.new()
        self._sources: list[pikepdf.Pdf] = []
        self._pieces: dict[int, list[tuple[str, list[pikepdf.Page]]]] = {}

    def __enter__(self) -> Self:
        """Start binding."""
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        """Let go of the PDFs that the pages came from."""
        self._pdf.close()
        for source in self._sources:
            source.close()

    def add(self, documents: Iterable[bytes], pieces: Iterable[SetPiece]) -> None:
        """Take the `pieces` that stand in `documents`."""
        sources = [pikepdf.open(io.BytesIO(document)) for document in documents]
        self._sources += sources
        for piece in pieces:
            self._pieces[piece.number] = [
                (side.key, [sources[side.document].pages[page] for page in side.pages]) for side in piece.sides
            ]

    def bind(self) -> list[tuple[int, int, int]]:
        """Put the pages in the order of the pieces; return number, first and last page of each.

        A side with the same content as an earlier one shares its page content. Pages count from 1.
        """
        ranges = []
        shared: dict[str, list[pikepdf.Page]] = {}
        order: list[pikepdf.Page] = []
        for number, sides in sorted(self._pieces.items()):
            first = len(order) + 1
            for key, pages in sides:
                order += shared.setdefault(key, pages)
            ranges.append((number, first, len(order)))
        self._pdf.pages.extend(order)
        return ranges

    def save(self, path: Path) -> None:
        """Write the PDF to `path`, readable by its owner alone."""
        save(self._pdf, path)

    def data(self) -> bytes:
        """Return the PDF as bytes."""
        output = io.BytesIO()
        _strip(self._pdf)
        self._pdf.save(output, deterministic_id=True)
        return output.getvalue()


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


def bound(documents: Iterable[bytes], pieces: Iterable[SetPiece]) -> bytes:
    """Return the pages of `pieces` in the order in which they are printed."""
    with Binder() as binder:
        binder.add(documents, pieces)
        binder.bind()
        return binder.data()


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
