"""Keep results for later: a few files, found by the hash of what the results were made from.

Nothing here ever raises a fault. A file is written completely or not at all. A file that is gone, damaged or wrong in
any other way counts as absent, and its content is made again. Several processes may use one shelf.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach.storage.files import open_private, private_folder

FOLDER = ".kept"
"""Where it lies below ``prints``: hidden, and for its owner alone."""
MOST = 256 * 1024**2
"""Bytes that a shelf may take; what was not used for the longest time goes first."""
ROOM = 512 * 1024**2
"""Bytes that must stay free on the disk: it is there for letters."""
ABANDONED = 3600.0
"""Seconds after which a half-written file is nobody's any more; writing one takes less than a second."""
KEY = 16
"""Bytes of a key."""
MAGIC = b"outreach kept 1\n"
"""How a file begins. A checksum follows, the number of keys and the length of the index (4 bytes each), the keys,
the index in JSON, and the bytes that it speaks of."""
CHECKSUM = 32
START = len(MAGIC) + CHECKSUM + 8


@dataclass(frozen=True, slots=True)
class Parcel:
    """The content of one file: JSON data for each key, JSON data that they share, and bytes."""

    entries: Mapping[bytes, Any]
    shared: Any
    data: bytes | memoryview


class Shelf:
    """The files of one campaign; `folder` is made when there is something to keep."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        """Keep files in `folder`, `most` bytes in all."""
        self._folder = folder
        self._most = most
        self._own: set[str] = set()
        self._places: dict[str, dict[bytes, str]] = {}

    def places(self, shape: str) -> Mapping[bytes, str]:
        """Return the file of each key that was kept under `shape`, which begins the files' names, before this run."""
        if shape not in self._places:
            names = sorted(path.name for path in self._folder.glob(f"{shape}-*")) if self._folder.is_dir() else []
            self._places[shape] = {key: name for name in reversed(names) for key in self._keys(name)}
        return self._places[shape]

    def _keys(self, name: str) -> Iterator[bytes]:
        """Yield the keys in a file's head; whether the file is whole is seen when it is taken."""
        with suppress(OSError), (self._folder / name).open("rb") as file:
            start = file.read(START)
            if len(start) == START and start.startswith(MAGIC):
                keys = file.read(min(KEY * int.from_bytes(start[-8:-4]), os.fstat(file.fileno()).st_size))
                yield from (keys[i : i + KEY] for i in range(0, len(keys), KEY))

    def take(self, name: str) -> Parcel | None:
        """Return the content of a file, or None if it is missing or not as it was written."""
        path = self._folder / name
        with suppress(OSError):
            parcel = _parcel(path.read_bytes())
            if parcel:
                with suppress(OSError):  # where nothing may be written, it can still be read
                    os.utime(path)
                self._own.add(name)
                return parcel
            path.unlink()
        return None

    def put(self, shape: str, parcel: Parcel) -> None:
        """Keep `parcel`, if there is room beside what this run needs and on the disk."""
        content = _content(parcel)
        name = f"{shape}-{hashlib.sha256(content).hexdigest()[:32]}"
        temporary = self._folder / f"{secrets.token_hex(8)}.partial"
        try:
            prints = private_folder(self._folder.parent)
            if shutil.disk_usage(prints).free < ROOM:
                return
            private_folder(self._folder)
            if not self._make_room(len(content)):
                return
            with open_private(temporary) as file:
                file.write(content)
            temporary.replace(self._folder / name)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
        else:
            self._own.add(name)

    def _make_room(self, size: int) -> bool:
        """Remove the least recently used files, but none of this run; tell whether `size` bytes fit."""
        found = sorted(self._files())
        total = size + sum(length for _, length, _ in found)
        abandoned = time.time() - ABANDONED
        for used, length, path in found:
            half = path.suffix == ".partial"
            if (used < abandoned) if half else (total > self._most and path.name not in self._own):
                with suppress(OSError):
                    path.unlink()
                    total -= length
        return total <= self._most

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield when each file was last used, its size and its path."""
        for one in os.scandir(self._folder):
            with suppress(OSError):
                yield one.stat().st_mtime, one.stat().st_size, Path(one.path)


def shelf_in(prints: Path) -> Shelf:
    """Return the shelf of a campaign, below its prints."""
    return Shelf(prints / FOLDER)


def _content(parcel: Parcel) -> bytes:
    """Return a file's content."""
    index = json.dumps([list(parcel.entries.values()), parcel.shared], separators=(",", ":")).encode()
    lengths = len(parcel.entries).to_bytes(4) + len(index).to_bytes(4)
    rest = b"".join((lengths, *parcel.entries, index, parcel.data))
    return MAGIC + hashlib.sha256(rest).digest() + rest


def _parcel(content: bytes) -> Parcel | None:
    """Return what a file's content says, or None if it is not as it was written."""
    checksum, rest = content[len(MAGIC) : len(MAGIC) + CHECKSUM], memoryview(content)[len(MAGIC) + CHECKSUM :]
    if not content.startswith(MAGIC) or hashlib.sha256(rest).digest() != checksum:
        return None
    count, length = int.from_bytes(rest[:4]), int.from_bytes(rest[4:8])
    start, end = 8 + KEY * count, 8 + KEY * count + length
    try:
        entries, shared = json.loads(bytes(rest[start:end]))
        keys = (bytes(rest[i : i + KEY]) for i in range(8, start, KEY))
        return Parcel(dict(zip(keys, entries, strict=True)), shared, rest[end:])
    except (ValueError, TypeError):
        return None


def cleared(folder: Path) -> int:
    """Remove the shelf in `folder`; return how many bytes it took. A file that is being written may stay."""
    size = 0
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            length = path.stat().st_size
            path.unlink()
            size += length
    with suppress(OSError):
        folder.rmdir()
    return size
