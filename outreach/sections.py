"""PDF written piece by piece: sections of set pages go into a file as they come, in any order.

A section holds a few hundred pages at most, so memory does not grow with the number of letters; of what
was written the file remembers eight bytes an object. Source of all syntax: ISO 32000-1, 7.3 and 7.5.
"""

import hashlib
import io
import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

PRODUCER = b"outreach"
LEVEL = 4
"""How hard zlib tries for whatever is compressed here: 6 takes half as long again for 2 % less."""
OBJECTS_A_STREAM = 200
"""How many small objects share one compressed stream."""
_REFERENCE = re.compile(rb"\0(\d+)\0")
_FILTER = b"<</Filter/FlateDecode%s>>"
_CATALOG, _PAGES, _INFO = 1, 2, 3
_IN_STREAM = 1 << 63
"""Marks a place that is a stream's number and an index in it (31 and 32 bits), not an offset in the file."""

PdfObject = tuple[bytes, bytes | None]
"""A dictionary or another value as written in a PDF, and the data of a stream; references are `reference`s."""


def reference(index: int) -> bytes:
    """Return how one object of a section names another one by its index."""
    return b"\0%d\0" % index


def compressed(*data: bytes | bytearray, entries: bytes = b"") -> PdfObject:
    """Return a compressed stream of some `data`, one after the other, with further dictionary `entries`."""
    if len(data) == 1:
        return _FILTER % entries, zlib.compress(data[0], LEVEL)
    press = zlib.compressobj(LEVEL)
    return _FILTER % entries, b"".join([*map(press.compress, data), press.flush()])


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that were set together and what they share: fonts, pictures, repeated blocks.

    `pages` are indices into `objects`; a page's dictionary names no parent. Strings in dictionaries
    hold no zero byte, which stands for references alone.
    """

    objects: tuple[PdfObject, ...]
    pages: tuple[int, ...]

    def pdf(self, pages: Iterable[int] | None = None) -> bytes:
        """Return a whole PDF of the given pages (from 0), of all by default."""
        output = io.BytesIO()
        writer = SectionWriter(output)
        writer.finish(writer.pages(self, pages))
        return output.getvalue()


@dataclass(frozen=True, slots=True)
class PageHead:
    """A page of a section that a file knows of, ready to be put into it once or several times."""

    section: "_Taken"
    index: int


class _Taken:
    """A section that is being written: which of its objects have a number in the file."""

    __slots__ = ("numbers", "section")

    def __init__(self, section: Section) -> None:
        self.section = section
        self.numbers: dict[int, int] = {}


class SectionWriter:
    """Writes one PDF; an object goes out when the first page that needs it does."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin the PDF in the empty `file`."""
        self._file = file
        self._digest = hashlib.sha256()
        self._at = 0
        self._places = array("Q", [0] * 4)
        self._small: list[tuple[int, bytes | bytearray]] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def take(self, section: Section) -> Sequence[PageHead]:
        """Return the pages of `section`; nothing is written before `page` asks for one."""
        taken = _Taken(section)
        return [PageHead(taken, index) for index in section.pages]

    def page(self, head: PageHead) -> int:
        """Write a page with all that it needs and was not written yet; return its number for `finish`."""
        written = self._resolved(head.section.section.objects[head.index][0], head.section)
        return self._add(b"<</Parent %d 0 R%s" % (_PAGES, written[2:]), None)

    def pages(self, section: Section, pages: Iterable[int] | None = None) -> list[int]:
        """Write the given pages of `section` (from 0), all by default; return their numbers for `finish`."""
        heads = self.take(section)
        return [self.page(heads[page]) for page in (range(len(heads)) if pages is None else pages)]

    def finish(self, pages: Sequence[int]) -> None:
        """Write everything else; the document shows `pages`, numbers that `page` returned, in this order."""
        self._put_small(_CATALOG, b"<</Type/Catalog/Pages %d 0 R>>" % _PAGES)
        self._put_small(_INFO, b"<</Producer(%s)>>" % PRODUCER)
        self._put_small(_PAGES, _page_tree(pages))
        self._flush_small()
        self._finish_references()

    def _resolved(self, head: bytes, taken: _Taken) -> bytes:
        return _REFERENCE.sub(lambda found: b"%d 0 R" % self._number(int(found[1]), taken), head)

    def _number(self, index: int, taken: _Taken) -> int:
        """Return the number of a section's object in the file, where it is put when first asked for."""
        number = taken.numbers.get(index)
        if number is None:
            number = taken.numbers[index] = self._new_number()
            head, stream = taken.section.objects[index]
            self._put(number, self._resolved(head, taken), stream)
        return number

    def _new_number(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _add(self, head: bytes, stream: bytes | None) -> int:
        number = self._new_number()
        self._put(number, head, stream)
        return number

    def _put(self, number: int, head: bytes, stream: bytes | None) -> None:
        if stream is None:
            self._put_small(number, head)
            return
        self._places[number] = self._at
        self._write(
            b"%d 0 obj\n<</Length %d%s\nstream\n%s\nendstream\nendobj\n" % (number, len(stream), head[2:], stream)
        )

    def _put_small(self, number: int, value: bytes | bytearray) -> None:
        self._small.append((number, value))
        if len(self._small) == OBJECTS_A_STREAM:
            self._flush_small()

    def _flush_small(self) -> None:
        """Write the small objects that wait, together in one compressed stream."""
        if not self._small:
            return
        small, self._small = self._small, []
        stream = self._new_number()
        index, offset = [], 0
        for place, (number, value) in enumerate(small):
            self._places[number] = _IN_STREAM | stream << 32 | place
            index.append(b"%d %d" % (number, offset))
            offset += len(value) + 1
        start = b" ".join(index) + b"\n"
        entries = b"/Type/ObjStm/N %d/First %d" % (len(small), len(start))
        data = [part for _, value in small for part in (b"\n", value)]
        self._put(stream, *compressed(start, *data[1:], entries=entries))

    def _finish_references(self) -> None:
        """Write the cross-reference stream and the end; the identifier is the hash of what came before."""
        number = self._new_number()
        start = self._places[number] = self._at
        width = (max(start, len(self._places)).bit_length() + 7) // 8
        rows = bytearray(b"\0" + bytes(width) + b"\xff")
        for place in islice(self._places, 1, None):
            kind, second, third = (2, place >> 32 & 0x7FFFFFFF, place & 0xFF) if place & _IN_STREAM else (1, place, 0)
            rows += b"%c%b%c" % (kind, second.to_bytes(width, "big"), third)
        name = self._digest.hexdigest()[:32].encode()
        entries = b"/Type/XRef/Size %d/W[1 %d 1]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            len(self._places), width, _CATALOG, _INFO, name, name,
        )  # fmt: skip
        self._put(number, *compressed(rows, entries=entries))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._at += len(data)


