"""Workbooks as people have them, and files that only call themselves workbooks."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import IllegalCharacterError

from outreach.model import Problem, Table
from outreach.readers import read_table
from outreach.readers.cell_text import clean


def book(folder: Path, rows: Sequence[Sequence[object]], formats: dict[str, str] | None = None) -> Path:
    """Write a workbook with `rows`, and number formats by cell name."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for name, number_format in (formats or {}).items():
        sheet[name].number_format = number_format
    path = folder / "list.xlsx"
    workbook.save(path)
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write the workbook again with each part of it changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    path.write_bytes(output.getvalue())
    return path


def read(path: Path) -> list[list[str]]:
    """Return header and cells of the table in `path`."""
    table = read_table((path, "list.xlsx"))
    assert isinstance(table, Table), table
    return [list(table.headers), *(list(row.cells.values()) for row in table.rows)]


def refusal(path: Path) -> str:
    """Return why `path` cannot be read."""
    problem = read_table((path, "list.xlsx"))
    assert isinstance(problem, Problem), problem
    return str(problem)


# ── values as the person sees them ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1099, "00000", "01099"),
        (1099, "00000;[Red]-00000", "01099"),
        (1099, "General", "1099"),
        (1099.0, "General", "1099"),
        ("01099", "@", "01099"),
        (0, "00000", "00000"),
        (1.5, "General", "1.5"),
        (12345678901234, "General", "12345678901234"),
        (True, "General", "yes"),
        (False, "General", "no"),
        (dt.datetime(1871, 3, 5), "dd.mm.yyyy", "1871-03-05"),  # noqa: DTZ001 — a spreadsheet knows no zones
        (dt.datetime(1971, 3, 5), "dd.mm.yyyy", "1971-03-05"),  # noqa: DTZ001
        (dt.datetime(1971, 3, 5, 14, 30), "dd.mm.yyyy hh:mm", "1971-03-05 14:30"),  # noqa: DTZ001
        (" Rosa\u00a0 Luxemburg ", "General", "Rosa Luxemburg"),
        ("Street 1\nTown", "General", "Street 1\nTown"),
        ("#N/A", "General", "#N/A"),
        (None, "General", ""),
    ],
)  # fmt: skip
def test_a_value_is_read_as_the_person_sees_it(tmp_path: Path, value: object, number_format: str, shown: str) -> None:
    path = book(tmp_path, [["name", "value"], ["Rosa", value]], {"B2": number_format})

    assert read(path)[1] == ["Rosa", shown]


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [
        ('00000"-"0000', 123450006, "12345-0006"),
        ('"D-"00000', 1099, "D-01099"),
        ("000 00", 1234, "012 34"),
        ("[$-407]00000", 1099, "01099"),
    ],
    ids=["zip+4", "prefix", "spaced", "locale"],
)
def test_a_postal_code_with_a_richer_format_keeps_its_zeros(
    tmp_path: Path, number_format: str, value: int, shown: str
) -> None:
    path = book(tmp_path, [["name", "value"], ["Rosa", value]], {"B2": number_format})

    assert read(path)[1] == ["Rosa", shown]


def test_a_formula_with_a_stored_value_is_its_value_and_without_one_is_a_fault(tmp_path: Path) -> None:
    path = book(tmp_path, [["name", "sum", "text"], ["Rosa", "=1+1", "=A2"]])

    def store(name: str, data: bytes) -> bytes:
        return data.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"
        )

    table = read_table((rewritten(path, store), "list.xlsx"))

    assert isinstance(table, Table)
    assert list(table.rows[0].cells.values()) == ["Rosa", "2", ""]
    assert [(header, message) for header, message, _ in table.rows[0].faults] == [
        ("text", "holds a formula whose result was not saved")
    ]


def test_the_first_sheet_is_the_list(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["name", "city"])
    workbook.worksheets[0].append(["Rosa", "Berlin"])
    workbook.create_sheet("notes").append(["something", "else", "here"])
    workbook.save(tmp_path / "list.xlsx")

    assert read(tmp_path / "list.xlsx") == [["name", "city"], ["Rosa", "Berlin"]]


