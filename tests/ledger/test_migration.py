"""A ledger of the first version, as a campaign has it, becomes one of the newest."""

import datetime as dt
import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from outreach.errors import LedgerError
from outreach.ledger import views
from outreach.ledger.claims import Action, earlier_pieces, known_pairs, letters_by_recipient, release, unfinished
from outreach.ledger.database import FILE_NAME
from outreach.ledger.marks import mark, undo
from outreach.ledger.opening import open_ledger
from outreach.ledger.schema import SCHEMA_VERSION
from outreach.model import State

DATA = Path(__file__).parent / "data"
ACTION = Action("Johanna Beispiel", dt.date(2026, 11, 20))
STATES = {
    ("a", 1, 1): "answered", ("a", 2, 1): "merged", ("b", 1, 1): "returned", ("c", 1, 1): "sent", ("d", 1, 1): "sent",
    ("e", 1, 1): "void", ("e", 1, 2): "merged", ("f", 1, 1): "merged", ("z", 1, 1): "merged",
}  # fmt: skip
"""What the first version said of this file."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a copy of a ledger that the first version wrote."""
    return Path(shutil.copy(DATA / "ledger-v1.sqlite", tmp_path / FILE_NAME))


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """Return what a query finds in a file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_every_piece_keeps_its_state_and_its_claim(path: Path) -> None:
    with open_ledger(path) as ledger:
        standing = ledger.execute("SELECT recipient, round, attempt, state FROM standing").fetchall()

        assert {(row[0], row[1], row[2]): row[3] for row in standing} == STATES
        assert unfinished(ledger) == [4]
        assert letters_by_recipient(ledger) == {"a": 2, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "z": 1}
        assert earlier_pieces(ledger, "letters")["a"].round == 2
        assert known_pairs(ledger, "letters") == dict.fromkeys("abcdef", "prisoner-1")
        assert len(views.files(ledger, 1)) == 1


EVENTS = "SELECT id, uid, action, at, date, by, kind, piece, note, command, undoes FROM event ORDER BY id"


def test_no_event_is_lost_or_changed(path: Path) -> None:
    before = rows(path, EVENTS)

    with open_ledger(path):
        pass

    assert rows(path, EVENTS) == before


def test_a_migrated_ledger_has_the_tables_of_a_new_one(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite"
    made = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"

    with open_ledger(path), open_ledger(new):
        pass

    assert rows(path, made) == rows(new, made)
    assert rows(path, "PRAGMA user_version") == rows(new, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_work_goes_on_where_it_ended(path: Path) -> None:
    with open_ledger(path) as ledger:
        release(ledger, 4)
        (merged,) = ledger.execute("SELECT uid FROM piece WHERE recipient = 'f'").fetchall()
        mark(ledger, [merged["uid"]], State.SENT, ACTION)
        assert undo(ledger, ACTION) == ("sent", 1)


def test_the_old_file_is_kept_beside_it_and_for_its_owner_alone(path: Path) -> None:
    before = "\n".join(sqlite3.connect(path).iterdump())

    with open_ledger(path):
        pass

    (backup,) = (path.parent / "backups").iterdir()
    assert backup.name.endswith("-version-1.sqlite")
    assert "\n".join(sqlite3.connect(backup).iterdump()) == before
    if sys.platform != "win32":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700


def test_it_is_migrated_once(path: Path) -> None:
    for _ in range(2):
        with open_ledger(path):
            pass

    assert len([*(path.parent / "backups").iterdir()]) == 1


def test_without_room_for_a_copy_nothing_is_changed(path: Path) -> None:
    before = path.read_bytes()
    (path.parent / "backups").touch()

    with pytest.raises(LedgerError, match="no copy of it could be made"), open_ledger(path):
        pass

    assert path.read_bytes() == before


def test_a_ledger_that_cannot_be_brought_over_stays_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO file VALUES (99, 'letters.pdf', '', 1)")
        connection.commit()
    before = path.read_bytes()

    with pytest.raises((LedgerError, sqlite3.IntegrityError)), open_ledger(path):
        pass

    assert path.read_bytes() == before
    assert [*(path.parent / "backups").iterdir()]
