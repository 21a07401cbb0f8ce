"""Read a ledger file that came from elsewhere: a colleague's, or a copy.

Such a file cannot be trusted: its views and rules may do anything, its rows may hold anything. So a child process
under a time limit puts its rows one by one into a new ledger, whose own rules refuse rows that do not fit. Only that
child opens the file. If a single row has a problem, nothing from the file is used.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from outreach.errors import LedgerError
from outreach.ledger.database import FILE_NAME, IntegrityError
from outreach.ledger.migrations import BROUGHT_OVER
from outreach.ledger.row_rules import RULES, faults
from outreach.ledger.schema import RECORDED, SCHEMA_VERSION, sqlite_statements
from outreach.ledger.sqlite import (
    MOVE_AWAY,
    SqliteLedger,
    connected,
    create_if_empty,
    differences,
    errors_told,
    fingerprint,
    made_by,
    objects,
    read_only,
    refuse_stranger,
    version_of,
)
from outreach.model import Problem
from outreach.workers.crew import child_processes
from outreach.workers.pool import Call, Died, Limits, too_much

SECONDS = 600.0
"""How long taking a file over may last; a ledger of 50,000 letters takes some seconds."""
MAXIMUM = 2 * 1024**3
"""Bytes in a file; a letter with its events takes some 2,300."""
LIMITS = Limits(file_size=2 * MAXIMUM)
"""The new file may be larger than the old one, which may lack indexes."""
MOST = 1000
"""So many problems are gathered; whoever has more looks at these first."""
LONGEST_VALUE = 1_000_000
"""Bytes in a single value."""
TABLES: Mapping[int, str] = MappingProxyType(
    {
        1: "0ce4e63834024ca050f2d6c87a601cbd013f3dfb0b47cc797fde832b8097020e",
        2: "9e4423c953f1f6bd9ed74a38f0449ff3b15658a0f3793c4e81297e9e03f3860d",
    }
)
"""What the tables, views and rules of older versions hash to (`sqlite.fingerprint`)."""
REMEDY = "nothing was taken over; have it exported again, or take another copy"
_MEANINGS = {
    "UNIQUE constraint failed": "stands there twice",
    "FOREIGN KEY constraint failed": "belongs to a row that is not there",
    "CHECK constraint failed": "contradicts itself",
}
"""What SQLite says of a row that does not fit, and what that means; the tool's own rules speak plainly."""
_UNITS = {"file": "file of batch"}
"""What is counted, where that is not the table's own name."""
_PARENTS = {"piece": {"batch": "batch"}, "event": {"piece": "piece", "undoes": "event"}, "file": {"batch": "batch"}}
"""Which column of a table names a row of which other table."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """A file to take over, what messages call it, the new file for what is in it, and the day."""

    file: Path
    name: str
    new: Path
    today: dt.date


@contextmanager
def taken_over(file: Path, seconds: float = SECONDS) -> Iterator[Path]:
    """Give a new ledger file, for as long as it is needed, that records what `file` does.

    Raises `LedgerError` with a problem for every row that does not fit; then nothing of the file is used.
    """
    with TemporaryDirectory(prefix="outreach-") as folder, child_processes(1, limits=LIMITS) as workers:
        task = Takeover(file, file.name, Path(folder) / FILE_NAME, dt.date.today())  # noqa: DTZ011 — the user's own day
        found = workers.run(Call(problems_of, task, seconds))
        if isinstance(found, Died):
            found = [Problem(file.name, too_much("to read"), REMEDY)]
        if found:
            raise LedgerError(f"{file.name} is no ledger that can be used", found)
        yield task.new


def problems_of(task: Takeover) -> list[Problem]:
    """Put what the file records into the new one; return what does not fit. Runs in a child process."""
    if unfit := _unfit(task.file):
        return [Problem(task.name, unfit, REMEDY)]
    try:
        with read_only(task.file) as source:
            _distrust(source)
            refuse_stranger(source, task.file)
            return list(_strange_tables(source, task.name)) or _rows_taken_over(source, task)
    except LedgerError as error:
        return [Problem(task.name, error.message.removeprefix(f"{task.file} ").removesuffix(MOVE_AWAY), REMEDY)]


def _unfit(path: Path) -> str:
    if not path.is_file():
        return "is not there, or is no file"
    if path.stat().st_size > MAXIMUM:
        return f"is larger than {MAXIMUM / 1024**3:g} GB"
    beside = [path.with_name(path.name + ending) for ending in ("-journal", "-wal")]
    if left := next((one for one in beside if one.exists() and one.stat().st_size), None):
        return f"is in use, or whoever wrote it was interrupted: {left.name} lies beside it"
    return ""


def _distrust(source: sqlite3.Connection) -> None:
    source.execute("PRAGMA cell_size_check = ON")
    source.execute("PRAGMA mmap_size = 0")
    source.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    source.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    source.row_factory = sqlite3.Row
    source.execute("BEGIN")  # other writers wait meanwhile, so that all rows are from one moment


def _strange_tables(source: sqlite3.Connection, name: str) -> Iterator[Problem]:
    """Yield differences between the file's tables, views and rules and those of the tool, and damage to the file."""
    there, version = objects(source), version_of(source)
    if version == SCHEMA_VERSION:
        strange = [f"{what}: somebody changed the tables" for what in differences(made_by(sqlite_statements()), there)]
    else:
        known = version in BROUGHT_OVER and TABLES[version] == fingerprint(there)
        strange = [] if known else [f"its tables are not those of version {version}: somebody changed them"]
    for message in strange:
        yield Problem(name, message, REMEDY)
    for (message,) in source.execute("PRAGMA integrity_check(3)") if not strange else ():
        if message != "ok":
            yield Problem(name, f"is damaged: {message}", REMEDY)


