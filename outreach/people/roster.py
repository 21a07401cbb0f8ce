"""Keep the people of long lists on the disk, so that memory does not grow with a list.

The file lies in the campaign folder, has no name there (on Windows one that only this process can open), and
is gone when nobody needs it any more, however the process ends.
"""

import io
import marshal
import tempfile
import weakref
from array import array
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from outreach.model import Kind, Recipient, Row
from outreach.storage.on_demand import OnDemand

IN_MEMORY = 2000
"""So many people stay in memory: the lists of most campaigns are shorter and need no file."""
_KINDS = {kind.value: kind for kind in Kind}


class Roster(OnDemand[Recipient]):
    """The people of a list: the first ones in memory, all others in a file, with twelve bytes each in memory."""

    def __init__(self, folder: Path) -> None:
        """Begin without anybody; a file is made in `folder` when it is needed."""
        self._folder = folder
        self._first: list[Recipient] = []
        self._places, self._sizes = array("Q"), array("I")
        self._columns: dict[tuple[str, ...], int] = {}
        self._names: list[tuple[str, ...]] = []
        self._file: BinaryIO | None = None
        self._end = 0

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self._first) + len(self._places)

    def append(self, person: Recipient) -> None:
        """Take in another person."""
        if len(self._first) < IN_MEMORY:
            self._first.append(person)
        else:
            data = self._packed(person)
            self._places.append(self._put(data))
            self._sizes.append(len(data))

    def __setitem__(self, index: int, person: Recipient) -> None:
        """Replace a person by another one."""
        if index < len(self._first):
            self._first[index] = person
        else:
            data = self._packed(person)
            self._places[index - len(self._first)] = self._put(data)
            self._sizes[index - len(self._first)] = len(data)

    def made(self, index: int) -> Recipient:
        """Return one person."""
        if index < len(self._first):
            return self._first[index]
        place = index - len(self._first)
        assert self._file  # noqa: S101 — whoever is not among the first was put there
        self._file.seek(self._places[place])
        return self._unpacked(self._file.read(self._sizes[place]))

    def _put(self, data: bytes) -> int:
        """Append `data`; return where it begins."""
        if self._file is None:
            self._file = _nameless_file(self._folder)
            weakref.finalize(self, _close, self._file)
        place, self._end = self._end, self._end + len(data)
        if self._file.tell() != place:
            self._file.seek(place)
        self._file.write(data)
        return place

    def _packed(self, person: Recipient) -> bytes:
        """Return a person as bytes; the names of columns, which all rows share, are kept once."""
        row = person.row
        return marshal.dumps(
            (
                person.kind.value, person.id, person.name, person.addressee, person.address, person.country,
                person.language, self._number(person.fields), (*person.fields.values(),), person.person, person.aliases,
                row.source, row.number, self._number(row.cells), (*row.cells.values(),), row.faults,
            )
        )  # fmt: skip

    def _unpacked(self, data: bytes) -> Recipient:
        (
            kind, id_, name, addressee, address, country, language, columns, values, person, aliases,
            source, number, headers, cells, faults,
        ) = marshal.loads(data)  # noqa: S302 — written by this process  # fmt: skip
        row = Row(source, number, dict(zip(self._names[headers], cells, strict=True)), faults)
        fields = dict(zip(self._names[columns], values, strict=True))
        return Recipient(_KINDS[kind], id_, name, addressee, address, country, language, fields, row, person, aliases)

    def _number(self, cells: Mapping[str, str]) -> int:
        """Return the number by which the columns of `cells` are known."""
        names = (*cells,)
        number = self._columns.setdefault(names, len(self._names))
        if number == len(self._names):
            self._names.append(names)
        return number


def _nameless_file(folder: Path) -> BinaryIO:
    """Return a file for this process only; memory is used instead if nothing can be written."""
    with suppress(OSError):
        return tempfile.TemporaryFile(dir=folder)
    return io.BytesIO()


def _close(file: BinaryIO) -> None:
    """Close a file that nobody needs any more: on a full disk that fails, and does no harm."""
    with suppress(OSError):
        file.close()
