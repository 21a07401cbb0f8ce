"""A ledger on a server: what a team runs into."""

import contextlib
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from conftest import CampaignFolder
from pieces import ACTION, claimed, count, merged, plan, states
from servers import Server, server

from outreach.errors import LedgerError
from outreach.ledger import postgresql
from outreach.ledger.claims import unfinished
from outreach.ledger.database import Ledger, LostConnectionError
from outreach.ledger.marks import mark
from outreach.ledger.opening import open_existing, open_ledger
from outreach.model import State

Rows = Sequence[Mapping[str, object]]


@pytest.fixture
def running() -> Server:
    """Give a server with an empty database."""
    server().empty_database()
    return server()


@pytest.fixture
def ledger(running: Server) -> Iterator[Ledger]:
    """Give an empty ledger on it."""
    with open_ledger(running.address(), "here") as connection:
        yield connection


def test_a_cut_connection_is_made_anew(running: Server, ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]

    running.cut_connections()
    assert states(ledger) == {uid: "merged"}
    running.cut_connections()
    assert mark(ledger, [uid], State.SENT, ACTION) == (1, 0)


def test_a_server_that_crashed_and_came_back_has_everything(running: Server, ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]

    running.crash_and_restart()

    assert mark(ledger, [uid], State.SENT, ACTION) == (1, 0)


def test_what_was_cut_in_the_middle_did_not_happen(running: Server, ledger: Ledger) -> None:
    def claim_and_be_cut() -> None:
        with ledger.transaction():
            ledger.execute(
                "INSERT INTO batch (id, uid, mailing, stationery, created_at) VALUES (1, 'u', 'm', 's', 't')"
            )
            running.cut_connections()
            ledger.execute("SELECT 1")

    with pytest.raises(LostConnectionError, match="was not recorded"):
        claim_and_be_cut()

    assert count(ledger, "batch") == 0


