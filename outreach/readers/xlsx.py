"""Read ``.xlsx`` with openpyxl: values as the person sees them, zip bombs refused."""

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from outreach.model import Problem, Table
from outreach.readers import UnreadableError
from outreach.readers.header import make_table

MAXIMUM_UNPACKED = 500 * 1024**2
MAXIMUM_COLUMNS = 1000
MAXIMUM_ROWS = 1_000_000
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


def read(path: Path, source: str) -> Table:
    """Return the table on the first sheet of the workbook `path`."""
    _refuse_bombs(path, source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not keep of a workbook's looks concerns nobody
            table = _first_table(path, source)
    except UnreadableError:
        raise
    except (
        InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError,
        AttributeError, EOFError, SyntaxError, NotImplementedError,
    ) as error:  # fmt: skip
        raise UnreadableError(_broken(source)) from error
    if isinstance(table, Problem):
        raise UnreadableError(table)
    return table


def _first_table(path: Path, source: str) -> Table | Problem:
    """Return the table on the first sheet that has anything on it."""
    table: Table | Problem = Problem(source, "is empty", "put column headers into its first row")
    with closing(load_workbook(path, read_only=True, data_only=True)) as workbook:
        if not workbook.worksheets:
            return _broken(source)
        for sheet in workbook.worksheets:
            table = make_table(source, _texts(sheet, source))
            if isinstance(table, Table):
                break
    return table


def _broken(source: str) -> Problem:
    return Problem(
        source, "is damaged or not an Excel workbook",
        "open it in your spreadsheet program and save it again as .xlsx",
    )  # fmt: skip


def _refuse_bombs(path: Path, source: str) -> None:
    """Refuse what is no workbook, is encrypted, or unpacks to more than a list can hold."""
    with path.open("rb") as file:
        start = file.read(8)
    if start == OLE_MAGIC:
        message = "is protected with a pass word, or in the format of before 2007"
        raise UnreadableError(Problem(source, message, "save it as .xlsx without a pass word"))
    try:
        size = _unpacked_size(path)
    except OSError:
        raise
    except Exception as error:  # a damaged archive raises errors of many kinds, zlib's own among them
        raise UnreadableError(_broken(source)) from error
    if size > MAXIMUM_UNPACKED:
        raise UnreadableError(Problem(source, "unpacks to more than 500 MB", "copy the rows into a new workbook"))


def _unpacked_size(path: Path) -> int:
    """Return the bytes that the archive really unpacks to; the sizes that it states are not believed."""
    size = 0
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            with archive.open(entry) as member:
                while block := member.read(1024**2):
                    size += len(block)
                    if size > MAXIMUM_UNPACKED:
                        return size
    return size


def _texts(sheet: Any, source: str) -> Iterator[list[str]]:
    """Yield the cells of each row as texts; the dimension that the file states is not believed."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        if len(row) > MAXIMUM_COLUMNS or number > MAXIMUM_ROWS:
            message = "has more rows or columns than a list can have"
            raise UnreadableError(Problem(source, message, "delete the empty ones that look used", row=number))
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """Return a cell's value as a person sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return str(value)


def _number(value: float, number_format: str) -> str:
    """Apply the zeros of a format such as ``00000`` or ``"D-"00000``; whole numbers have no decimal point."""
    if not float(value).is_integer():
        return repr(value)
    pattern = re.sub(r"\[[^\]]*\]", "", number_format.split(";", maxsplit=1)[0])
    literal = re.sub(r'"([^"]*)"|\\(.)', "", pattern)
    if value < 0 or not re.fullmatch(r"[0 -]*0[0 -]*", literal):
        return str(int(value))
    return _filled(pattern, str(int(value)).zfill(literal.count("0")))


def _filled(pattern: str, digits: str) -> str:
    """Put `digits` into the zeros of a number format; what more there are stand at the first zero."""
    parts = re.findall(r'"[^"]*"|\\.|.', pattern)
    spare = len(digits) - sum(part == "0" for part in parts)
    text, position = "", 0
    for part in parts:
        if part == "0":
            step = 1 + (spare if position == 0 else 0)
            text, position = text + digits[position : position + step], position + step
        else:
            text += part.strip('"') if part.startswith('"') else part.removeprefix("\\")
    return text
