"""Long sequences that take little memory: their items are made on demand."""

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import eq
from typing import Protocol, TypeVar, overload

Item = TypeVar("Item")
Held = TypeVar("Held")
Seen_co = TypeVar("Seen_co", covariant=True)


class Items(Protocol[Seen_co]):
    """Anything that can be iterated and indexed: every sequence, even one that grows."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, index: int, /) -> Seen_co:
        """Return one of them."""

    def __iter__(self) -> Iterator[Seen_co]:
        """Yield them in their order."""


class Growing(Items[Held], Protocol[Held]):
    """Anything that takes items one by one, in memory or on the disk, such as a list."""

    def append(self, item: Held, /) -> None:
        """Append an item."""

    def __setitem__(self, index: int, item: Held, /) -> None:
        """Put an item in the place of another."""


class OnDemand(Sequence[Item]):
    """A sequence whose items are made each time they are needed; its slices hold no items either."""

    @abstractmethod
    def made(self, index: int) -> Item:
        """Return the item at `index`, which is not negative."""

    def chosen(self, indexes: Sequence[int]) -> Sequence[Item]:
        """Return the items at `indexes`, in that order."""
        return Chosen(self, indexes)

    def __iter__(self) -> Iterator[Item]:
        """Make one item after the other."""
        return map(self.made, range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Tell whether `other` has the same items, as any sequence may."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        """Return one item, or some of them."""
        wanted = range(len(self))[index]
        return self.chosen(wanted) if isinstance(wanted, range) else self.made(wanted)


class Places:
    """The places of texts in a sequence; memory holds some thirty bytes a text, not the text itself."""

    def __init__(self, text_at: Callable[[int], str]) -> None:
        """Begin empty; `text_at` returns the text at a place, to make sure."""
        self._text_at = text_at
        self._count = 0
        self._hashes, self._places = array("q", bytes(8 * FEW)), array("I", bytes(4 * FEW))

    def find(self, text: str) -> int | None:
        """Return the place of `text`, if it is known."""
        return self._slot(hash(text), text)[1]

    def add(self, text: str, place: int) -> None:
        """Note the place of a `text` that is not known yet."""
        if 2 * self._count >= len(self._places):
            self._grow()
        slot, _ = self._slot(hash(text))
        self._hashes[slot], self._places[slot] = hash(text), place + 1
        self._count += 1

    def _slot(self, wanted: int, text: str | None = None) -> tuple[int, int | None]:
        """Return the slot of `text`, and its place; without it, the free slot for a hash."""
        mask = len(self._places) - 1
        slot = wanted & mask
        while place := self._places[slot]:
            if text is not None and self._hashes[slot] == wanted and self._text_at(place - 1) == text:
                return slot, place - 1
            slot = (slot + 1) & mask
        return slot, None

    def _grow(self) -> None:
        """Make twice as many slots."""
        hashes, places = self._hashes, self._places
        self._hashes, self._places = array("q", bytes(16 * len(places))), array("I", bytes(8 * len(places)))
        for wanted, place in zip(hashes, places, strict=True):
            if place:
                slot, _ = self._slot(wanted)
                self._hashes[slot], self._places[slot] = wanted, place


FEW = 1024
"""Slots to begin with; their number is a power of two."""


class Chosen(OnDemand[Item]):
    """Some items of another sequence, in a separate order."""

    def __init__(self, source: Items[Item], indexes: Sequence[int]) -> None:
        """Choose the items at `indexes` of `source`."""
        self._source, self._indexes = source, indexes

    def __len__(self) -> int:
        """Return how many were chosen."""
        return len(self._indexes)

    def made(self, index: int) -> Item:
        """Return one of them."""
        return self._source[self._indexes[index]]


def chosen(items: Sequence[Item], indexes: Iterable[int]) -> Sequence[Item]:
    """Return the items at `indexes`, in that order; memory holds four bytes for each."""
    places = indexes if isinstance(indexes, range) else array("I", indexes)
    return items.chosen(places) if isinstance(items, OnDemand) else Chosen(items, places)
