"""Turn a PDF that a library wrote into a section: its pages, without anything else."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from outreach.pdf.sections import PdfObject, Section, reference

_OF_THE_WHOLE = frozenset({"/Parent", "/P", "/StructParents", "/StructParent"})
"""Entries that lead from a page or a note on it back to the document, which is left behind."""
_ESCAPED = set(range(256)) - set(range(ord("!"), ord("~") + 1)) | set(b"()<>[]{}/%#")


def section_of(data: bytes) -> Section:
    """Return the pages of the PDF in `data`, with everything that they refer to."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return section_in(pdf)


def section_in(pdf: pikepdf.Pdf) -> Section:
    """Return the pages of an open PDF, with everything that they refer to."""
    taker = _Taker()
    pages = [taker.index_of(page.obj) for page in pdf.pages]
    return Section.of(taker.objects(), pages)


class _Taker:
    """Gathers objects; each is written out once, and named by its index."""

    def __init__(self) -> None:
        self._indices: dict[tuple[int, int], int] = {}
        self._found: list[Any] = []

    def index_of(self, item: Any) -> int:
        """Return the index of an object that has its own number."""
        if item.objgen not in self._indices:
            self._indices[item.objgen] = len(self._found)
            self._found.append(item)
        return self._indices[item.objgen]

    def objects(self) -> Iterator[PdfObject]:
        """Yield everything found, and what is found on the way."""
        for item in self._found:  # it grows meanwhile
            stream = bytes(item.read_raw_bytes()) if isinstance(item, pikepdf.Stream) else None
            yield self._value(item, top=True), stream

    def _value(self, item: Any, *, top: bool = False) -> bytes:
        """Return a value as it is written; objects with their own numbers become references."""
        if isinstance(item, pikepdf.Object) and item.is_indirect and not top:
            return reference(self.index_of(item))
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            left_out = {"/Length"} if isinstance(item, pikepdf.Stream) else _left_out(item)
            kept = [(key, value) for key, value in item.items() if key not in left_out]
            return b"<<%s>>" % b" ".join([_name(key) + b" " + self._value(value) for key, value in kept])
        if isinstance(item, pikepdf.Array):
            return b"[%s]" % b" ".join([self._value(value) for value in item])
        return _plain(item)


def _left_out(item: Any) -> frozenset[str]:
    return _OF_THE_WHOLE if str(item.get("/Type")) in {"/Page", "/Annot"} else frozenset()


def _plain(item: Any) -> bytes:
    if isinstance(item, pikepdf.Name):
        return _name(str(item))
    if isinstance(item, pikepdf.String):
        return b"<%s>" % bytes(item).hex().encode()
    if isinstance(item, bool):
        return b"true" if item else b"false"
    if item is None:
        return b"null"
    return f"{item:f}".encode() if isinstance(item, Decimal) else str(item).encode()


def _name(name: str) -> bytes:
    """Return a name as it is written: special characters become ``#`` and their numbers."""
    return b"/" + b"".join(b"#%02X" % byte if byte in _ESCAPED else bytes((byte,)) for byte in name[1:].encode())
