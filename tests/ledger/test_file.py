"""A ledger in a file: kept against power cuts, private, and told from other files."""

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pieces import ACTION, count, merged, plan, states

from outreach.errors import LedgerError
from outreach.ledger.database import FILE_NAME
from outreach.ledger.marks import mark
from outreach.ledger.opening import open_ledger
from outreach.model import State


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the place of a ledger that is not there yet."""
    return tmp_path / FILE_NAME


def test_what_was_recorded_is_there_when_the_ledger_is_opened_again(path: Path) -> None:
    with open_ledger(path) as first:
        uid = merged(first, plan("a"))["a"]
        mark(first, [uid], State.SENT, ACTION)

    with open_ledger(path) as second:
        assert states(second) == {uid: "sent"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_ledger_can_be_read_by_its_owner_alone(path: Path) -> None:
    with open_ledger(path):
        pass

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_ledger_is_kept_against_power_cuts(path: Path) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys")
    with open_ledger(path) as ledger:
        settings = {name: ledger.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    assert settings == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1}


def refusal(path: Path) -> str:
    """Return why `path` cannot be opened, and see that it stays as it is."""
    before = path.read_bytes()
    with pytest.raises(LedgerError) as caught, open_ledger(path):
        pass
    assert path.read_bytes() == before
    return caught.value.message


def test_a_ledger_of_a_newer_tool_is_refused(path: Path) -> None:
    with open_ledger(path) as connection:
        connection.execute("PRAGMA user_version = 99")

    assert "was written by a newer version of outreach (ledger version 99" in refusal(path)


def test_another_programs_database_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE cookies (name TEXT)")
        other.commit()

    assert "is a database of another program" in refusal(path)


@pytest.mark.parametrize(
    "data", [b"not a database at all, just some text\n" * 40, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_a_file_that_is_no_database_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)

    assert "is not a ledger, or is damaged" in refusal(path)


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    path.touch()

    with open_ledger(path) as connection:
        assert count(connection, "campaign") == 1


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be made"), open_ledger(tmp_path / "nowhere" / FILE_NAME):
        pass


def test_a_folder_in_the_ledgers_place_is_told(path: Path) -> None:
    path.mkdir()

    with pytest.raises(LedgerError), open_ledger(path):
        pass
