"""A ledger on a PostgreSQL server, for a team: the same statements through SQLAlchemy.

A cut connection is opened again. A transaction that was cut in the middle did not happen, unless the server says that
its COMMIT succeeded. So nothing is lost, and nothing is done twice.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, exc, make_url, text
from sqlalchemy.pool import NullPool

from outreach.errors import LedgerError
from outreach.ledger.database import IntegrityError, LostConnectionError, UnreachableError
from outreach.ledger.server_rows import ServerRows
from outreach.ledger.server_tables import damage
from outreach.model import Problem

WRITERS = 0x4F555452
"""The advisory lock that whoever writes holds for one transaction, so that claims come one after another."""
PATIENCE_SECONDS = 30.0
"""How long a lost server is waited for; a restart takes a few seconds."""
PAUSE_SECONDS = 0.2
STATEMENT_SECONDS = 300
"""How long the server may take for one statement; 200,000 events are recorded in a tenth of that."""
SESSION = (
    f"SET statement_timeout = '{STATEMENT_SECONDS}s'",  # whoever has the database may have changed a view of it
    "SET lock_timeout = '60s'",  # for somebody else's claim
    "SET idle_in_transaction_session_timeout = '60s'",  # a laptop that vanished blocks others no longer than this
    "SET tcp_keepalives_idle = 30",
    "SET synchronous_commit = on",
    "SET client_min_messages = error",
    "SET timezone = 'UTC'",
)
CONNECTING: dict[str, object] = {
    "connect_timeout": 10,
    "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,  # a server that vanished while it worked
    "tcp_user_timeout": 30_000,  # ms; a line that is cut while something is sent
}  # fmt: skip
REMEDIES = {
    "55P03": "somebody else has been writing to the ledger for a minute; run this again",
    "53100": "the disk of the ledger's server is full; nothing was recorded. Make room there and run this again",
    "42501": "this user may not write to the ledger on the server; ask whoever runs it for the rights. A new version of "
    "outreach is used first by the user who made the ledger",
    "57014": "the ledger's server took too long; nothing was recorded. Ask whoever runs it to look at the database",
    "25006": "the ledger's server is only for reading at the moment; nothing was recorded. Run this again later",
}
"""What the server's own error codes mean for a person."""
_OTHERWISE = "the ledger on the server cannot be used ({text}); ask whoever runs it to look at the database"
_UNWRITABLE = "a text or a number cannot be recorded ({text}); write it otherwise"
_INSERT = re.compile(r"INSERT INTO (?P<table>\w+) \((?P<columns>[^)]*)\) VALUES \((?P<values>[\w:, ]*)\)")
T = TypeVar("T")


