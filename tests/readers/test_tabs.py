"""The tab that holds the list is found, and what is not read is told."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from outreach.model import HowToRead, ListFile, Table
from outreach.readers import read_table
from outreach.readers.header import column_letters

LIST = [["name", "street", "city", "country"], ["Rosa", "Street 1", "Bonn", "DE"], ["Karl", "Street 2", "Rome", "IT"]]
UNKNOWN = [["Kürzel", "Haus", "Farbe"], *[[f"a{n}", f"b{n}", f"c{n}"] for n in range(9)]]
Rows = Sequence[Sequence[object]]


def read(folder: Path, tabs: dict[str, Rows], how: HowToRead = HowToRead()) -> Table:  # noqa: B008 — frozen
    """Write a workbook and read it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tabs.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / "list.xlsx"
    book.save(path)
    table = read_table(ListFile(path, "list.xlsx", how))
    assert isinstance(table, Table), table
    return table


COVERS: dict[str, Rows] = {
    "a title": [["Our campaign"], ["November"]],
    "two words that are headers": [["Name", "Address"], [], ["Write to the office"]],
    "labels and values": [["Prepared by", "Ada"], ["City", "Bonn"], ["Phone", "030 1"]],
    "a summary": [["Country", "Party", "Members"], ["DE", "Red", 12], ["IT", "Blue", 7]],
    "nothing": [],
}


@pytest.mark.parametrize("kind", COVERS)
def test_a_cover_is_passed_over_and_the_tab_that_is_read_is_told(tmp_path: Path, kind: str) -> None:
    table = read(tmp_path, {"Cover": COVERS[kind], "Members": LIST})

    assert table.headers == ("name", "street", "city", "country")
    assert table.notes[0] == "tab “Members” (there are also “Cover”)"


def test_of_two_lists_the_first_is_read(tmp_path: Path) -> None:
    assert (
        read(tmp_path, {"One": LIST, "Two": [*LIST, ["Ada", "Street 3", "Oslo", "NO"]]})
        .notes[0]
        .startswith("tab “One”")
    )


def test_where_no_tab_has_headers_that_the_tool_knows_all_are_named_with_theirs(tmp_path: Path) -> None:
    table = read(tmp_path, {"Cover": [["Welcome"]], "Data": UNKNOWN})

    assert table.headers == ("Kürzel", "Haus", "Farbe")
    assert table.notes[0] == (
        "tab “Data” (no tab has headers that the tool knows: “Cover”: Welcome; “Data”: Kürzel, Haus, Farbe)"
    )


def test_a_tab_that_is_named_is_read_whatever_the_others_are(tmp_path: Path) -> None:
    assert read(tmp_path, {"Cover": UNKNOWN, "Members": LIST}, HowToRead(sheet="Cover")).headers[0] == "Kürzel"


@pytest.mark.parametrize(
    ("header", "rows", "told"),
    [
        (["name", "", "city"], [["A", "x", "Bonn"]], "column B has no header, so 1 value there is not read"),
        (["name", "", "city", ""], [["A", "x", "Bonn", "y"], ["B", "", "Rome", "z"]], "columns B, D have no header, so 3 values there are not read"),
        (["name", "city"], [["A", "Bonn", "x"], ["B", "Rome", "y"]], "column C has no header, so 2 values there are not read"),
        (["name", "city", *[""] * 6], [["A", "Bonn", *"xxxxxx"]], "columns C, D, E, F, G … have no header, so 6 values there are not read"),
        (["name", "city", *[""] * 28], [["A", "Bonn", *[""] * 27, "x"]], "column AD has no header, so 1 value there is not read"),
    ],
)  # fmt: skip
def test_values_in_columns_without_a_header_are_told(
    tmp_path: Path, header: list[str], rows: list[list[str]], told: str
) -> None:
    assert told in read(tmp_path, {"People": [header, *rows]}).notes


def test_columns_without_a_header_that_hold_nothing_are_not_told(tmp_path: Path) -> None:
    assert read(tmp_path, {"People": [["name", "", "city"], ["A", "", "Bonn"]]}).notes == ()


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_spreadsheet_programs_do(column: int, letters: str) -> None:
    assert column_letters(column) == letters