def test_an_empty_first_sheet_does_not_hide_the_list_behind_it(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("people").append(["name", "city"])
    workbook.worksheets[1].append(["Rosa", "Berlin"])
    workbook.save(tmp_path / "list.xlsx")

    assert read(tmp_path / "list.xlsx") == [["name", "city"], ["Rosa", "Berlin"]]


# ── how people lay lists out ─────────────────────────────────────────────────────────────────────


def test_a_merged_title_above_the_header_and_blank_rows_do_no_harm(tmp_path: Path) -> None:
    path = book(
        tmp_path, [["People we write to"], [], ["name", "city", "zip"], ["Rosa", "Berlin", "1"], [], ["Karl", "B", "2"]]
    )
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0].merge_cells("A1:C1")
    workbook.worksheets[0]["A40"] = " "
    workbook.save(path)

    table = read_table((path, "list.xlsx"))

    assert isinstance(table, Table)
    assert table.headers == ("name", "city", "zip")
    assert [(row.number, row.cells["name"]) for row in table.rows] == [(4, "Rosa"), (6, "Karl")]


def test_a_doubled_header_keeps_both_columns(tmp_path: Path) -> None:
    path = book(tmp_path, [["name", "phone", "phone"], ["Rosa", "1", "2"]])

    assert read(path) == [["name", "phone", "phone 2"], ["Rosa", "1", "2"]]


@pytest.mark.parametrize("stated", [b'ref="A1"', b'ref="A1:XFD1048576"'])
def test_the_dimension_that_a_sheet_states_is_not_believed(tmp_path: Path, stated: bytes) -> None:
    rows = [["name", "city"], ["Rosa", "Berlin"], ["Karl", "Leipzig"]]

    path = rewritten(book(tmp_path, rows), lambda _, data: data.replace(b'ref="A1:B3"', stated))

    assert read(path) == rows


