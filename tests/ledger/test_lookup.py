"""Who and what is meant: an id is exact, a text is searched once, and of several nobody is taken."""

import pytest
from pieces import ACTION, SENDER, claimed, merged, person, plan

from outreach.errors import UsageError
from outreach.ledger.claims import RecordedPiece, record
from outreach.ledger.database import Ledger
from outreach.ledger.events import Fact, tell
from outreach.ledger.lookup import Lists, batch_number, chosen_pieces, find_person, parse_numbers
from outreach.ledger.marks import mark
from outreach.model import Kind, Plan, Recipient, Row, State


def called(id_: str, name: str, *, latin: str = "", marks: str = "", aliases: tuple[str, ...] = ()) -> Recipient:
    """Return somebody on a list."""
    fields = {"name_latin": latin} if latin else {}
    row = Row("list", 2, {})
    return Recipient(Kind.POLITICIAN, id_, name, (name,), ("Street",), "DE", "", fields, row, marks, aliases)


def lists(*people: Recipient) -> Lists:
    return lambda: people


def written_to(ledger: Ledger, *people: Recipient) -> None:
    """Make a letter to each of them."""
    plans = [Plan("letters", one, None, SENDER, "en", 1) for one in people]
    batch, uids = claimed(ledger, *plans)
    from pieces import FILE

    record(ledger, batch, [RecordedPiece(uid, i, i, i) for i, uid in enumerate(uids.values(), 1)], [FILE], ACTION)


MAX, MAXIMILIAN = called("max", "Max Sample"), called("f", "Maximilian Feld")


def test_an_id_on_a_list_is_not_a_part_of_somebody_elses_name(ledger: Ledger) -> None:
    written_to(ledger, MAXIMILIAN)
    both = lists(MAX, MAXIMILIAN)

    assert find_person(ledger, "max", both).recipient == "max"
    assert find_person(ledger, "Max Sample", both).recipient == "max"
    assert find_person(ledger, "Maximilian", both).recipient == "f"
    with pytest.raises(UsageError, match=r"no letter to Max Sample \(max\) was made"):
        chosen_pieces(ledger, "max", None, lists=both)
    with pytest.raises(UsageError, match=r"Max Sample \(max\) is on a list, but not in the ledger"):
        find_person(ledger, "max", both, recorded=True)


def test_an_id_that_the_ledger_knows_needs_no_list(ledger: Ledger) -> None:
    written_to(ledger, MAX)

    def read() -> list[Recipient]:
        raise AssertionError

    assert find_person(ledger, "MAX", read).name == "Max Sample"
    assert [piece["recipient"] for piece in chosen_pieces(ledger, "max", None, lists=read)] == ["max"]


def test_namesakes_are_named_wherever_they_stand(ledger: Ledger) -> None:
    written_to(ledger, called("a", "Rosa Feld"))
    tell(ledger, [Fact("noted", recipient="b", name="Rosa Feld", note="x")], ACTION)

    for text in ("Rosa Feld", "rosa"):
        with pytest.raises(UsageError, match=r"may be any of these: Rosa Feld \(a\), Rosa Feld \(b\), Rosa Feld \(c\)"):
            chosen_pieces(ledger, text, None, lists=lists(called("c", "Rosa Feld")))
    with pytest.raises(UsageError, match=r"Rosa Feld \(a\), Rosa Feld \(b\); write the whole name, or the id"):
        find_person(ledger, "feld")


def test_of_very_many_the_first_are_named(ledger: Ledger) -> None:
    many = [called(f"p{number}", f"Rosa {number}") for number in range(12)]

    with pytest.raises(UsageError, match=r"Rosa 7 \(p7\) and 4 more; write"):
        find_person(ledger, "rosa", lists(*many))


def test_somebody_is_found_by_every_name_that_was_recorded_or_is_on_a_list(ledger: Ledger) -> None:
    written_to(ledger, called("a", "Rosa Alt"))
    tell(ledger, [Fact("noted", recipient="a", name="Rosa Neu", note="married")], ACTION)
    listed = lists(called("a", "Роза Новая", latin="Roza Novaya"))

    for text in ("Rosa Alt", "Rosa Neu", "новая", "novaya", "a"):
        assert find_person(ledger, text, listed).recipient == "a"


def test_whoever_got_another_id_on_the_list_is_still_the_same(ledger: Ledger) -> None:
    mark_of_name = "~0123456789abcdef~12345678"
    written_to(ledger, called(mark_of_name[:17], "Rosa Feld", marks=mark_of_name))
    written_to(ledger, called("old-7", "Karl Tal"))
    listed = lists(called("p1", "Rosa Feld", marks=mark_of_name), called("p2", "Karl Tal", aliases=("old-7",)))

    assert find_person(ledger, "Rosa Feld", listed).recipient == mark_of_name[:17]
    assert find_person(ledger, "p1", listed).recipient == mark_of_name[:17]
    assert find_person(ledger, "Karl", listed).recipient == "old-7"


def test_two_with_one_id_on_two_lists_are_not_taken_for_one(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match=r"Rosa Feld \(1\), Karl Tal \(1\)"):
        find_person(ledger, "1", lists(called("1", "Rosa Feld"), called("1", "Karl Tal")))


def test_nobody_is_found_by_nothing(ledger: Ledger) -> None:
    written_to(ledger, MAX)

    for text in ("", " ", "nobody"):
        with pytest.raises(UsageError, match=r"nobody called “.*” is in the ledger or on the lists"):
            find_person(ledger, text, lists(MAX))
        with pytest.raises(UsageError, match=r"nobody called “.*” is in the ledger; look"):
            find_person(ledger, text)


def test_the_latest_piece_of_a_person_is_meant(ledger: Ledger) -> None:
    merged(ledger, plan("a"))
    merged(ledger, plan("a", 2), plan("ab"))

    (piece,) = chosen_pieces(ledger, "Name a", None)
    assert (piece["recipient"], piece["round"], piece["batch"]) == ("a", 2, 2)
    assert person("a").name == "Name a"


def test_a_batch_is_meant_as_a_whole_or_in_part(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"), plan("b"), plan("c"))
    mark(ledger, [uids["b"]], State.VOID, ACTION)

    def numbers(*asked: object) -> list[int]:
        return [piece["number"] for piece in chosen_pieces(ledger, *asked)]  # type: ignore[arg-type]

    assert numbers("batch-1", None) == numbers("prints/batch-0001/", None) == [1, 2, 3]
    assert numbers("batch-1", None, State.SENT) == [1, 3]
    assert numbers("batch-1", "2-3") == [2, 3]
    for asked, words in (
        (("batch-7", None), "there is no batch-0007; there are: batch-0001"),
        (("batch-1", "2-9"), "has pieces 1 to 3, but no 4"),
        (("a", "2"), "--pieces goes with a batch"),
    ):
        with pytest.raises(UsageError, match=words):
            numbers(*asked)


@pytest.mark.parametrize("text", ["", "x", "3-1", "1-2-3", "1;2"])
def test_what_is_no_range_of_pieces_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="is not a range of pieces"):
        parse_numbers(text)


def test_numbers_and_batches_are_read_as_people_write_them() -> None:
    assert parse_numbers("3-5, 9,1 – 2") == {1, 2, 3, 4, 5, 9}
    assert [batch_number(text) for text in ("batch-3", "BATCH-0003", "prints/batch-3/", "batch3", "3")] == [
        3, 3, 3, None, None,
    ]  # fmt: skip
