"""Read the XML inside workbooks as a stream: no document types, no entities, nothing kept."""

import zipfile
from typing import IO, Protocol
from xml.parsers import expat

BLOCK = 256 * 1024
"""Bytes that are unpacked at a time."""


class DocumentTypeError(ValueError):
    """The XML declares a document type, as no spreadsheet program does."""


class ElementHandler(Protocol):
    """What is told of each element; names are those of the file, prefixes included."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of the beginning of an element."""

    def end(self, name: str) -> None:
        """Hear of its end."""

    def text(self, text: str) -> None:
        """Hear of the text between."""


def parse(stream: IO[bytes], handler: ElementHandler) -> None:
    """Tell `handler` of everything in `stream`; raise `expat.ExpatError` where it is no XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    while block := stream.read(BLOCK):
        parser.Parse(block, False)  # noqa: FBT003 — expat's own argument
    parser.Parse(b"", True)  # noqa: FBT003


def _refuse(*_: object) -> None:
    raise DocumentTypeError


def parse_part(archive: zipfile.ZipFile, name: str, handler: ElementHandler) -> None:
    """Parse one file of an archive."""
    with archive.open(name) as stream:
        parse(stream, handler)


class _Elements:
    """Gathers the elements of a small part."""

    def __init__(self) -> None:
        self.all: list[dict[str, str]] = []

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self.all.append(attributes)

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


def attributes_in(stream: IO[bytes]) -> list[dict[str, str]]:
    """Return the attributes of every element of a small text."""
    elements = _Elements()
    parse(stream, elements)
    return elements.all


def local(name: str) -> str:
    """Return an element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]