# ── what is no list ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty (0 bytes)"),
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "is a PDF, not a spreadsheet"),
        (b"name,city\nRosa,Berlin\n", "is a text file that calls itself .xlsx; rename it so that it ends in .csv"),
        (b"PK\x03\x04" + b"\0" * 40, "is damaged or not a spreadsheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "is damaged or not a spreadsheet"),
    ],
    ids=["empty", "PDF", "CSV", "zip head", "container head"],
)
def test_a_file_that_is_no_workbook_is_refused_with_the_way_out(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)

    assert told in refusal(path)
    assert "; " in refusal(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    path = book(tmp_path, [["name", "city"], *[[f"Person {i}", "Berlin"] for i in range(200)]])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    assert "is damaged or not a spreadsheet" in refusal(path)


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_that_lacks_a_part_is_refused(tmp_path: Path, missing: str) -> None:
    path = book(tmp_path, [["name"], ["Rosa"]])
    output = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            if name != missing:
                new.writestr(name, old.read(name))
    path.write_bytes(output.getvalue())

    assert "is damaged or not a spreadsheet" in refusal(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("text", [b"<not", b"<a/>", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_workbook_whose_xml_is_broken_or_hostile_is_refused(tmp_path: Path, part: str, text: bytes) -> None:
    path = rewritten(book(tmp_path, [["name"], ["Rosa"]]), lambda name, data: text if name == part else data)

    assert "list.xlsx: is" in refusal(path)


def with_shared_strings(path: Path, strings: bytes) -> Path:
    """Write the workbook as Excel does: its texts in a part of their own, cells with their numbers."""
    place = "officedocument.spreadsheetml.sharedStrings+xml"
    numbers = iter(range(100))

    def shared(name: str, data: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return re.sub(rb't="inlineStr"><is><t>[^<]*</t></is>', lambda _: b't="s"><v>%d</v>' % next(numbers), data)
        if name == "[Content_Types].xml":
            override = (
                f'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-{place}"/>'
            )
            return data.replace(b"</Types>", override.encode() + b"</Types>")
        return data

    rewritten(path, shared)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    return path


SHARED = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4000000000">%s</sst>'


def test_texts_are_read_from_the_part_in_which_excel_keeps_them_whatever_their_stated_number(tmp_path: Path) -> None:
    strings = SHARED % b"<si><t>name</t></si><si><r><t>Ro</t></r><r><t>sa</t></r></si>"

    assert read(with_shared_strings(book(tmp_path, [["x"], ["x"]]), strings)) == [["name"], ["Rosa"]]


@pytest.mark.parametrize("strings", [b"<not", SHARED % b"", b'<!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'])
def test_a_workbook_whose_texts_are_broken_missing_or_hostile_is_refused(tmp_path: Path, strings: bytes) -> None:
    assert "is damaged" in refusal(with_shared_strings(book(tmp_path, [["x"], ["x"]]), strings))


def test_a_list_with_drop_downs_is_read_without_a_warning_of_the_library(tmp_path: Path) -> None:
    drop_down = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'

    path = rewritten(book(tmp_path, [["name"], ["Rosa"]]), lambda _, data: data.replace(b"</worksheet>", drop_down))

    assert read(path) == [["name"], ["Rosa"]]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 50 + b'">]>'

    def laugh(name: str, data: bytes) -> bytes:
        return laughs + data if name == "xl/worksheets/sheet1.xml" else data

    assert "is damaged" in refusal(rewritten(book(tmp_path, [["name"], ["Rosa"]]), laugh))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path, [["name"], ["Rosa"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as entry:
        block = b"\0" * 2**22
        for _ in range(126):
            entry.write(block)

    assert path.stat().st_size < 2**20
    assert "unpacks to more than 500 MB" in refusal(path)


def test_a_cell_in_the_last_possible_column_is_refused_in_its_row(tmp_path: Path) -> None:
    path = rewritten(
        book(tmp_path, [["name", "city"], ["Rosa", "Berlin"]]), lambda _, data: data.replace(b'r="B2"', b'r="XFD2"')
    )

    assert "list.xlsx, row 2: has more rows or columns than a list can have" in refusal(path)


def test_a_cell_in_the_last_possible_row_is_refused_or_read_without_a_million_rows(tmp_path: Path) -> None:
    path = rewritten(
        book(tmp_path, [["name", "city"], ["Rosa", "Berlin"]]),
        lambda _, data: data.replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="A1048576"').replace(b'r="B2"', b'r="B1048576"'),
    )  # fmt: skip

    outcome = read_table((path, "list.xlsx"))

    assert isinstance(outcome, Problem) or [row.number for row in outcome.rows] == [1048576]


@pytest.mark.parametrize("ending", [".numbers", ".pdf", ".doc", ""])
def test_another_format_is_refused_with_those_that_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list{ending}"
    path.write_bytes(b"anything")

    assert f"`{ending or 'no ending'}` is not a spreadsheet format" in refusal(path)
    assert "save it as one of: .xlsx, .xlsm, .xls, .xlsb, .ods, .csv, .tsv, .txt, .json" in refusal(path)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / f"folder{ending}"
    folder.mkdir()
    (folder / "something").touch()

    assert "is a folder, and no file in it ends in .yaml; name one file" in refusal(folder)
    assert "cannot be opened (No such file or directory)" in refusal(tmp_path / f"nothing{ending}")


# ── round trip ───────────────────────────────────────────────────────────────────────────────────


def storable(text: str) -> bool:
    """Tell whether a workbook can hold `text` as text."""
    return bool(clean(text)) and not ILLEGAL_CHARACTERS_RE.search(text) and not text.startswith("=")


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=15).filter(storable)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_text_survives_the_way_through_a_workbook(tmp_path: Path, rows: list[list[str]]) -> None:
    header = ["k1", "k2", "k3"]

    try:
        path = book(tmp_path, [header, *rows])
    except IllegalCharacterError:
        return

    assert read(path) == [header, *([clean(cell) for cell in row] for row in rows)]
