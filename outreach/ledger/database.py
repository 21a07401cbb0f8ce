"""Open the SQLite file, make its tables, and keep its promises about power cuts and versions.

The settings are those that never lost an acknowledged commit in a model of power cuts:
``journal_mode=DELETE`` with ``synchronous=EXTRA``. No WAL: it does not work on network folders.
"""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.errors import LedgerError
from outreach.files import OWNER_FILE

FILE_NAME = "ledger.sqlite"
APPLICATION_ID = 0x4F555452
"""``OUTR``: marks the file as a ledger of this tool."""
SCHEMA_VERSION = 1
BUSY_SECONDS = 30

SCHEMA = """
CREATE TABLE campaign (
    uid TEXT NOT NULL
) STRICT;
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    mailing TEXT NOT NULL,
    stationery TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE TABLE piece (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    batch INTEGER NOT NULL REFERENCES batch (id),
    number INTEGER NOT NULL,
    mailing TEXT NOT NULL,
    recipient TEXT NOT NULL,
    person TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    sender TEXT NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    first_page INTEGER NOT NULL DEFAULT 0,
    last_page INTEGER NOT NULL DEFAULT 0,
    UNIQUE (mailing, recipient, round, attempt)
) STRICT;
CREATE INDEX piece_by_batch ON piece (batch, number);
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    at TEXT NOT NULL,
    date TEXT NOT NULL,
    by TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('merged', 'printed', 'sent', 'returned', 'answered', 'void', 'reprinted', 'undone')),
    piece INTEGER NOT NULL REFERENCES piece (id),
    note TEXT NOT NULL DEFAULT '',
    command TEXT NOT NULL DEFAULT '',
    undoes INTEGER UNIQUE REFERENCES event (id),
    CHECK ((kind = 'undone') = (undoes IS NOT NULL))
) STRICT;
CREATE INDEX event_by_piece ON event (piece, id);
CREATE TABLE file (
    batch INTEGER NOT NULL REFERENCES batch (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (batch, name)
) STRICT;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE VIEW standing AS
    SELECT piece.*, event.kind AS state, event.date AS state_date, event.note AS state_note
    FROM piece JOIN event ON event.id = (
        SELECT max(e.id) FROM event e
        WHERE e.piece = piece.id AND e.kind NOT IN ('undone', 'reprinted')
          AND NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = e.id)
    );
"""


def new_uid() -> str:
    """Return a global id, so that ledgers of one campaign can be brought together."""
    return uuid.uuid4().hex


@contextmanager
def open_ledger(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the ledger at `path`, making it if it is not there; raise `LedgerError` where it is none."""
    new = not path.exists()
    if new:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        except FileExistsError:
            pass
        except OSError as error:
            message = f"the ledger {path} cannot be made ({error.strerror}); check the folder's rights"
            raise LedgerError(message) from error
    with _errors_told(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            _prepare(connection, path)
            yield connection
        finally:
            connection.close()


@contextmanager
def _errors_told(path: Path) -> Iterator[None]:
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


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
        _create(connection)  # asked first: another process may be making the tables at this moment
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise LedgerError(f"{path} is a database of another program, not a ledger; move it away")
    if version > SCHEMA_VERSION:
        raise LedgerError(
            f"{path} was written by a newer version of outreach (ledger version {version}, "
            f"this tool knows {SCHEMA_VERSION}); update outreach"
        )


def _create(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        if connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            return
        for statement in _statements(SCHEMA):
            connection.execute(statement)
        connection.execute("INSERT INTO campaign (uid) VALUES (?)", (new_uid(),))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do several statements as one: all of them are there afterwards, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
