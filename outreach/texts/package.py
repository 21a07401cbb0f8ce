"""The zip archives that Word's and LibreOffice's documents are: opened under limits, hostile ones refused."""

import posixpath
import zipfile
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from outreach.model import Problem
from outreach.readers.archives import MAXIMUM_UNPACKED, unpacked_size
from outreach.readers.errors import UnreadableError

MAXIMUM_PART = 20 * 1024**2
"""Bytes of the XML of a letter; twenty printed pages need less than one megabyte."""
_MACROS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/")
ANEW = "copy the text into a new document and save that"


class Package:
    """A document's archive, read one part at a time."""

    def __init__(self, path: Path, source: str) -> None:
        """Open the archive; raise `UnreadableError` where it is damaged, too large, protected or holds macros."""
        self.source = source
        self.file = path.name
        try:
            with path.open("rb") as file:
                size = unpacked_size(file)
            self._archive = zipfile.ZipFile(path)
        except Exception as error:  # a damaged archive raises errors of many kinds, zlib's own among them
            raise self.damaged() from error
        self.names = frozenset(self._archive.namelist())
        if size > MAXIMUM_UNPACKED:
            raise self.refused("unpacks to more than 500 MB", ANEW)
        if any(_is_macro(name.lower()) for name in self.names):
            raise self.refused("holds macros, which a letter does not need", "save it without macros")

    def __enter__(self) -> Self:
        """Keep the archive open."""
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        """Close the archive."""
        self._archive.close()

    def bytes_of(self, name: str) -> bytes:
        """Return a part, empty if there is none of that name; raise `UnreadableError` where it is too large."""
        if name not in self.names:
            return b""
        if self._archive.getinfo(name).file_size > MAXIMUM_PART:
            raise self.refused("holds far more text than a letter", ANEW)
        return self._archive.read(name)

    def xml(self, name: str) -> Element | None:
        """Return the root of a part; None if there is none. Document types and entities are refused."""
        data = self.bytes_of(name)
        if not data:
            return None
        try:
            root: Element = fromstring(data, forbid_dtd=True)
        except DefusedXmlException as error:
            message = "holds a document type or entities, as no word processor writes them"
            raise self.refused(message, ANEW) from error
        except Exception as error:  # broken XML raises errors of several kinds
            raise self.damaged() from error
        return root

    def picture_name(self, part: str) -> str:
        """Return the name under which the press finds a picture of the document, or ``""`` if it is not in it."""
        part = posixpath.normpath(part).lstrip("/")
        return f"{self.file}/{part}" if part in self.names else ""

    def refused(self, message: str, remedy: str) -> UnreadableError:
        """Return the error for a document that is not taken."""
        return UnreadableError(Problem(self.source, message, remedy))

    def damaged(self) -> UnreadableError:
        """Return the error for what is no document."""
        remedy = "open it in your word processor and save it again as .docx or .odt"
        return self.refused("is damaged or no text document", remedy)


def _is_macro(name: str) -> bool:
    return name.rpartition("/")[2] in _MACROS or name.startswith(_MACRO_FOLDERS)
