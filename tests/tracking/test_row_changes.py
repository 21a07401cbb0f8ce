"""What a changed row of the tracking sheet records, and which cells make no sense."""

import datetime as dt

import pytest

from outreach.ledger.marks import ARROWS
from outreach.tracking.row_changes import CellFault, Change, Found, Standing, changes

TODAY = dt.date(2026, 11, 20)
DAY = "2026-11-02"
ON_THE_DAY = dt.date(2026, 11, 2)
MERGED = {"state": "merged"}
SENT = {"state": "sent", "printed": "2026-10-01", "sent": "2026-10-01"}
ANY_ARROW = {kind.value: frozenset(ARROWS[kind]) for kind in ARROWS}


def found(exported: dict[str, str], now: Standing | None = None, **cells: str) -> list[Found]:
    standing = now or Standing(exported["state"], {k: v for k, v in exported.items() if k != "state"})
    written = {name.replace("_", " "): text for name, text in cells.items()}
    return changes({**exported, **written}, exported, standing, ANY_ARROW, TODAY)


def faulty(exported: dict[str, str], now: Standing | None = None, **cells: str) -> tuple[str, str]:
    (fault,) = found(exported, now, **cells)
    assert isinstance(fault, CellFault)
    assert fault.remedy
    return fault.column, fault.message


def test_a_row_that_was_left_alone_says_nothing() -> None:
    assert found(SENT) == []


def test_a_day_records_its_step() -> None:
    assert found(SENT, answered=DAY) == [Change("answered", ON_THE_DAY)]


@pytest.mark.parametrize("text", ["2026-11-02", "02.11.2026", "2026-11-02 00:00"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert found(SENT, answered=text) == [Change("answered", ON_THE_DAY)]


def test_what_was_sent_was_printed() -> None:
    assert found(MERGED, sent=DAY) == [Change("printed", ON_THE_DAY), Change("sent", ON_THE_DAY)]


def test_a_state_without_a_day_happened_today() -> None:
    assert found(SENT, state="Answered ") == [Change("answered", TODAY)]
    assert found(SENT, state="void") == [Change("void", TODAY)]


def test_a_state_takes_the_day_beside_it() -> None:
    assert found(SENT, state="returned", returned=DAY) == [Change("returned", ON_THE_DAY)]


def test_several_steps_come_in_their_order() -> None:
    assert [one.kind for one in found(MERGED, answered=DAY, sent=DAY) if isinstance(one, Change)] == [
        "printed", "sent", "answered",
    ]  # fmt: skip


def test_what_stands_on_record_meanwhile_is_not_recorded_again() -> None:
    now = Standing("answered", {**SENT, "answered": DAY}, [DAY], ["a note"])
    assert found(SENT, now, state="answered", answered=DAY, address_confirmed=DAY, notes="a note") == []
    assert found(SENT, now, state="answered") == []


def test_an_address_is_confirmed_again_and_again() -> None:
    exported = {**SENT, "address confirmed": "2026-10-01"}
    assert found(exported, address_confirmed=DAY) == [Change("address_confirmed", ON_THE_DAY)]


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "new"), ("old", "old\nnew"), ("old", "old; new"), ("old", "new\nold"), ("=a", "'=a\nnew")],
)
def test_what_is_written_into_the_notes_is_a_note(before: str, after: str) -> None:
    assert found({**SENT, "notes": before}, notes=after) == [Change("noted", TODAY, "new")]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"state": "snet"}, "state", "is not a state"),
        ({"state": ""}, "state", "was erased"),
        ({"state": "merged"}, "state", "cannot become merged again"),
        ({"sent": ""}, "sent", "2026-10-01 on record was erased"),
        ({"sent": DAY}, "sent", "was changed to 2026-11-02"),
        ({"answered": "soon"}, "answered", "`soon` is not a day"),
        ({"answered": "03/04/2026"}, "answered", "is not a day"),
        ({"answered": "2027-01-01"}, "answered", "has not come yet"),
        ({"address_confirmed": "x"}, "address confirmed", "is not a day"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named(cells: dict[str, str], column: str, words: str) -> None:
    where, message = faulty(SENT, None, **cells)
    assert where == column
    assert words in message


def test_a_step_that_no_arrow_leads_to_is_named() -> None:
    assert faulty(MERGED, answered=DAY) == ("answered", "a letter that is merged cannot become answered")
    returned = {**SENT, "state": "returned", "returned": DAY}
    assert faulty(returned, answered=DAY)[1] == "a letter that is returned cannot become answered"


def test_a_day_that_differs_from_the_ledger_meanwhile_is_named() -> None:
    now = Standing("answered", {**SENT, "answered": "2026-11-05"})
    assert faulty(SENT, now, answered=DAY) == ("answered", "the ledger has 2026-11-05 for it meanwhile")


def test_a_note_on_record_is_not_erased() -> None:
    assert faulty({**SENT, "notes": "old"}, notes="")[1] == "a note on record was changed or erased"
