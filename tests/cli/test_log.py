"""``outreach history`` and ``outreach log``: the whole story, and what happened outside the tool."""

import csv
import zipfile

import openpyxl
import pytest
from conftest import CampaignFolder, Shown, small_batch

from outreach.errors import ExitCode

DAY = "2026-11-02"


@pytest.fixture(scope="module")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Make a campaign with letters to two of its three people, once."""
    return small_batch(tmp_path_factory, "--limit", "2")


def log(campaign: CampaignFolder, *arguments: str) -> Shown:
    shown = campaign.run("log", *arguments)
    assert shown.code == 0, shown.err
    return shown


def kinds(campaign: CampaignFolder, *arguments: str) -> list[str]:
    return [event["kind"] for event in log(campaign, *arguments, "--json", "-").json["events"]]


def test_a_history_tells_letters_answers_notes_and_what_was_taken_back(merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1")
    log(merged, "note", "Family1", "likes poems")
    log(merged, "address-changed", "Family1")
    merged.run("mark", "--undo")
    log(merged, "answered", "Family1", "--note", "a kind letter")
    shown = merged.run("history", "family1")
    assert "Given1 Family1 (p1, DE)" in shown.out
    assert "1 letter sent, the last on" in shown.out
    assert "; 1 answer\n" in shown.out
    lines = [line[12:].split("  ")[0] for line in shown.out.splitlines() if line.startswith("20")]
    assert lines == [
        "letter made", "printed", "sent", "note", "new address (taken back)", "taken back: new address", "answered",
    ]  # fmt: skip
    assert "Family2" not in shown.out


def test_a_history_for_a_machine_has_every_event(merged: CampaignFolder) -> None:
    found = merged.run("history", "p2", "--json").json
    assert (found["person"], found["id"]) == ("Given2 Family2", "p2")
    assert [event["kind"] for event in found["events"]] == ["merged"]


def test_a_letter_written_outside_counts_for_its_mailing(merged: CampaignFolder) -> None:
    log(merged, "sent", "Family3", "--date", DAY, "--by", "Johanna", "--mailing", "letters")
    assert "Johanna" in merged.run("history", "Family3").out
    again = merged.run("merge", "--dry-run", "--json").json
    assert (again["mailings"][0]["pieces"], again["mailings"][0]["written_already"]) == (0, 3)


def test_somebody_on_no_letter_yet_is_found_on_the_list(campaign: CampaignFolder) -> None:
    log(campaign, "answered", "Family3", "--note", "wrote first")
    assert "wrote to us" in campaign.run("history", "p3").out


def test_an_answer_belongs_to_the_letter_that_is_on_its_way(merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1")
    assert "(batch-0001, number 1)" in log(merged, "answered", "Family1").out
    assert "(no letter of ours)" in log(merged, "answered", "Family1", "--note", "a second one").out
    assert merged.run("status", "--json").json["mailings"]["letters"]["answered"] == 1


def test_the_same_command_twice_records_nothing_twice(merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1")
    for command in (("answered", "Family1"), ("note", "Family1", "x"), ("sent", "Family2", "--date", DAY)):
        log(merged, *command)
        before = len(kinds(merged))
        assert "on record already" in log(merged, *command).out
        assert len(kinds(merged)) == before


def test_everything_that_was_logged_is_taken_back(merged: CampaignFolder) -> None:
    for command in (
        ("note", "Family1", "x"), ("sent", "Family1"), ("answered", "Family1"),
        ("address-confirmed", "Family1"), ("address-changed", "Family1"),
    ):  # fmt: skip
        log(merged, *command)
        assert merged.run("mark", "--undo").code == 0
    assert merged.run("mark", "--undo").code == ExitCode.LEDGER
    events = merged.run("history", "p1", "--json").json["events"]
    assert all(event["undone"] for event in events if event["kind"] not in ("merged", "undone"))


def test_the_log_is_filtered(merged: CampaignFolder) -> None:
    log(merged, "sent", "Family1", "--date", DAY, "--by", "Johanna")
    log(merged, "note", "Family2", "x")
    assert kinds(merged, "--until", DAY) == ["sent"]
    assert kinds(merged, "--since", "2026-11-03") == ["merged", "merged", "noted"]
    assert kinds(merged, "--sender", "Johanna") == ["sent"]
    assert kinds(merged, "--by", "nobody") == []
    assert kinds(merged, "--mailing", "letters") == ["merged", "merged"]
    assert len(kinds(merged, "--country", "de")) == 4
    assert kinds(merged, "--country", "FR") == []
    assert kinds(merged, "--person", "Family2") == ["merged", "noted"]
    assert "nothing like that happened" in log(merged, "--country", "FR").out


def test_exports_are_for_their_owner_alone_and_hold_no_formula(merged: CampaignFolder) -> None:
    log(merged, "note", "Family1", "=HYPERLINK(1)")
    log(merged, "--csv", "log.csv", "--xlsx", "log.xlsx", "--json", "log.json")
    for name in ("log.csv", "log.xlsx", "log.json"):
        assert (merged.folder / name).stat().st_mode & 0o077 == 0
    with (merged.folder / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (rows[-1]["what"], rows[-1]["note"]) == ("note", "'=HYPERLINK(1)")
    sheet = openpyxl.load_workbook(merged.folder / "log.xlsx").worksheets[0]
    assert sheet.freeze_panes == "A2"
    cell = sheet.cell(4, 11)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    with zipfile.ZipFile(merged.folder / "log.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_mistakes_are_told(merged: CampaignFolder) -> None:
    for arguments, words in (
        (("log", "note", "Nobody", "x"), "in the ledger or on the lists"),
        (("log", "note", "Family", "x"), "may be any of these"),
        (("log", "sent", "Family1", "--date", "2999-01-01"), "has not come yet"),
        (("log", "sent", "Family1", "--mailing", "none"), "there is no mailing"),
        (("history", "Nobody"), "is in the ledger"),
    ):
        shown = merged.run(*arguments)
        assert (shown.code, words in shown.err) == (ExitCode.USAGE, True), shown.err
