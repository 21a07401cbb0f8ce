"""Workbooks are found in their packages however a program writes these."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from outreach.model import Problem, Table
from outreach.readers import read_table

TRANSITIONAL = b"http://schemas.openxmlformats.org/"
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}
Change = Callable[[str, bytes], tuple[str, bytes]]


def book(folder: Path) -> Path:
    """Write a workbook with a text, a number and a date."""
    import datetime as dt

    made = openpyxl.Workbook()
    for row in (("name", "zip", "born"), ("Rosa", 1099, dt.date(1970, 3, 15))):
        made.worksheets[0].append(row)
    made.worksheets[0]["B2"].number_format = "00000"
    path = folder / "list.xlsx"
    made.save(path)
    return path


def rewritten(path: Path, change: Change) -> Path:
    """Write the archive again with each part's name and bytes changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    path.write_bytes(output.getvalue())
    return path


def strict(name: str, data: bytes) -> tuple[str, bytes]:
    for usual, other in STRICT.items():
        data = data.replace(usual, other)
    return name, data


def backslashes(name: str, data: bytes) -> tuple[str, bytes]:
    return name.replace("/", "\\"), data


def capitals(name: str, data: bytes) -> tuple[str, bytes]:
    return name if name.startswith("_rels") else name.upper(), data


def moved(name: str, data: bytes) -> tuple[str, bytes]:
    """Move the main part to the top, and its parts into a folder of another name."""
    names = {"xl/workbook.xml": "book.xml", "xl/_rels/workbook.xml.rels": "_rels/book.xml.rels"}
    data = data.replace(b"/xl/workbook.xml", b"/book.xml").replace(b'"xl/workbook.xml"', b'"book.xml"')
    data = re.sub(rb'(?:/xl/|(?<="))(worksheets|styles|sharedStrings|theme)(?=[/.])', rb"/parts/\1", data)
    return names.get(name, name.replace("xl/", "parts/")), data


def relative(name: str, data: bytes) -> tuple[str, bytes]:
    return name, data.replace(b'Target="/xl/', b'Target="') if name.endswith("workbook.xml.rels") else data


def backslash_targets(name: str, data: bytes) -> tuple[str, bytes]:
    return name, data.replace(b"/xl/worksheets/", b"worksheets\\") if name.endswith("workbook.xml.rels") else data


CHANGES: dict[str, Change] = {
    "strict": strict, "backslashes": backslashes, "capitals": capitals, "other places": moved, "relative targets": relative,
    "backslashes in targets": backslash_targets,
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_a_valid_workbook_is_read_however_its_package_is_written(tmp_path: Path, kind: str) -> None:
    table = read_table((rewritten(book(tmp_path), CHANGES[kind]), "list.xlsx"))

    assert isinstance(table, Table), table
    assert list(table.rows[0].cells.values()) == ["Rosa", "01099", "1970-03-15"]


@pytest.mark.parametrize(
    "inside", ["word/document.xml", "ppt/presentation.xml", "xl/embeddings/word/document.xml", "Index/Document.iwa"]
)
def test_a_workbook_with_another_document_inside_is_a_workbook(tmp_path: Path, inside: str) -> None:
    path = book(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(inside, "<document/>")

    assert isinstance(read_table((path, "list.xlsx")), Table)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"word/document.xml": "<a/>"}, "is a Word document, not a spreadsheet"),
        ({"ppt/presentation.xml": "<a/>"}, "is a presentation, not a spreadsheet"),
        ({"Index/Document.iwa": ""}, "is a Numbers document"),
        ({"readme.txt": ""}, "is damaged or not a spreadsheet"),
    ],
)
def test_what_is_no_workbook_is_told_as_what_it_is(tmp_path: Path, parts: dict[str, str], told: str) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)

    problem = read_table((path, "list.xlsx"))

    assert isinstance(problem, Problem)
    assert problem.message == told


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="A2" t="inlineStr"><v>5</v><is><t>Rosa</t></is></c>', "Rosa"),
        ('<c r="A2" t="inlineStr"><is><t>Rosa</t></is><v>5</v></c>', "Rosa"),
        ('<c r="A2" t="inlineStr"><is><r><t>Ro</t></r><r><t>sa</t></r></is><v>1</v></c>', "Rosa"),
        ('<c r="A2"><v>5</v><is><t>Rosa</t></is></c>', "5"),
        ('<c r="A2" t="str"><f>B1</f><v>Karl</v><is><t>Rosa</t></is></c>', "Karl"),
        ('<c r="A2" t="b"><v>0</v><is><t>Rosa</t></is></c>', "no"),
    ],
)
def test_one_cell_has_one_value(tmp_path: Path, cell: str, read: str) -> None:
    def change(name: str, data: bytes) -> tuple[str, bytes]:
        return name, re.sub(rb'<c r="A2".*?</c>', cell.encode(), data) if name.endswith("sheet1.xml") else data

    path = rewritten(book(tmp_path), change)
    table = read_table((path, "list.xlsx"))

    assert isinstance(table, Table)
    assert table.rows[0].cells["name"] == read


@pytest.mark.parametrize("format_", [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])
def test_formats_of_days_that_are_named_by_number_alone_are_days(tmp_path: Path, format_: int) -> None:
    def change(name: str, data: bytes) -> tuple[str, bytes]:
        return name, data.replace(b'numFmtId="14"', b'numFmtId="%d"' % format_) if name.endswith("styles.xml") else data

    path = book(tmp_path)
    opened = openpyxl.load_workbook(path)
    opened.worksheets[0]["C2"].number_format = "mm-dd-yy"
    opened.save(path)
    table = read_table((rewritten(path, change), "list.xlsx"))

    assert isinstance(table, Table)
    assert table.rows[0].cells["born"] == "1970-03-15"
