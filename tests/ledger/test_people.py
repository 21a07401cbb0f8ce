"""What is told of people without a piece of ours, and what is forgotten of them."""

import datetime as dt

import pytest
from pieces import ACTION, TODAY, claimed, count, merged, plan, states

from outreach.errors import LedgerError
from outreach.ledger.claims import earlier_pieces, letters_by_recipient
from outreach.ledger.database import IntegrityError, Ledger
from outreach.ledger.events import Action, Fact, tell
from outreach.ledger.marks import mark, undo
from outreach.model import State

LETTER = Fact("sent", recipient="a", name="Name a", country="DE", mailing="letters", sender="us")


def test_a_letter_written_outside_the_tool_counts_as_a_letter(ledger: Ledger) -> None:
    tell(ledger, [LETTER], ACTION)

    assert letters_by_recipient(ledger) == {"a": 1}
    assert earlier_pieces(ledger, "letters")["a"].date == TODAY
    assert earlier_pieces(ledger, "postcards") == {}


def test_who_was_written_to_outside_the_tool_gets_no_letter_of_the_same_round(ledger: Ledger) -> None:
    tell(ledger, [LETTER], ACTION)

    with pytest.raises(LedgerError, match="nobody is written to twice"):
        claimed(ledger, plan("a"))

    merged(ledger, plan("a", 2))
    assert earlier_pieces(ledger, "letters")["a"].round == 3


def test_a_letter_of_no_mailing_counts_without_making_anybody_less_due(ledger: Ledger) -> None:
    tell(ledger, [Fact("sent", recipient="a", name="Name a")], ACTION)

    assert letters_by_recipient(ledger) == {"a": 1}
    assert earlier_pieces(ledger, "letters") == {}


@pytest.mark.parametrize("kind", ["sent", "returned", "answered", "noted", "address_changed", "address_confirmed"])
def test_facts_about_a_person_need_no_piece_and_can_be_undone(ledger: Ledger, kind: str) -> None:
    assert tell(ledger, [Fact(kind, recipient="a", name="Name a", note="by hand", detail="{}")], ACTION) == 1
    (told,) = ledger.execute("SELECT * FROM story").fetchall()
    assert (told["kind"], told["recipient"], told["name"], told["note"]) == (kind, "a", "Name a", "by hand")

    assert undo(ledger, ACTION, told["action"]) == (kind, 1)

    assert [bool(row["undone"]) for row in ledger.execute("SELECT undone FROM story ORDER BY id")] == [True, False]
    assert letters_by_recipient(ledger) == {}


@pytest.mark.parametrize("kind", ["merged", "printed", "void", "reprinted", "overridden"])
def test_what_happens_to_paper_needs_a_piece(ledger: Ledger, kind: str) -> None:
    with pytest.raises(IntegrityError):
        tell(ledger, [Fact(kind, recipient="a")], ACTION)


def test_the_same_fact_is_recorded_once_and_again_after_its_undoing(ledger: Ledger) -> None:
    assert [tell(ledger, [LETTER, LETTER], ACTION), tell(ledger, [LETTER], ACTION)] == [1, 0]
    assert tell(ledger, [LETTER], Action("somebody else", TODAY)) == 1

    undo(ledger, ACTION)

    assert tell(ledger, [LETTER], ACTION) == 1


