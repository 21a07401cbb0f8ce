"""Verify what the tables promise: they are whole, no step is missing, every state follows from its events."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from types import MappingProxyType

from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.schema import sqlite_statements
from outreach.model import Problem, batch_name

RESTORE = "put the last good copy back: outreach ledger restore FILE"
NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "printed": "merged",
        "sent": "printed",
        "returned": "sent",
        "answered": "sent",
        "void": "merged",
    }
)
"""The step without which each step cannot have happened."""
_STANDS = "NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = e.id)"
_STATES = f"""
    SELECT piece.name, piece.batch, piece.number, piece.state FROM piece
    WHERE coalesce(piece.state_event, 0) <> coalesce((
        SELECT e.id FROM event e JOIN kind ON kind.name = e.kind
        WHERE e.piece = piece.id AND kind.step > 0 AND {_STANDS}
        ORDER BY kind.step DESC, e.date DESC, e.uid DESC LIMIT 1), 0)
    OR piece.state <> coalesce((SELECT e.kind FROM event e WHERE e.id = piece.state_event), '')
"""  # noqa: S608 — our own words
_MISSING = f"""
    SELECT piece.name, piece.batch, piece.number FROM event e JOIN piece ON piece.id = e.piece
    WHERE e.kind = :kind AND {_STANDS}
    AND NOT EXISTS (SELECT 1 FROM event o WHERE o.piece = e.piece AND o.kind = :needed
        AND NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = o.id))
"""  # noqa: S608 — our own words


def broken_promises(ledger: Ledger) -> list[Problem]:
    """Return what does not hold; a file that is not whole is not looked into further."""
    if isinstance(ledger, sqlite3.Connection) and (damage := list(_damage(ledger))):
        return damage
    return [*_wrong_states(ledger), *_missing_steps(ledger)]


def _damage(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Yield what SQLite itself finds wrong, and where the tables are not those of this tool."""
    for (message,) in connection.execute("PRAGMA integrity_check(3)"):
        if message != "ok":
            yield Problem(FILE_NAME, f"is damaged: {message}", RESTORE)
    orphans = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    if orphans:
        yield Problem(FILE_NAME, f"{orphans} rows belong to nothing", RESTORE)
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in sqlite_statements():
            fresh.execute(statement)
        wanted = _objects(fresh)
    there = _objects(connection)
    for name in sorted(wanted.keys() | there.keys()):
        if wanted.get(name) != there.get(name):
            what = (
                "is missing" if name not in there else "is none of the tool's" if name not in wanted else "is another"
            )
            yield Problem(FILE_NAME, f"`{name}` {what}: somebody changed the tables with another program", RESTORE)


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the tables, views, indexes and rules with the words that made them."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    return {name: " ".join(sql.split()) for name, sql in rows.fetchall()}


def _wrong_states(ledger: Ledger) -> Iterator[Problem]:
    for row in ledger.execute(_STATES).fetchall():
        message = f"{row['name']} is called {row['state'] or 'claimed'}, but the events say another thing"
        yield Problem(batch_name(row["batch"]), message, RESTORE, row=row["number"], unit="number")


def _missing_steps(ledger: Ledger) -> Iterator[Problem]:
    for kind, needed in NEEDED.items():
        for row in ledger.execute(_MISSING, {"kind": kind, "needed": needed}).fetchall():
            message = f"{row['name']} is {kind}, but was never {needed}"
            yield Problem(batch_name(row["batch"]), message, RESTORE, row=row["number"], unit="number")
