"""The header is found under titles and notes, and no column or row number is lost."""

import pytest

from outreach.model import Table
from outreach.readers.cell_text import clean
from outreach.readers.errors import UnreadableError
from outreach.readers.header import make_table
from outreach.readers.tabs import TabCells


def made(*rows: list[str]) -> Table:
    """Return the table in `rows`."""
    return make_table("list", TabCells(list(enumerate(map(list, rows), 1))))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\ufeffName", "Name"),
        (" Rosa\u00a0 Luxemburg\u202f", "Rosa Luxemburg"),
        ("10\u2007115\t Berlin", "10 115 Berlin"),
        ("\u200bx\u200b", "x"),
        (" Street 1 \r\n  Berlin\n", "Street 1\nBerlin"),
        ("\u00a0", ""),
    ],
)
def test_odd_spaces_go_and_line_breaks_stay(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_title_and_notes_above_the_header_are_passed_over() -> None:
    table = made(
        ["Our list of November"], [], ["", "", "draft"], ["name", "street", "city", "country"], ["R", "S", "B", "DE"]
    )

    assert table.headers == ("name", "street", "city", "country")
    assert [(row.number, row.cells["name"]) for row in table.rows] == [(5, "R")]


def test_row_numbers_are_those_that_the_person_sees() -> None:
    table = made(["name", "city"], ["A", "x"], [], ["", " "], ["B", "y"], [])

    assert [row.number for row in table.rows] == [2, 5]


def test_a_header_that_stands_twice_gets_a_number() -> None:
    table = made(["name", "phone", "phone", "phone"], ["A", "1", "2", "3"])

    assert table.headers == ("name", "phone", "phone 2", "phone 3")
    assert table.rows[0].cells == {"name": "A", "phone": "1", "phone 2": "2", "phone 3": "3"}


def test_a_numbered_header_does_not_hide_one_that_was_there() -> None:
    table = made(["phone", "phone", "phone 2"], ["1", "2", "3"])

    assert sorted(table.rows[0].cells.values()) == ["1", "2", "3"]


def test_a_column_without_a_header_is_left_out() -> None:
    table = made(["name", "", "city"], ["A", "a note", "x"])

    assert table.headers == ("name", "city")
    assert table.rows[0].cells == {"name": "A", "city": "x"}


def test_a_short_row_is_filled_up_and_a_long_one_is_cut() -> None:
    table = made(["name", "city", "country"], ["A"], ["B", "x", "DE", "more"])

    assert [dict(row.cells) for row in table.rows] == [
        {"name": "A", "city": "", "country": ""},
        {"name": "B", "city": "x", "country": "DE"},
    ]


def test_a_line_break_in_a_header_is_a_space() -> None:
    assert made(["postal\ncode", "name"], ["1", "A"]).headers == ("postal code", "name")


@pytest.mark.parametrize("rows", [[], [[]], [["", " "], ["\u00a0"]]])
def test_a_sheet_without_a_filled_cell_is_a_problem(rows: list[list[str]]) -> None:
    with pytest.raises(UnreadableError) as refusal:
        make_table("list", TabCells(list(enumerate(map(list, rows), 1))))

    assert str(refusal.value.problem) == "list: is empty; put column headers into its first row"
