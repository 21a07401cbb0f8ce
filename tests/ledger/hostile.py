"""Ledger files as somebody with another program, or with bad intent, would have changed them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file past all checks."""
    with closing(sqlite3.connect(path)) as ledger:
        ledger.execute("PRAGMA ignore_check_constraints = ON")
        yield ledger
        ledger.commit()


def without_rules(path: Path, *statements: str) -> None:
    """Change rows past the rules of the tables, which stand there as before afterwards."""
    with opened(path) as ledger:
        rules = ledger.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in rules:
            ledger.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            ledger.execute(statement)
        for _, sql in rules:
            ledger.execute(sql)


def of_any_type(path: Path, table: str, *statements: str) -> None:
    """Change rows of a table past its types too, which stand there as before afterwards."""
    with opened(path) as ledger:
        made = ledger.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
        loose = made.replace(" STRICT", "").replace(" TEXT", " BLOB").replace(" INTEGER NOT", " BLOB NOT")
        _rewrite(ledger, table, loose)
    without_rules(path, *statements)
    with opened(path) as ledger:
        _rewrite(ledger, table, made)


def _rewrite(ledger: sqlite3.Connection, name: str, sql: str) -> None:
    ledger.execute("PRAGMA writable_schema = ON")
    ledger.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, name))
    ledger.commit()
    ledger.execute("PRAGMA writable_schema = RESET")


def rows(*statements: str) -> Callable[[Path], None]:
    """Return an attack that changes rows."""
    return lambda path: without_rules(path, *statements)


def typed(table: str, *statements: str) -> Callable[[Path], None]:
    """Return an attack that changes rows to other types."""
    return lambda path: of_any_type(path, table, *statements)


def tables(*statements: str) -> Callable[[Path], None]:
    """Return an attack that changes tables, views or rules."""

    def attack(path: Path) -> None:
        with opened(path) as ledger:
            for statement in statements:
                ledger.execute(statement)

    return attack


def schema(name: str, sql: str) -> Callable[[Path], None]:
    """Return an attack that writes other words into the list of tables."""

    def attack(path: Path) -> None:
        with opened(path) as ledger:
            _rewrite(ledger, name, sql)

    return attack


