"""A ledger in one SQLite file: its settings, its making, and messages with a remedy.

The settings are those that never lost an acknowledged commit in a model of power cuts:
``journal_mode=DELETE`` with ``synchronous=EXTRA``. No WAL: it does not work on network folders.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.errors import LedgerError
from outreach.ledger.database import new_uid
from outreach.ledger.schema import SCHEMA_VERSION, sqlite_statements
from outreach.storage.files import OWNER_FILE

APPLICATION_ID = 0x4F555452
"""``OUTR``: marks the file as a ledger of this tool."""
BUSY_SECONDS = 30


class SqliteLedger(sqlite3.Connection):
    """A connection to a ledger file."""

    place = ""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do several statements as one: all of them are there afterwards, or none."""
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


@contextmanager
def open_file(path: Path) -> Iterator[SqliteLedger]:
    """Open the ledger at `path`, making it if it is not there; raise `LedgerError` where it is none."""
    if not path.exists():
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        except FileExistsError:
            pass
        except OSError as error:
            message = f"the ledger {path} cannot be made ({error.strerror}); check the folder's rights"
            raise LedgerError(message) from error
    with errors_told(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=SqliteLedger)
        connection.row_factory = sqlite3.Row
        try:
            _prepare(connection, path)
            yield connection
        finally:
            connection.close()


@contextmanager
def errors_told(path: Path) -> Iterator[None]:
    """Turn SQLite's own errors into messages with a remedy."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "not a database" in text or "malformed" in text:
            message = f"{path} is not a ledger, or is damaged; move it away, or put your last copy in its place"
        elif "full" in text:
            message = f"the disk is full: {path} could not be written; free some space and run it again"
        elif "locked" in text:
            message = f"{path} is in use by another command; wait for it to end and run this again"
        elif "readonly" in text or "unable to open" in text:
            message = f"{path} cannot be written; check its rights"
        else:
            message = f"{path}: {text}"
        raise LedgerError(message) from error


TEMPORARY_KIB = 256
"""Memory for tables that live as long as a command; the rest of them lies in a file that has no name."""


def _prepare(connection: SqliteLedger, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute(f"PRAGMA temp.cache_size = -{TEMPORARY_KIB}")
    if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
        _create(connection)  # asked first: another process may be making the tables at this moment
    refuse_stranger(connection, path)
    if version_of(connection) < SCHEMA_VERSION:
        from outreach.ledger.migrations import migrate  # noqa: PLC0415 — needed once in the life of a ledger

        migrate(connection, path)


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


def _create(connection: SqliteLedger) -> None:
    with connection.transaction():
        if connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            return
        make_tables(connection)
        values = {"uid": new_uid(), "version": SCHEMA_VERSION}
        connection.execute("INSERT INTO campaign (uid, version) VALUES (:uid, :version)", values)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def make_tables(connection: SqliteLedger) -> None:
    """Make the tables of the newest version inside a transaction."""
    for statement in sqlite_statements():
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
