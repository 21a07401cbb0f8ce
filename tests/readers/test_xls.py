"""What lies in the workbooks of before 2007 beside their cells, and how they are told from other documents."""

from pathlib import Path

import pytest
import xls_writer as xls
from conftest import ROOT

from outreach.model import Problem, Table
from outreach.readers import read_table

ROWS: list[list[xls.Cell | None]] = [
    ["name", "zip", "city"], ["Rosa", xls.Number(1099), "Dresden"], ["Karl", xls.Number(10115), "Berlin"],
]  # fmt: skip


def read(path: Path) -> list[list[str]]:
    """Return the cells of the rows."""
    table = read_table((path, path.name))
    assert isinstance(table, Table), table
    return [list(row.cells.values()) for row in table.rows]


def refusal(path: Path) -> str:
    problem = read_table((path, path.name))
    assert isinstance(problem, Problem), problem
    return problem.message


@pytest.mark.parametrize(
    "inside",
    [
        xls.chart({(1, 0): 45.0}),
        xls.chart({(1, 0): 1.0, (2, 0): 2.0, (0, 2): 3.0}),
        xls.chart({(1, 2): 9.5}) + xls.chart({(2, 2): 7.0}),
        xls.begin(0x20) + xls.chart({(1, 0): 45.0}) + xls.END,
        xls.begin(0x40) + xls.record(0x0203, bytes(14)) + xls.END,
        xls.chart({(9, 9): 1.0}),
    ],
    ids=["a name", "all over", "two", "one in another", "a macro", "beyond the list"],
)
def test_the_numbers_of_a_chart_on_the_tab_are_no_cells(tmp_path: Path, inside: bytes) -> None:
    path = xls.write(tmp_path / "list.xls", ROWS, inside)

    assert read(path) == [["Rosa", "1099", "Dresden"], ["Karl", "10115", "Berlin"]]


@pytest.mark.parametrize("format_", [27, 28, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])
def test_formats_of_days_that_are_named_by_number_alone_are_days(tmp_path: Path, format_: int) -> None:
    rows: list[list[xls.Cell | None]] = [["name", "born"], ["Rosa", xls.Number(45132, format_)]]

    assert read(xls.write(tmp_path / "list.xls", rows, formats=[format_])) == [["Rosa", "2023-07-25"]]


@pytest.mark.parametrize("format_", [32, 33, 34, 35, 55, 56])
def test_formats_of_times_that_are_named_by_number_alone_are_times(tmp_path: Path, format_: int) -> None:
    rows: list[list[xls.Cell | None]] = [
        ["name", "at"],
        ["R", xls.Number(0.5, format_)],
        ["K", xls.Number(45132.5, format_)],
    ]

    assert read(xls.write(tmp_path / "list.xls", rows, formats=[format_])) == [
        ["R", "12:00"],
        ["K", "2023-07-25 12:00"],
    ]


def test_an_error_at_the_edge_of_the_tab_is_a_problem_of_its_row(tmp_path: Path) -> None:
    rows: list[list[xls.Cell | None]] = [
        ["name", "sum"],
        ["Rosa", None],
        ["Karl", xls.Code(0x2A)],
        [None, xls.Code(0x07)],
    ]
    table = read_table((xls.write(tmp_path / "list.xls", rows), "list.xls"))

    assert isinstance(table, Table)
    assert [row.faults[0][1] for row in table.rows if row.faults] == ["holds the error #N/A", "holds the error #DIV/0!"]


def test_truth_values_are_yes_and_no(tmp_path: Path) -> None:
    rows: list[list[xls.Cell | None]] = [
        ["name", "free"],
        ["A", xls.Code(0, is_error=False)],
        ["B", xls.Code(1, is_error=False)],
    ]

    assert read(xls.write(tmp_path / "list.xls", rows)) == [["A", "no"], ["B", "yes"]]


def test_a_workbook_that_is_protected_in_the_old_way_is_told_as_that(tmp_path: Path) -> None:
    path = xls.write(tmp_path / "list.xls", ROWS, protected=True)

    assert refusal(path) == "is protected with a password"


@pytest.mark.parametrize("name", ["WordDocument", "EncryptedPackage", "Workbook", "PowerPoint Document"])
def test_an_embedded_document_does_not_make_a_workbook_another_document(tmp_path: Path, name: str) -> None:
    path = xls.write(tmp_path / "list.xls", ROWS)
    data = path.read_bytes()
    book = data[512 : 512 + 4096]
    path.write_bytes(xls.container({"Workbook": book}, {name: b"x" * 100, "1Table": b"y" * 5000}))

    assert read(path)[0] == ["Rosa", "1099", "Dresden"]


@pytest.mark.parametrize(
    ("streams", "told"),
    [
        ({"WordDocument": b"x"}, "is a Word document, not a spreadsheet"),
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}, "is protected with a password"),
        ({"Nothing": b"x"}, "is damaged or not a spreadsheet"),
    ],
)
def test_what_is_another_document_is_told_as_that(tmp_path: Path, streams: dict[str, bytes], told: str) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(xls.container(streams))

    assert refusal(path) == told


def test_what_libreoffice_saved_still_has_its_zeros(tmp_path: Path) -> None:
    assert [cells[2] for cells in read(ROOT / "tests" / "data" / "lists" / "traps.xls")][:3] == [
        "01099",
        "172011",
        "02826",
    ]
