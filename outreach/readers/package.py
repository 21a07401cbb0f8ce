"""The packages that workbooks are since 2007: parts in a zip archive that name each other by relations.

Programs differ in how they write them: with backslashes or other capitals in names, with parts in unusual
places, with the addresses of the strict standard. So a part is found by what is related to it, never by its name.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from outreach.readers.xml import ElementHandler, attributes_in, parse

MAIN = "officeDocument"
USUAL = ("xl/workbook.xml", "xl/workbook.bin")
"""Where the main part lies in archives that do not say so."""


class Relation(NamedTuple):
    """What one part says of another: the id, the kind (such as ``worksheet``), and the part's name."""

    id: str
    kind: str
    part: str


class WorkbookPackage:
    """A zip archive whose parts are found whatever slashes and capitals their names are written with."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Look at the names of an open `archive`."""
        self._archive = archive
        self._names = {_plain(name): name for name in archive.namelist()}

    def __contains__(self, part: str) -> bool:
        """Tell whether there is such a part."""
        return _plain(part) in self._names

    def read(self, part: str) -> bytes:
        """Return the bytes of a part."""
        return self._archive.read(self._names[_plain(part)])

    def parse(self, part: str, handler: ElementHandler) -> None:
        """Tell `handler` of the XML in a part."""
        with self._archive.open(self._names[_plain(part)]) as stream:
            parse(stream, handler)

    def related(self, part: str) -> Iterator[Relation]:
        """Yield the relations of a part, of the whole package for ``""``."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return
        with self._archive.open(self._names[_plain(relations)]) as stream:
            found = attributes_in(stream)
        for one in found:
            if "Target" in one and one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one["Target"].replace("\\", "/")))
                yield Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target.lstrip("/"))

    def main(self) -> str:
        """Return the name of the main part; raise `KeyError` if there is none."""
        named = (one.part for one in self.related("") if one.kind == MAIN)
        found = next((part for part in (*named, *USUAL) if part in self), None)
        if found is None:
            raise KeyError(MAIN)
        return found

    def beside(self, main: str, kind: str) -> str | None:
        """Return the part of a kind (``styles``) that belongs to the main part; None if there is none."""
        folder, name = posixpath.split(main)
        usual = posixpath.join(folder, kind + posixpath.splitext(name)[1])
        related = (one.part for one in self.related(main) if one.kind == kind)
        return next((part for part in (*related, usual) if part in self), None)

    def content_type(self, part: str) -> str:
        """Return what the package says that a part is, in small letters; ``""`` where it says nothing."""
        if "[Content_Types].xml" not in self:
            return ""
        with self._archive.open(self._names["[content_types].xml"]) as stream:
            found = attributes_in(stream)
        by_name = {_plain(one["PartName"]): one for one in found if "PartName" in one}
        by_ending = {one["Extension"].lower(): one for one in found if "Extension" in one}
        facts = by_name.get(_plain(part)) or by_ending.get(part.rpartition(".")[2].lower(), {})
        return facts.get("ContentType", "").lower()


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
