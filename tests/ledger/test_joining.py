"""A ledger is carried from a file to a server and back, and two that were apart are brought together."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import CampaignFolder
from ledger.hostile import event, without_rules
from pieces import ACTION, FILE, TODAY, claimed, count, merged, plan, states
from servers import server

from outreach.errors import LedgerError
from outreach.ledger.claims import Action, RecordedPiece, earlier_pieces, letters_by_recipient, record, unfinished
from outreach.ledger.copying import copy, copy_to_file
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.events import Fact, tell
from outreach.ledger.joining import Joined, join
from outreach.ledger.marks import mark, undo
from outreach.ledger.opening import open_ledger
from outreach.ledger.promises import broken_promises
from outreach.ledger.sqlite import SqliteLedger
from outreach.model import Plan, State

ANNA, BEN = Action("Anna", TODAY), Action("Ben", TODAY)


def live_a_little(ledger: Ledger) -> None:
    """Let a bit of everything happen."""
    uids = merged(ledger, plan("a"), plan("b"), plan("c"))
    mark(
        ledger,
        [uids["a"], uids["b"]],
        State.SENT,
        Action("Anna", TODAY, "mark", "by hand; „quotes“, \t tabs \\ and\nlines"),
    )
    mark(ledger, [uids["a"]], State.ANSWERED, ANNA)
    undo(ledger, ANNA)
    mark(ledger, [uids["c"]], State.VOID, BEN)
    merged(ledger, plan("c"))
    tell(
        ledger,
        [Fact("sent", recipient="z", name="Name z", mailing="letters"), Fact("noted", recipient="z", detail="{}")],
        BEN,
    )
    claimed(ledger, plan("d"))


def everything(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """Return every row but for the place of batches, which is another in each folder."""
    queries = {
        "campaign": "SELECT uid FROM campaign", "piece": "SELECT * FROM piece ORDER BY id",
        "event": "SELECT * FROM event ORDER BY id", "file": "SELECT * FROM file ORDER BY batch, name",
        "batch": "SELECT id, uid, mailing, stationery, created_at, origin FROM batch ORDER BY id",
        "standing": "SELECT uid, state, state_date, state_note FROM standing ORDER BY id",
    }  # fmt: skip
    return {name: [tuple(row) for row in ledger.execute(query)] for name, query in queries.items()}


# ── copy ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_goes_to_a_server_and_back_without_loss(tmp_path: Path) -> None:
    address = server().empty_database()
    with open_ledger(tmp_path / FILE_NAME) as file, open_ledger(address, "here") as team:
        live_a_little(file)
        copy(file, team)
        assert everything(team) == everything(file)
        assert unfinished(team) == unfinished(file) == [3]

        merged(team, plan("e"))
        copy_to_file(team, tmp_path / "back.sqlite")
        with open_ledger(tmp_path / "back.sqlite") as back:
            assert everything(back) == everything(team)
            assert unfinished(back) == [3]
            merged(back, plan("f"))


def test_nothing_is_copied_over_a_ledger_that_is_not_empty(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "other.sqlite") as other:
        live_a_little(other)
        live_a_little(ledger)
        before = everything(ledger)

        with pytest.raises(LedgerError, match="is not empty"):
            copy(other, ledger)

        assert everything(ledger) == before
        (tmp_path / "there").touch()
        with pytest.raises(LedgerError, match="is there already"):
            copy_to_file(other, tmp_path / "there")


def test_a_copy_that_differs_does_not_count(tmp_path: Path, ledger: Ledger) -> None:
    with open_ledger(tmp_path / "other.sqlite") as other:
        live_a_little(other)
        other.execute("UPDATE piece SET state = 'void' WHERE state = 'sent'")  # what no command does

        with pytest.raises(LedgerError, match="the copy of piece"):
            copy(other, ledger)

    assert (count(ledger, "event"), count(ledger, "batch")) == (0, 0)


# ── join ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ben(ledger: Ledger, tmp_path: Path) -> Iterator[Ledger]:
    """Give a ledger that was the same as `ledger`, with letters to a and b, before both went their ways."""
    merged(ledger, plan("a"), plan("b"))
    copy_to_file(ledger, tmp_path / "ben.sqlite")
    with open_ledger(tmp_path / "ben.sqlite") as other:
        yield other


def bring(ledger: Ledger, other: Ledger) -> Joined:
    """Join a ledger and see that a second time changes nothing."""
    done = join(ledger, other, "ben.sqlite")
    before = everything(ledger)
    again = join(ledger, other, "ben.sqlite")
    assert (again.batches, again.pieces, again.events) == ((), 0, 0)
    assert everything(ledger) == before
    return done


def uid_of(ledger: Ledger, recipient: str) -> str:
    """Return the piece to somebody."""
    return str(ledger.execute("SELECT uid FROM piece WHERE recipient = :r", {"r": recipient}).fetchone()["uid"])


def test_what_was_done_apart_is_on_one_record(ledger: Ledger, ben: Ledger) -> None:
    merged(ledger, plan("c"))
    mark(ledger, [uid_of(ledger, "a")], State.SENT, ANNA)
    mark(ben, [*merged(ben, plan("d"), plan("e")).values()], State.SENT, BEN)
    mark(ben, [uid_of(ben, "b")], State.SENT, BEN)
    tell(ben, [Fact("answered", recipient="x", name="Name x", note="kind")], BEN)

    done = bring(ledger, ben)

    assert (done.batches, done.pieces, done.conflicts) == (((2, 3),), 2, ())
    by_person = {row["recipient"]: row["state"] for row in ledger.execute("SELECT recipient, state FROM standing")}
    assert by_person == {"a": "sent", "b": "sent", "c": "merged", "d": "sent", "e": "sent"}
    assert {*earlier_pieces(ledger, "letters")} == {*"abcde"}
    assert ledger.execute("SELECT by, note FROM story WHERE recipient = 'x'").fetchone()["note"] == "kind"
    assert ledger.execute("SELECT origin FROM batch WHERE id = 3").fetchone()["origin"] == "batch-0002 of ben.sqlite"
    assert unfinished(ledger) == []


def test_both_ways_give_the_same_states(ledger: Ledger, ben: Ledger) -> None:
    mark(ledger, [uid_of(ledger, "a")], State.SENT, ANNA)
    merged(ledger, plan("c"))
    mark(ben, [uid_of(ben, "a"), uid_of(ben, "b")], State.SENT, BEN)
    mark(ben, [uid_of(ben, "a")], State.ANSWERED, BEN)

    bring(ledger, ben)
    join(ben, ledger, "anna.sqlite")

    assert states(ledger) == states(ben)
    assert letters_by_recipient(ledger) == letters_by_recipient(ben)


@pytest.mark.parametrize("later", [ANNA, BEN])
@pytest.mark.parametrize("state", [State.PRINTED, State.SENT, State.VOID])
def test_a_letter_that_both_marked_on_different_days_is_in_order(
    ledger: Ledger, ben: Ledger, state: State, later: Action
) -> None:
    uid = uid_of(ledger, "a")
    for one, action in ((ledger, ANNA), (ben, BEN)):
        day = TODAY + dt.timedelta(days=2) if action is later else TODAY
        mark(one, [uid], state, Action(action.by, day))

    bring(ledger, ben)
    join(ben, ledger, "anna.sqlite")

    query = "SELECT uid, state, state_date FROM standing ORDER BY uid"
    standing = [[tuple(row) for row in one.execute(query)] for one in (ledger, ben)]
    assert standing[0] == standing[1]
    assert (uid, state, (TODAY + dt.timedelta(days=2)).isoformat()) in standing[0]
    assert broken_promises(ledger) == broken_promises(ben) == []


def test_a_step_that_somebody_took_back_beneath_a_later_one_is_in_order(ledger: Ledger, ben: Ledger) -> None:
    uid = uid_of(ledger, "a")
    mark(ledger, [uid], State.PRINTED, ANNA)
    join(ben, ledger, "anna.sqlite")
    mark(ben, [uid], State.SENT, BEN)
    undo(ledger, ANNA)

    bring(ledger, ben)
    join(ben, ledger, "anna.sqlite")

    assert states(ledger)[uid] == states(ben)[uid] == "sent"
    assert broken_promises(ledger) == broken_promises(ben) == []


def test_two_letters_to_the_same_person_are_both_kept_and_told(ledger: Ledger, ben: Ledger) -> None:
    merged(ledger, plan("c"))
    merged(ben, plan("c"))

    done = bring(ledger, ben)

    assert [text.split(";")[0] for text in done.conflicts] == [
        "Name c has two letters of letters: in batch-0002 and batch-0003"
    ]
    assert letters_by_recipient(ledger)["c"] == 2


def test_a_letter_here_and_one_written_outside_the_tool_there_are_told(ledger: Ledger, ben: Ledger) -> None:
    tell(ledger, [Fact("sent", recipient="c", name="Name c", mailing="letters")], ANNA)
    merged(ben, plan("c"))

    assert "one written outside the tool on 2026-11-20" in bring(ledger, ben).conflicts[0]


def test_a_letter_that_went_different_ways_is_told(ledger: Ledger, ben: Ledger) -> None:
    mark(ledger, [uid_of(ledger, "a")], State.VOID, ANNA)
    mark(ben, [uid_of(ben, "a")], State.SENT, BEN)

    done = bring(ledger, ben)

    assert done.conflicts[0].startswith("the letter to Name a is void here and sent there; both are on record")
    assert states(ledger)[uid_of(ledger, "a")] == "void"


def test_what_both_undid_is_undone_once(ledger: Ledger, tmp_path: Path) -> None:
    uid = merged(ledger, plan("a"))["a"]
    mark(ledger, [uid], State.SENT, ANNA)
    copy_to_file(ledger, tmp_path / "ben.sqlite")
    undo(ledger, ANNA)
    with open_ledger(tmp_path / "ben.sqlite") as other:
        undo(other, ANNA)
        bring(ledger, other)

    assert states(ledger) == {uid: "merged"}


def test_a_claim_that_was_never_merged_does_not_come_in(ledger: Ledger, ben: Ledger) -> None:
    claimed(ben, plan("c"))

    assert bring(ledger, ben) == Joined((), 0, 0, ())
    assert [*earlier_pieces(ledger, "letters")] == ["a", "b"]


def test_the_notes_of_a_forgotten_person_do_not_come_back(ledger: Ledger, ben: Ledger) -> None:
    mark(ben, [uid_of(ben, "a")], State.SENT, Action("Ben", TODAY, note="her daughter posted it"))
    ledger.execute("UPDATE piece SET recipient = 'forgotten-1', person = '', name = '' WHERE recipient = 'a'")

    bring(ledger, ben)

    assert ledger.execute("SELECT count(*) FROM event WHERE note <> ''").fetchone()[0] == 0
    assert join(ben, ledger, "anna.sqlite").conflicts == (
        "Name a was forgotten there and is known here: outreach forget a",
    )


def test_a_ledger_of_another_campaign_is_refused_unless_it_was_only_begun_apart(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "other.sqlite") as other:
        merged(other, plan("a"))
        with pytest.raises(LedgerError, match="begun apart"):
            join(ledger, other, "other.sqlite")
        assert count(ledger, "piece") == 0

        assert join(ledger, other, "other.sqlite", begun_apart=True).pieces == 1


# What contradicts the record


PIECE = (
    "INSERT INTO piece (uid, batch, number, mailing, recipient, round, attempt, sender, language, name, country)"
    " SELECT lower(hex(randomblob(16))), batch, 99, mailing, 'x', 1, 1, sender, language, 'Name x', country"
    " FROM piece LIMIT 1"
)
CONTRADICTIONS = {
    "a piece more in our batch": (
        PIECE,
        event("merged", piece="(SELECT max(id) FROM piece)"),
        "UPDATE piece SET state = 'merged', state_event = (SELECT max(id) FROM event) WHERE number = 99",
    ),
    "a piece to somebody else": ("UPDATE piece SET recipient = 'x', name = 'Name x' WHERE id = 1",),
    "a piece in another round": ("UPDATE piece SET round = 2 WHERE id = 1",),
    "a piece of another mailing": ("UPDATE piece SET mailing = 'cards' WHERE id = 1",),
    "a batch of another mailing": ("UPDATE batch SET mailing = 'cards'",),
    "a merge on another day": ("UPDATE event SET date = '2020-01-01' WHERE id = 1",),
    "a merge by somebody else": ("UPDATE event SET by = 'Ben' WHERE id = 1",),
    "events of each other's pieces": ("UPDATE event SET piece = 3 - piece",),
    "a merge at another time": ("UPDATE event SET at = '2020-01-01T00:00:00+00:00' WHERE id = 1",),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_what_contradicts_the_record_is_told_and_nothing_comes_in(ledger: Ledger, ben: Ledger, what: str) -> None:
    merged(ben, plan("d"))
    assert ben.file
    without_rules(ben.file, *CONTRADICTIONS[what])
    before = everything(ledger)

    with pytest.raises(LedgerError, match=r"ben\.sqlite contradicts what is on record here") as caught:
        join(ledger, ben, "ben.sqlite")

    assert all(str(one).startswith("ben.sqlite, ") for one in caught.value.problems)
    assert everything(ledger) == before


def test_who_was_forgotten_on_one_side_contradicts_nothing(ledger: Ledger, ben: Ledger) -> None:
    ledger.execute("UPDATE piece SET recipient = 'forgotten-1', person = '', name = '' WHERE recipient = 'a'")

    assert bring(ledger, ben).pieces == 0
    assert join(ben, ledger, "anna.sqlite").pieces == 0


def test_a_claim_that_came_along_with_a_copy_and_was_finished_elsewhere_is_given_up(
    ledger: Ledger, tmp_path: Path
) -> None:
    batch, uids = claimed(ledger, plan("a"), plan("b"))
    copy_to_file(ledger, tmp_path / "ben.sqlite")
    with open_ledger(tmp_path / "ben.sqlite") as other:
        record(other, batch, [RecordedPiece(uids["b"], 1, 1, 1)], [FILE], BEN)
        assert unfinished(ledger) == [batch]

        assert bring(ledger, other).pieces == 1

    assert (unfinished(ledger), states(ledger)) == ([], {uids["b"]: "merged"})
    assert [*earlier_pieces(ledger, "letters")] == ["b"]
    assert broken_promises(ledger) == []


@pytest.mark.parametrize("alike", [False, True])
def test_joining_takes_twice_as_many_steps_for_twice_as_many_letters(tmp_path: Path, *, alike: bool) -> None:
    def of_person(id_: str) -> Plan:
        one = plan(id_)
        return replace(one, recipient=replace(one.recipient, person="~1" if alike else id_))

    def steps(letters: int) -> int:
        """Return how many hundred steps SQLite takes to join two ledgers."""
        counted = [0, 0]

        def count_one() -> None:
            counted[0] += 1

        folder = tmp_path / str(letters)
        folder.mkdir()
        with open_ledger(folder / "mine.sqlite") as mine:
            merged(mine, *(of_person(f"a{n}") for n in range(letters)))
            copy_to_file(mine, folder / "ben.sqlite")
            with open_ledger(folder / "ben.sqlite") as ben:
                mark(ben, [*merged(ben, *(of_person(f"b{n}") for n in range(letters))).values()], State.SENT, BEN)
                for one in (mine, ben):
                    assert isinstance(one, SqliteLedger)
                    one.set_progress_handler(count_one, 100)
                join(mine, ben, "ben.sqlite")
        return counted[0]

    assert steps(400) < 2.6 * steps(200)


def test_two_volunteers_without_a_server(campaign: CampaignFolder, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert campaign.run("merge", "--yes", "--limit", "1").code == 0
    other = CampaignFolder(tmp_path_factory.mktemp("ben") / "campaign")
    shutil.copytree(campaign.folder, other.folder)
    assert campaign.run("merge", "--yes", "--only", "p2").code == 0
    assert other.run("merge", "--yes", "--only", "p2", "--only", "p3").code == 0

    assert other.run("ledger", "export", "ben.sqlite").code == 0
    shown = campaign.run("ledger", "join", str(other.folder / "ben.sqlite"))

    assert shown.code == 0, shown.err
    assert "batch-0002 of ben.sqlite is batch-0003 here" in shown.out
    assert "Given2 Family2 has two letters of letters: in batch-0002 and batch-0003" in shown.out
    assert campaign.run("ledger", "check").code == 0
    assert "made on another computer" in campaign.run("reprint", "batch-3", "--reason", "jam").err
    assert [path.stem.rpartition("-")[2] for path in (campaign.folder / "backups").iterdir()] == ["join"]


def test_the_command_is_found_by_its_old_name_and_listed_by_the_new_one(campaign: CampaignFolder) -> None:
    listed = campaign.run("ledger", "--help").out
    assert "join" in listed
    assert "merge" not in listed
    assert "Usage: python -m outreach ledger" in (by_old_name := campaign.run("ledger", "merge", "--help")).out
    assert (
        by_old_name.out.partition("[OPTIONS]")[2]
        == campaign.run("ledger", "join", "--help").out.partition("[OPTIONS]")[2]
    )


def test_a_campaign_moves_to_a_server(campaign: CampaignFolder) -> None:
    address = server().empty_database()
    assert campaign.run("merge", "--yes", "--limit", "2").code == 0

    shown = campaign.run("ledger", "copy", "ledger.sqlite", address)

    assert (shown.code, "Copied and compared: 2 events." in shown.out) == (0, True)
    assert campaign.run("ledger", "copy", "nothing.sqlite", address).code == 2
    assert campaign.run("ledger", "copy", "ledger.sqlite", address).code == 6
    with ExitStack() as stack:
        team = stack.enter_context(open_ledger(address))
        assert letters_by_recipient(team) == {"p1": 1, "p2": 1}
    assert ACTION.by == "tester"
