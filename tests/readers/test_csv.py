"""Text files as spreadsheet programs of all countries write them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.model import Problem, Table
from outreach.readers import csv as reader
from outreach.readers import read_table
from outreach.readers.cell_text import clean
from outreach.tables import column_of

GERMAN = [["Name", "Ort", "PLZ"], ["Jörg Müller", "Köln", "01099"], ["Zoë „Z“ Groß", "Görlitz", "02826"]]
RUSSIAN = [["Имя", "Город", "Индекс"], ["Борис Кагарлицкий", "Торжок", "172011"], ["Алексей", "Москва", "101000"]]


def written(folder: Path, rows: list[list[str]], encoding: str, separator: str = ",", name: str = "list.csv") -> Path:
    """Write `rows` to a file."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    path = folder / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def read(path: Path) -> list[list[str]]:
    """Return header and cells of the table in `path`."""
    table = read_table((path, "list.csv"))
    assert isinstance(table, Table), table
    return [list(table.headers), *(list(row.cells.values()) for row in table.rows)]


def refusal(path: Path) -> str:
    """Return why `path` cannot be read."""
    problem = read_table((path, "list.csv"))
    assert isinstance(problem, Problem), problem
    return str(problem)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_german_text_comes_out_whole_in_every_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    assert read(written(tmp_path, GERMAN, encoding, separator)) == GERMAN


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_russian_text_comes_out_whole_in_every_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    assert read(written(tmp_path, RUSSIAN, encoding, separator)) == RUSSIAN


def test_big_endian_text_with_its_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("\ufeffname,city\nJörg,Köln\n".encode("utf-16-be"))

    assert read(path) == [["name", "city"], ["Jörg", "Köln"]]


def test_russian_text_with_many_latin_words_is_read_as_russian(tmp_path: Path) -> None:
    rows = [
        ["name", "email", "country", "language", "postal_code", "city"],
        ["Борис", "boris.kagarlitsky@example.org", "Russia", "ru", "172011", "Торжок"],
        ["Иван", "ivan.ivanov@example.org", "Russia", "ru", "101000", "Москва"],
    ]

    assert read(written(tmp_path, rows, "cp1251", ";")) == rows


def test_a_tsv_file_is_separated_by_tabs_whatever_else_stands_in_it(tmp_path: Path) -> None:
    rows = [["name", "address"], ["A", "Street 1, House 2; Flat 3, Town"]]

    assert read(written(tmp_path, rows, "utf-8", "\t", "list.tsv")) == rows


def test_commas_inside_quoted_cells_do_not_hide_the_semicolons_between_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('name;address\n"A";"Street 1, House 2, Town"\n"B";"Street 2, House 3, Town"\n', encoding="utf-8")

    assert read(path)[0] == ["name", "address"]


def test_a_quoted_cell_may_hold_line_breaks_and_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b'name,address\r\n"A ""B"" C","Street 1\r\nTown"\r\nD,E\r\n')

    assert read(path) == [["name", "address"], ['A "B" C', "Street 1\nTown"], ["D", "E"]]


def test_row_numbers_count_rows_as_the_spreadsheet_program_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b'name,address\n"A","Street 1\nTown"\n\nD,E\n')

    table = read_table((path, "list.csv"))

    assert isinstance(table, Table)
    assert [row.number for row in table.rows] == [2, 4]


@pytest.mark.parametrize("character", ["\u2028", "\u0085", "\x0c", "\x1e"])
def test_only_line_ends_end_a_row(tmp_path: Path, character: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(f"name,city,country\nA{character}B,Bonn,DE\n".encode())

    assert len(read(path)) == 2


def test_text_in_a_leading_zero_stays(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name,zip\nA,01099\n", encoding="utf-8")

    assert read(path)[1] == ["A", "01099"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty (0 bytes)"),
        (b"\n\n", "is empty"),
        (b"name,city\n", "has no rows below its header"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "is a picture, not a spreadsheet"),
        (b"name,city\n\x00\x00,x\n", "is not a text file"),
    ],
    ids=["empty", "blank", "header only", "picture", "zero bytes"],
)
def test_a_file_that_is_no_list_is_refused_with_the_way_out(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)

    refused = refusal(path)

    assert refused.startswith(f"list.csv: {told}")
    assert "; " in refused


CYRILLIC = st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГД"), min_size=1, max_size=12)
ANYTHING = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12).filter(
    lambda text: clean(text) and not column_of(clean(text))  # a row of known headers would be taken for the header
)


