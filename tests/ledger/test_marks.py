"""A piece moves along the allowed arrows only; what was marked by mistake is taken back, and nothing is erased."""

import pytest
from pieces import ACTION, TODAY, claimed, count, merged, plan, states

from outreach.errors import LedgerError
from outreach.ledger import views
from outreach.ledger.claims import Action, earlier_pieces
from outreach.ledger.database import Ledger
from outreach.ledger.marks import ARROWS, mark, note_reprint, undo
from outreach.model import State
from outreach.tracking.marks import state_counts

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


def test_pieces_are_counted_by_state(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"), plan("b"))
    mark(ledger, [uids["a"]], State.SENT, ACTION)

    merged(ledger, plan("c"))

    assert state_counts(views.batches(ledger), "mailing") == {"letters": {"merged": 2, "sent": 1}}
    assert {(row["id"], row["state"]) for row in views.batches(ledger)} == {
        (1, "merged"), (1, "sent"), (2, "merged"),
    }  # fmt: skip
