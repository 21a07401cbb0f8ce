"""Rows become senders; a choice that does not exist is told with its place, and the sender stays."""

import pytest

from outreach.model import Row, Table
from outreach.people.senders import look_fault, senders_from

HEADERS = ("id", "name", "address", "country")
ANNA = ("anna", "Anna", "Street; City", "DE")


def table(headers: tuple[str, ...], *rows: tuple[str, ...]) -> Table:
    """Return a table whose first sender is in row 2."""
    cells = (Row("senders.xlsx", i, dict(zip(headers, row, strict=True))) for i, row in enumerate(rows, 2))
    return Table("senders.xlsx", headers, tuple(cells))


def test_senders_have_an_id_and_a_row_that_lacks_something_is_a_problem() -> None:
    senders, problems = senders_from(
        table(("id", "name", "address", "country"), ("anna", "Anna", "Street; City", "DE"), ("ben", "Ben", "", "DE"))
    )

    assert [*senders] == ["anna"]
    assert senders["anna"].address == ("Street", "City")
    assert [problem.row for problem in problems] == [3]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("letterhead", "clasic", "did you mean `classic`?"),
        ("letterhead", "fancy", "there are: classic, modern, column"),
        ("logo_place", "top", "there are: left, middle, right"),
        ("colour", "reddish", "nobody knows the colour"),
        ("colour", "#ffee88", "too light"),
    ],
)
def test_a_choice_that_does_not_exist_is_told_and_left_out(column: str, value: str, told: str) -> None:
    senders, (problem,) = senders_from(table((*HEADERS, column), (*ANNA, value)))

    assert told in str(problem)
    assert str(problem).startswith(f"senders.xlsx, row 2, {column}: ")
    assert senders["anna"].fields[column] == ""


@pytest.mark.parametrize("colour", ["#8a1c1c", "#811", "darkred", "NAVY", "rgb(0, 90, 60)"])
def test_a_colour_may_be_written_as_the_web_does(colour: str) -> None:
    assert look_fault("colour", colour) is None
