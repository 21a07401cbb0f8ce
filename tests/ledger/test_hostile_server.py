"""Whoever has the database may have changed it: every command ends with a message, and none waits for ever."""

import socket
import threading
from pathlib import Path

import pytest
from conftest import CampaignFolder
from pieces import ACTION, count, merged, plan
from servers import Server, server

from outreach.errors import ExitCode, LedgerError
from outreach.ledger import postgresql
from outreach.ledger.copying import copy_to_file
from outreach.ledger.marks import mark
from outreach.ledger.opening import open_ledger
from outreach.ledger.promises import broken_promises
from outreach.model import State

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x AS uid, x AS version FROM c WHERE x > 1"
NO_RULES = "SET session_replication_role = replica; "


@pytest.fixture
def running() -> Server:
    """Give a server with a ledger of two letters, one of them sent."""
    with open_ledger(server().empty_database(), "here") as ledger:
        uids = merged(ledger, plan("p1"), plan("p2"))
        mark(ledger, [uids["p1"]], State.SENT, ACTION)
    return server()


@pytest.fixture
def campaign(running: Server, campaign: CampaignFolder) -> CampaignFolder:
    """Give a campaign with its ledger there."""
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("[campaign]", f'[campaign]\nledger = "{running.address()}"', 1))
    return campaign


NO_LEDGER = {
    "no campaign": "DELETE FROM campaign",
    "two campaigns": "INSERT INTO campaign VALUES ('x', 3)",
    "no version": "ALTER TABLE campaign ALTER version DROP NOT NULL; UPDATE campaign SET version = NULL",
    "a version in words": "ALTER TABLE campaign ALTER version TYPE text",
    "a newer version": "UPDATE campaign SET version = 4",
    "a version below nought": "UPDATE campaign SET version = -1",
    "a table less": "DROP TABLE file",
    "a column less": "ALTER TABLE event DROP COLUMN by CASCADE",
    "a column of another type": "DROP VIEW standing; DROP VIEW story; ALTER TABLE batch ALTER created_at TYPE bytea USING ''",
    "a view less": "DROP VIEW story",
    "a view of another shape": "DROP VIEW standing; CREATE VIEW standing AS SELECT 1 AS uid",
    "a view in the place of a table": "ALTER TABLE file RENAME TO other; CREATE VIEW file AS SELECT * FROM other",
    "a table of another program": "DROP TABLE campaign; CREATE TABLE campaign (slogan text)",
}


@pytest.mark.parametrize("what", NO_LEDGER)
def test_what_is_not_our_ledger_is_refused(running: Server, what: str) -> None:
    running.ask(NO_LEDGER[what])

    with pytest.raises(LedgerError) as caught:
        open_ledger(running.address(), "here").__enter__()

    assert caught.value.message.count("password") == 0
    assert any(words in caught.value.message for words in ("ledger", "server"))


ENDS = {
    "a day that does not exist": NO_RULES + "UPDATE event SET date = '9999-99-99'",
    "no day": NO_RULES + "UPDATE event SET date = 'soon'",
    "details that are half JSON": NO_RULES + "UPDATE event SET detail = '{'",
    "a rule that refuses everything": "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'no %', repeat('x', 9000); END $$; CREATE TRIGGER no BEFORE INSERT ON event EXECUTE FUNCTION no()",
    "a rule that divides by nought": "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN 1 / 0; END $$; CREATE TRIGGER no BEFORE INSERT ON batch FOR EACH ROW EXECUTE FUNCTION no()",
    "a rule that drops rows": "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NULL; END $$; CREATE TRIGGER no BEFORE INSERT ON piece FOR EACH ROW EXECUTE FUNCTION no()",
    "no rights": "REVOKE ALL ON event FROM PUBLIC",
}
COMMANDS = (
    ("export", "tracking.xlsx"), ("mark", "answered", "p1"), ("merge", "--yes", "--only", "p3"),
    ("status", "--people"), ("log", "--json", "-"), ("history", "p1"), ("log", "note", "p2", "x"), ("ledger", "check"),
    ("ledger", "copy", "FROM", "new.sqlite"), ("ledger", "export", "new-2.sqlite"),
)  # fmt: skip