def tables(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Return tables of four columns whose cells hold `texts`."""
    return st.lists(st.lists(texts, min_size=4, max_size=4), min_size=1, max_size=6)


def round_trip(folder: Path, rows: list[list[str]], encoding: str, separator: str) -> None:
    """Assert that what was written comes out again."""
    header = ["k1", "k2", "k3", "k4"]

    assert read(written(folder, [header, *rows], encoding, separator)) == [
        header, *([clean(cell) for cell in row] for row in rows),
    ]  # fmt: skip


SETTINGS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(
    tables(ANYTHING.filter(lambda text: not set(text) & set(",;\t|"))),
    st.sampled_from(["utf-8-sig", "utf-16"]),
    st.sampled_from(";,\t"),
)
def test_any_text_survives_the_way_through_a_file_in_unicode(
    tmp_path: Path, rows: list[list[str]], encoding: str, separator: str
) -> None:
    round_trip(tmp_path, rows, encoding, separator)


@SETTINGS
@given(tables(CYRILLIC), st.sampled_from(";,\t"))
def test_cyrillic_survives_the_way_through_windows_1251(tmp_path: Path, rows: list[list[str]], separator: str) -> None:
    round_trip(tmp_path, rows, "cp1251", separator)


@SETTINGS
@given(
    st.lists(
        st.lists(st.sampled_from(["Jörg", "Müller", "Élise", "Straße 1", "Ñandú", "10115"]), min_size=4, max_size=4),
        min_size=1,
    )
)
def test_western_names_survive_the_way_through_windows_1252(tmp_path: Path, rows: list[list[str]]) -> None:
    round_trip(tmp_path, rows, "cp1252", ";")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_a_long_text_is_read_as_if_in_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    rows = [["name", "street"], *([f"Ada {n}", "Street 1\nBack\n\nhouse" if n % 2 else "“Street” 2"] for n in range(9))]
    path = tmp_path / "list.csv"
    text = io.StringIO()
    csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")

    whole = read(path)
    for part in (1, 7, 40):
        monkeypatch.setattr(reader, "PART", part)
        assert read(path) == whole
    assert whole == rows


# ── stray quotation marks ────────────────────────────────────────────────────────────────────────

STRAY = {
    "never closed": '"Ada;Bonn;DE',
    "opened in the middle of the row": 'Ada;"Bonn;DE',
    "text behind the closing one": '"Ada" Lovelace;Bonn;DE',
    "not doubled inside": '"Ada "the first" Lovelace";Bonn;DE',
    "at the end of the row": 'Ada;Bonn;"DE',
    "closed in a later row": '"Ada;Bonn;DE',
}


@pytest.mark.parametrize("kind", STRAY)
@pytest.mark.parametrize("place", [2, 4, 7])
def test_one_stray_quotation_mark_is_a_fault_of_its_row_alone(tmp_path: Path, kind: str, place: int) -> None:
    lines = ["name;city;country", *(f'Person {n};"Town {n}";DE' for n in range(2, 8))]
    lines[place - 1] = STRAY[kind]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    table = read_table((path, "list.csv"))

    assert isinstance(table, Table)
    assert [row.number for row in table.rows] == [2, 3, 4, 5, 6, 7]
    assert [row.number for row in table.rows if row.faults] == [place]
    assert {row.cells["city"] for row in table.rows if not row.faults} == {
        f"Town {n}" for n in range(2, 8) if n != place
    }
    assert "quotation mark" in next(row for row in table.rows if row.faults).faults[0][1]


def test_a_stray_quotation_mark_in_a_long_list_costs_one_row(tmp_path: Path) -> None:
    rows = [f"Person {n},Street {n},Bonn" for n in range(4589)]
    rows[1000] = 'Person "x,"Street 1000,Bonn'
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["name,street,city", *rows]), encoding="utf-8")

    table = read_table((path, "list.csv"))

    assert isinstance(table, Table)
    assert len(table.rows) == 4589
    assert [row.number for row in table.rows if row.faults] == [1002]


def test_a_cell_of_several_lines_stays_one_beside_a_stray_quotation_mark(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        'name,street,city\nA,"Street 1\nBack house",Bonn\nB,"Street 2,Bonn\nC,Street 3,Bonn\n', encoding="utf-8"
    )

    table = read_table((path, "list.csv"))

    assert isinstance(table, Table)
    assert table.rows[0].cells["street"] == "Street 1\nBack house"
    assert [(row.cells["name"], bool(row.faults)) for row in table.rows] == [("A", False), ("B", True), ("C", False)]


@pytest.mark.parametrize("size", [40_000, 1_100_000])
def test_a_huge_cell_is_a_fault_of_its_row_alone(tmp_path: Path, size: int) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"name,hobby\nA," + b"x" * size + b"\nB,chess\n")

    table = read_table((path, "list.csv"))

    assert isinstance(table, Table)
    assert [(row.cells["name"], len(row.faults)) for row in table.rows] == [("A", 1), ("B", 0)]
