"""The rows of a list in little memory: compressed, some hundred together, and unpacked when somebody asks."""

import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from outreach.model import Row
from outreach.storage.on_demand import OnDemand


class PackedRows(OnDemand[Row]):
    """The rows of a list as compressed bytes: memory and the way between processes hold some eighty bytes each."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Pack `rows`, some at a time."""
        waiting = iter(rows)
        self._portions: list[bytes] = []
        self._count = 0
        while some := tuple(islice(waiting, ROWS_A_PORTION)):
            self._portions.append(_packed(some))
            self._count += len(some)
        self._opened: tuple[int, Sequence[Row]] = (-1, ())

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def __iter__(self) -> Iterator[Row]:
        """Unpack one row after the other."""
        for portion in self._portions:
            yield from _unpacked(portion)

    def made(self, index: int) -> Row:
        """Return one row; its neighbours are at hand afterwards."""
        portion, place = divmod(index, ROWS_A_PORTION)
        if self._opened[0] != portion:
            self._opened = portion, tuple(_unpacked(self._portions[portion]))
        return self._opened[1][place]


ROWS_A_PORTION = 500
"""Rows that are packed and unpacked together."""
_QUICKLY = 1
"""How hard zlib tries: the next level takes twice the time for a tenth of the bytes."""


def _packed(rows: Sequence[Row]) -> bytes:
    names = tuple(rows[0].cells)
    packed = [
        (
            row.source,
            row.number,
            tuple(row.cells.values()) if tuple(row.cells) == names else dict(row.cells),
            row.faults,
        )
        for row in rows
    ]
    return zlib.compress(marshal.dumps((names, packed)), _QUICKLY)


def _unpacked(portion: bytes) -> Iterator[Row]:
    names, packed = marshal.loads(zlib.decompress(portion))  # noqa: S302 — written by a child of this process
    for source, number, cells, faults in packed:
        yield Row(source, number, cells if isinstance(cells, dict) else dict(zip(names, cells, strict=True)), faults)
