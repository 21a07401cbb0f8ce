"""The containers in which Office kept its files before 2007, and keeps protected ones today: a file system in a file.

Source of the layout: [MS-CFB] of the Microsoft Open Specifications.
"""

import struct
from collections.abc import Iterator

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the containers begin."""
END_OF_CHAIN = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""
NOBODY = 0xFFFFFFFF
"""Where an entry of the directory has no neighbour."""
SMALL_STREAM = 4096
ENTRY = 128
"""Bytes of an entry in the directory."""


class CompoundFile:
    """Sectors in chains, and a directory of streams; what an embedded document holds lies further down in it."""

    def __init__(self, data: bytes) -> None:
        """Read table and directory; whatever is broken raises an error of some kind."""
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        self._small = 1 << struct.unpack_from("<H", data, 32)[0]
        self._table = self._read_table()
        self._directory = self._chain(struct.unpack_from("<I", data, 48)[0])
        self._streams = dict(self._entries())

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a stream or a folder of that name at the top."""
        return name in self._streams

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _read_table(self) -> list[int]:
        """Return the table that names each sector's successor; a list of more than 109 parts goes on elsewhere."""
        parts = list(struct.unpack_from("<109I", self._data, 76))
        following = struct.unpack_from("<I", self._data, 68)[0]
        for _ in range(len(self._data) // self._size):
            if following >= END_OF_CHAIN:
                break
            *more, following = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            parts += more
        table = b"".join(self._sector(part) for part in parts if part < END_OF_CHAIN)
        return list(struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4]))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._numbers(start, self._table))

    def _numbers(self, start: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table) + 1):
            if start >= END_OF_CHAIN:
                return
            yield start
            start = table[start]
        raise ValueError("a chain of sectors bites its tail")

    def _entries(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Yield name, first sector and size of what lies at the top, from one neighbour to the next."""
        waiting, seen = [struct.unpack_from("<I", self._directory, 76)[0]], set()
        while waiting:
            number = waiting.pop()
            entry = self._directory[ENTRY * number : ENTRY * (number + 1)]
            if number in seen or len(entry) < ENTRY:
                continue
            seen.add(number)
            length, left, right, start, size = struct.unpack_from("<H2xII40xII", entry, 64)
            waiting += [neighbour for neighbour in (left, right) if neighbour != NOBODY]
            yield entry[: max(length - 2, 0)].decode("utf-16-le"), (start, size)

    def stream(self, *names: str) -> bytes:
        """Return the stream with the first of the `names` that is there; raise `KeyError` if none is."""
        start, size = next(self._streams[name] for name in (*names, "") if name in self._streams or not name)
        return self._small_stream(start, size) if size < SMALL_STREAM else self._chain(start)[:size]

    def _small_stream(self, start: int, size: int) -> bytes:
        chain = self._chain(struct.unpack_from("<I", self._data, 60)[0])
        table = list(struct.unpack(f"<{len(chain) // 4}I", chain))
        pool = self._chain(struct.unpack_from("<I", self._directory, 116)[0])
        numbers = self._numbers(start, table)
        return b"".join(pool[n * self._small : (n + 1) * self._small] for n in numbers)[:size]
