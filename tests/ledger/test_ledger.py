"""The ledger's promises, on real files."""

import datetime as dt
import multiprocessing
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pieces import ACTION, FILE, TODAY, claimed, count, merged, plan, states

from outreach.errors import LedgerError
from outreach.ledger import views
from outreach.ledger.claims import (
    Action,
    RecordedPiece,
    claim,
    earlier_pieces,
    known_pairs,
    letters_by_recipient,
    next_batch,
    record,
    release,
    unfinished,
)
from outreach.ledger.database import FILE_NAME, IntegrityError, Ledger, transaction
from outreach.ledger.marks import ARROWS, mark, note_reprint, undo
from outreach.ledger.opening import open_ledger
from outreach.model import State
from outreach.tracking.marks import state_counts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the place of a ledger that is not there yet."""
    return tmp_path / FILE_NAME


# ── claims ───────────────────────────────────────────────────────────────────────────────────────


def test_a_piece_is_claimed_first_and_merged_when_it_lies_on_disk(ledger: Ledger) -> None:
    batch, uids = claimed(ledger, plan("a"), plan("b"))
    assert (states(ledger), unfinished(ledger)) == ({}, [batch])

    record(ledger, batch, [RecordedPiece(uid, i, i, i) for i, uid in enumerate(uids.values(), 1)], [FILE], ACTION)

    assert set(states(ledger).values()) == {"merged"}
    assert unfinished(ledger) == []
    assert views.files(ledger, batch) == [FILE]


def test_nobody_is_claimed_twice_in_a_round(ledger: Ledger) -> None:
    claimed(ledger, plan("a"))

    with pytest.raises(IntegrityError):
        ledger.execute(
            "INSERT INTO piece (uid, batch, number, mailing, recipient, round, attempt, sender, language, name, country)"
            " SELECT 'other', batch, 2, mailing, recipient, round, attempt, sender, language, name, country FROM piece"
        )


def test_a_claim_of_somebody_who_has_a_piece_in_this_round_is_refused(ledger: Ledger) -> None:
    merged(ledger, plan("a"))

    with pytest.raises((IntegrityError, LedgerError)):
        claimed(ledger, plan("a"))


def test_a_claim_that_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    def fail() -> None:
        with transaction(ledger):
            claim(ledger, [plan("a")], "plain-a4")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert (count(ledger, "batch"), count(ledger, "piece")) == (0, 0)


def test_a_released_claim_is_as_if_it_had_not_been_made(ledger: Ledger) -> None:
    batch, _ = claimed(ledger, plan("a"))

    release(ledger, batch)

    assert (count(ledger, "batch"), count(ledger, "piece"), next_batch(ledger)) == (0, 0, batch)
    assert earlier_pieces(ledger, "letters") == {}
    merged(ledger, plan("a"))


def test_what_was_merged_cannot_be_released(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"))

    with pytest.raises(IntegrityError):
        release(ledger, 1)

    assert states(ledger) == {uids["a"]: "merged"}


def test_a_piece_that_could_not_be_set_is_given_back(ledger: Ledger) -> None:
    batch, uids = claimed(ledger, plan("a"), plan("b"))

    record(ledger, batch, [RecordedPiece(uids["b"], 1, 1, 2)], [FILE], ACTION)

    assert [*earlier_pieces(ledger, "letters")] == ["b"]
    (piece,) = views.pieces(ledger, batch)
    assert (piece["number"], piece["first_page"], piece["last_page"]) == (1, 1, 2)


def test_a_batch_is_recorded_once(ledger: Ledger) -> None:
    batch, uids = claimed(ledger, plan("a"))
    record(ledger, batch, [RecordedPiece(uids["a"], 1, 1, 1)], [FILE], ACTION)

    with pytest.raises(IntegrityError):
        record(ledger, batch, [RecordedPiece(uids["a"], 1, 1, 1)], [FILE], ACTION)

    assert count(ledger, "event") == 1


def test_a_batch_gets_a_number_above_the_folders_that_are_there(ledger: Ledger) -> None:
    with transaction(ledger):
        assert claim(ledger, [plan("a")], "plain-a4", above=7)[0] == 8
    assert next_batch(ledger) == 9


def test_a_claim_counts_as_a_letter_before_it_is_recorded(ledger: Ledger) -> None:
    claimed(ledger, plan("a"))

    assert earlier_pieces(ledger, "letters")["a"].round == 1
    assert letters_by_recipient(ledger) == {}


def test_the_latest_round_is_known_with_its_day(ledger: Ledger) -> None:
    merged(ledger, plan("a"), plan("b"))
    merged(ledger, plan("a", 2))

    earlier = earlier_pieces(ledger, "letters")

    assert (earlier["a"].round, earlier["a"].date) == (2, TODAY)
    assert earlier["b"].round == 1
    assert letters_by_recipient(ledger) == {"a": 2, "b": 1}
    assert earlier_pieces(ledger, "postcards") == {}


def test_a_piece_counts_from_the_day_on_which_it_was_sent_and_else_merged(ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]
    later = TODAY + dt.timedelta(days=9)

    mark(ledger, [uid], State.SENT, Action("tester", TODAY + dt.timedelta(days=3)))
    mark(ledger, [uid], State.ANSWERED, Action("tester", later))

    assert earlier_pieces(ledger, "letters")["a"].date == TODAY + dt.timedelta(days=3)
    undo(ledger, ACTION)
    undo(ledger, ACTION)
    assert earlier_pieces(ledger, "letters")["a"].date == TODAY


def test_the_latest_pair_of_each_politician_is_known(ledger: Ledger) -> None:
    merged(ledger, plan("a", 1, "p"), plan("b", 1, "q"))
    merged(ledger, plan("a", 2, "r"))

    assert known_pairs(ledger, "letters") == {"a": "r", "b": "q"}


def test_values_full_of_sql_are_only_values(ledger: Ledger) -> None:
    nasty = "'); DROP TABLE event; --"

    uids = merged(ledger, plan(nasty, mailing=nasty))
    mark(ledger, [uids[nasty]], State.SENT, Action(nasty, TODAY, nasty, nasty))

    assert states(ledger)[uids[nasty]] == "sent"
    assert ledger.execute("SELECT DISTINCT recipient, mailing FROM piece").fetchone()["recipient"] == nasty


# ── arrows ───────────────────────────────────────────────────────────────────────────────────────

WAYS = {
    State.MERGED: (),
    State.PRINTED: (State.PRINTED,),
    State.SENT: (State.SENT,),
    State.RETURNED: (State.SENT, State.RETURNED),
    State.ANSWERED: (State.SENT, State.ANSWERED),
    State.VOID: (State.VOID,),
}


INCLUDED = {
    (State.SENT, State.PRINTED), (State.RETURNED, State.PRINTED), (State.ANSWERED, State.PRINTED),
    (State.RETURNED, State.SENT), (State.ANSWERED, State.SENT),
}  # fmt: skip
"""What was answered has been sent: marking it so changes nothing."""


@pytest.mark.parametrize("target", [*ARROWS])
@pytest.mark.parametrize("start", [*State])
def test_a_piece_moves_only_along_the_arrows(ledger: Ledger, start: State, target: State) -> None:
    uid = merged(ledger, plan("a"))["a"]
    for state in WAYS[start]:
        mark(ledger, [uid], state, ACTION)

    if start is target or (start, target) in INCLUDED:
        assert mark(ledger, [uid], target, ACTION) == (0, 1)
        target = start
    elif start in ARROWS[target]:
        assert mark(ledger, [uid], target, ACTION) == (1, 0)
    else:
        with pytest.raises(LedgerError, match=f"is {start}"):
            mark(ledger, [uid], target, ACTION)
        target = start

    assert states(ledger) == {uid: target}


def test_what_was_sent_was_printed_and_both_are_recorded(ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]

    mark(ledger, [uid], State.SENT, ACTION)

    assert [row["kind"] for row in ledger.execute("SELECT kind FROM event ORDER BY id")] == [
        "merged",
        "printed",
        "sent",
    ]


def test_marking_is_all_or_nothing(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"), plan("b"))
    mark(ledger, [uids["a"]], State.SENT, ACTION)
    before = count(ledger, "event")

    with pytest.raises(LedgerError, match=r"piece 2 of batch-0001 \(Name b\) is merged"):
        mark(ledger, [*uids.values()], State.ANSWERED, ACTION)

    assert count(ledger, "event") == before


def test_marking_twice_does_nothing_twice(ledger: Ledger) -> None:
    uids = [*merged(ledger, plan("a"), plan("b")).values()]
    mark(ledger, uids, State.SENT, ACTION)
    before = count(ledger, "event")

    assert mark(ledger, [*uids, *uids], State.SENT, ACTION) == (0, 2)
    assert count(ledger, "event") == before


def test_a_claim_that_is_not_merged_cannot_be_sent(ledger: Ledger) -> None:
    _, uids = claimed(ledger, plan("a"))

    assert mark(ledger, [*uids.values()], State.SENT, ACTION) == (0, 0)
    assert states(ledger) == {}


def test_a_void_piece_makes_room_for_another_in_the_same_round(ledger: Ledger) -> None:
    first = merged(ledger, plan("a"))["a"]
    mark(ledger, [first], State.VOID, ACTION)
    assert earlier_pieces(ledger, "letters") == {}

    second = merged(ledger, plan("a"))["a"]

    assert states(ledger) == {first: "void", second: "merged"}


def test_a_reprint_is_recorded_with_its_reason_and_moves_nothing(ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]

    note_reprint(ledger, [uid], Action("tester", TODAY, note="paper jam"))

    assert states(ledger) == {uid: "merged"}
    assert ledger.execute("SELECT note FROM event WHERE kind = 'reprinted'").fetchone()["note"] == "paper jam"


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────


def test_undo_takes_the_last_marking_back_as_a_whole_and_erases_nothing(ledger: Ledger) -> None:
    uids = [*merged(ledger, plan("a"), plan("b")).values()]
    mark(ledger, uids, State.SENT, ACTION)
    before = [tuple(row) for row in ledger.execute("SELECT * FROM event ORDER BY id")]

    assert undo(ledger, ACTION) == ("sent", 2)

    assert set(states(ledger).values()) == {"merged"}
    after = [tuple(row) for row in ledger.execute("SELECT * FROM event ORDER BY id")]
    assert after[: len(before)] == before
    assert len(after) == len(before) + 4


def test_undo_goes_back_step_by_step_and_stops_at_the_merge(ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]
    for state in (State.PRINTED, State.SENT, State.ANSWERED):
        mark(ledger, [uid], state, ACTION)

    seen = []
    for _ in range(3):
        undo(ledger, ACTION)
        seen.append(states(ledger)[uid])

    assert seen == ["sent", "printed", "merged"]
    with pytest.raises(LedgerError, match="there is no marking to undo"):
        undo(ledger, ACTION)


def test_a_void_piece_does_not_come_back_beside_the_one_in_its_place(ledger: Ledger) -> None:
    first = merged(ledger, plan("a"))["a"]
    mark(ledger, [first], State.VOID, ACTION)
    second = merged(ledger, plan("a"))["a"]

    with pytest.raises(LedgerError, match="nobody is written to twice"):
        undo(ledger, ACTION)

    assert states(ledger) == {first: "void", second: "merged"}


@pytest.mark.parametrize(
    "statement", ["DELETE FROM event", "UPDATE event SET kind = 'sent'", "UPDATE event SET note = 'x'"]
)
def test_events_are_never_changed_nor_deleted(ledger: Ledger, statement: str) -> None:
    merged(ledger, plan("a"))

    with pytest.raises(IntegrityError, match="events are never"):
        ledger.execute(statement)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM piece", "DELETE FROM batch", "INSERT INTO event SELECT * FROM event"]
)
def test_what_happened_cannot_be_taken_away_or_doubled(ledger: Ledger, statement: str) -> None:
    merged(ledger, plan("a"))

    with pytest.raises(IntegrityError):
        ledger.execute(statement)


def test_people_are_found_by_id_or_name(ledger: Ledger) -> None:
    merged(ledger, plan("a"), plan("ab"))

    assert [row["recipient"] for row in views.pieces_of(ledger, "A")] == ["a"]
    assert [row["recipient"] for row in views.pieces_of(ledger, "name a")] == ["a"]
    assert [row["recipient"] for row in views.pieces_of(ledger, "Name")] == ["a", "ab"]
    assert views.pieces_of(ledger, "nobody") == []


def test_pieces_are_counted_by_state(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"), plan("b"))
    mark(ledger, [uids["a"]], State.SENT, ACTION)

    merged(ledger, plan("c"))

    assert state_counts(views.batches(ledger), "mailing") == {"letters": {"merged": 2, "sent": 1}}
    assert {(row["id"], row["state"]) for row in views.batches(ledger)} == {
        (1, "merged"), (1, "sent"), (2, "merged"),
    }  # fmt: skip


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


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


# ── several at once ──────────────────────────────────────────────────────────────────────────────


def claim_what_is_left(path: Path, everybody: list[str], barrier: "multiprocessing.synchronize.Barrier") -> None:
    """Claim and record whoever has no piece yet, as one organiser would; runs in a process of its own."""
    with open_ledger(path) as ledger:
        barrier.wait(20)
        with transaction(ledger):
            done = earlier_pieces(ledger, "letters")
            plans = [plan(one) for one in everybody if one not in done]
            if not plans:
                return
            batch, by_uid = claim(ledger, plans[:3], "plain-a4")
        record(ledger, batch, [RecordedPiece(uid, i, i, i) for i, uid in enumerate(by_uid, 1)], [FILE], ACTION)


def claimed_at_once(path: Path, everybody: list[str]) -> list[int | None]:
    """Have four processes claim for `everybody` at once; return how each of them ended."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(4)
    children = [
        context.Process(target=claim_what_is_left, args=(path, everybody, barrier), daemon=True) for _ in range(4)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(50)
    return [child.exitcode for child in children]


def test_organisers_who_merge_at_once_write_to_nobody_twice(path: Path) -> None:
    everybody = [f"p{i}" for i in range(9)]

    assert claimed_at_once(path, everybody) == [0] * 4

    with open_ledger(path) as ledger:
        recipients = [row["recipient"] for row in ledger.execute("SELECT recipient FROM standing")]
        assert sorted(recipients) == everybody
        assert unfinished(ledger) == []


def test_two_processes_can_make_the_ledger_at_once(path: Path) -> None:
    assert claimed_at_once(path, []) == [0] * 4

    with open_ledger(path) as ledger:
        assert count(ledger, "campaign") == 1
