"""Every trap of people's sheets, in real files of every format: the values, not only that it reads.

The files are made by ``scripts/make_trap_lists.py``: LibreOffice saved them, or openpyxl.
"""

import csv
import io
from pathlib import Path

import pytest
import xlsb_writer as xlsb
from conftest import ROOT

from outreach.l10n.dates import iso_date
from outreach.model import HowToRead, ListFile, Problem, Table
from outreach.people.recipients import recipients_from
from outreach.readers import read_table

LISTS = ROOT / "tests" / "data" / "lists"
TRAPS = [LISTS / "traps.xlsx", LISTS / "traps.ods", LISTS / "traps.xls"]
SAVED = pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.suffix)
NO_RESULT = "holds a formula whose result was not saved"


def table(path: Path, how: HowToRead = HowToRead()) -> Table:  # noqa: B008 — frozen
    """Return what was read."""
    read = read_table(ListFile(path, path.name, how))
    assert isinstance(read, Table), read
    return read


def column(path: Path, header: str) -> list[str]:
    """Return one column of the list."""
    return [row.cells[header] for row in table(path).rows]


def text_file(folder: Path, data: bytes, name: str = "list.csv") -> Path:
    """Write a text file."""
    path = folder / name
    path.write_bytes(data)
    return path


# ── workbooks, old and new, of two offices ───────────────────────────────────────────────────────


@SAVED
def test_the_list_is_found_behind_another_tab_and_hidden_ones_are_passed_over(path: Path) -> None:
    assert table(path).notes[0] == "tab “Abgeordnete” (there are also “Lies mich”, “Alt”)"
    assert column(path, "Ort") == ["Dresden", "Торжок", "Görlitz", "Berlin"]


@SAVED
def test_a_tab_can_be_chosen_even_a_hidden_one(path: Path) -> None:
    assert table(path, HowToRead(sheet="alt")).rows[0].cells == {"Name": "Niemand", "Ort": "Nirgends"}


@SAVED
def test_a_tab_that_is_not_there_is_told_with_the_one_probably_meant(path: Path) -> None:
    problem = read_table(ListFile(path, "list", HowToRead(sheet="Abgeordneten")))

    assert str(problem) == "list: has no tab “Abgeordneten”; did you mean “Abgeordnete”?"


@SAVED
def test_the_header_below_a_title_is_found_and_told(path: Path) -> None:
    assert "header in row 3" in table(path).notes
    assert [row.number for row in table(path).rows] == [4, 5, 6, 7]


@SAVED
def test_leading_zeros_of_a_number_format_stay(path: Path) -> None:
    assert column(path, "PLZ") == ["01099", "172011", "02826", "10115"]
    assert column(path, "Telefon") == ["0301234567", "049301234567", "01", ""]


@SAVED
def test_odd_spaces_go_and_line_breaks_stay(path: Path) -> None:
    assert column(path, "Name")[0] == "Jörg Müller"
    assert column(path, "Straße")[1] == "ул. Ленина 2\nкв. 5"


@SAVED
def test_a_cell_merged_downward_counts_in_each_of_its_rows(path: Path) -> None:
    assert column(path, "Land") == ["DE", "DE", "DE", "DE"]


@SAVED
def test_a_merged_header_stands_over_each_of_its_columns(path: Path) -> None:
    assert column(path, "Telefon 2") == ["", "", "", "call her first"]


@SAVED
def test_days_are_in_iso_form_whatever_their_format(path: Path) -> None:
    assert column(path, "Geburtsdatum") == ["1970-03-15", "1950-12-01", "1901-03-01", "15. März 1970"]
    assert iso_date("15. März 1970") == "1970-03-15"


@SAVED
def test_a_day_shown_as_a_year_is_a_year(path: Path) -> None:
    assert column(path, "Jahr") == ["1970", "1950", "1901", ""]


@SAVED
def test_one_clear_date_decides_for_the_column(path: Path) -> None:
    assert column(path, "Gewählt") == ["2021-04-13", "1980-04-03", "1990-06-05", ""]
    assert "dates in “Gewählt” read day first" in table(path).notes


@SAVED
def test_shares_and_numbers_look_as_in_the_sheet(path: Path) -> None:
    assert column(path, "Anteil") == ["25%", "50%", "100%", "0%"]
    assert column(path, "Summe")[2] == "1234567.5"


