"""PDF written piece by piece: sections of set pages go into a file as they come, in any order.

A section holds a few hundred pages at most, so memory does not grow with the number of letters; the file remembers
eight bytes for each written object. Source of all syntax: ISO 32000-1, 7.3 and 7.5.
"""

import hashlib
import io
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Self

PRODUCER = b"outreach"
LEVEL = 4
"""How hard zlib tries for whatever is compressed here: 6 takes half as long again for 2 % less."""
OBJECTS_A_STREAM = 200
"""How many small objects share one compressed stream."""
ROWS_TOGETHER = 10_000
"""So many pages, or places of objects, are written out at once."""
_REFERENCE = re.compile(rb"\0(\d+)\0")
_FILTER = b"<</Filter/FlateDecode%s>>"
_CATALOG, _PAGES, _INFO = 1, 2, 3
_IN_STREAM = 1 << 63
"""Marks a place that is a stream's number and an index in it (31 and 32 bits), not an offset in the file."""

PdfObject = tuple[bytes, bytes | None]
"""A dictionary or another value as written in a PDF, and the data of a stream; references are `reference`s."""


def reference(index: int) -> bytes:
    """Return how one object of a section refers to another one by its index."""
    return b"\0%d\0" % index


def compressed(data: bytes, entries: bytes = b"") -> PdfObject:
    """Return a compressed stream of `data`, with further dictionary `entries`."""
    return _FILTER % entries, zlib.compress(data, LEVEL)


def compressed_parts(parts: Iterable[bytes], entries: bytes) -> PdfObject:
    """Return a compressed stream of `parts`, one after the other; each is read only once."""
    press = zlib.compressobj(LEVEL)
    return _FILTER % entries, b"".join([*map(press.compress, parts), press.flush()])


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that were set together and what they share: fonts, pictures, repeated blocks.

    `data` is all objects one after the other, each its dictionary followed by the data of its stream: one block of
    memory, because a thousand small ones leave holes. `places` are the bytes at which these begin, two for each
    object, and the end; -1 stands for no stream. `pages` are indices of objects; a page's dictionary names no parent.
    Strings in dictionaries hold no zero byte, which marks references.
    """

    data: bytes
    places: "array[int]"
    pages: tuple[int, ...]

    @classmethod
    def of(cls, objects: Iterable[PdfObject], pages: Iterable[int]) -> Self:
        """Return the section of some objects, of which `pages` are pages."""
        data: list[bytes] = []
        places, at = array("i", [0]), 0
        for head, stream in objects:
            data += (head, stream or b"")
            middle = at + len(head)
            at = middle + len(data[-1])
            places.extend((-1 if stream is None else middle, at))
        return cls(b"".join(data), places, tuple(pages))

    def object(self, index: int) -> PdfObject:
        """Return one object."""
        start, middle, end = self.places[2 * index : 2 * index + 3]
        return (self.data[start:end], None) if middle < 0 else (self.data[start:middle], self.data[middle:end])

    def pdf(self, pages: Iterable[int] | None = None) -> bytes:
        """Return a whole PDF of the given pages (from 0), of all by default."""
        output = io.BytesIO()
        writer = SectionWriter(output)
        writer.finish(writer.pages(self, pages))
        return output.getvalue()


@dataclass(frozen=True, slots=True)
class PageHead:
    """A page of a section that a file knows, ready to be put into it once or several times."""

    section: "_Taken"
    index: int


class _Taken:
    """A section that is being written: which of its objects have a number in the file."""

    __slots__ = ("numbers", "section")

    def __init__(self, section: Section) -> None:
        self.section = section
        self.numbers: dict[int, int] = {}


class SectionWriter:
    """Writes one PDF; an object is written with the first page that needs it."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin the PDF in the empty `file`."""
        self._file = file
        self._digest = hashlib.sha256()
        self._at = 0
        self._places = array("Q", [0] * 4)
        self._small: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def take(self, section: Section) -> Sequence[PageHead]:
        """Return the pages of `section`; nothing is written before `page` asks for one."""
        taken = _Taken(section)
        return [PageHead(taken, index) for index in section.pages]

    def page(self, head: PageHead) -> int:
        """Write a page with everything that it needs and that is not written yet; return its number for `finish`."""
        written = self._resolved(head.section.section.object(head.index)[0], head.section)
        return self._add(b"<</Parent %d 0 R%s" % (_PAGES, written[2:]), None)

    def pages(self, section: Section, pages: Iterable[int] | None = None) -> list[int]:
        """Write the given pages of `section` (from 0), all by default; return their numbers for `finish`."""
        heads = self.take(section)
        return [self.page(heads[page]) for page in (range(len(heads)) if pages is None else pages)]

    def finish(self, pages: Sequence[int]) -> None:
        """Write everything else; the document shows `pages`, numbers that `page` returned, in this order."""
        self._put_small(_CATALOG, b"<</Type/Catalog/Pages %d 0 R>>" % _PAGES)
        self._put_small(_INFO, b"<</Producer(%s)>>" % PRODUCER)
        self._flush_small()
        self._put_page_tree(pages)
        self._finish_references()

    def _resolved(self, head: bytes, taken: _Taken) -> bytes:
        return _REFERENCE.sub(lambda found: b"%d 0 R" % self._number(int(found[1]), taken), head)

    def _number(self, index: int, taken: _Taken) -> int:
        """Return the number of a section's object in the file, where it is added on first use."""
        number = taken.numbers.get(index)
        if number is None:
            number = taken.numbers[index] = self._new_number()
            head, stream = taken.section.object(index)
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

    def _put_small(self, number: int, value: bytes) -> None:
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
        self._put(stream, *compressed_parts([start, *data[1:]], entries))

    def _put_page_tree(self, pages: Sequence[int]) -> None:
        """Write the object that names all pages into its own stream, in parts: it may have megabytes."""
        stream = self._new_number()
        self._places[_PAGES] = _IN_STREAM | stream << 32
        start = b"%d 0\n" % _PAGES
        entries = b"/Type/ObjStm/N 1/First %d" % len(start)
        self._put(stream, *compressed_parts(chain([start], _page_tree(pages)), entries))

    def _finish_references(self) -> None:
        """Write the cross-reference stream and the end; the identifier is the hash of what came before."""
        number = self._new_number()
        start = self._places[number] = self._at
        width = (max(start, len(self._places)).bit_length() + 7) // 8
        name = self._digest.hexdigest()[:32].encode()
        entries = b"/Type/XRef/Size %d/W[1 %d 1]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            len(self._places), width, _CATALOG, _INFO, name, name,
        )  # fmt: skip
        self._put(number, *compressed_parts(self._reference_rows(width), entries))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _reference_rows(self, width: int) -> Iterator[bytes]:
        """Yield where each object is, `width` bytes a number, in parts: a long document has megabytes of them."""
        yield b"\0" + bytes(width) + b"\xff"
        for part in range(1, len(self._places), ROWS_TOGETHER):
            rows = bytearray()
            for place in self._places[part : part + ROWS_TOGETHER]:
                kind, second, third = (
                    (2, place >> 32 & 0x7FFFFFFF, place & 0xFF) if place & _IN_STREAM else (1, place, 0)
                )
                rows += b"%c%b%c" % (kind, second.to_bytes(width, "big"), third)
            yield bytes(rows)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._at += len(data)