@pytest.mark.parametrize("what", ENDS)
@pytest.mark.parametrize(
    "commands",
    [
        pytest.param(COMMANDS[1:3], id="some"),
        pytest.param((COMMANDS[0], *COMMANDS[3:]), id="the others", marks=pytest.mark.long),
    ],
)
def test_no_command_ends_as_a_fault_of_the_tool(
    running: Server, campaign: CampaignFolder, what: str, commands: tuple[tuple[str, ...], ...]
) -> None:
    running.ask(ENDS[what])

    for command in commands:
        shown = campaign.run(*(running.address() if word == "FROM" else word for word in command))
        assert shown.code in (ExitCode.OK, ExitCode.USAGE, ExitCode.LEDGER), (command, shown.err)


def test_days_that_do_not_exist_are_found_and_not_carried_on(running: Server, tmp_path: Path) -> None:
    running.ask(NO_RULES + "UPDATE event SET date = '2026-02-30' WHERE kind = 'sent'")
    with open_ledger(running.address(), "here") as ledger:
        assert [problem.column for problem in broken_promises(ledger)] == ["date"]
        with pytest.raises(LedgerError, match="nothing was copied") as caught:
            copy_to_file(ledger, tmp_path / "new.sqlite")

    assert "a day that does not exist" in str(caught.value.problems[0])
    assert not (tmp_path / "new.sqlite").exists()


def test_a_rule_that_was_taken_away_is_found(running: Server) -> None:
    running.ask("DROP TRIGGER event_is_never_deleted ON event")
    with open_ledger(running.address(), "here") as ledger:
        assert [problem.message for problem in ledger.damage()] == ["the rule `event_is_never_deleted` is missing"]


@pytest.mark.parametrize(
    "view",
    [
        f"CREATE VIEW campaign AS {ENDLESS}",
        "CREATE VIEW campaign AS SELECT 'x' AS uid, 3 AS version FROM pg_sleep(999)",
    ],
)
def test_a_view_that_never_ends_is_given_up(running: Server, monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    running.ask(f"DROP TABLE campaign; {view}")
    monkeypatch.setattr(postgresql, "SESSION", ("SET statement_timeout = '300ms'", *postgresql.SESSION[1:]))

    with pytest.raises(LedgerError, match="took too long"):
        open_ledger(running.address(), "here").__enter__()


def test_every_statement_has_a_time_limit(running: Server) -> None:
    with open_ledger(running.address(), "here") as ledger:
        assert ledger.execute("SHOW statement_timeout").fetchone()[0] == "5min"


def test_whoever_answers_and_is_no_server_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("s")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / ".s.PGSQL.5432"))
    listener.listen()

    def chatter() -> None:
        near, _ = listener.accept()
        near.recv(4096)
        near.sendall(b"HTTP/1.1 200 OK\r\n\r\n" * 100)
        near.close()

    threading.Thread(target=chatter, daemon=True).start()
    with listener, pytest.raises(LedgerError, match="cannot be reached"):
        open_ledger(f"postgresql://postgres@/postgres?host={folder}").__enter__()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://",
        "postgresql://[",
        "postgresql://host:port/x",
        "postgresql://host:99999/x",
        "postgres://h/x?bogus=1",
    ],
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(LedgerError):
        open_ledger(address).__enter__()


def test_texts_of_every_kind_come_back_as_they_went(running: Server) -> None:
    nasty = "'; DROP TABLE event; -- \\. \t \n \\N {} %s :x \u2028 🌍"
    with open_ledger(running.address(), "here") as ledger:
        uid = merged(ledger, plan(nasty))[nasty]
        assert ledger.execute("SELECT recipient FROM piece WHERE uid = :uid", {"uid": uid}).fetchone()[0] == nasty
        assert count(ledger, "event") == 5
