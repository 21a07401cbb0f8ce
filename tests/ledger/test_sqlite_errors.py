"""Whatever SQLite says, a person reads the file, what is wrong and what to do, and the command ends with code 6."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import CampaignFolder
from pieces import ACTION, merged, plan

from outreach.errors import ExitCode, LedgerError
from outreach.ledger import backups
from outreach.ledger.database import FILE_NAME, IntegrityError, Ledger, day
from outreach.ledger.events import Fact, tell
from outreach.ledger.opening import open_ledger
from outreach.ledger.sqlite import connected, read_only, told

CODES = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk failed while",
    sqlite3.SQLITE_IOERR_WRITE: "the disk failed while",
    sqlite3.SQLITE_IOERR_FSYNC: "the disk failed while",
    sqlite3.SQLITE_BUSY: "is in use by another command",
    sqlite3.SQLITE_BUSY_SNAPSHOT: "is in use by another command",
    sqlite3.SQLITE_LOCKED: "is in use by another command",
    sqlite3.SQLITE_READONLY: "cannot be written; check its rights",
    sqlite3.SQLITE_READONLY_DBMOVED: "cannot be written; check its rights",
    sqlite3.SQLITE_CANTOPEN: "cannot be written; check its rights",
    sqlite3.SQLITE_CORRUPT: "is not a ledger, or is damaged",
    sqlite3.SQLITE_NOTADB: "is not a ledger, or is damaged",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_TOOBIG: "holds a value that is too large",
    sqlite3.SQLITE_SCHEMA: "cannot be used (what SQLite said); see what is wrong with it: outreach ledger check",
    sqlite3.SQLITE_ERROR: "cannot be used (what SQLite said); see what is wrong with it: outreach ledger check",
    sqlite3.SQLITE_INTERNAL: "cannot be used (what SQLite said); see what is wrong with it: outreach ledger check",
    0: "cannot be used (what SQLite said); see what is wrong with it: outreach ledger check",
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", [sqlite3.DatabaseError, sqlite3.OperationalError, sqlite3.InterfaceError])
def test_every_code_is_a_message_with_the_file(code: int, kind: type[sqlite3.Error]) -> None:
    error = kind("what SQLite said")
    error.sqlite_errorcode = code

    message = told(error, Path("ledger.sqlite")).message

    assert "ledger.sqlite" in message
    assert CODES[code] in message


STATEMENTS: dict[str, tuple[str, dict[str, object]]] = {
    "a table that is not there": ("SELECT * FROM nowhere", {}),
    "no SQL": ("SELEKT", {}),
    "a value that is not given": ("SELECT :x", {}),
    "a value of a strange type": ("SELECT :x", {"x": object()}),
    "a number beyond all": ("SELECT number FROM piece WHERE number = CAST(:x AS INTEGER)", {"x": 2**70}),
    "half a character": ("SELECT :x", {"x": "\udcff"}),
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_no_error_of_the_engine_reaches_anybody_as_it_is(ledger: Ledger, what: str) -> None:
    sql, values = STATEMENTS[what]
    with pytest.raises(LedgerError):
        ledger.execute(sql, values)


def test_an_error_while_rows_come_in_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with open_ledger(path) as ledger:
        merged(ledger, *(plan(f"p{n}") for n in range(400)))
    whole = path.read_bytes()

    def damaged_while_it_is_read() -> None:
        with open_ledger(path) as ledger:
            for row in ledger.execute("SELECT * FROM piece ORDER BY id"):
                if row["id"] == 1:
                    path.write_bytes(whole[:8192] + bytes(len(whole) - 8192))

    with pytest.raises(LedgerError, match=r"ledger\.sqlite is not a ledger, or is damaged"):
        damaged_while_it_is_read()


def test_a_rule_that_is_broken_is_told_as_that(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError):
        tell(ledger, [Fact("printed", recipient="a")], ACTION)


def test_a_character_that_cannot_be_recorded_is_told(campaign: CampaignFolder) -> None:
    assert campaign.run("merge", "--yes").code == 0
    for text in ("\udcff", "a\udc80b"):
        shown = campaign.run("log", "note", "p1", text)
        assert (shown.code, "cannot be recorded" in shown.err) == (ExitCode.LEDGER, True), shown.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.parametrize("open_it", [connected, read_only])
def test_a_folder_or_nothing_in_its_place_is_told(tmp_path: Path, open_it: object) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "x.sqlite"):
        with pytest.raises(LedgerError, match=str(path)), open_it(path):  # type: ignore[operator]
            pass


def test_a_copy_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for name, data in (("text", b"my notes " * 100), ("empty", b""), ("head", b"SQLite format 3\0" + b"\xff" * 4000)):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(LedgerError, match=name):
            backups.summarised(path)
        with pytest.raises(LedgerError, match=name):
            backups.put_back(path, tmp_path / "new.sqlite")
        assert not (tmp_path / "new.sqlite").exists()


def test_a_ledger_that_is_locked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from outreach.ledger import sqlite

    path = tmp_path / FILE_NAME
    with open_ledger(path):
        pass
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerError, match="is in use by another command"), open_ledger(path):
            pass


def test_a_recorded_day_that_does_not_exist_is_told() -> None:
    assert day("2026-11-20").isoformat() == "2026-11-20"
    for text in ("", "yesterday", "2026-02-30", "9999-99-99"):
        with pytest.raises(LedgerError, match="a day that does not exist"):
            day(text)
