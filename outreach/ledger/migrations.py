"""Bring a ledger file of an older version to the newest, in one transaction and after a backup.

The old tables are set aside, the new ones made, and the rows brought over, so that a migrated ledger
has exactly the tables of a new one. Each version that changes the tables adds a row to `BROUGHT_OVER`.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from outreach.errors import LedgerError
from outreach.ledger.backups import back_up
from outreach.ledger.schema import SCHEMA_VERSION
from outreach.ledger.sqlite import SqliteLedger, make_tables, version_of

_VERSION_1 = {
    "campaign": "uid",
    "batch": "id, uid, mailing, stationery, created_at",
    "piece": "id, uid, batch, number, mailing, recipient, person, round, attempt, about, sender, language, name,"
    " country, first_page, last_page",
    "event": "id, uid, action, at, date, by, kind, piece, note, command, undoes",
    "file": "batch, name, sha256, size",
}
BROUGHT_OVER: Mapping[int, Mapping[str, str]] = MappingProxyType({1: _VERSION_1})
"""The columns of each table that an older version has, in the order in which the tables are filled."""


def migrate(connection: SqliteLedger, path: Path) -> None:
    """Bring the ledger at `path` to the newest version; on any error it is as it was."""
    try:
        back_up(connection, path, f"version-{version_of(connection)}")
    except OSError as error:
        message = (
            f"{path} was not brought to the new version, since no copy of it could be made "
            f"({error.strerror}); free some space, check the rights of its folder, and run it again"
        )
        raise LedgerError(message) from error
    with connection.transaction():
        version = version_of(connection)
        if version < SCHEMA_VERSION:  # asked again: another process may have done it meanwhile
            _bring_over(connection, BROUGHT_OVER[version])


def _bring_over(connection: SqliteLedger, tables: Mapping[str, str]) -> None:
    _clear_names(connection)
    for table in tables:
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    make_tables(connection)
    for table, columns in tables.items():
        version = (f"{columns}, version", f"{columns}, {SCHEMA_VERSION}") if table == "campaign" else (columns, columns)
        order = " ORDER BY id" if "id" in columns.split(", ") else ""
        connection.execute(f"INSERT INTO {table} ({version[0]}) SELECT {version[1]} FROM old_{table}{order}")  # noqa: S608
    for table in reversed(list(tables)):
        connection.execute(f"DROP TABLE old_{table}")
    if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
        raise sqlite3.DatabaseError(f"{len(broken)} rows belong to nothing")


def _clear_names(connection: SqliteLedger) -> None:
    """Take away views, triggers and indexes, whose names the new tables need."""
    made = "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger', 'index') AND sql IS NOT NULL"
    for kind, name in connection.execute(made).fetchall():
        connection.execute(f"DROP {kind} {name}")
