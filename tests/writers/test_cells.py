import io

import openpyxl
import pytest

from outreach.model import Row, Table
from outreach.tracking import sheet_import
from outreach.writers.cells import workbook


@pytest.mark.parametrize(("columns", "last"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_a_workbook_may_have_more_columns_than_letters(columns: int, last: str) -> None:
    headers = [f"column {number}" for number in range(columns)]
    made = workbook("wide", headers, [["x"] * columns], [20.0 + number % 7 for number in range(columns)])
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet is not None
    assert sheet.auto_filter.ref == f"A1:{last}2"
    assert sheet.column_dimensions[last].width == 20.0 + (columns - 1) % 7


@pytest.mark.parametrize(("place", "cell"), [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")])
def test_a_problem_names_its_cell_as_the_spreadsheet_program_does(place: int, cell: str) -> None:
    headers = tuple(f"column {number}" for number in range(place + 1))
    table = Table("tracking.xlsx", headers, ())
    problem = sheet_import._problem(table, Row("tracking.xlsx", 7, {}), headers[-1], "is wrong", "mend it")
    assert problem.column == f"cell {cell} (column {place})"
