"""Bring a ledger file of an older version to the newest, in one transaction and after a backup.

The old tables are renamed, the new ones made, and the rows copied over, so that a migrated ledger has exactly the
tables of a new one. Each version that changes the tables adds a row to `BROUGHT_OVER`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from outreach.errors import LedgerError
from outreach.ledger.backups import back_up
from outreach.ledger.schema import SCHEMA_VERSION, TOO_OLD
from outreach.ledger.sqlite import RESTORE, SqliteLedger, make_tables, version_of

_VERSION_1 = {
    "batch": "id, uid, mailing, stationery, created_at",
    "piece": "id, uid, batch, number, mailing, recipient, person, round, attempt, about, sender, language, name,"
    " country, first_page, last_page",
    "event": "id, uid, action, at, date, by, kind, piece, note, command, undoes",
    "file": "batch, name, sha256, size",
}
_VERSION_2 = {
    "batch": "id, uid, mailing, stationery, created_at, place, origin",
    "piece": _VERSION_1["piece"],
    "event": "id, uid, action, at, date, by, kind, piece, mailing, recipient, person, name, country, sender, note,"
    " detail, command, undoes",
    "file": _VERSION_1["file"],
}
BROUGHT_OVER: Mapping[int, Mapping[str, str]] = MappingProxyType({1: _VERSION_1, 2: _VERSION_2})
"""The columns of each table that an older version has, in the order in which the tables are filled."""
KINDS = "kind"
"""The table that holds the tool's own words; it is made anew."""


def migrate(ledger: SqliteLedger) -> None:
    """Bring a ledger file to the newest version; on any error it is as it was."""
    path = ledger.file
    try:
        back_up(ledger, path, f"version-{version_of(ledger)}")
    except OSError as error:
        message = (
            f"{path} was not brought to the new version, since no copy of it could be made "
            f"({error.strerror}); free some space, check the rights of its folder, and run it again"
        )
        raise LedgerError(message) from error
    with ledger.transaction():
        version = version_of(ledger)
        if version == SCHEMA_VERSION:
            return  # another process has done it meanwhile
        if version not in BROUGHT_OVER:
            raise LedgerError(TOO_OLD.format(name=path, version=version, newest=SCHEMA_VERSION))
        _bring_over(ledger, {"campaign": "uid", **BROUGHT_OVER[version]})


def _bring_over(ledger: SqliteLedger, tables: Mapping[str, str]) -> None:
    _clear_names(ledger)
    there = [name for (name,) in ledger.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()]
    old = [name for name in (*reversed(list(tables)), KINDS) if name in there]
    for table in old:
        ledger.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    make_tables(ledger)
    for table, columns in tables.items():
        into, out = (
            (f"{columns}, version", f"{columns}, {SCHEMA_VERSION}") if table == "campaign" else (columns, columns)
        )
        order = " ORDER BY id" if "id" in columns.split(", ") else ""
        ledger.execute(f"INSERT INTO {table} ({into}) SELECT {out} FROM old_{table}{order}")  # noqa: S608 — our own words
    for table in old:
        ledger.execute(f"DROP TABLE old_{table}")
    if broken := ledger.execute("PRAGMA foreign_key_check").fetchall():
        raise LedgerError(f"{ledger.file}: {len(broken)} rows belong to nothing; {RESTORE}")


def _clear_names(ledger: SqliteLedger) -> None:
    """Remove views, triggers and indexes, because the new tables need their names."""
    made = "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger', 'index') AND sql IS NOT NULL"
    for kind, name in ledger.execute(made).fetchall():
        ledger.execute(f'DROP {kind} "{name}"')
