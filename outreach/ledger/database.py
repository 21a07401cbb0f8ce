"""What a ledger is to the rest of the tool: one connection, the same on SQLite and on PostgreSQL.

Statements are written once, in what both understand, with values by name: ``WHERE uid = :uid``.
"""

import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from outreach.errors import LedgerError

FILE_NAME = "ledger.sqlite"
IntegrityError = sqlite3.IntegrityError
"""What both back ends raise when a statement would break a rule of the tables."""


TRIES = 5
"""How often something is done again whose connection was cut."""
P = ParamSpec("P")
T = TypeVar("T")


class LostConnectionError(LedgerError):
    """The server is out of reach; the transaction that was under way did not happen."""


class UnreachableError(LedgerError):
    """The server has been out of reach for so long that it is not waited for any more."""


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

    def numbers_were_given(self) -> None:
        """See that the next rows get numbers above those that were put in with numbers of their own."""
        ...


def new_uid() -> str:
    """Return a global id, so that ledgers of one campaign can be brought together."""
    return uuid.uuid4().hex


def transaction(ledger: Ledger) -> AbstractContextManager[None]:
    """Do several statements as one: all of them are there afterwards, or none; nobody else writes meanwhile."""
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


def is_on_a_server(where: Path | str) -> bool:
    """Tell whether a ledger is a server's database, not a file."""
    return isinstance(where, str) and where.startswith(("postgresql://", "postgres://"))


def open_ledger(where: Path | str, place: str = "") -> AbstractContextManager[Ledger]:
    """Open the ledger at `where`, a path or ``postgresql://…``, making it if it is not there.

    On a server, `place` tells the batches of this campaign folder from those of others. Raises `LedgerError`
    where there is something else.
    """
    if isinstance(where, str) and is_on_a_server(where):
        from outreach.ledger import postgresql  # noqa: PLC0415 — it imports this module's names

        return cast("AbstractContextManager[Ledger]", postgresql.open_server(where, place))
    from outreach.ledger import sqlite  # noqa: PLC0415 — it imports this module's names

    return sqlite.open_file(Path(where))


def open_existing(where: Path | str, place: str = "") -> AbstractContextManager[Ledger | None]:
    """Open the ledger at `where` if there is one; nothing is made."""
    if isinstance(where, str) and is_on_a_server(where):
        from outreach.ledger import postgresql  # noqa: PLC0415 — it imports this module's names

        return postgresql.open_server(where, place, make=False)
    return open_ledger(where, place) if Path(where).exists() else nullcontext()
