"""A campaign of the version before opens: nobody becomes due, nothing is lost, also on a server.

`data/campaign-v2` was made with version 0.2: letters sent, answered, returned, made void and made again, spoilt and
printed again; letters and notes from outside; somebody forgotten; the record of a second volunteer brought in, who
had marked one letter as sent on another day. `data/ledger-v2.sql` is the same record on a server. Whoever changes
the tables adds the folder of the version before.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import CampaignFolder
from servers import server

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger
from outreach.ledger.opening import open_existing, open_ledger
from outreach.ledger.promises import broken_promises
from outreach.ledger.schema import RECORDED, SCHEMA_VERSION

DATA = Path(__file__).parent / "data"
OLD_FOLDER = DATA / "campaign-v2"
OLD_FILE = OLD_FOLDER / "ledger.sqlite"
STATES = {
    "p1": "answered", "p2": "returned", "p4": "merged", "p6": "sent", "p7": "sent", "p8": "sent",
}  # fmt: skip
"""The latest letter of the mailing `letters` to each, as version 0.2 told it; p3 was forgotten, p5 written to outside."""


def rows(ledger: sqlite3.Connection | Ledger, table: str) -> list[tuple[object, ...]]:
    """Return what a table records, without what follows from other rows."""
    columns = RECORDED[table]
    found = ledger.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns[:2])}")  # noqa: S608
    return [tuple(row) for row in found]


def recorded(ledger: sqlite3.Connection | Ledger) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows(ledger, table) for table in RECORDED}


@pytest.fixture(scope="module")
def before() -> dict[str, list[tuple[object, ...]]]:
    """Give what the old file records."""
    with closing(sqlite3.connect(f"{OLD_FILE.as_uri()}?mode=ro&immutable=1", uri=True)) as old:
        return recorded(old)


@pytest.fixture
def folder(tmp_path: Path) -> CampaignFolder:
    """Give a copy of the old campaign's folder."""
    return CampaignFolder(Path(shutil.copytree(OLD_FOLDER, tmp_path / "campaign")))


@pytest.fixture
def old_server() -> str:
    """Give the address of a server with a ledger of version 2."""
    import psycopg

    address = server().empty_database()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute((DATA / "ledger-v2.sql").read_bytes())
    return address


@pytest.fixture(params=["file", "server"])
def ledger(request: pytest.FixtureRequest, folder: CampaignFolder) -> Iterator[Ledger]:
    """Give the old ledger, opened."""
    where = request.getfixturevalue("old_server") if request.param == "server" else folder.folder / "ledger.sqlite"
    with open_ledger(where, "here") as opened:
        yield opened


def test_nothing_is_lost_or_changed(ledger: Ledger, before: dict[str, list[tuple[object, ...]]]) -> None:
    found = recorded(ledger)
    if not ledger.file:  # a batch on a server says in which folder it lies
        found["batch"] = [(*row[:5], "", *row[6:]) for row in found["batch"]]
    assert found == before


def test_every_promise_holds_and_the_version_is_the_newest(ledger: Ledger) -> None:
    assert broken_promises(ledger) == []
    assert ledger.execute("SELECT version FROM campaign").fetchone()["version"] == SCHEMA_VERSION


def test_every_letter_keeps_its_state(ledger: Ledger) -> None:
    query = "SELECT recipient, state FROM piece WHERE mailing = 'letters' AND recipient LIKE 'p%' ORDER BY attempt"
    assert {row["recipient"]: row["state"] for row in ledger.execute(query)} == STATES


def test_a_letter_that_two_volunteers_marked_as_sent_has_the_later_day(ledger: Ledger) -> None:
    days = ledger.execute(
        "SELECT recipient, state_date FROM standing WHERE recipient IN ('p6', 'p7') AND state = 'sent'"
    )
    assert {row["recipient"]: row["state_date"] for row in days} == {"p6": "2026-11-18", "p7": "2026-11-18"}


def test_nobody_becomes_due(folder: CampaignFolder) -> None:
    shown = folder.run("merge", "--dry-run")
    assert shown.code == 0, shown.err
    assert "letters: 0 letters, 7 written to already" in shown.out
    assert "rounds: 5 letters (en 5), 2 written to already" in shown.out


def test_the_old_folder_is_in_order_and_work_goes_on(folder: CampaignFolder) -> None:
    # batch-0004 lies with the second volunteer
    assert (shown := folder.run("ledger", "check")).code == 0, shown.err
    assert (shown := folder.run("mark", "sent", "batch-2")).code == 0, shown.err
    assert (shown := folder.run("merge", "rounds", "--yes", "--limit", "1")).code == 0, shown.err
    assert (shown := folder.run("ledger", "check")).code == 0, shown.err
    assert [path.name.rpartition("-")[2] for path in (folder.folder / "backups").iterdir()] == ["2.sqlite"]


def test_a_colleague_with_the_newer_version_joins_the_old_file(folder: CampaignFolder, tmp_path: Path) -> None:
    shutil.copy(OLD_FILE, tmp_path / "theirs.sqlite")
    shown = folder.run("ledger", "join", str(tmp_path / "theirs.sqlite"))
    assert (shown.code, "Brought in: 0 letters, 0 events." in shown.out) == (0, True), shown.err
    assert (tmp_path / "theirs.sqlite").read_bytes() == OLD_FILE.read_bytes()


def test_an_old_copy_is_put_back(folder: CampaignFolder, tmp_path: Path) -> None:
    shutil.copy(OLD_FILE, tmp_path / "copy.sqlite")
    assert folder.run("mark", "sent", "batch-2").code == 0
    shown = folder.run("ledger", "restore", str(tmp_path / "copy.sqlite"), "--yes")
    assert shown.code == 0, shown.err
    assert folder.run("ledger", "check").code == 0


# The server


def test_the_first_look_at_an_old_server_brings_it_over_too(old_server: str) -> None:
    with open_existing(old_server, "here") as opened:
        assert opened is not None
        assert broken_promises(opened) == []


def test_a_server_is_brought_over_by_one_of_several_who_come_at_once(old_server: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def look(_number: int) -> int:
        with open_ledger(old_server, "here") as opened:
            return int(opened.execute("SELECT version FROM campaign").fetchone()["version"])

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(look, range(4))) == [SCHEMA_VERSION] * 4


@pytest.mark.parametrize("version", [0, 1, -1])
def test_a_server_of_a_version_that_cannot_be_brought_over_is_refused(old_server: str, version: int) -> None:
    server().ask(f"UPDATE campaign SET version = {version}")  # noqa: S608 — the tests' own words
    with pytest.raises(LedgerError, match=f"is a ledger of version {version}, which this tool cannot bring"):
        open_ledger(old_server, "here").__enter__()
    assert server().ask("SELECT version FROM campaign") == [(version,)]


def test_a_file_of_a_version_that_cannot_be_brought_over_is_refused(folder: CampaignFolder) -> None:
    path = folder.folder / "ledger.sqlite"
    with folder.ledger() as old:
        old.execute("PRAGMA user_version = 0")
    with pytest.raises(LedgerError, match="is a ledger of version 0, which this tool cannot bring"):
        open_ledger(path).__enter__()


def test_a_server_that_fails_on_the_way_stays_as_it_was(old_server: str) -> None:
    server().ask("DROP VIEW standing")
    server().ask("ALTER TABLE event RENAME COLUMN date TO day")
    with pytest.raises(LedgerError, match="column `date` of `event` is missing"):
        open_ledger(old_server, "here").__enter__()
    assert server().ask("SELECT version FROM campaign") == [(2,)]
