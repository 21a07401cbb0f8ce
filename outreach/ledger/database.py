"""What a ledger is to the rest of the tool: one connection, the same on SQLite and on PostgreSQL.

Statements are written once, in what both understand, with values by name: ``WHERE uid = :uid``.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

FILE_NAME = "ledger.sqlite"
IntegrityError = sqlite3.IntegrityError
"""What both back ends raise when a statement would break a rule of the tables."""


class Row(Protocol):
    """A row of a result, by name or by position."""

    def __getitem__(self, key: Any, /) -> Any:
        """Return one value."""
        ...

    def keys(self) -> list[str]:
        """Return the names of the columns."""
        ...


class Rows(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""
        ...


class Ledger(Protocol):
    """An open ledger."""

    place: str
    """Whose batches lie in this campaign folder: empty for a file, which belongs to its folder."""

    def execute(self, sql: str, values: Mapping[str, object] = ..., /) -> Rows:
        """Run one statement."""
        ...

    def executemany(self, sql: str, values: Iterable[Mapping[str, object]], /) -> object:
        """Run one statement for each of `values`."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Do several statements as one, and alone."""
        ...


def new_uid() -> str:
    """Return a global id, so that ledgers of one campaign can be brought together."""
    return uuid.uuid4().hex


def transaction(ledger: Ledger) -> AbstractContextManager[None]:
    """Do several statements as one: all of them are there afterwards, or none; nobody else writes meanwhile."""
    return ledger.transaction()


def open_ledger(path: Path) -> AbstractContextManager[Ledger]:
    """Open the ledger at `path`, making it if it is not there; raise `LedgerError` where it is none."""
    from outreach.ledger import sqlite  # noqa: PLC0415 — it imports this module's names

    return sqlite.open_file(path)