def test_undo_takes_back_the_last_marking_of_whoever_asks(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"), plan("b"))
    anna, ben, carl = (Action(name, TODAY) for name in ("Anna", "Ben", "Carl"))
    mark(ledger, [uids["a"]], State.SENT, anna)
    mark(ledger, [uids["b"]], State.PRINTED, ben)

    with pytest.raises(LedgerError, match="the last one is by Ben"):
        undo(ledger, carl)
    undo(ledger, anna)

    assert states(ledger) == {uids["a"]: "merged", uids["b"]: "printed"}


def test_a_note_is_taken_back_like_a_marking(ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]
    mark(ledger, [uid], State.SENT, ACTION)
    tell(ledger, [Fact("noted", recipient="a", note="likes chess")], ACTION)

    assert undo(ledger, ACTION) == ("noted", 1)
    assert undo(ledger, ACTION) == ("sent", 1)


def test_an_overridden_rule_is_recorded_with_the_merge_and_moves_nothing(ledger: Ledger) -> None:
    from outreach.ledger.claims import RecordedPiece, record

    batch, uids = claimed(ledger, plan("a"), plan("b"))
    pieces = [
        RecordedPiece(uids["a"], 1, 1, 1, "one side only: agreed with the lawyer"),
        RecordedPiece(uids["b"], 2, 2, 2),
    ]
    record(ledger, batch, pieces, [], ACTION)

    story = ledger.execute("SELECT recipient, kind, note FROM story ORDER BY id").fetchall()
    assert [tuple(row) for row in story] == [
        ("a", "merged", ""),
        ("a", "overridden", "one side only: agreed with the lawyer"),
        ("b", "merged", ""),
    ]
    assert set(states(ledger).values()) == {"merged"}


def test_the_tables_themselves_refuse_a_step_without_a_merge(ledger: Ledger) -> None:
    claimed(ledger, plan("a"))
    (piece,) = ledger.execute("SELECT id FROM piece").fetchall()

    with pytest.raises(IntegrityError, match="not merged"):
        add(ledger, Fact("sent", piece["id"]))


def test_the_tables_themselves_refuse_a_second_merge_and_its_undoing(ledger: Ledger) -> None:
    merged(ledger, plan("a"))
    (event,) = ledger.execute("SELECT id, piece FROM event").fetchall()

    with pytest.raises(IntegrityError, match="merged once"):
        add(ledger, Fact("merged", event["piece"]))
    with pytest.raises(IntegrityError, match="made void, not undone"):
        add(ledger, Fact("undone", event["piece"], undoes=event["id"]))


def add(ledger: Ledger, fact: Fact) -> None:
    """Add an event past every check but those of the tables."""
    from outreach.ledger.events import add_events

    with ledger.transaction():
        add_events(ledger, [fact], Action("tester", dt.date(2026, 1, 1)))


def test_a_piece_stays_who_it_is_for(ledger: Ledger) -> None:
    merged(ledger, plan("a"))

    with pytest.raises(IntegrityError, match="stays who"):
        ledger.execute("UPDATE piece SET name = 'Somebody Else'")
    with pytest.raises(IntegrityError, match="stays who"):
        ledger.execute("UPDATE piece SET recipient = 'forgotten-1', round = 2")


def test_only_of_a_forgotten_person_may_names_and_notes_be_erased(ledger: Ledger) -> None:
    uid = merged(ledger, plan("a"))["a"]
    mark(ledger, [uid], State.SENT, Action("tester", TODAY, note="by hand"))
    tell(ledger, [LETTER], ACTION)
    with pytest.raises(IntegrityError, match="never changed"):
        ledger.execute("UPDATE event SET note = '' WHERE piece IS NOT NULL AND note <> ''")
    with pytest.raises(IntegrityError, match="never changed"):
        ledger.execute("UPDATE event SET name = '' WHERE piece IS NULL")

    ledger.execute("UPDATE piece SET recipient = 'forgotten-1', person = '', name = '' WHERE recipient = 'a'")
    ledger.execute("UPDATE event SET note = '' WHERE piece IS NOT NULL")
    ledger.execute(
        "UPDATE event SET recipient = 'forgotten-1', person = '', name = '', note = '' WHERE recipient = 'a'"
    )

    story = ledger.execute("SELECT DISTINCT recipient, name, note FROM story").fetchall()
    assert [tuple(row) for row in story] == [("forgotten-1", "", "")]
    assert (count(ledger, "event"), letters_by_recipient(ledger)) == (4, {"forgotten-1": 2})
    with pytest.raises(IntegrityError, match="never changed"):
        ledger.execute("UPDATE event SET date = '2020-01-01'")


@pytest.mark.parametrize(
    ("action", "fact"),
    [
        (Action("tester", dt.date(26, 11, 20)), Fact("noted", recipient="a")),
        (Action("tester", dt.date(1899, 12, 31)), Fact("noted", recipient="a")),
        (Action("tester", TODAY, note="x" * 50_000), Fact("noted", recipient="a")),
        (Action("tester\0", TODAY), Fact("noted", recipient="a")),
        (ACTION, Fact("noted", recipient="a", note="half a \udcff character")),
        (ACTION, Fact("noted", recipient="a", name="x" * 50_000)),
        (ACTION, Fact("noted", recipient="a", detail='{"half": ')),
        (ACTION, Fact("noted", recipient="a", date=dt.date(9999, 12, 31))),
    ],
)
def test_what_no_ledger_may_hold_is_not_recorded(ledger: Ledger, action: Action, fact: Fact) -> None:
    with pytest.raises(LedgerError, match=r"nothing was recorded: |cannot be recorded"):
        tell(ledger, [fact], action)

    assert count(ledger, "event") == 0
