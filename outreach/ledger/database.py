"""What a ledger is to the rest of the tool: one connection, the same on SQLite and on PostgreSQL.

Statements are written once, in SQL that both understand, with named values: ``WHERE uid = :uid``.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from outreach.errors import LedgerError
from outreach.model import Problem

FILE_NAME = "ledger.sqlite"
TRIES = 5
"""How often something is done again whose connection was cut."""
P = ParamSpec("P")
T = TypeVar("T")


class IntegrityError(LedgerError):
    """A statement would break a rule of the tables, so it was not executed."""


class LostConnectionError(LedgerError):
    """The server is out of reach; the transaction that was under way did not happen."""


class UnreachableError(LedgerError):
    """The server has been out of reach for too long; nobody waits for it any more."""


class LedgerRow(Protocol):
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
    """An open ledger; every error of the engine is a `LedgerError` with a remedy."""

    place: str
    """Whose batches lie in this campaign folder: empty for a file, which belongs to its folder."""
    name: str
    """What messages call it: its path, or its address without a password."""

    @property
    def file(self) -> Path | None:
        """The file that holds the ledger; None on a server."""
        ...

    def execute(self, sql: str, values: Mapping[str, object] = ..., /) -> Rows:
        """Run one statement."""
        ...

    def executemany(self, sql: str, values: Iterable[Mapping[str, object]], /) -> object:
        """Run one statement for each of `values`."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Run several statements as one, while nobody else writes."""
        ...

    def numbers_were_given(self) -> None:
        """Make sure that the next rows get higher numbers than the rows that were inserted with their own numbers."""
        ...

    def damage(self) -> list[Problem]:
        """Return what the engine finds wrong, and where the tables are not those of this tool."""
        ...

    def overwrite_what_is_erased(self) -> None:
        """From now on, overwrite erased data, if the engine can do that."""
        ...

    def wipe(self) -> None:
        """Remove erased data from free pages."""
        ...


def transaction(ledger: Ledger) -> AbstractContextManager[None]:
    """Run several statements as one: all of them take effect, or none; nobody else writes meanwhile."""
    return ledger.transaction()


def survives_cuts(work: Callable[Concatenate[Ledger, P], T]) -> Callable[Concatenate[Ledger, P], T]:
    """Do `work`, which is one transaction, again when the connection was cut in the middle of it."""

    @wraps(work)
    def until_done(ledger: Ledger, /, *args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(TRIES - 1):
            try:
                return work(ledger, *args, **kwargs)
            except LostConnectionError:
                continue
        return work(ledger, *args, **kwargs)

    return until_done


def day(text: str) -> dt.date:
    """Return a recorded day; raise `LedgerError` if it is not a day."""
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        message = f"the ledger holds a day that does not exist: `{text}`; find it with: outreach ledger check"
        raise LedgerError(message) from error


def is_on_a_server(where: Path | str) -> bool:
    """Tell whether a ledger is a server's database, not a file."""
    return isinstance(where, str) and where.startswith(("postgresql://", "postgres://"))
