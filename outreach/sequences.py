"""Long sequences that take little memory: their items are made when somebody asks for them."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

Item = TypeVar("Item")


class OnDemand(Sequence[Item]):
    """A sequence whose items are made anew each time that they are asked for; a part of it holds none either."""

    @abstractmethod
    def made(self, index: int) -> Item:
        """Return the item at `index`, which is not negative."""

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        """Return one item, or some of them."""
        chosen = range(len(self))[index]
        return Chosen(self, chosen) if isinstance(chosen, range) else self.made(chosen)


class Chosen(OnDemand[Item]):
    """Some items of another sequence, in an order of their own."""

    def __init__(self, source: Sequence[Item], indexes: Sequence[int]) -> None:
        """Choose the items at `indexes` of `source`."""
        self._source, self._indexes = source, indexes

    def __len__(self) -> int:
        """Return how many were chosen."""
        return len(self._indexes)

    def made(self, index: int) -> Item:
        """Return one of them."""
        return self._source[self._indexes[index]]
