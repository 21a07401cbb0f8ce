"""A piece is claimed first and merged when it lies on the disk; nobody is claimed twice."""

import datetime as dt

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
from outreach.ledger.database import IntegrityError, Ledger, transaction
from outreach.ledger.marks import mark, undo
from outreach.model import State


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
