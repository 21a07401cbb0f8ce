"""A ledger in one SQLite file: its settings, its making, and messages with a remedy.

In a model of power cuts, these settings never lost an acknowledged commit:
``journal_mode=DELETE`` with ``synchronous=EXTRA``. No WAL: it does not work on network folders.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from outreach.errors import LedgerError
from outreach.ledger.database import IntegrityError
from outreach.ledger.ids import new_uid
from outreach.ledger.schema import SCHEMA_VERSION, sqlite_statements
from outreach.model import Problem
from outreach.storage.files import OWNER_FILE

APPLICATION_ID = 0x4F555452
"""``OUTR``: marks the file as a ledger of this tool."""
BUSY_SECONDS = 30
TEMPORARY_KIB = 256
"""Memory for tables that live as long as a command; the rest of them lies in a file that has no name."""
RESTORE = "put the last good copy back: outreach ledger restore FILE"

MOVE_AWAY = "; move it away, or put your last copy in its place"
_DAMAGED = "{path} is not a ledger, or is damaged" + MOVE_AWAY
_IN_USE = "{path} is in use by another command; wait for it to end and run this again"
_RIGHTS = "{path} cannot be written; check its rights"
REMEDIES: Mapping[int, str] = MappingProxyType(
    {
        sqlite3.SQLITE_NOTADB: _DAMAGED,
        sqlite3.SQLITE_CORRUPT: _DAMAGED,
        sqlite3.SQLITE_BUSY: _IN_USE,
        sqlite3.SQLITE_LOCKED: _IN_USE,
        sqlite3.SQLITE_READONLY: _RIGHTS,
        sqlite3.SQLITE_CANTOPEN: _RIGHTS,
        sqlite3.SQLITE_PERM: _RIGHTS,
        sqlite3.SQLITE_FULL: "the disk is full: {path} could not be written; free some space and run it again",
        sqlite3.SQLITE_IOERR: "the disk failed while {path} was read or written ({text}); check the disk, and run it again",
        sqlite3.SQLITE_TOOBIG: "{path} holds a value that is too large",
        sqlite3.SQLITE_NOMEM: "there is not enough memory for {path}; close other programs and run it again",
    }
)
"""What SQLite's own error codes mean for a person."""
_OTHERWISE = "{path} cannot be used ({text}); see what is wrong with it: outreach ledger check"
_UNWRITABLE = "{path}: a text or a number cannot be recorded ({text}); write it otherwise"
_ERRORS = (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError, OverflowError)


class SqliteLedger(sqlite3.Connection):
    """A connection to a ledger file."""

    place = ""
    name: str
    file: Path

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        """Run one statement."""
        try:
            return super().execute(sql, values)
        except _ERRORS as error:
            raise told(error, self.file) from error

    def executemany(self, sql: str, values: Iterable[Any], /) -> sqlite3.Cursor:
        """Run one statement for each of `values`."""
        try:
            return super().executemany(sql, values)
        except _ERRORS as error:
            raise told(error, self.file) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run several statements as one: all of them take effect, or none."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.in_transaction:
                self.execute("ROLLBACK")
            raise
        self.execute("PRAGMA shrink_memory")  # a merge holds the ledger open for minutes, and needs room for letters

    def numbers_were_given(self) -> None:
        """Do nothing: SQLite counts on from the highest number by itself."""

    def overwrite_what_is_erased(self) -> None:
        """From now on, overwrite erased data."""
        self.execute("PRAGMA secure_delete = ON")

    def wipe(self) -> None:
        """Remove erased data from the free pages of the file."""
        self.execute("VACUUM")

    def damage(self) -> list[Problem]:
        """Return what SQLite itself finds wrong, and differences from the tables of this tool."""
        found = [
            f"is damaged: {message}" for (message,) in self.execute("PRAGMA integrity_check(3)") if message != "ok"
        ]
        if orphans := len(self.execute("PRAGMA foreign_key_check").fetchall()):
            found.append(f"{orphans} rows belong to nothing")
        changed = [
            f"{what}: somebody changed the tables with another program"
            for what in differences(made_by(sqlite_statements()), objects(self))
        ]
        return [Problem(self.file.name, message, RESTORE) for message in (*found, *changed)]


def told(error: Exception, path: Path) -> LedgerError:
    """Return SQLite's own error as one of ours, with the file and a remedy."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of the number holds details
    if isinstance(error, sqlite3.IntegrityError):
        return IntegrityError(f"{path}: {error}; nothing was recorded")
    form = REMEDIES.get(code, _OTHERWISE if isinstance(error, sqlite3.Error) else _UNWRITABLE)
    return LedgerError(form.format(path=path, text=error))


@contextmanager
def errors_told(path: Path) -> Iterator[None]:
    """Turn SQLite's own errors into messages with the file and a remedy."""
    try:
        yield
    except _ERRORS as error:
        raise told(error, path) from error


@contextmanager
def connected(path: Path) -> Iterator[SqliteLedger]:
    """Connect to the file at `path`, making an empty one where there is none; its content is not looked at."""
    _make_file(path)
    with errors_told(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=SqliteLedger)
        connection.file, connection.name = path, str(path)
        connection.row_factory = sqlite3.Row
        with closing(connection):
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute(f"PRAGMA temp.cache_size = -{TEMPORARY_KIB}")
            yield connection


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to the file at `path` for reading; raise `LedgerError` where that does not work."""
    with errors_told(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def _make_file(path: Path) -> None:
    if path.exists():
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
    except FileExistsError:
        return
    except OSError as error:
        message = f"the ledger {path} cannot be made ({error.strerror}); check the folder's rights"
        raise LedgerError(message) from error


def create_if_empty(connection: SqliteLedger) -> None:
    """Make the tables in an empty file."""
    if _has_tables(connection):  # asked first: another process may be making the tables at this moment
        return
    with connection.transaction():
        if _has_tables(connection):
            return
        make_tables(connection)
        values = {"uid": new_uid(), "version": SCHEMA_VERSION}
        connection.execute("INSERT INTO campaign (uid, version) VALUES (:uid, :version)", values)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _has_tables(connection: SqliteLedger) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone())


def make_tables(connection: SqliteLedger) -> None:
    """Make the tables of the newest version inside a transaction."""
    for statement in sqlite_statements():
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def refuse_stranger(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `LedgerError` for another program's database, and for a ledger of a newer version of this tool."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise LedgerError(f"{path} is a database of another program, not a ledger; move it away")
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        raise LedgerError(
            f"{path} was written by a newer version of outreach (ledger version {version}, "
            f"this tool knows {SCHEMA_VERSION}); update outreach"
        )


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the tables in the file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def objects(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the tables, views, indexes and rules with the SQL that made them, without SQLite's own."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return {name: " ".join(sql.split()) for name, sql in rows.fetchall()}


def made_by(statements: Iterable[str]) -> dict[str, str]:
    """Return the tables, views, indexes and rules that statements make."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in statements:
            fresh.execute(statement)
        return objects(fresh)


def differences(wanted: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    """Yield what is missing, extra or different in `there`."""
    for name in sorted(wanted.keys() | there.keys()):
        if name not in there:
            yield f"`{name}` is missing"
        elif name not in wanted:
            yield f"`{name}` is none of the tool's"
        elif wanted[name] != there[name]:
            yield f"`{name}` is another"


def fingerprint(made: Mapping[str, str]) -> str:
    """Return what stands for the tables, views, indexes and rules of one version."""
    return hashlib.sha256("\n".join(f"{name}: {made[name]}" for name in sorted(made)).encode()).hexdigest()
