"""Export the tracking sheet, change it by hand, read it back: exactly those events.

`data/changed-in-libreoffice.xlsx` was exported by `exported` below, changed by `CHANGES` in LibreOffice
7.4 with `in_libreoffice.py`, and saved there; its ids stand for those of a new ledger.
"""

import io
import re
import shutil
import socket
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import CampaignFolder, Shown, small_campaign
from openpyxl.worksheet.worksheet import Worksheet

from outreach.errors import ExitCode

HERE = Path(__file__).parent
CHANGED = HERE / "data" / "changed-in-libreoffice.xlsx"
SENT, LATER = "2026-01-05", "2026-01-20"
CHANGES = {
    "M2": LATER,
    "O2": "'=HYPERLINK(1)\nin good spirits",
    "H3": "returned",
    "L3": LATER,
    "N3": LATER,
    "K4": LATER,
}
RECORDED = {
    ("p1", "answered", LATER, ""),
    ("p1", "noted", "", "in good spirits"),
    ("p2", "returned", LATER, ""),
    ("p2", "address_confirmed", LATER, ""),
    ("p3", "printed", LATER, ""),
    ("p3", "sent", LATER, ""),
}
"""The events that `CHANGES` tell: person, kind, day (today if empty), note."""


@pytest.fixture(scope="session")
def exported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a campaign with two letters sent and one merged, one note like a formula, and its tracking sheet."""
    made = CampaignFolder(tmp_path_factory.mktemp("exported"))
    small_campaign(made)
    for arguments in (
        ("merge", "--yes", "--date", SENT),
        ("mark", "sent", "batch-1", "--pieces", "1-2", "--date", SENT),
        ("log", "note", "p1", "=HYPERLINK(1)", "--date", SENT),
        ("export", "tracking.xlsx"),
    ):
        assert made.run(*arguments).code == 0
    return made.folder


@pytest.fixture
def exported(exported_once: Path, tmp_path: Path) -> CampaignFolder:
    """Give a copy of that campaign."""
    shutil.copytree(exported_once, tmp_path, dirs_exist_ok=True)
    return CampaignFolder(tmp_path)


def placeholder(number: int) -> str:
    return f"{number:032d}"


def with_ids(data: bytes, ids: dict[str, str]) -> bytes:
    """Return a workbook with other ids in its texts."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            for before, after in ids.items():
                content = content.replace(before.encode(), after.encode())
            new.writestr(entry, content)
    return output.getvalue()


def uids(campaign: CampaignFolder) -> list[str]:
    with campaign.ledger() as ledger:
        return [row["uid"] for row in ledger.execute("SELECT uid FROM piece ORDER BY number")]


def recorded(campaign: CampaignFolder) -> set[tuple[str, str, str, str]]:
    """Return what the import recorded; the day of a note is today, whatever that is."""
    with campaign.ledger() as ledger:
        rows = ledger.execute("SELECT recipient, kind, date, note FROM story WHERE command = 'import' AND NOT undone")
        return {(r["recipient"], r["kind"], "" if r["kind"] == "noted" else r["date"], r["note"]) for r in rows}


def sheet(campaign: CampaignFolder, changes: dict[str, str] | None = None) -> Worksheet:
    """Change cells of the exported sheet, and return it."""
    book = openpyxl.load_workbook(campaign.folder / "tracking.xlsx")
    for place, value in (changes or {}).items():
        book.worksheets[0][place] = value
    book.save(campaign.folder / "tracking.xlsx")
    return book.worksheets[0]


def read_back(campaign: CampaignFolder, *arguments: str) -> Shown:
    return campaign.run("import", "tracking.xlsx", *arguments)


def test_the_sheet_helps_those_who_write_into_it(exported: CampaignFolder) -> None:
    page = sheet(exported)
    assert page.freeze_panes == "C2"
    assert page.auto_filter.ref == "A1:R4"
    assert page.column_dimensions["R"].hidden
    (drop_down,) = page.data_validations.dataValidation
    assert (str(drop_down.sqref), drop_down.formula1) == ("H2:H4", '"merged,printed,sent,returned,answered,void"')
    assert len(page.conditional_formatting) == 1
    assert [page.cell(row, 8).value for row in (2, 3, 4)] == ["sent", "sent", "merged"]
    assert page["K2"].is_date


