"""Write the lists with traps that the tests read: ``python scripts/make_trap_lists.py``.

One workbook with every trap is written with openpyxl, then opened and saved by LibreOffice in its own
and in Excel's formats, old and new. Needs LibreOffice Calc (``soffice``); the files are kept, so that
the tests do not need it. Beside them lie ``protected.*``, the same workbook with a password, and
``binary.xlsb``, which ``tests/xlsb_writer.py`` wrote: no free program writes that format.
"""

import datetime as dt
import subprocess
import tempfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "lists"
HEADER = (
    "Name",
    "Straße",
    "PLZ",
    "Ort",
    "Land",
    "Geburtsdatum",
    "Gewählt",
    "Anteil",
    "Telefon",
    None,
    "Summe",
    "Prüfung",
    "Jahr",
)
ROWS: tuple[tuple[object, ...], ...] = (
    ("\u00a0Jörg\u00a0 Müller ", "Weg 1", 1099, "Dresden", "DE", dt.date(1970, 3, 15), "13/04/2021", 0.25, 301234567, None, "=1+1", "=A4", dt.date(1970, 1, 1)),
    ("Иван Петров", "ул. Ленина 2\nкв. 5", 172011, "Торжок", None, dt.date(1950, 12, 1), "03/04/1980", 0.5, 49301234567, None, '=""', "ok", dt.date(1950, 1, 1)),
    ("Zoë Hidden", "Weg 3", 2826, "Görlitz", None, dt.date(1901, 3, 1), "05/06/1990", 1, 1, None, 1234567.5, "ok", dt.date(1901, 1, 1)),
    ("Rosa Fehler", "Weg 4", 10115, "Berlin", None, "15. März 1970", None, 0, None, "call her first", "=1/0", "=NA()", None),
)  # fmt: skip
HIDDEN_ROW = 6
FORMATS = {"C": "00000", "F": "dd.mm.yyyy", "H": "0%", "I": '"0"0', "M": "yyyy"}
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}


def fill(page: Worksheet) -> None:
    """Write a title, a merged header, the rows, and a note below them."""
    page.append(["Unsere Liste, November 2026"])
    page.append([])
    page.append(HEADER)
    for row in ROWS:
        page.append(list(row))
    page["A10"] = "Stand: 20. November 2026"
    page["C60"].number_format = "00000"
    page["AZ3"].number_format = "00000"
    page.merge_cells("A1:M1")
    page.merge_cells("E4:E7")
    page.merge_cells("I3:J3")
    page.row_dimensions[HIDDEN_ROW].hidden = True
    for number in range(4, 8):
        for column, number_format in FORMATS.items():
            page[f"{column}{number}"].number_format = number_format


def main() -> None:
    """Write the workbook, and have LibreOffice save it in each format."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.worksheets[0].title = "Lies mich"
    book.worksheets[0].append(["Bitte zuerst lesen"])
    fill(book.create_sheet("Abgeordnete"))
    old = book.create_sheet("Alt")
    old.append(["Name", "Ort"])
    old.append(["Niemand", "Nirgends"])
    old.sheet_state = "hidden"
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "traps.xlsx"
        book.save(path)
        for ending, name in FILTERS.items():
            command = ["soffice", "--headless", "--convert-to", f"{ending}:{name}", "--outdir", str(FOLDER), str(path)]
            subprocess.run(command, check=True, capture_output=True)
            print(FOLDER / f"traps.{ending}")
    book.save(FOLDER / "traps-not-calculated.xlsx")


if __name__ == "__main__":
    main()
