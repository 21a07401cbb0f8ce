"""The tables of a ledger on a server: made in an empty database, upgraded to the newest version, checked."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger
from outreach.ledger.ids import new_uid
from outreach.ledger.schema import (
    DECIDING_EVENT,
    SCHEMA_VERSION,
    TOO_OLD,
    columns,
    postgresql_rules,
    postgresql_statements,
    view_columns,
)
from outreach.model import Problem

UPGRADES: Mapping[int, Sequence[str]] = MappingProxyType(
    {2: (*postgresql_rules(), f"UPDATE piece SET state_event = ({DECIDING_EVENT}) WHERE state <> ''")}  # noqa: S608 — our own words
)
"""What makes the tables of an older version those of the newest: they stay, with the rights that people have to them.
The first version had no servers. Each version that changes the tables adds a row."""
_REPAIR = "whoever runs the server brings back its last good backup"


def create_if_empty(ledger: Ledger) -> None:
    """Make the tables in an empty database; raise `LedgerError` where there are others."""
    if not is_made(ledger):
        with ledger.transaction():
            if not is_made(ledger):  # asked again: somebody else may have made it meanwhile
                _make(ledger)


def is_made(ledger: Ledger) -> bool:
    """Tell whether the database has the tables of a ledger."""
    return bool(ledger.execute("SELECT to_regclass('campaign') IS NOT NULL").fetchall()[0][0])


def _make(ledger: Ledger) -> None:
    others = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    if ledger.execute(others).fetchall()[0][0]:
        raise LedgerError("the database on the server holds tables of another program; make an empty one with createdb")
    for statement in postgresql_statements():
        ledger.execute(statement)
    values = {"uid": new_uid(), "version": SCHEMA_VERSION}
    ledger.execute("INSERT INTO campaign (uid, version) VALUES (:uid, :version)", values)


def refuse_stranger(ledger: Ledger) -> None:
    """Raise `LedgerError` where the tables are not those of a ledger, or of a newer version of this tool."""
    if (version := version_of(ledger)) > SCHEMA_VERSION:
        raise LedgerError(
            f"the ledger on the server was written by a newer version of outreach (ledger version {version}, "
            f"this tool knows {SCHEMA_VERSION}); update outreach"
        )
    if changed := _other_columns(ledger):
        raise LedgerError(f"{ledger.name} is not a ledger, or was changed by another program: {changed[0]}; {_REPAIR}")


def version_of(ledger: Ledger) -> int:
    """Return the version of the tables; raise `LedgerError` unless they state it exactly once."""
    rows = ledger.execute("SELECT version FROM campaign LIMIT 2").fetchall()
    if len(rows) != 1 or not isinstance(rows[0][0], int):
        raise LedgerError(f"{ledger.name} is not a ledger, or was changed by another program; {_REPAIR}")
    return rows[0][0]


_COLUMNS = """
    SELECT c.relname AS table_name, a.attname AS column_name, format_type(a.atttypid, NULL) AS type
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.oid IN (SELECT CAST(to_regclass(name) AS oid) FROM unnest(CAST(:tables AS text[])) AS name)
    AND c.relkind = CASE WHEN c.relname = ANY(CAST(:views AS text[])) THEN 'v' ELSE 'r' END AND a.attnum > 0 AND NOT a.attisdropped
"""


def _other_columns(ledger: Ledger) -> list[str]:
    """Return the columns that a table lacks, or that are of another type; a newer version may have more."""
    wanted = {**columns(large="BIGINT"), **view_columns()}
    rows = ledger.execute(_COLUMNS, {"tables": list(wanted), "views": list(view_columns())})
    there = {(row["table_name"], row["column_name"]): row["type"].upper() for row in rows}
    return [
        f"column `{column}` of `{table}` is {'missing' if (table, column) not in there else 'another'}"
        for table, names in wanted.items()
        for column, kind in names.items()
        if there.get((table, column)) != kind
    ]


def _rule_names() -> list[str]:
    return [found[1] for one in postgresql_rules() if (found := re.match(r"CREATE OR REPLACE TRIGGER (\w+)", one))]


def migrate(ledger: Ledger) -> None:
    """Bring the tables to the newest version; on any error they are as they were."""
    with ledger.transaction():
        version = version_of(ledger)
        if version == SCHEMA_VERSION:
            return  # another computer has done it meanwhile
        if version not in UPGRADES:
            raise LedgerError(TOO_OLD.format(name=ledger.name, version=version, newest=SCHEMA_VERSION))
        for statement in UPGRADES[version]:
            ledger.execute(statement)
        ledger.execute("UPDATE campaign SET version = :version", {"version": SCHEMA_VERSION})


def damage(ledger: Ledger) -> list[Problem]:
    """Return differences from the tables and rules of this tool; the server itself checks for damage."""
    rules = {row["tgname"] for row in ledger.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")}
    missing = [f"the rule `{name}` is missing" for name in _rule_names() if name not in rules]
    return [Problem(ledger.name, message, _REPAIR) for message in (*_other_columns(ledger), *missing)]
