"""What stands in cells and is no value: leftovers of exports, signs for line ends, what no cell can hold."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import ROOT

from outreach.model import Row, Table
from outreach.people.recipients import recipients_from
from outreach.readers import read_table
from outreach.readers.cell_text import LONGEST, clean
from outreach.readers.header import make_table
from outreach.readers.tabs import TabCells

HEADER = ("given_name", "family_name", "street", "postal_code", "city", "country", "prisoner_number", "notes", "hobby")


def made(*rows: Sequence[str], header: Sequence[str] = HEADER) -> Table:
    return make_table("list", TabCells(list(enumerate(map(list, (header, *rows)), 1))))


def row(**cells: str) -> Row:
    """Return one row of a list; what is not given is as it should be."""
    person = dict(zip(HEADER, ("Rosa", "Luxemburg", "Street 1", "10115", "Berlin", "DE", "", "", ""), strict=True))
    return made(list((person | cells).values())).rows[0]


# ── mojibake and leftovers ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("JÃ¼rgen", "Jürgen"), ("BjÃ¶rn", "Björn"), ("FranÃ§ois", "François"), ("Ð\x90Ð½Ð½Ð°", "Анна"), ("Å\x81ukasz", "Łukasz"), ("JÃƒÂ¼rgen", "Jürgen")],
)  # fmt: skip
def test_mojibake_is_a_problem_of_its_row_with_the_mended_value(wrong: str, right: str) -> None:
    ((header, message, remedy),) = row(given_name=wrong).faults

    assert header == "given_name"
    assert "wrong encoding" in message
    assert f"“{right}”" in remedy


def test_mojibake_keeps_nobody_else_from_being_written_to() -> None:
    reading = recipients_from(
        made(["JÃ¼rgen", "M", "Street 1", "10115", "Berlin", "DE"], ["Rosa", "L", "Street 1", "10115", "Berlin", "DE"]),
        {},
    )

    assert [one.name for one in reading.recipients] == ["Rosa L"]


@pytest.mark.parametrize(
    "word", ["NULL", "null", "nan", "NaN", "None", "undefined", "N/A", "-", "–", "0000-00-00", "\\N"]
)
def test_a_leftover_of_an_export_is_taken_for_empty_and_told(word: str) -> None:
    table = made(["Rosa", "L", "Street 1", "10115", "Berlin", "DE", word])

    assert table.rows[0].cells["prisoner_number"] == ""
    assert f"“{word}” taken for empty in 1 cell" in table.notes


@pytest.mark.parametrize("word", ["NULL", "nan", "None", "undefined", "N/A"])
@pytest.mark.parametrize("column", ["given_name", "family_name"])
def test_a_leftover_in_a_name_is_a_problem_of_its_row(column: str, word: str) -> None:
    assert row(**{column: word}).faults[0][:2] == (column, f"“{word}” stands where a name should")


@pytest.mark.parametrize("name", ["Null", "Nan", "Nil", "Nona", "Nullmeier"])
def test_whoever_is_called_so_keeps_the_name(name: str) -> None:
    assert row(family_name=name).faults == ()


@pytest.mark.parametrize("word", ["0", "-", "xxx", "?", "/"])
def test_a_lone_sign_in_a_line_of_an_address_is_not_printed(word: str) -> None:
    assert row(street=word).cells["street"] == ""
    assert row(street=f"{word} Street").cells["street"] == f"{word} Street"


def test_a_zero_elsewhere_is_a_zero_and_remarks_stay_as_they_are() -> None:
    assert row(hobby="0").cells["hobby"] == "0"
    assert row(notes="None").cells["notes"] == "None"


def test_a_leftover_in_a_column_that_the_tool_does_not_know_stays_and_is_told() -> None:
    table = made(["Rosa", "L", "Street 1", "10115", "Berlin", "DE", "", "", "NULL"])

    assert table.rows[0].cells["hobby"] == "NULL"
    assert "“NULL” left as it stands in 1 cell" in table.notes


@pytest.mark.parametrize(
    ("written", "read"),
    [("M&uuml;nchen", "München"), ("O&#39;Brien", "O'Brien"), ("A &amp; B", "A & B"), ("Stra&#xDF;e", "Straße"), ("a&nbsp;b", "a b"), ("R&D; Ltd", "R&D; Ltd")],
)  # fmt: skip
def test_signs_of_html_are_read_as_what_they_mean(written: str, read: str) -> None:
    assert clean(written) == read


@pytest.mark.parametrize("number", ["1.23457E+11", "1,23457E+11", "1E+15", "4.1E+9", "9.87654E+20"])
@pytest.mark.parametrize("column", ["prisoner_number", "postal_code"])
def test_a_number_that_a_program_has_shortened_is_a_problem_of_its_row(column: str, number: str) -> None:
    assert row(**{column: number}).faults[0][1] == f"“{number}” is a number that a spreadsheet program has shortened"


# ── line ends, and what cannot be read ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "end", ["\r", "\r\n", "\x0b", "\x0c", "\u2028", "\u0085", "<br>", "<br/>", "<BR />", "\\n", "\\r\\n"]
)
def test_everything_that_ends_a_line_of_an_address_does(end: str) -> None:
    (person,) = recipients_from(made(["R", "L", f"c/o Meier{end}Street 1", "10115", "Berlin", "DE"]), {}).recipients

    assert person.address == ("c/o Meier", "Street 1", "10115 Berlin")


def test_a_backslash_elsewhere_is_one() -> None:
    assert row(hobby="C:\\new").cells["hobby"] == "C:\\new"


@pytest.mark.parametrize("sign", ["\ud83d", "\x00", "\x07", "\x1b", "\x90", "\ufffe", "\u202e"])
def test_what_is_no_character_is_a_problem_of_its_row(sign: str) -> None:
    faulty = row(family_name=f"Lux{sign}emburg")

    assert faulty.faults[0][1] == "“Lux\ufffdemburg” has a character that could not be read"


@pytest.mark.parametrize("name", ["_xD83D_", "_xDC00_", "_x0000_", "_x0007_", "_xFFFE_"])
def test_an_escape_of_excel_for_no_character_is_a_problem_of_its_row(tmp_path: Path, name: str) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for cells in (("name", "city"), (f"Ro{name}sa", "Bonn"), ("Karl_x000D_\nMarx", "Bonn")):
        book.worksheets[0].append(cells)
    book.save(tmp_path / "list.xlsx")

    table = read_table((tmp_path / "list.xlsx", "list.xlsx"))

    assert isinstance(table, Table)
    assert [bool(one.faults) for one in table.rows] == [True, False]
    assert table.rows[1].cells["name"] == "Karl\nMarx"


def test_two_escapes_of_excel_may_be_one_character(tmp_path: Path) -> None:
    from outreach.readers.xlsx import unescaped

    assert unescaped("a_xD83D__xDE00_b") == "a😀b"


# ── limits ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column", "length", "limit"),
    [("given_name", 10_000, 200), ("family_name", 201, 200), ("street", 5_000, 1000), ("city", 1001, 1000), ("hobby", 40_000, LONGEST)],
)  # fmt: skip
def test_a_cell_that_is_too_long_is_a_problem_of_its_row_and_cut(column: str, length: int, limit: int) -> None:
    faulty = row(**{column: "x" * length})

    assert faulty.faults[0][0] == column
    assert f"{length:,} characters" in faulty.faults[0][1]
    assert len(faulty.cells[column]) == limit


@pytest.mark.parametrize("mark", ["\u0301", "\u0336", "\u0489", "\u064b", "\u20dd"])
def test_a_pile_of_accents_is_a_problem_of_its_row(mark: str) -> None:
    assert row(given_name="Ro" + mark * 50_000 + "sa").faults
    assert row(given_name="Ro" + mark * 20 + "sa").faults
    assert row(given_name="Ro" + mark * 2 + "sa").faults == ()


@pytest.mark.parametrize("name", ["Nguyễn Thị Phương", "שָׁלוֹם", "مُحَمَّد", "श्रीमती", "Z̈oë"])
def test_accents_of_real_names_are_no_pile(name: str) -> None:
    assert row(given_name=name).faults == ()


def test_truth_values_are_yes_and_no_whatever_file_they_come_from(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name;same_as\nA;FALSE\nB;WAHR\nC;FAUX\nD;ЛОЖЬ\nE;FALSCH\nF;TRUE\n", encoding="utf-8")

    table = read_table((path, "list.csv"))

    assert isinstance(table, Table)
    assert [one.cells["same_as"] for one in table.rows] == ["no", "yes", "no", "no", "no", "yes"]


def test_the_lists_of_the_tests_still_hold_no_fault() -> None:
    for path in sorted((ROOT / "recipients").glob("*.xlsx")):
        table = read_table((path, path.name))
        assert isinstance(table, Table)
        assert [one for one in table.rows if one.faults] == []