def test_a_marking_that_is_cut_in_the_middle_is_done_once(
    running: Server, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = merged(ledger, plan("a"))["a"]
    cuts = iter([True, True])
    put = postgresql.ServerLedger._copy

    def cut_before_events(self: postgresql.ServerLedger, insert: re.Match[str], rows: Rows) -> None:
        if insert["table"] == "event" and next(cuts, False):
            running.cut_connections()
        put(self, insert, rows)

    monkeypatch.setattr(postgresql.ServerLedger, "_copy", cut_before_events)

    assert mark(ledger, [uid], State.SENT, ACTION) == (1, 0)
    assert next(cuts, None) is None
    assert count(ledger, "event") == 3


class CuttingProxy:
    """Stands between tool and server; passes a COMMIT on and cuts the line before its answer."""

    def __init__(self, folder: Path, real: str) -> None:
        """Listen in `folder`."""
        self.cuts, self.armed = 0, False
        self._real = f"{real}/.s.PGSQL.5432"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._real)
                threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError), near, far:
            threading.Thread(target=self._answer, args=(far, near), daemon=True).start()
            while data := near.recv(65536):
                far.sendall(data)
                if b"COMMIT" in data and self.armed and not self.cuts:
                    self.cuts += 1
                    near.shutdown(socket.SHUT_RDWR)
                    far.settimeout(5)
                    threading.Event().wait(0.3)  # the server has committed long before

    def _answer(self, far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := far.recv(65536):
                near.sendall(data)


def test_a_marking_whose_answer_was_lost_is_not_done_twice(
    running: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with open_ledger(running.address(), "here") as direct:
        uid = merged(direct, plan("a"))["a"]
    folder = tmp_path_factory.mktemp("s")
    proxy = CuttingProxy(folder, running.socket)

    with open_ledger(f"postgresql://postgres@/postgres?host={folder}", "here") as through:
        proxy.armed = True
        assert mark(through, [uid], State.SENT, ACTION) == (1, 0)
        assert proxy.cuts == 1
        assert count(through, "event") == 3


def test_a_server_that_stays_away_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(
        postgresql.ServerLedger, "_connect", lambda _self: (_ for _ in ()).throw(LostConnectionError("gone"))
    )
    assert isinstance(ledger, postgresql.ServerLedger)
    ledger.close()

    with pytest.raises(LedgerError, match="gone"):
        merged(ledger, plan("a"))


def test_another_organisers_claim_is_not_ours_to_take_up(running: Server, ledger: Ledger) -> None:
    claimed(ledger, plan("a"))

    with open_ledger(running.address(), "elsewhere") as other:
        assert unfinished(other) == []
    assert unfinished(ledger) == [1]


def test_what_another_computer_will_never_finish_can_be_released(
    running: Server, ledger: Ledger, campaign: CampaignFolder
) -> None:
    claimed(ledger, plan("p1"))
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("[campaign]", f'[campaign]\nledger = "{running.address()}"', 1))

    assert "batch-0001 is being made on another computer since" in campaign.run("status").out
    assert "nobody can be asked here" in campaign.run("ledger", "release", "batch-1").err
    assert "there are: batch-0001" in campaign.run("ledger", "release", "batch-7", "--yes").err
    assert campaign.run("ledger", "release", "batch-1", "--yes").code == 0

    assert count(ledger, "batch") == 0


def test_looking_makes_no_tables(running: Server) -> None:
    with open_existing(running.address()) as nothing:
        assert nothing is None

    assert running.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def refusal(address: str) -> str:
    """Return why a ledger cannot be opened."""
    with pytest.raises(LedgerError) as caught, open_ledger(address):
        pass
    return caught.value.message


def test_another_programs_database_is_refused(running: Server) -> None:
    running.ask("CREATE TABLE cookies (name text)")

    assert "holds tables of another program" in refusal(running.address())


def test_a_ledger_of_a_newer_tool_is_refused(running: Server, ledger: Ledger) -> None:
    running.ask("UPDATE campaign SET version = 99")

    assert "newer version of outreach (ledger version 99" in refusal(running.address())


def test_what_is_wrong_with_the_address_is_told(running: Server, tmp_path: Path) -> None:
    assert "has no such database" in refusal(f"postgresql://postgres@/nowhere?host={running.socket}")
    assert "cannot be reached" in refusal(f"postgresql://postgres@/postgres?host={tmp_path}")
    assert "no server of that name" in refusal("postgresql://anna@nowhere.invalid/campaign")


def test_a_team_merges_marks_and_looks_through_the_server(running: Server, campaign: CampaignFolder) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    named = settings.replace("[campaign]", f'[campaign]\nledger = "{running.address()}"', 1)
    campaign.write("campaign.toml", named)

    assert campaign.run("status").out.count("nothing was merged yet") == 1
    assert campaign.run("merge", "--yes", "--limit", "2").code == 0
    assert campaign.run("mark", "sent", "batch-1").code == 0

    assert campaign.run("status", "--json").json["mailings"] == {"letters": {"sent": 2}}
    assert campaign.run("ledger", "check").code == 0
    assert not (campaign.folder / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://anna:secret@host/campaign", "the password stands in `ledger`"),
        ("postgresql://anna@host/campaign?password=secret", "the password stands in `ledger`"),
        ("mysql://host/campaign", "is no address of a server"),
    ],
)
def test_a_password_or_another_kind_of_address_in_the_settings_is_refused(
    campaign: CampaignFolder, address: str, message: str
) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("[campaign]", f'[campaign]\nledger = "{address}"', 1))

    shown = campaign.run("status")

    assert (shown.code, message in shown.err) == (3, True)
    assert "secret" not in shown.err


def test_a_missing_part_is_named_with_the_line_that_installs_it() -> None:
    code = (
        "import sys; sys.modules['sqlalchemy'] = None; from outreach.ledger.opening import open_ledger\n"
        "with open_ledger('postgresql://anna@host/campaign'): pass"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "LedgerError: a ledger on a server needs a part that is not installed" in done.stderr
    assert "pip install 'outreach[postgresql]'" in done.stderr


def test_a_ledger_file_that_was_not_brought_over_stops_the_merge(running: Server, campaign: CampaignFolder) -> None:
    assert campaign.run("merge", "--yes", "--limit", "1").code == 0
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("[campaign]", f'[campaign]\nledger = "{running.address()}"', 1))

    shown = campaign.run("merge", "--yes")

    assert shown.code == 6
    assert "outreach ledger copy" in shown.err