@SAVED
def test_a_formula_is_its_saved_result_also_an_empty_one(path: Path) -> None:
    assert column(path, "Summe")[:2] == ["2", ""]
    assert column(path, "Prüfung")[0] == "Jörg Müller"
    assert table(path).rows[0].faults == table(path).rows[1].faults == ()


@SAVED
def test_an_error_is_a_problem_of_its_row(path: Path) -> None:
    faults = [(header, message) for header, message, _ in table(path).rows[3].faults]

    assert faults == [("Summe", "holds the error #DIV/0!"), ("Prüfung", "holds the error #N/A")]


@SAVED
def test_hidden_rows_are_told_and_left_out_only_on_demand(path: Path) -> None:
    assert "1 hidden row read too: 6" in table(path).notes
    without = table(path, HowToRead(hidden_rows="leave out"))
    assert [row.number for row in without.rows] == [4, 5, 7]
    assert "1 hidden row left out: 6" in without.notes


@SAVED
def test_a_note_below_the_list_is_no_person(path: Path) -> None:
    assert "row 10 passed over as a note: “Stand: 20. November 2026”" in table(path).notes


@SAVED
def test_the_header_row_can_be_set(path: Path) -> None:
    assert table(path, HowToRead(header_row=4)).headers[0] == "Jörg Müller"
    problem = read_table(ListFile(path, "list", HowToRead(header_row=2)))
    assert isinstance(problem, Problem)
    assert problem.message == "has nothing in row 2, which should be its header"


def test_a_formula_without_a_saved_result_is_a_problem_of_its_row() -> None:
    rows = table(LISTS / "traps-not-calculated.xlsx").rows

    assert [[(header, message) for header, message, _ in row.faults] for row in rows] == [
        [("Summe", NO_RESULT), ("Prüfung", NO_RESULT)], [("Summe", NO_RESULT)], [], [("Summe", NO_RESULT), ("Prüfung", NO_RESULT)],
    ]  # fmt: skip


def test_a_fault_of_a_cell_is_a_problem_of_the_recipients_row() -> None:
    problems = recipients_from(table(LISTS / "traps.xlsx"), {}).problems

    assert [str(problem) for problem in problems if "error" in problem.message] == [
        "traps.xlsx, row 7, Summe: holds the error #DIV/0!; correct the formula, or write the value itself",
        "traps.xlsx, row 7, Prüfung: holds the error #N/A; correct the formula, or write the value itself",
    ]


def test_excels_binary_workbook_is_read_with_its_zeros_days_shares_errors_and_hidden_rows(tmp_path: Path) -> None:
    rows: dict[int, list[tuple[int, xlsb.Cell]]] = {
        0: [(0, "Our list")],
        2: [(0, "name"), (1, "zip"), (2, "city"), (3, "born"), (4, "share"), (5, "sum")],
        3: [
            (0, "Jörg Иван"), (1, xlsb.Number(1099, 1)), (2, "Dresden"), (3, xlsb.Number(25642, 2)),
            (4, xlsb.Number(0.25, 3)), (5, xlsb.Error(0x2A)),
        ],
        4: [(0, "Zoë"), (1, xlsb.Number(12345)), (2, "Bonn")],
    }  # fmt: skip
    read = table(xlsb.write(tmp_path / "list.xlsb", rows, ["00000", "dd.mm.yyyy", "0%"], hidden=[4]))

    assert [list(row.cells.values()) for row in read.rows] == [
        ["Jörg Иван", "01099", "Dresden", "1970-03-15", "25%", "#N/A"], ["Zoë", "12345", "Bonn", "", "", ""],
    ]  # fmt: skip
    assert [row.faults[0][:2] for row in read.rows if row.faults] == [("sum", "holds the error #N/A")]
    assert read.notes == ("header in row 3", "1 hidden row read too: 5")


@pytest.mark.parametrize("ending", [".csv", ".xls", ".ods"])
def test_a_workbook_with_the_wrong_ending_is_read_as_what_it_is(tmp_path: Path, ending: str) -> None:
    path = text_file(tmp_path, (LISTS / "traps.xlsx").read_bytes(), f"list{ending}")

    assert column(path, "PLZ")[0] == "01099"


# ── text files ───────────────────────────────────────────────────────────────────────────────────

