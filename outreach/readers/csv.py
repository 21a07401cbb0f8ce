"""Read ``.csv`` and ``.tsv``: the encoding and the separator are found out."""

import codecs
import csv
import io
import re
from pathlib import Path

from outreach.model import Problem, Table
from outreach.readers import UnreadableError
from outreach.readers.header import make_table

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_RUNS = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")
_ALONE = re.compile(rb"(?<![\xa8\xb8\xc0-\xff])[\xa8\xb8\xc0-\xff]{1,2}(?![\xa8\xb8\xc0-\xff])")
csv.field_size_limit(1_000_000)


def read(path: Path, source: str) -> Table:
    """Return the table in the text file `path`."""
    text = decode(path.read_bytes(), source)
    separator = "\t" if path.suffix.lower() == ".tsv" else _separator(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnreadableError(
            Problem(source, f"is not a clean CSV file ({error})", "save it again as .xlsx")
        ) from error
    table = make_table(source, rows)
    if isinstance(table, Problem):
        raise UnreadableError(table)
    return table


def decode(data: bytes, source: str) -> str:
    """Return `data` as text: by its byte-order mark, as UTF-8, or as the usual Windows encoding."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" in data:
        raise UnreadableError(Problem(source, "is not a text file", "save the list again as .csv or .xlsx"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_windows_encoding(data), errors="replace")


def _windows_encoding(data: bytes) -> str:
    """Tell Windows-1251 (Cyrillic) from Windows-1252: Cyrillic words are runs of high bytes.

    In the languages of western Europe three letters with an accent hardly ever follow each other.
    """
    alone, runs = len(_ALONE.findall(data)), sum(len(run) for run in _RUNS.findall(data))
    letters = sum(1 for byte in data if chr(byte).isascii() and chr(byte).isalpha())
    return "cp1251" if runs > alone or runs + alone > letters / 2 else "cp1252"


def _separator(text: str) -> str:
    head = _QUOTED.sub('""', text[:20_000]).splitlines()[:20]
    return max(SEPARATORS, key=lambda character: sum(line.count(character) for line in head))
