"""Tell what a file is by what is in it: endings lie, and people rename files to make programs take them."""

import re
import zipfile
from pathlib import Path

from outreach.model import Problem
from outreach.readers.compound_file import MAGIC, CompoundFile
from outreach.readers.errors import UnreadableError, damaged, protected
from outreach.readers.package import WorkbookPackage

HEAD = 4096
"""Bytes that are looked at."""
SAVE_AS = "open it in your spreadsheet program and save it as .xlsx"
NO_LISTS = (
    # How a file begins that is no spreadsheet, what it is, and the remedy.
    (rb"%PDF", "is a PDF, not a spreadsheet", "ask for the list as a spreadsheet, or copy its rows into one"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8", "is a picture, not a spreadsheet", "type its rows into a spreadsheet"),
    (rb"\{\\rtf", "is a text document, not a spreadsheet", "copy its table into a spreadsheet"),
    (rb"(?i)\s*(<!doctype html|<html|<table|<meta|<head|<body|<div)", "is a web page that calls itself a spreadsheet", SAVE_AS),
    (rb"(?s)\s*<\?xml.{,400}(urn:schemas-microsoft-com:office:spreadsheet|<Workbook)", "is in the XML format of Excel 2003", SAVE_AS),
    (rb"(?i)(?s)\s*<\?xml.{,400}<html", "is a web page that calls itself a spreadsheet", SAVE_AS),
)  # fmt: skip
MAIN_PARTS = (
    # A word in what a package says of its main part, and the format that it betrays.
    ("sheet.binary", "xlsb"), ("spreadsheetml", "xlsx"), ("ms-excel.sheet", "xlsx"), ("ms-excel.template", "xlsx"),
)  # fmt: skip
ZIPPED = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("content.xml", "ods"),
    ("[Content_Types].xml", "xlsx"),
)
"""A part that is in the archive, and the format that it betrays where the package says nothing."""
WORD = ("is a Word document, not a spreadsheet", "copy its table into a spreadsheet")
OTHER_DOCUMENTS = (
    ("word/document.xml", *WORD),
    ("ppt/presentation.xml", "is a presentation, not a spreadsheet", "copy its table into a spreadsheet"),
    ("Index/Document.iwa", "is a Numbers document", "export it from Numbers as Excel"),
)
TEXTS = {".csv": "text", ".tsv": "text", ".txt": "text", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}


def format_of(path: Path, source: str) -> str:
    """Return the format of a list by its content, and among texts by its ending."""
    if path.is_dir():
        return "folder"
    with path.open("rb") as file:
        head = file.read(HEAD).removeprefix(b"\xef\xbb\xbf")
    if head.startswith(MAGIC):
        return _of_container(path, source)
    if head.startswith(b"PK"):
        return _of_archive(path, source)
    for pattern, message, remedy in NO_LISTS:
        if re.match(pattern, head):
            raise UnreadableError(Problem(source, message, remedy))
    ending = path.suffix.lower()
    if ending in TEXTS:
        return TEXTS[ending]
    if head[:1] == b"\x09" and ending == ".xls":
        return "xls"  # the oldest files have no container
    if b"\0" in head:
        raise damaged(source)
    message = f"is a text file that calls itself {ending}"
    raise UnreadableError(Problem(source, message, "rename it so that it ends in .csv, or save it again as .xlsx"))


def _of_container(path: Path, source: str) -> str:
    try:
        container = CompoundFile(path.read_bytes())
    except Exception as error:  # a broken container raises errors of many kinds
        raise damaged(source) from error
    if "EncryptedPackage" in container:
        raise protected(source)
    if "WordDocument" in container and "Workbook" not in container and "Book" not in container:
        raise UnreadableError(Problem(source, *WORD))
    return "xls"


def _of_archive(path: Path, source: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            package = WorkbookPackage(archive)
            stated = _stated(package)
    except Exception as error:  # a damaged archive raises errors of many kinds
        raise damaged(source) from error
    if stated:
        return stated
    for part, message, remedy in OTHER_DOCUMENTS:
        if part in package:
            raise UnreadableError(Problem(source, message, remedy))
    for part, kind in ZIPPED:
        if part in package:
            return kind
    raise damaged(source)


def _stated(package: WorkbookPackage) -> str:
    """Return the format that a package says it has, or ``""``."""
    try:
        stated = package.content_type(package.main())
    except KeyError:
        return ""
    return next((kind for word, kind in MAIN_PARTS if word in stated), "")
