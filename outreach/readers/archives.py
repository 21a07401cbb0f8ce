"""The zip files that workbooks are: whether they unpack to what a list can hold."""

import zipfile
from pathlib import Path
from typing import IO

from outreach.model import Problem
from outreach.readers.errors import UnreadableError, damaged

MAXIMUM_UNPACKED = 500 * 1024**2
"""Bytes; 10,000 rows of 30 columns unpack to about 15 MB."""
MAXIMUM_ENTRIES = 10_000
LARGE, MAXIMUM_RATIO = 50 * 1024**2, 100
"""Bytes, and how many times its packed size a large archive may unpack to; lists reach 20, zip bombs 1000."""


def refuse_bombs(path: Path, source: str) -> None:
    """Refuse an archive that is broken or unpacks to more than a list can hold."""
    with path.open("rb") as file:
        try:
            size = unpacked_size(file)
        except Exception as error:  # a damaged archive raises errors of many kinds, zlib's own among them
            raise damaged(source) from error
    if size > MAXIMUM_UNPACKED:
        raise UnreadableError(Problem(source, "unpacks to more than 500 MB", "copy the rows into a new workbook"))
    if size > LARGE and size > MAXIMUM_RATIO * path.stat().st_size:
        message = f"unpacks to {size // path.stat().st_size} times its size, as no list does"
        raise UnreadableError(Problem(source, message, "copy the rows into a new workbook"))


def unpacked_size(file: IO[bytes]) -> int:
    """Return the bytes that the archive really unpacks to; the sizes that it states are not believed."""
    size = 0
    with zipfile.ZipFile(file) as archive:
        if len(archive.infolist()) > MAXIMUM_ENTRIES:
            return MAXIMUM_UNPACKED + 1
        for entry in archive.infolist():
            with archive.open(entry) as member:
                while block := member.read(1024**2):
                    size += len(block)
                    if size > MAXIMUM_UNPACKED:
                        return size
    return size