def data(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return an attack that changes the bytes of the file."""
    return lambda path: (path.write_bytes(change(path.read_bytes())), None)[1]


EVENT = (
    "INSERT INTO event (uid, action, at, date, by, kind, piece, recipient, undoes) VALUES"
    " (lower(hex(randomblob(16))), lower(hex(randomblob(16))), '2026-11-20T12:00:00+00:00', {date}, 'x', {kind},"
    " {piece}, {recipient}, {undoes})"
)


def event(
    kind: str, *, date: str = "'2026-11-20'", piece: str = "1", recipient: str = "''", undoes: str = "NULL"
) -> str:
    """Return the statement that adds an event."""
    return EVENT.format(kind=f"'{kind}'", date=date, piece=piece, recipient=recipient, undoes=undoes)


BAD_DAYS = (
    "9999-99-99", "yesterday", "", "2026-02-30", "20261120", "2026-W47-5", "٢٠٢٦-١١-٢٠", "9999-12-31", "0001-01-01",
    "2026-11-20 ", "2026-11-20T00:00:00", "-2026-11-20", "0000-00-00",
)  # fmt: skip
BAD_NAMES = ("../../secret", "/etc/passwd", "a\\b", "C:x", "", ".", "a//b", "a/../b", "x" * 50_000)
ATTACKS: dict[str, Callable[[Path], None]] = {
    **{f"an event on the day {day!r}": rows(event("sent", date=f"'{day}'")) for day in BAD_DAYS},
    **{f"a file called {name[:20]!r}": rows(f"UPDATE file SET name = '{name}'") for name in BAD_NAMES},
    "a time without a zone": rows("UPDATE event SET at = '2026-11-20T12:00:00' WHERE id = 1"),
    "an hour that does not exist": rows("UPDATE event SET at = '2026-11-20T25:00:00+00:00' WHERE id = 1"),
    "a batch made at no time": rows("UPDATE batch SET created_at = 'now'"),
    "round nought": rows("UPDATE piece SET round = 0 WHERE id = 1"),
    "a round beyond all numbers": rows(f"UPDATE piece SET round = {2**62} WHERE id = 1"),
    "the last attempt that there is": rows(f"UPDATE piece SET attempt = {2**31 - 1} WHERE id = 1"),
    "a negative batch": rows("UPDATE file SET batch = -1", "UPDATE piece SET batch = -1", "UPDATE batch SET id = -1"),
    "a piece without a number": rows("UPDATE piece SET number = 0 WHERE id = 1"),
    "two thousand million pages": rows(f"UPDATE piece SET last_page = {2**31 - 1} WHERE id = 1"),
    "a last page before the first": rows("UPDATE piece SET first_page = 9 WHERE id = 1"),
    "a file of a negative size": rows("UPDATE file SET size = -1"),
    "a check sum that is none": rows("UPDATE file SET sha256 = 'x'"),
    "a piece whose id is no uid": rows("UPDATE piece SET uid = 'p' WHERE id = 1"),
    "an action that is no uid": rows("UPDATE event SET action = '../x' WHERE id = 1"),
    "nobody as recipient": rows("UPDATE piece SET recipient = '' WHERE id = 1"),
    "no mailing": rows("UPDATE piece SET mailing = '' WHERE id = 1"),
    "a name with a NUL": rows("UPDATE piece SET name = 'a' || char(0) || 'b' WHERE id = 1"),
    "a name that is no text": rows("UPDATE piece SET name = CAST(x'ff41' AS TEXT) WHERE id = 1"),
    "half a character": rows("UPDATE piece SET name = CAST(x'eda080' AS TEXT) WHERE id = 1"),
    "a name of 100,000 letters": rows("UPDATE piece SET name = printf('%.*c', 100000, 'x') WHERE id = 1"),
    "a note of five million": rows("UPDATE event SET note = printf('%.*c', 5000000, 'x') WHERE id = 1"),
    "a detail that is half JSON": rows("UPDATE event SET detail = '{\"a\": ' WHERE id = 1"),
    "a detail deeper than Python goes": rows(
        "UPDATE event SET detail = '{\"a\":' || replace(hex(zeroblob(9000)), '0', '[')"
    ),
    "bytes as a name": typed("piece", "UPDATE piece SET name = x'00ff' WHERE id = 1"),
    "a number as a day": typed("event", "UPDATE event SET date = 20261120 WHERE id = 1"),
    "a text as a round": typed("piece", "UPDATE piece SET round = 'first' WHERE id = 1"),
    "half a round": typed("piece", "UPDATE piece SET round = 1.5 WHERE id = 1"),
    "a piece of a batch that is not there": rows("UPDATE piece SET batch = 99 WHERE id = 1"),
    "an event of a piece that is not there": rows(event("sent", piece="99")),
    "an undoing of nothing": rows(event("undone", undoes="99")),
    "files of a batch that is not there": rows(f"INSERT INTO file VALUES (99, 'a.pdf', '{'0' * 64}', 1)"),
    "an event that undoes itself": rows("UPDATE event SET kind = 'undone', undoes = id WHERE id = 4"),
    "two that undo each other": rows(
        "UPDATE event SET kind = 'undone', undoes = 4 WHERE id = 3",
        "UPDATE event SET kind = 'undone', undoes = 3 WHERE id = 4",
    ),
    "a merge that is undone": rows(event("undone", undoes="1")),
    "an undoing for another piece": rows(event("undone", piece="2", undoes="4")),
    "a step of a piece that was never merged": rows("DELETE FROM event WHERE piece = 1 AND kind = 'merged'"),
    "a piece merged twice": rows(event("merged")),
    "a kind that does not exist": rows(event("exploded")),
    "printed without a piece": rows(event("printed", piece="NULL", recipient="'x'")),
    "an event of nobody": rows(event("noted", piece="NULL")),
    "an event of a piece and of somebody": rows(event("noted", recipient="'x'")),
    "an undoing that undoes nothing": rows(event("undone")),
    "a campaign without a row": rows("DELETE FROM campaign"),
    "two campaigns": rows("INSERT INTO campaign SELECT lower(hex(randomblob(16))), 3"),
    "a campaign that is no uid": rows("UPDATE campaign SET uid = 'mine'"),
    "an endless view": tables("DROP VIEW story", f"CREATE VIEW story AS {ENDLESS} SELECT * FROM c"),
    "an endless view in the place of a table": tables(
        "DROP TABLE file", f"CREATE VIEW file AS {ENDLESS} SELECT x AS batch, x AS name, x AS sha256, x AS size FROM c"
    ),
    "an endless view as the campaign": tables(
        "DROP TABLE campaign", f"CREATE VIEW campaign AS {ENDLESS} SELECT x AS uid, x AS version FROM c"
    ),
    "a view more": tables("CREATE VIEW mine AS SELECT 1"),
    "a table more": tables("CREATE TABLE mine (x)"),
    "a rule more": tables("CREATE TRIGGER mine AFTER INSERT ON batch BEGIN DELETE FROM file; END"),
    "a rule less": tables("DROP TRIGGER event_is_never_deleted"),
    "a rule that is another": tables(
        "DROP TRIGGER event_is_never_deleted",
        "CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT 1; END",
    ),
    "a column more": tables("ALTER TABLE batch ADD COLUMN mine TEXT"),
    "a computed column": tables("ALTER TABLE batch ADD COLUMN mine TEXT AS (printf('%.*c', 900000000, 'x'))"),
    "a column less": tables("ALTER TABLE batch RENAME COLUMN origin TO source"),
    "an index over a function": tables("CREATE INDEX mine ON piece (abs(round))"),
    "a virtual table": tables("CREATE VIRTUAL TABLE mine USING rtree (id, a, b)"),
    "words that are no table": schema("batch", "CREATE TABLE batch (((("),
    "a table made by another's words": schema("kind", "CREATE TABLE kind (name TEXT, step INTEGER)"),
    "a newer version": tables("PRAGMA user_version = 99"),
    "no version": tables("PRAGMA user_version = 0"),
    "a version below nought": tables("PRAGMA user_version = -7"),
    "an older version than its tables": tables("PRAGMA user_version = 2"),
    "another program's file": tables("PRAGMA application_id = 7"),
    "an empty file": data(lambda _data: b""),
    "a text": data(lambda _data: b"my notes " * 1000),
    "a file cut off": data(lambda old: old[: len(old) // 2]),
    "a page of noise": data(lambda old: old[:8192] + bytes(range(256)) * 16 + old[12288:]),
    "pages in another order": data(lambda old: old[:4096] + old[8192:12288] + old[4096:8192] + old[12288:]),
    "a number of pages that is a lie": data(lambda old: old[:28] + b"\xff\xff\xff\xff" + old[32:]),
    "a journal beside it": lambda path: (path.with_name(f"{path.name}-journal").write_bytes(b"x" * 600), None)[1],
    "a log beside it": lambda path: (path.with_name(f"{path.name}-wal").write_bytes(b"x" * 600), None)[1],
    "more than two gigabytes": lambda path: sparse(path, 2 * 1024**3 + 1),
}
"""What may be wrong with a file, and how it comes to be so; the ledger has two letters, one of them sent."""


def sparse(path: Path, size: int) -> None:
    """Make a file long without filling the disk."""
    with path.open("r+b") as file:
        file.truncate(size)