class ServerLedger:
    """A connection to a ledger on a server."""

    file = None

    def __init__(self, engine: Engine, place: str) -> None:
        """Connect; raise `LedgerError` with the remedy where that does not work."""
        self.place = place
        self.name = _shown(engine.url)
        self._engine = engine
        self._inside = False
        self._connection: Connection | None = None
        self._connect()  # once: a wrong address is reported at once

    def execute(self, sql: str, values: Mapping[str, object] | None = None) -> ServerRows:
        """Run one statement; outside a transaction, a cut connection is opened again."""
        return self._once_or_again(lambda: self._run(sql, dict(values or {})))

    def executemany(self, sql: str, values: Iterable[Mapping[str, object]]) -> None:
        """Run one statement for each of `values`; plain inserts are sent as one stream."""
        insert = _INSERT.fullmatch(sql.strip())
        if insert and self._inside:
            self._copy(insert, values)
        elif rows := [dict(one) for one in values]:  # may be needed a second time
            self._once_or_again(lambda: self._copy(insert, rows) if insert else self._run(sql, rows))

    def close(self) -> None:
        """Disconnect from the server."""
        if self._connection is not None:
            with suppress(Exception):  # a connection that is cut already cannot be closed well
                self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do several statements as one, and alone; raise `LostConnectionError` if nothing of it was done."""
        number = self._again(self._begin)
        self._inside = True
        try:
            yield
            self._commit(number)
        except BaseException:
            with suppress(Exception):  # a lost connection has rolled back by itself
                self._run("ROLLBACK")
            raise
        finally:
            self._inside = False

    def numbers_were_given(self) -> None:
        """Make sure that the next rows get higher numbers than the rows that were inserted with their own numbers."""
        for table in ("piece", "event"):
            self.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) > 0"  # noqa: S608
            )

    def damage(self) -> list[Problem]:
        """Return differences from the tables and rules of this tool; the server itself checks for damage."""
        return damage(self)

    def overwrite_what_is_erased(self) -> None:
        """Do nothing, because the server cannot; `wipe` removes erased data."""

    def wipe(self) -> None:
        """Remove erased data from the free pages of the tables."""
        self.execute("VACUUM FULL")

    def _begin(self) -> str:
        self._run("BEGIN")
        self._run("SELECT pg_advisory_xact_lock(:key)", {"key": WRITERS})
        return str(self._run("SELECT CAST(pg_current_xact_id() AS text)").fetchall()[0][0])

    def _commit(self, number: str) -> None:
        try:
            self._run("COMMIT")
        except LostConnectionError:
            if not self._again(lambda: self._came_through(number)):
                raise

    def _came_through(self, number: str) -> bool:
        """Ask the server whether a transaction was committed if its answer was lost.

        After a crash the server may report a transaction id from the future. Treat it as not committed.
        """
        query = "SELECT pg_xact_status(CAST(:number AS xid8))"
        while True:
            try:
                status = self._run(query, {"number": number}).fetchall()[0][0]
            except exc.DataError:
                return False
            if status != "in progress":
                return bool(status == "committed")
            time.sleep(PAUSE_SECONDS)

    def _once_or_again(self, work: Callable[[], T]) -> T:
        return work() if self._inside else self._again(work)

    def _again(self, work: Callable[[], T]) -> T:
        """Do `work`, on a new connection if this one is lost, until the waiting time is over."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                if self._connection is None:
                    self._connect()
                return work()
            except LostConnectionError as error:
                self.close()
                if time.monotonic() > end:
                    raise UnreachableError(error.message) from error
                time.sleep(PAUSE_SECONDS)

    def _connect(self) -> None:
        try:
            self._connection = self._engine.connect()
            for statement in SESSION:
                self._connection.exec_driver_sql(statement)
        except exc.DBAPIError as error:
            self.close()
            raise _cannot_connect(self.name, str(error.orig)) from error

    def _run(self, sql: str, values: Any = None) -> ServerRows:
        with self._errors_told() as connection:
            return ServerRows(connection.execute(text(sql), values or {}))

    def _copy(self, insert: re.Match[str], rows: Iterable[Mapping[str, object]]) -> None:
        """Put rows into a table by COPY: one answer from the server for all of them, not one for each."""
        names = re.findall(r":(\w+)", insert["values"])
        with self._errors_told() as connection:
            driver: Any = connection.connection.driver_connection
            with (
                driver.cursor() as cursor,
                cursor.copy(f"COPY {insert['table']} ({insert['columns']}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row([row[name] for name in names])

    @contextmanager
    def _errors_told(self) -> Iterator[Connection]:
        """Give the connection, and turn the server's errors into what a person, or a new try, can mend."""
        if self._connection is None:
            raise LostConnectionError(_LOST)
        try:
            yield self._connection
        except UnicodeEncodeError as error:
            raise LedgerError(_UNWRITABLE.format(text=error)) from error
        except (exc.StatementError, psycopg.Error) as error:
            cause = error.orig if isinstance(error, exc.StatementError) else error
            code = str(getattr(cause, "sqlstate", "") or "")
            if code.startswith("23"):  # a rule of the tables
                raise IntegrityError(_first_line(cause)) from error
            if self._is_lost():
                self.close()
                raise LostConnectionError(_LOST) from error
            form = _UNWRITABLE if isinstance(cause, psycopg.DataError) else _OTHERWISE
            raise LedgerError(REMEDIES.get(code) or form.format(text=_first_line(cause))) from error

    def _is_lost(self) -> bool:
        driver: Any = None if self._connection is None or self._connection.invalidated else self._connection.connection
        return driver is None or bool(driver.driver_connection.closed)


_LOST = (
    "the connection to the ledger's server was lost, and what was under way was not recorded; "
    "see that the network and the server are well, and run this again"
)
_REFUSALS = {
    "password": "the server wants a password, or another one: put it into the environment as PGPASSWORD, or into the "
    "password file ~/.pgpass",
    "does not exist": "the server has no such database or user: ask whoever runs it, or make it with createdb",
    "resolve host": "there is no server of that name: look at `ledger` in campaign.toml, and at the network",
}


def _first_line(error: object) -> str:
    """Return what an error says, without the statement and its values, which may be personal."""
    return (str(error).splitlines() or ["no reason given"])[0]


def _shown(url: URL) -> str:
    """Return an address without its password."""
    return url.set(password=None).render_as_string().replace("postgresql+psycopg", "postgresql")


def _cannot_connect(name: str, text: str) -> LedgerError:
    for sign, remedy in _REFUSALS.items():
        if sign in text:
            return LedgerError(f"the ledger {name} cannot be opened: {remedy}")
    return LostConnectionError(
        f"the ledger {name} cannot be reached; see that the network and the server are well, and run this again"
    )


@contextmanager
def connected(address: str, place: str) -> Iterator[ServerLedger]:
    """Connect to the database at `address`; its content is not looked at."""
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
    except (exc.ArgumentError, ValueError) as error:
        form = "postgresql://anna@server.example/letters"
        raise LedgerError(f"`ledger` is no address of a server; write it as {form}") from error
    engine = create_engine(
        url, isolation_level="AUTOCOMMIT", poolclass=NullPool, use_native_hstore=False, connect_args=CONNECTING
    )
    ledger = ServerLedger(engine, place)
    try:
        yield ledger
    finally:
        ledger.close()
        engine.dispose()
