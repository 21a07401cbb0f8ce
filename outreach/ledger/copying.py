"""Copy a whole ledger from a file to a server, or back, and compare the two before the copy counts."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger
from outreach.ledger.opening import open_ledger
from outreach.ledger.promises import wrong_values
from outreach.ledger.schema import RECORDED
from outreach.storage.files import OWNER_FILE, sync_file, sync_folder

_ORDER = {"file": "batch, name"}
Record = dict[str, Any]


def records(ledger: Ledger, table: str, *more: str) -> Iterator[Record]:
    """Yield the rows of a table, in the order in which they were made, with the columns that are copied and `more`."""
    columns = ", ".join([*RECORDED[table], *more])
    for row in ledger.execute(f"SELECT {columns} FROM {table} ORDER BY {_ORDER.get(table, 'id')}"):  # noqa: S608
        yield dict(zip(row.keys(), row, strict=True))


def put(ledger: Ledger, table: str, rows: Iterable[Record], *, numbered: bool = True) -> None:
    """Put rows into a table; without `numbered`, they get row numbers of their own."""
    names = [name for name in RECORDED[table] if numbered or name != "id"]
    values = ", ".join(f":{name}" for name in names)
    ledger.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", rows)  # noqa: S608


def copy(source: Ledger, target: Ledger) -> int:
    """Copy everything into the empty ledger `target`; return the number of events.

    Raises `LedgerError` if it is not empty, if a value makes no sense, or if anything differs afterwards; then
    nothing was copied.
    """
    if wrong := wrong_values(source):
        raise LedgerError(f"nothing was copied: {source.name} holds what cannot be", wrong)
    with target.transaction():
        if any(target.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in RECORDED):  # noqa: S608
            raise LedgerError("nothing was copied: the ledger to copy to is not empty; take a new file or database")
        uid = source.execute("SELECT uid FROM campaign").fetchone()["uid"]
        target.execute("UPDATE campaign SET uid = :uid", {"uid": uid})
        for table in RECORDED:
            put(target, table, _placed(records(source, table), source.place, target.place))
        target.numbers_were_given()
        return _compare(source, target)


def _placed(rows: Iterator[Record], here: str, there: str) -> Iterator[Record]:
    """Keep the batches of this folder marked as those of this folder."""
    for row in rows:
        yield {**row, "place": there} if row.get("place") == here else row


def _compare(source: Ledger, target: Ledger) -> int:
    count = 0
    for table in RECORDED:
        more = ("state", "state_event") if table == "piece" else ()
        came = records(target, table, *more)
        for row in _placed(records(source, table, *more), source.place, target.place):
            if row != next(came, None):
                raise LedgerError(
                    f"nothing was copied: the copy of {table} {row.get('id', '')} differs; please report it"
                )
            count += table == "event"
        if next(came, None) is not None:
            raise LedgerError(f"nothing was copied: the copy has more in {table} than there was; please report it")
    return count


def copy_to_file(source: Ledger, path: Path) -> int:
    """Copy a ledger into a new file, which gets its name when it is whole; return the number of events."""
    if path.exists():
        raise LedgerError(f"{path} is there already, and nothing is overwritten; choose another name")
    temporary = path.with_name(f".{path.name}.partial")
    try:
        temporary.unlink(missing_ok=True)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        with open_ledger(temporary) as target:
            events = copy(source, target)
        sync_file(temporary)
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return events