LANGUAGES = {
    "cp1252": [["Name", "Ort"], ["Jörg Groß", "Köln"], ["Hélène Façon", "Orléans"], ["José Ñúñez", "Logroño"]],
    "cp1250": [["Jméno", "Město"], ["Jiří Dvořák", "Plzeň"], ["Wałęsa Łukasz", "Gdańsk"], ["Ágnes Szűcs", "Győr"]],
    "iso8859-2": [["Imię", "Miasto"], ["Paweł Wiśniewski", "Łódź"], ["Šárka Žáčková", "Děčín"], ["Ążwój", "Śrem"]],
    "cp1251": [["Имя", "Город"], ["Борис Кагарлицкий", "Торжок"], ["Юрий Їжак", "Київ"], ["Љубица Ђурић", "Ниш"]],
}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", [*LANGUAGES, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_and_the_separator_are_found_out_and_told(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = LANGUAGES.get(encoding, LANGUAGES["cp1251"])
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)

    read = table(text_file(tmp_path, text.getvalue().encode(encoding)))

    assert [list(read.headers), *(list(row.cells.values()) for row in read.rows)] == rows
    told = {"cp1252": "Windows-1252 (a guess)", "cp1250": "Windows-1250 (a guess)", "iso8859-2": "ISO-8859-2 (a guess)"}
    told |= {"cp1251": "Windows-1251 (a guess)", "utf-8": "UTF-8", "utf-8-sig": "UTF-8"}
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    assert read.notes == (f"{told.get(encoding, 'UTF-16')}, {names[separator]} between the cells",)


def test_the_encoding_can_be_set(tmp_path: Path) -> None:
    path = text_file(tmp_path, "name;city\nΓιώργος;Αθήνα\n".encode("cp1253"))

    assert table(path, HowToRead(encoding="windows-1253")).rows[0].cells == {"name": "Γιώργος", "city": "Αθήνα"}
    problem = read_table(ListFile(path, "list", HowToRead(encoding="klingon")))
    assert str(problem).startswith("list: nobody knows the encoding `klingon`")


def test_the_separator_can_be_set_and_a_file_can_state_it(tmp_path: Path) -> None:
    assert table(text_file(tmp_path, b"name^city\nA, B; C^D\n"), HowToRead(delimiter="^")).headers == ("name", "city")
    stated = table(text_file(tmp_path, b"sep=;\r\nname;city, state\r\nA;B, C\r\n"))
    assert (stated.headers, stated.rows[0].number) == (("name", "city, state"), 3)


def test_a_broken_character_in_utf_8_is_a_problem_of_its_row_alone(tmp_path: Path) -> None:
    good = "".join(f"Jörg Müller {i};Köln\n" for i in range(30)).encode()

    rows = table(text_file(tmp_path, b"name;city\n" + good + b"J\xf6rg;K\xc3\xb6ln\n")).rows

    assert (rows[0].faults, rows[0].cells["city"], rows[-1].cells["city"]) == ((), "Köln", "Köln")
    assert rows[-1].faults[0][:2] == ("name", "“J\ufffdrg” has a character that could not be read")


def test_comment_rows_are_passed_over_and_told_but_a_number_sign_is_no_comment(tmp_path: Path) -> None:
    read = table(text_file(tmp_path, b"# members, by hand\nname,city\n# ended 2020, or so\n#1 Rosa,Bonn\n#N/A,Bonn\n"))

    assert [(row.number, row.cells["name"]) for row in read.rows] == [(4, "#1 Rosa"), (5, "#N/A")]
    assert "2 rows that begin with # passed over" in read.notes


@pytest.mark.parametrize("value", ["#NV", "#WERT!", "#BEZUG!", "#¡VALOR!", "#ИМЯ?", "#Н/Д", "Err:502"])
def test_errors_are_known_in_other_languages(tmp_path: Path, value: str) -> None:
    row = table(text_file(tmp_path, f"name,city\nRosa,{value}\n".encode())).rows[0]

    assert row.faults == (("city", f"holds the error {value}", "correct the formula, or write the value itself"),)