def _columns(version: int) -> Mapping[str, Sequence[str]]:
    """Return the columns of each table that a version records."""
    if version == SCHEMA_VERSION:
        return RECORDED
    return {table: columns.split(", ") for table, columns in BROUGHT_OVER[version].items()}


def _rows_taken_over(source: sqlite3.Connection, task: Takeover) -> list[Problem]:
    with connected(task.new) as new:
        new.execute("PRAGMA synchronous = OFF")  # it is a file for this one command
        new.execute("PRAGMA journal_mode = MEMORY")
        create_if_empty(new)
        filling = _Filling(new, task)
        with new.transaction():
            filling.take_campaign(source.execute("SELECT uid FROM campaign LIMIT 2").fetchall())
            for table, columns in _columns(version_of(source)).items():
                filling.take_rows(table, columns, _rows(source, task.file, table, columns))
        return filling.problems


def _rows(source: sqlite3.Connection, path: Path, table: str, columns: Sequence[str]) -> Iterator[sqlite3.Row]:
    order = "id" if "id" in columns else "batch, name"
    with errors_told(path):  # both files are open: the error is this one's
        yield from source.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")  # noqa: S608


@dataclass(slots=True)
class _Filling:
    """The new ledger while rows come in, and the problems of those that do not fit."""

    new: SqliteLedger
    task: Takeover
    problems: list[Problem] = field(default_factory=list)
    left_out: dict[str, set[object]] = field(default_factory=lambda: {table: set() for table in RULES})

    def take_campaign(self, rows: Sequence[sqlite3.Row]) -> None:
        """Take over the campaign's uid."""
        uid = {"uid": rows[0]["uid"] if len(rows) == 1 else None}
        self._tell("campaign", 0, faults("campaign", uid, self.task.today))
        self.new.execute("UPDATE campaign SET uid = coalesce(:uid, '')", uid if not self.problems else {"uid": ""})

    def take_rows(self, table: str, columns: Sequence[str], rows: Iterable[sqlite3.Row]) -> None:
        """Take over the rows of a table; rows that refer to a row with a problem are not reported."""
        insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"  # noqa: S608
        for row in rows:
            values = dict(zip(columns, row, strict=True))
            parents = _PARENTS.get(table, {})
            orphan = any(values.get(column) in self.left_out[parent] for column, parent in parents.items())
            if orphan or not self._take(table, values, insert):
                self.left_out[table].add(values.get("id"))
            if len(self.problems) >= MOST:
                return

    def _take(self, table: str, values: Mapping[str, object], insert: str) -> bool:
        before = len(self.problems)
        number = values.get("id", values.get("batch"))
        self._tell(table, number, faults(table, values, self.task.today))
        if len(self.problems) == before:
            try:
                self.new.execute(insert, values)
            except IntegrityError as error:
                self._tell(table, number, [("", _meaning(str(error.__cause__)))])
        return len(self.problems) == before

    def _tell(self, table: str, number: object, found: Iterable[tuple[str, str]]) -> None:
        row = number if isinstance(number, int) else 0
        unit = _UNITS.get(table, table)
        self.problems += [Problem(self.task.name, what, REMEDY, row, column, unit) for column, what in found]


def _meaning(text: str) -> str:
    kind, _, which = text.partition(": ")
    return f"{_MEANINGS[kind]} ({which})" if which and kind in _MEANINGS else _MEANINGS.get(kind, text)
