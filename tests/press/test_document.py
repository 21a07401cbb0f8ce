"""The sender's line above a window: its parts stay whole, and no dot dangles at the end of a row."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from outreach.press.document import return_line_html
from outreach.press.widths import SLACK, advance
from outreach.stationery import SMALL_SIZE

PARTS = st.lists(st.text("abc Wil.ß&Жя-1", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1, max_size=5)


def rows(lines: list[str], width: float) -> list[str]:
    return str(return_line_html(lines, width)).replace("\u00a0", " ").split("<br>")


def test_what_fits_stays_on_one_line() -> None:
    assert rows(["Maria Volunteer", "Some Street 1", "10115 Berlin"], 77) == [
        "Maria Volunteer · Some Street 1 · 10115 Berlin"
    ]


def test_what_does_not_fit_breaks_between_its_parts_without_a_dot() -> None:
    lines = ["Solidarity Campaign for Political Prisoners", "Example Street 1", "10115 Berlin", "ALLEMAGNE"]

    assert rows(lines, 77) == [
        "Solidarity Campaign for Political Prisoners · Example Street 1",
        "10115 Berlin · ALLEMAGNE",
    ]
    assert rows(lines, 62) == [
        "Solidarity Campaign for Political Prisoners",
        "Example Street 1 · 10115 Berlin · ALLEMAGNE",
    ]


@given(PARTS, st.floats(10, 100))
def test_every_part_is_there_in_its_order_and_every_row_fits_unless_one_part_is_too_long(
    lines: list[str], width: float
) -> None:
    found = rows(lines, width)

    parts = [part for row in found for part in row.split(" · ")]
    assert parts == [str(escape(line)) for line in lines]
    for row in str(return_line_html(lines, width)).replace("&amp;", "&").split("<br>"):
        assert sum(map(advance, row)) * SMALL_SIZE <= width * SLACK + 1e-9 or "·" not in row
