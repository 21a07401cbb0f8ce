"""Hostile, broken and mistaken files in the place of a list: one message, exit code 3, nothing written."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsb_writer as xlsb
from conftest import ROOT, CampaignFolder

LISTS = ROOT / "tests" / "data" / "lists"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CELL = '<row r="{row}"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row>'


def with_sheet(data: bytes, xml: bytes) -> bytes:
    """Return the workbook with another text for its first tab."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return output.getvalue()


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as entry:
        for _ in range(140):
            entry.write(b"\0" * 2**22)


def far_cell(path: Path) -> None:
    xml = HEAD + CELL.format(row=1, place="A1") + CELL.format(row=1048576, place="XFD1048576")
    path.write_bytes(with_sheet(path.read_bytes(), f"{xml}</sheetData></worksheet>".encode()))


def many_cells(path: Path) -> None:
    """Give a tab of 480 MB: small when packed, within the limit when unpacked, and too large for a list."""
    row = "<row>" + "<c t='b'><v>1</v></c>" * 999 + "</row>"
    xml = HEAD + row * 20_000 + "</sheetData></worksheet>"
    path.write_bytes(with_sheet(path.read_bytes(), xml.encode()))


def far_binary_cell(path: Path) -> None:
    """Give a workbook whose last cell would need 550 GB of empty ones before it."""
    xlsb.write(path, {0: [(0, "name")], 1048575: [(16383, "x")]})


def broken_binary(path: Path) -> None:
    """Give a workbook whose main part breaks off in the middle of a record."""
    far_binary_cell(path)
    output = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"\xff" if name == "xl/workbook.bin" else b""))
    path.write_bytes(output.getvalue())


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "notes.txt").write_text("nothing", encoding="utf-8")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def content(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def copied(name: str) -> Callable[[Path], None]:
    return content((LISTS / name).read_bytes())


HTML = b"<html><body><table><tr><td>name</td></tr></table></body></html>"
BOMB_YAML = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (letter, letter, b",".join([b"*%c" % (letter - 1)] * 9)) for letter in range(98, 107)
)
HOSTILE = {
    "zip bomb": ("people.xlsx", zip_bomb, "unpacks to more than 500 MB; copy the rows into a new workbook"),
    "bomb of cells": ("people.xlsx", many_cells, "times its size, as no list does; copy the rows"),
    "far cell": (
        "people.xlsx",
        far_cell,
        "row 1048576: has more rows or columns than a list can have; delete the empty",
    ),
    "far binary cell": (
        "people.xlsb",
        far_binary_cell,
        "row 1048576: has more rows or columns than a list can have; delete the empty",
    ),
    "broken binary": ("people.xlsb", broken_binary, "is damaged or not a spreadsheet; open it in your"),
    "protected xlsx": ("people.xlsx", copied("protected.xlsx"), "is protected with a password; save it without"),
    "protected ods": ("people.ods", copied("protected.ods"), "is protected with a password; save it without"),
    "protected xls": ("people.xls", copied("protected.xls"), "is protected with a password; save it without"),
    "PDF": ("people.xlsx", content(b"%PDF-1.7\n"), "is a PDF, not a spreadsheet; ask for the list"),
    "HTML": ("people.xls", content(HTML), "is a web page that calls itself a spreadsheet; open it in your"),
    "empty": ("people.xlsx", content(b""), "is empty (0 bytes); save the list again"),
    "folder": ("people.xlsx", folder, "is a folder, a pipe or a device; put a file there"),
    "pipe": ("people.csv", pipe, "is a folder, a pipe or a device; put a file there"),
    "deep JSON": ("people.json", content(b"[" * 200_000), "needs more memory than a list may have"),
    "YAML bomb": ("people.yaml", content(BOMB_YAML), "holds no persons; take the file that lists persons"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_mistaken_file_is_one_message_with_the_way_out(campaign: CampaignFolder, kind: str) -> None:
    name, spoil, told = HOSTILE[kind]
    path = campaign.folder / "recipients" / name
    (campaign.folder / "recipients/people.xlsx").rename(path)
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings.replace("people.xlsx", name))
    spoil(path)

    shown = campaign.run("merge", "--yes")

    assert shown.code == 3, shown.out + shown.err
    assert f"{name}" in shown.err.splitlines()[0], shown.err
    assert told in shown.err
    assert len(shown.err.splitlines()) == 2, shown.err
    assert campaign.made() == {}


def test_a_hostile_list_does_not_keep_the_others_from_being_checked(campaign: CampaignFolder) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    second = settings[settings.index("[mailing.letters]") :].replace("letters]", "others]").replace("people.", "bad.")
    campaign.write("campaign.toml", settings + second.replace(".xlsx", ".xlsb"))
    broken_binary(campaign.folder / "recipients/bad.xlsb")

    shown = campaign.run("check")

    assert shown.code == 3
    assert "recipients/people.xlsx: 3 rows read, 3 recipients, 0 problems" in shown.out
    assert "recipients/bad.xlsb: is damaged or not a spreadsheet" in shown.err