def test_a_note_like_a_formula_stays_text(exported: CampaignFolder) -> None:
    with zipfile.ZipFile(exported.folder / "tracking.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    cell = openpyxl.load_workbook(exported.folder / "tracking.xlsx").worksheets[0]["O2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_what_was_changed_in_libreoffice_is_recorded_and_nothing_else(exported: CampaignFolder) -> None:
    ids = {placeholder(number): uid for number, uid in enumerate(uids(exported), 1)}
    (exported.folder / "tracking.xlsx").write_bytes(with_ids(CHANGED.read_bytes(), ids))
    shown = read_back(exported, "--yes")
    assert (shown.code, shown.err) == (0, "")
    assert recorded(exported) == RECORDED
    assert len(list((exported.folder / "backups").glob("*-import.sqlite"))) == 1
    again = read_back(exported)
    assert "Nothing was changed in it that is not on record already" in again.out
    assert recorded(exported) == RECORDED


def test_one_undo_takes_back_the_whole_import(exported: CampaignFolder) -> None:
    sheet(exported, {"M2": LATER, "M3": LATER})
    assert read_back(exported, "--yes").code == 0
    assert exported.run("mark", "--undo").code == 0
    assert recorded(exported) == set()


def test_a_look_records_nothing_and_nobody_is_recorded_unasked(exported: CampaignFolder) -> None:
    sheet(exported, {"M2": LATER})
    shown = read_back(exported, "--dry-run")
    assert re.search(rf"Given1 Family1 +letters +answered +{LATER}", shown.out)
    assert read_back(exported).code == ExitCode.USAGE
    assert recorded(exported) == set()


def test_every_cell_that_makes_no_sense_is_named_and_nothing_is_recorded(exported: CampaignFolder) -> None:
    sheet(exported, {"M2": LATER, "H3": "snet", "M4": LATER, "B2": "Somebody Else", "A3": "nobody"})
    shown = read_back(exported, "--yes")
    assert shown.code == ExitCode.INPUT
    assert "tracking.xlsx, row 3, cell A3 (id): the ledger knows no such letter" in shown.err
    assert "row 4, cell M4 (answered): a letter that is merged cannot become answered" in shown.err
    assert "row 2, cell B2 (person): was `Given1 Family1`, and is not read back" in shown.err
    assert recorded(exported) == set()


def test_a_sheet_without_its_hidden_column_is_compared_with_the_ledger(exported: CampaignFolder) -> None:
    page = sheet(exported, {"M2": LATER})
    page.delete_cols(18)
    assert page.parent is not None
    page.parent.save(exported.folder / "tracking.xlsx")
    assert read_back(exported, "--yes").code == 0
    assert recorded(exported) == {("p1", "answered", LATER, "")}


def test_another_file_is_no_tracking_sheet(exported: CampaignFolder) -> None:
    shown = exported.run("import", "recipients/people.xlsx")
    assert (shown.code, "has no column `state`" in shown.err) == (ExitCode.INPUT, True)


def test_a_sheet_that_somebody_may_have_changed_is_not_replaced_unasked(exported: CampaignFolder) -> None:
    assert exported.run("export", "tracking.xlsx").code == ExitCode.USAGE
    assert exported.run("export", "tracking.xlsx", "--yes", "--state", "merged").out.startswith(
        "tracking.xlsx: 1 row\n"
    )
    assert (exported.folder / "tracking.xlsx").stat().st_mode & 0o077 == 0


def test_somebody_without_a_letter_of_ours_has_a_row_too(campaign: CampaignFolder) -> None:
    campaign.run("log", "note", "p3", "x")
    campaign.run("export", "tracking.xlsx")
    sheet(campaign, {"M2": LATER, "K2": SENT})
    assert read_back(campaign, "--yes").code == 0
    assert recorded(campaign) == {("p3", "sent", SENT, ""), ("p3", "answered", LATER, "")}


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_itself_changes_and_saves_the_sheet(exported: CampaignFolder) -> None:
    change_in_libreoffice(exported.folder / "tracking.xlsx")
    assert read_back(exported, "--yes").code == 0
    assert recorded(exported) == RECORDED


def change_in_libreoffice(path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    changes = [f"{place}={text}" for place, text in CHANGES.items()]
    script = HERE / "in_libreoffice.py"
    subprocess.run(["/usr/bin/python3", str(script), str(path), str(port), *changes], check=True, timeout=120)