def _page_tree(pages: Sequence[int]) -> bytearray:
    """Return the object that names all pages; a list of their names would take ten times the memory."""
    tree = bytearray(b"<</Type/Pages/Count %d/Kids[" % len(pages))
    for page in pages:
        tree += b"%d 0 R " % page
    tree += b"]>>"
    return tree


def write_sections(file: BinaryIO, sections: Iterable[Section]) -> None:
    """Write a PDF of all pages of some sections, one after the other."""
    writer, pages = SectionWriter(file), array("I")
    for section in sections:
        pages.extend(writer.pages(section))
    writer.finish(pages)


class SectionReader:
    """Reads single pages of a PDF that a `SectionWriter` wrote, however long it is.

    Memory holds a few bytes an object. Other programs' PDFs raise `ValueError`.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Find in `file` where its objects and pages are."""
        self._file = file
        file.seek(0, io.SEEK_END)
        file.seek(max(file.tell() - _END_OF_FILE, 0))
        head, rows = self._stream(int(_found(_START, file.read())[1]))
        self._width = int(_found(_WIDTH, head)[1])
        self._rows = zlib.decompress(rows)
        self._opened: tuple[int, list[bytes]] = (0, [])
        kids = _found(_KIDS, self._value(_PAGES)[0])[1]
        self._pages = array("I", (int(one[1]) for one in _WRITTEN_REFERENCE.finditer(kids)))

    def __len__(self) -> int:
        """Return how many pages the document shows."""
        return len(self._pages)

    def section(self, pages: Iterable[int]) -> Section:
        """Return some `pages`, counted from 0, with all that they need."""
        indexes: dict[int, int] = {}
        numbers: list[int] = []

        def index_of(number: int) -> int:
            if number not in indexes:
                indexes[number] = len(numbers)
                numbers.append(number)
            return indexes[number]

        def named(found: re.Match[bytes]) -> bytes:
            number = int(found[1])  # what stands for no object is a part of a text
            return reference(index_of(number)) if 0 < number < len(self._rows) // (self._width + 2) else found[0]

        wanted = tuple(index_of(self._pages[page]) for page in pages)
        objects: list[PdfObject] = []
        while len(objects) < len(numbers):
            head, data = self._value(numbers[len(objects)])
            if head.startswith(_OF_A_PAGE):
                head = b"<<" + head[len(_OF_A_PAGE) :]
            objects.append((_WRITTEN_REFERENCE.sub(named, head), data))
        return Section(tuple(objects), wanted)

    def _value(self, number: int) -> PdfObject:
        """Return an object by its number in the file."""
        length = self._width + 2
        row = self._rows[length * number : length * (number + 1)]
        kind, second, third = row[0], int.from_bytes(row[1:-1]), row[-1]
        return self._stream(second) if kind == 1 else (self._small(second)[third], None)

    def _small(self, number: int) -> list[bytes]:
        """Return the small objects that share one stream; neighbours are asked for one after the other."""
        if self._opened[0] != number:
            head, data = self._value(number)
            found = _found(_SMALL, head)
            text = zlib.decompress(data or b"")
            start = int(found[2])
            places = [int(place) for place in text[:start].split()[1::2]]
            ends = [*(place - 1 for place in places[1:]), len(text) - start]
            self._opened = number, [text[start + a : start + b] for a, b in zip(places, ends, strict=True)]
        return self._opened[1]

    def _stream(self, offset: int) -> tuple[bytes, bytes]:
        """Return the dictionary and the data of a stream."""
        self._file.seek(offset)
        head = b""
        while b"\nstream\n" not in head:
            more = self._file.read(_READ_AT_ONCE)
            if not more:
                raise ValueError("this PDF was not written piece by piece")
            head += more
        head, _, data = head.partition(b"\nstream\n")
        found = _found(_LENGTH, head)
        length = int(found[1])
        data += self._file.read(max(length - len(data), 0))
        return b"<<" + head[found.end() :], data[:length]


_END_OF_FILE = 64
_READ_AT_ONCE = 2048
_OF_A_PAGE = b"<</Parent %d 0 R" % _PAGES
_WRITTEN_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_START = re.compile(rb"startxref\n(\d+)\n")
_WIDTH = re.compile(rb"/W\[1 (\d+) 1\]")
_KIDS = re.compile(rb"/Kids\[(.*)\]", re.DOTALL)
_SMALL = re.compile(rb"/N (\d+)/First (\d+)")
_LENGTH = re.compile(rb"\d+ 0 obj\n<</Length (\d+)")


def _found(pattern: re.Pattern[bytes], text: bytes) -> re.Match[bytes]:
    found = pattern.search(text)
    if found is None:
        raise ValueError("this PDF was not written piece by piece")
    return found
