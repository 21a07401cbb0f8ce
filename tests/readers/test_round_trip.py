"""Any table of texts, days and numbers gives the same recipients whatever file it went through."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell import WriteOnlyCell

from outreach.model import HowToRead, ListFile, Table
from outreach.people.recipients import recipients_from
from outreach.readers import read_table
from outreach.readers.cell_text import clean
from outreach.readers.header import make_table
from outreach.readers.number_format import plain
from outreach.readers.tabs import TabCells

HEADER = (
    "id",
    "given_name",
    "family_name",
    "street",
    "postal_code",
    "city",
    "country",
    "birth_date",
    "remark",
    "number",
)
Value = str | dt.date | int | float
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def texts(encoding: str) -> st.SearchStrategy[str]:
    """Return texts that a file in `encoding` can hold; of line ends, the plain one."""
    letters = st.characters(exclude_categories=["C", "Zl", "Zp"], codec=encoding)
    return st.text(st.one_of(letters, st.just("\n")), max_size=12).filter(lambda text: "_x" not in text)


def tables(encoding: str = "utf-8") -> st.SearchStrategy[list[list[Value]]]:
    """Return the rows of some people."""
    days = st.dates(dt.date(1900, 3, 1), dt.date(2020, 12, 31))
    numbers = st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e12, 1e12).map(lambda x: float(f"{x:.12g}")))
    text, filled = texts(encoding), texts(encoding).filter(clean)
    code = st.integers(1000, 99999).map(lambda number: f"{number:05}")
    row = st.tuples(text, filled, filled, code, filled, st.just("DE"), days, text, numbers)
    return st.lists(row, min_size=1, max_size=6).map(lambda rows: [[f"p{n}", *row] for n, row in enumerate(rows)])


def shown(value: Value) -> str:
    """Return a value as a person sees it."""
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, dt.date) else plain(repr(value))


def people(table: Table) -> list[object]:
    """Return everything that counts of a list: its recipients, and the rows that are left out, with the reason."""
    reading = recipients_from(table, {})
    found = [(r.id, r.name, r.address, r.country, dict(r.fields)) for r in reading.recipients]
    return [*found, *((one.row.number, one.reason, dict(one.row.cells)) for one in reading.skipped)]


def meant(rows: Sequence[Sequence[Value]]) -> list[object]:
    """Return the people whom the rows mean, without any file."""
    return people(
        make_table(
            "list", TabCells(list(enumerate([[*HEADER], *([shown(value) for value in row] for row in rows)], 1)))
        )
    )


def read(path: Path, how: HowToRead = HowToRead()) -> list[object]:  # noqa: B008 — frozen
    """Return the people in a file."""
    table = read_table(ListFile(path, "list", how))
    assert isinstance(table, Table), table
    return people(table)


def write_xlsx(path: Path, rows: Sequence[Sequence[Value]]) -> Path:
    """Write an Excel workbook."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("people")
    for row in (HEADER, *rows):
        cells = [WriteOnlyCell(sheet, value) for value in row]  # type: ignore[arg-type]
        for cell, value in zip(cells, row, strict=True):
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
        sheet.append(cells)
    book.save(path)
    return path


def write_ods(path: Path, rows: Sequence[Sequence[Value]]) -> Path:
    """Write an OpenDocument sheet by hand, with only what the standard asks for."""
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in (HEADER, *rows))
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="people">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", xml.encode())
    return path


def ods_cell(value: Value) -> str:
    """Return one cell; a number has its text beside it, as programs write it."""
    if isinstance(value, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
    kind = f'office:value-type="date" office:date-value="{value}"'
    if not isinstance(value, dt.date):
        kind = f'office:value-type="float" office:value="{value!r}"'
    return f"<table:table-cell {kind}><text:p>{shown(value)}</text:p></table:table-cell>"


def write_csv(path: Path, rows: Sequence[Sequence[Value]], encoding: str, separator: str) -> Path:
    """Write a text file."""
    text = io.StringIO()
    table = [HEADER, *([shown(value) for value in row] for row in rows)]
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(table)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SETTINGS
@given(tables())
def test_through_an_excel_workbook(tmp_path: Path, rows: list[list[Value]]) -> None:
    assert read(write_xlsx(tmp_path / "list.xlsx", rows)) == meant(rows)


@SETTINGS
@given(tables())
def test_through_an_opendocument_sheet(tmp_path: Path, rows: list[list[Value]]) -> None:
    assert read(write_ods(tmp_path / "list.ods", rows)) == meant(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@SETTINGS
@given(data=st.data())
def test_through_a_text_file_in_unicode_without_a_setting(tmp_path: Path, encoding: str, data: st.DataObject) -> None:
    rows, separator = data.draw(tables()), data.draw(st.sampled_from(",;\t|"))

    assert read(write_csv(tmp_path / "list.csv", rows, encoding, separator)) == meant(rows)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251"])
@SETTINGS
@given(data=st.data())
def test_through_a_text_file_in_an_older_encoding_that_is_set(
    tmp_path: Path, encoding: str, data: st.DataObject
) -> None:
    """Of any text nobody can guess its encoding; for words of a language, see the traps."""
    rows, separator = data.draw(tables(encoding)), data.draw(st.sampled_from(",;\t|"))
    path = write_csv(tmp_path / "list.csv", rows, encoding, separator)

    assert read(path, HowToRead(encoding=encoding)) == meant(rows)