@pytest.mark.parametrize(
    ("dates", "order", "read"),
    [
        (["03/04/1980", "13/04/1980"], "", ["1980-04-03", "1980-04-13"]),
        (["03/04/1980", "04/13/1980"], "", ["1980-03-04", "1980-04-13"]),
        (["03/04/1980", "05/06/1980"], "", ["03/04/1980", "05/06/1980"]),
        (["13/04/1980", "04/13/1980", "03/04/1980"], "", ["13/04/1980", "04/13/1980", "03/04/1980"]),
        (["03/04/1980", "3-4-80"], "day first", ["1980-04-03", "1980-04-03"]),
        (["03/04/1980", "05/06/1980"], "month first", ["1980-03-04", "1980-05-06"]),
    ],
    ids=["day first", "month first", "open", "contradictory", "set day first", "set month first"],
)
def test_what_may_be_two_dates_is_decided_by_the_column_or_the_setting_or_stays(
    tmp_path: Path, dates: list[str], order: str, read: list[str]
) -> None:
    path = text_file(tmp_path, ("name;birth_date\n" + "".join(f"A;{date}\n" for date in dates)).encode())

    assert [row.cells["birth_date"] for row in table(path, HowToRead(dates=order)).rows] == read


def test_an_undecided_date_is_a_problem_of_its_row(tmp_path: Path) -> None:
    path = text_file(tmp_path, b"name;address;country;birth_date\nA;Street 1;DE;03/04/1980\n")

    assert [(problem.row, problem.column) for problem in recipients_from(table(path), {}).problems] == [
        (2, "birth_date")
    ]


# ── damaged files: what a fuzz run found (scripts/fuzz_readers.py) ───────────────────────────────


@pytest.mark.parametrize("name", ["traps.xls", "traps.ods", "traps.xlsx", "binary.xlsb"])
@pytest.mark.parametrize("size", [24, 512, 1500, 3000, 6000])
def test_a_file_that_breaks_off_is_refused_with_the_way_out(tmp_path: Path, name: str, size: int) -> None:
    data = (LISTS / name).read_bytes()
    path = text_file(tmp_path, data[: min(size, len(data) - 40)], name)

    problem = read_table(ListFile(path, "list"))

    assert (
        str(problem)
        == "list: is damaged or not a spreadsheet; open it in your spreadsheet program and save it again as .xlsx"
    )


def test_a_binary_workbook_with_one_cell_far_away_is_read(tmp_path: Path) -> None:
    path = xlsb.write(tmp_path / "list.xlsb", {0: [(0, "name")], 99_999: [(0, "Rosa"), (99, "x")]})

    assert [(row.number, row.cells["name"]) for row in table(path).rows] == [(100_000, "Rosa")]


def test_a_binary_workbook_with_a_cell_too_far_away_is_refused_with_its_row(tmp_path: Path) -> None:
    path = xlsb.write(tmp_path / "list.xlsb", {0: [(0, "name")], 99_999: [(1000, "x")]})

    problem = read_table(ListFile(path, "list"))

    assert isinstance(problem, Problem)
    assert (problem.row, problem.message) == (100_000, "has more rows or columns than a list can have")


# ── binary workbooks of 2007 and later ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", xlsb.ERRORS)
@pytest.mark.parametrize("place", [(1, 1), (2, 0), (2, 3), (1, 5)])
def test_an_error_at_the_edge_of_a_binary_tab_is_a_problem_of_its_row(
    tmp_path: Path, code: int, place: tuple[int, int]
) -> None:
    rows: dict[int, list[tuple[int, xlsb.Cell]]] = {0: [(n, f"h{n}") for n in range(6)], 1: [(0, "Rosa")]}
    rows.setdefault(place[0], []).append((place[1], xlsb.Error(code)))

    read = table(xlsb.write(tmp_path / "list.xlsb", rows))

    faults = [(row.number, header, message) for row in read.rows for header, message, _ in row.faults]
    assert faults == [(place[0] + 1, f"h{place[1]}", f"holds the error {xlsb.ERRORS[code]}")]


@pytest.mark.parametrize("format_", [27, 31, 36, 50, 58])
def test_formats_of_days_that_are_named_by_number_alone_are_days_in_a_binary_workbook(
    tmp_path: Path, format_: int
) -> None:
    rows: dict[int, list[tuple[int, xlsb.Cell]]] = {
        0: [(0, "name"), (1, "born")],
        1: [(0, "R"), (1, xlsb.Number(45132, 1))],
    }

    assert table(xlsb.write(tmp_path / "list.xlsb", rows, numbered=[format_])).rows[0].cells["born"] == "2023-07-25"