def _page_tree(pages: Sequence[int]) -> Iterator[bytes]:
    yield b"<</Type/Pages/Count %d/Kids[" % len(pages)
    for part in range(0, len(pages), ROWS_TOGETHER):
        yield b"".join([b"%d 0 R " % page for page in pages[part : part + ROWS_TOGETHER]])
    yield b"]>>"


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
        size, self._width = map(int, _found(_SIZE_AND_WIDTH, head).groups())
        self._rows = zlib.decompress(rows, bufsize=size * (self._width + 2))  # at once: it may have megabytes
        del rows
        self._opened: tuple[int, list[bytes]] = (0, [])
        tree = self._text(self._row(_PAGES)[1])[0]  # megabytes in a long document, of which nothing is cut out
        self._pages = array("I", (int(one[1]) for one in _WRITTEN_REFERENCE.finditer(tree, _found(_KIDS, tree).end())))

    def __len__(self) -> int:
        """Return how many pages the document shows."""
        return len(self._pages)

    def section(self, pages: Iterable[int]) -> Section:
        """Return some `pages`, counted from 0, with everything that they need."""
        indexes: dict[int, int] = {}
        numbers: list[int] = []

        def index_of(number: int) -> int:
            if number not in indexes:
                indexes[number] = len(numbers)
                numbers.append(number)
            return indexes[number]

        def named(found: re.Match[bytes]) -> bytes:
            number = int(found[1])  # a mark that refers to no object is part of a text
            return reference(index_of(number)) if 0 < number < len(self._rows) // (self._width + 2) else found[0]

        wanted = tuple(index_of(self._pages[page]) for page in pages)
        objects: list[PdfObject] = []
        while len(objects) < len(numbers):
            head, data = self._value(numbers[len(objects)])
            if head.startswith(_OF_A_PAGE):
                head = b"<<" + head[len(_OF_A_PAGE) :]
            objects.append((_WRITTEN_REFERENCE.sub(named, head), data))
        return Section.of(objects, wanted)

    def _value(self, number: int) -> PdfObject:
        """Return an object by its number in the file."""
        kind, second, third = self._row(number)
        return self._stream(second) if kind == 1 else (self._small(second)[third], None)

    def _row(self, number: int) -> tuple[int, int, int]:
        """Return whether an object is in the file or in a stream, its place or that stream's number, its index."""
        length = self._width + 2
        row = self._rows[length * number : length * (number + 1)]
        return row[0], int.from_bytes(row[1:-1]), row[-1]

    def _text(self, number: int) -> tuple[bytes, int]:
        """Return the small objects that share one stream with the places before them, and where these end."""
        head, data = self._value(number)
        return zlib.decompress(data or b""), int(_found(_SMALL, head)[2])

    def _small(self, number: int) -> list[bytes]:
        """Return the small objects that share one stream; neighbours are asked for one after the other."""
        if self._opened[0] != number:
            text, start = self._text(number)
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
_SIZE_AND_WIDTH = re.compile(rb"/Size (\d+)/W\[1 (\d+) 1\]")
_KIDS = re.compile(rb"/Kids\[")
_SMALL = re.compile(rb"/N (\d+)/First (\d+)")
_LENGTH = re.compile(rb"\d+ 0 obj\n<</Length (\d+)")


def _found(pattern: re.Pattern[bytes], text: bytes) -> re.Match[bytes]:
    found = pattern.search(text)
    if found is None:
        raise ValueError("this PDF was not written piece by piece")
    return found
