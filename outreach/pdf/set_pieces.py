"""The places of the pieces of a batch in the sections that they were set in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetSide:
    """One side of a piece: a hash of what it was set from, and its pages in one of the job's sections."""

    key: str
    section: int
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SetPiece:
    """A piece that was set: its number in the batch and its sides in the order of the pages."""

    number: int
    sides: tuple[SetSide, ...]
