"""Bad input is the normal case: a clear message with its place and the remedy, and nothing is lost."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import HEADERS, TEXT, CampaignFolder, person

from outreach import __version__
from outreach.cli.boundary import boundary
from outreach.storage.files import LOCKS

EVERYTHING_IS_FINE = 0


def refused(campaign: CampaignFolder, code: int, *texts: str, command: tuple[str, ...] = ("merge", "--yes")) -> None:
    """Assert that the command ends with `code`, says `texts`, and left ledger and prints as they were."""
    before = campaign.made()
    shown = campaign.run(*command)
    assert shown.code == code, shown.out + shown.err
    for text in texts:
        assert text in shown.err, shown.err
    assert "Traceback" not in shown.err
    assert campaign.made() == before


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_spreadsheet_is_named_with_the_one_that_was_probably_meant(campaign: CampaignFolder) -> None:
    (campaign.folder / "recipients/people.xlsx").rename(campaign.folder / "recipients/peoples.xlsx")

    refused(campaign, 3, "the spreadsheet `people.xlsx` is not there", "there is `peoples.xlsx`")


def test_missing_columns_are_told_all_at_once(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", ("who", "where"), [["Anna", "Berlin"]])

    refused(
        campaign, 3,
        "recipients/people.xlsx, row 1: no column holds the names; name a column `name`",
        "no column holds the addresses", "no column holds the countries", "there are: who, where",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "recipients/people.xlsx: is empty (0 bytes); save the list again"),
        (b"this is no workbook", "is a text file that calls itself .xlsx; rename it so that it ends in .csv"),
        (b"%PDF-1.7\n%", "is a PDF, not a spreadsheet; ask for the list as a spreadsheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "is damaged or not a spreadsheet"),
    ],
    ids=["empty", "text", "pdf", "container"],
)
def test_an_unreadable_workbook_is_one_clear_message(campaign: CampaignFolder, data: bytes, message: str) -> None:
    (campaign.folder / "recipients/people.xlsx").write_bytes(data)

    refused(campaign, 3, message)


def test_a_half_written_workbook_is_one_clear_message(campaign: CampaignFolder) -> None:
    path = campaign.folder / "recipients/people.xlsx"
    path.write_bytes(path.read_bytes()[:2000])

    refused(campaign, 3, "recipients/people.xlsx: is damaged or not a spreadsheet")


def test_a_list_without_rows_is_told(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", HEADERS, [])

    refused(campaign, 3, "recipients/people.xlsx: has no rows below its header; put one person on each row")


def test_rows_without_name_or_address_and_unknown_countries_are_told_together(campaign: CampaignFolder) -> None:
    rows = [
        ["p1", "", "", "", "Street 1", "1", "B", "DE"],
        ["p2", "A", "B", "", "", "", "", "DE"],
        ["p3", "A", "C", "", "S", "1", "B", "Atlantis"],
    ]
    campaign.sheet("recipients/people.xlsx", HEADERS, rows)

    refused(
        campaign, 3,
        "recipients/people.xlsx, row 2, name: empty; write the person's name",
        "recipients/people.xlsx, row 3, address: empty; write street, postal code and city",
        "recipients/people.xlsx, row 4, country: nobody knows the country “Atlantis”; write a two-letter code",
        command=("merge", "--yes", "--strict"),
    )  # fmt: skip


def test_two_rows_with_the_same_id_are_told_with_both_places(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", HEADERS, [person(1), person(2), person(1)])

    refused(
        campaign, 3, "recipients/people.xlsx, row 4, id: “p1” stands in row 2 too; give each person an id",
        command=("merge", "--yes", "--strict"),
    )  # fmt: skip


def test_a_prisoner_in_an_unknown_facility_is_told(samples: CampaignFolder) -> None:
    (samples.folder / "recipients/facilities.xlsx").unlink()

    shown = samples.run("check", "solidarity")

    assert shown.code == 3
    assert "recipients/prisoners.xlsx, row 2, facility:" in shown.err
    assert "is not in the list of facilities; add it to facilities.xlsx" in shown.err


# ── templates ────────────────────────────────────────────────────────────────────────────────────


def test_a_variable_that_does_not_exist_is_told_with_line_column_and_the_names_that_do(
    campaign: CampaignFolder,
) -> None:
    campaign.write("letter_templates/letter/en.html", TEXT.replace("recipient.name", "recipient.family_nam"))

    refused(
        campaign, 4,
        "letter_templates/letter/en.html, line 3, column 49: `recipient.family_nam` does not exist; "
        "did you mean `recipient.family_name`? There are: birth_date, birth_year, city, country",
    )  # fmt: skip


def test_an_empty_cell_that_would_leave_a_gap_is_a_problem_of_its_row(campaign: CampaignFolder) -> None:
    rows = [person(1), [*person(2)[:3], "", *person(2)[4:]]]
    campaign.sheet("recipients/people.xlsx", HEADERS, rows)
    campaign.write(
        "letter_templates/letter/en.html", "{% block body %}<p>Gender: {{ recipient.gender }}</p>{% endblock %}"
    )

    for looking, code in ((("check",), 4), (("merge", "--dry-run"), EVERYTHING_IS_FINE)):
        shown = campaign.run(*looking)
        assert shown.code == code
        assert "recipients/people.xlsx, row 3: Given2 Family2: `recipient.gender` is empty in this row" in shown.err
        assert campaign.made() == {}

    shown = campaign.run("merge", "--yes")

    assert shown.code == EVERYTHING_IS_FINE
    assert "recipients/people.xlsx, row 3: Given2 Family2: `recipient.gender` is empty in this row" in shown.err
    assert "fill the cell, or write {% if … %} around it" in shown.err
    assert "1 piece on 1 page, 1 row in skipped.xlsx" in shown.out


def test_a_syntax_error_in_a_template_is_told_with_its_line(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/en.html", "{% block body %}\n<p>{{ recipient.name }</p>\n{% endblock %}")

    refused(campaign, 4, "letter_templates/letter/en.html, line 2: syntax error:")


def test_a_syntax_error_in_a_style_sheet_is_told_with_its_line(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/style.css", "p { color: black }\n.subject { font-weight bold }\n")

    refused(
        campaign,
        4,
        "letter_templates/letter/style.css, line 2, column 24: syntax error: this is neither a rule nor a setting of one",
    )


def test_all_faults_of_lists_and_templates_are_told_in_one_run(campaign: CampaignFolder) -> None:
    campaign.sheet("recipients/people.xlsx", HEADERS, [person(1), ["p2", "", "", "", "x", "1", "B", "DE"]])
    campaign.write(
        "letter_templates/letter/en.html", "{% block body %}{{ nobody }}{{ recipient.nothing }}{% endblock %}"
    )
    campaign.write("letter_templates/letter/style.css", "p { color }")

    refused(
        campaign,
        4,
        "row 3, name: empty",
        "`nobody` does not exist",
        "`recipient.nothing` does not exist",
        "style.css, line 1",
    )


def test_a_text_named_after_a_country_is_told_with_the_language_spoken_there(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/gr.html", TEXT)

    refused(campaign, 3, "letter_templates/letter/gr.html: there is no language `gr`; name it el.html")


def test_a_template_cannot_compute_call_or_leave_its_box(campaign: CampaignFolder) -> None:
    campaign.write(
        "letter_templates/letter/en.html",
        "{% block body %}{{ ''.__class__ }}{{ 'a' * 10**9 }}{{ recipient.name|safe }}{% endblock %}",
    )

    refused(campaign, 4, "`pow` is not available here", "the filter `safe` is not available")


def test_a_file_in_the_place_of_a_folder_is_named_wherever_it_stands(campaign: CampaignFolder) -> None:
    campaign.write("notes.txt", "mine")

    shown = campaign.run("preview", "-o", "notes.txt/below/preview.pdf")

    assert shown.code == 5
    assert "notes.txt must be a folder, and a file is in its place" in shown.err


def test_an_endless_template_is_ended_and_told(campaign: CampaignFolder) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", settings + "[limits]\nseconds_per_letter = 1.5\n")
    loops = "".join(f"{{% for v{i} in 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}}" for i in range(9))
    campaign.write("letter_templates/letter/en.html", f"{{% block body %}}{loops}x{'{% endfor %}' * 9}{{% endblock %}}")

    shown = campaign.run("merge", "--dry-run")
    assert "this letter took more than 1.5 seconds or too much memory to set" in shown.err
    refused(
        campaign,
        5,
        "this letter took more than 1.5 seconds or too much memory to set",
        "endless loop",
        "no piece could be set",
    )


def test_a_picture_that_is_not_there_is_named(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/en.html", '{% block body %}<img src="logo.png" alt="">{% endblock %}')

    refused(campaign, 5, "`logo.png` is not there", "put it into the template's folder")


def test_a_picture_that_is_a_text_is_named(campaign: CampaignFolder) -> None:
    campaign.write("letter_templates/letter/en.html", '{% block body %}<img src="logo.png" alt="">{% endblock %}')
    campaign.write("letter_templates/letter/logo.png", "not a picture")

    refused(campaign, 5, "`logo.png` cannot be read as a picture", "save it again as PNG or JPEG")


def test_a_character_that_no_font_has_is_named_and_the_others_are_printed(campaign: CampaignFolder) -> None:
    campaign.sheet(
        "recipients/people.xlsx", HEADERS, [person(1), ["p2", "Anna 漢", "X", "f", "S 1", "10115", "B", "DE"]]
    )

    shown = campaign.run("merge", "--yes")

    assert shown.code == EVERYTHING_IS_FINE
    assert "row 3: Anna 漢 X: no font of this tool has the character “漢” (U+6F22)" in shown.err
    assert "1 piece on 1 page" in shown.out


def test_an_address_that_does_not_fit_the_window_is_named_and_the_others_are_printed(campaign: CampaignFolder) -> None:
    lines = "\n".join(f"Line {i}" for i in range(9))
    rows = [["Anna", "Street 1\n10115 Berlin", "DE"], ["Berta", lines, "DE"]]
    campaign.sheet("recipients/people.xlsx", ("name", "address", "country"), rows)

    shown = campaign.run("merge", "--yes")

    assert shown.code == EVERYTHING_IS_FINE
    assert "recipients/people.xlsx, row 3: Berta: the address does not fit on din5008b: 16.2 mm too much" in shown.err
    assert "1 piece on 1 page" in shown.out


def test_a_language_without_text_is_told_for_its_row(samples: CampaignFolder) -> None:
    (samples.folder / "letter_templates/solidarity-postcard/ru.html").unlink()

    shown = samples.run("merge", "solidarity", "--yes")

    assert "1 piece on 2 pages, 11 rows in skipped.xlsx" in shown.out


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


def test_a_syntax_error_in_the_settings_is_told_with_its_line(campaign: CampaignFolder) -> None:
    campaign.write("campaign.toml", '[campaign]\nname = "x\n')

    refused(campaign, 3, "campaign.toml, line 2: not valid:", "texts stand in quotation marks")


def test_all_wrong_settings_are_told_with_what_was_probably_meant(campaign: CampaignFolder) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write(
        "campaign.toml",
        settings.replace("din5008b", "din508b").replace("country", "contry") + 'evry = "x"\nevery = "often"\n',
    )

    refused(
        campaign, 3,
        "stationery `din508b` does not exist; did you mean `din5008b`? There are: plain-a4, ",
        "`country` is missing; add it below [sender]", "`contry` is not a known setting; did you mean `country`?",
        "`evry` is not a known setting; did you mean `every`?", '`every = "often"` is not a time; write "60 days"',
    )  # fmt: skip


def test_a_folder_that_is_no_campaign_is_told_with_the_way_to_make_one(empty: CampaignFolder) -> None:
    refused(empty, 3, "there is no campaign.toml", "outreach init my-campaign")


def test_a_mailing_that_does_not_exist_is_told_with_those_that_do(campaign: CampaignFolder) -> None:
    refused(campaign, 2, "there is no mailing `postcards`; there are: letters", command=("merge", "postcards", "--yes"))


# ── the disk and the ledger ──────────────────────────────────────────────────────────────────────


def test_a_file_in_the_place_of_the_folder_for_prints_is_told(campaign: CampaignFolder) -> None:
    campaign.run("status")
    (campaign.folder / "prints").write_text("a file in the place of the folder", encoding="utf-8")

    shown = campaign.run("merge", "--yes")

    assert shown.code == 5
    assert "prints must be a folder, and a file is in its place; give that file another name" in shown.err
    with campaign.ledger() as ledger:
        assert ledger.execute("SELECT count(*) FROM piece").fetchone()[0] == 0


def test_a_full_disk_is_told_and_nothing_half_is_left(
    campaign: CampaignFolder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    prints = campaign.folder / "prints"
    prints.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24k,mode=700", "tmpfs", str(prints)], check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shown = campaign.run("merge", "--yes")
        left = [path.name for path in prints.iterdir() if path.name != LOCKS]
    finally:
        subprocess.run(["umount", str(prints)], check=True)

    assert shown.code == 5
    assert "the disk is full" in shown.err
    assert "free some space and run it again" in shown.err
    assert left == []
    assert "3 pieces" in campaign.run("merge", "--yes").out


def test_ctrl_c_leaves_nothing_half_done(campaign: CampaignFolder) -> None:
    campaign.people(300)
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach", "merge", "--yes"], cwd=campaign.folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    working = campaign.folder / "prints" / ".batch-0001.partial"
    _wait_for(working)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)

    assert process.returncode == 130
    assert err.strip().splitlines()[-1] == "outreach: interrupted; nothing was left half done"
    assert [path.name for path in (campaign.folder / "prints").iterdir()] == [LOCKS]
    with campaign.ledger() as ledger:
        assert ledger.execute("SELECT count(*) FROM piece").fetchone()[0] == 0


def _wait_for(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, f"{path} was never made"
        time.sleep(0.01)


def test_a_ledger_of_a_newer_version_is_refused(merged: CampaignFolder) -> None:
    with merged.ledger() as ledger:
        ledger.execute("PRAGMA user_version = 99")
    merged.people(4)

    refused(merged, 6, "was written by a newer version of outreach", "update outreach")


def test_a_ledger_that_is_no_ledger_is_refused(campaign: CampaignFolder) -> None:
    campaign.write("ledger.sqlite", "my notes " * 100)

    refused(campaign, 6, "ledger.sqlite is not a ledger, or is damaged; move it away")


def test_a_database_of_another_program_is_refused(campaign: CampaignFolder) -> None:
    with sqlite3.connect(campaign.folder / "ledger.sqlite") as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")

    refused(campaign, 6, "is a database of another program, not a ledger")


def test_what_was_not_merged_cannot_be_marked(campaign: CampaignFolder) -> None:
    refused(campaign, 2, "nothing was merged in this campaign yet", command=("mark", "sent", "batch-1"))


def test_a_step_that_is_not_allowed_is_refused_with_the_pieces_that_stand_in_its_way(campaign: CampaignFolder) -> None:
    campaign.run("merge", "--yes")

    refused(
        campaign, 6, "nothing was marked: only pieces that are sent can become answered, but piece 1 of batch-0001 (Given1 Family1) is merged",
        command=("mark", "answered", "batch-1"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sent", "batch-7"), "there is no batch-0007; there are: batch-0001"),
        (("sent", "batch-1", "--pieces", "2-9"), "batch-0001 has pieces 1 to 3, but no 4"),
        (("sent", "batch-1", "--pieces", "two"), "`two` is not a range of pieces; write it as 3-7,9"),
        (("sent", "Nobody"), "nobody called “Nobody” is in the ledger or on the lists"),
        (
            ("sent", "Family"),
            "“Family” may be any of these: Given1 Family1 (p1), Given2 Family2 (p2), Given3 Family3 (p3)",
        ),
        (("sent", "batch-1", "--date", "soon"), "`soon` is not a date; write it as 2026-11-20"),
    ],
)
def test_what_cannot_be_found_is_told_with_what_can(
    merged: CampaignFolder, arguments: tuple[str, ...], message: str
) -> None:
    refused(merged, 2, message, command=("mark", *arguments))


def test_a_library_that_is_missing_is_told_with_the_place_that_names_it(
    campaign: CampaignFolder, tmp_path: Path
) -> None:
    message = "cannot load library 'libpango-1.0-0': libpango-1.0-0: no such file"
    (tmp_path / "without" / "weasyprint").mkdir(parents=True)
    (tmp_path / "without" / "weasyprint" / "__init__.py").write_text(f'raise OSError("{message}")', encoding="utf-8")
    places = os.pathsep.join((str(tmp_path / "without"), *sys.path))

    shown = campaign.run("merge", "--yes", env={"PYTHONPATH": places})

    assert shown.code == 5, shown.err
    assert "Pango or HarfBuzz is missing" in shown.err
    assert "Traceback" not in shown.err


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a disk that is always full")
def test_a_full_disk_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, boundary(), Path("/dev/full").open("wb") as full:
        full.write(b"more")

    assert ended.value.code == 5
    assert "the disk is full; free some space" in capsys.readouterr().err


def test_a_fault_of_the_tool_goes_to_a_file_without_personal_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with pytest.raises(SystemExit) as ended, boundary():
        raise RuntimeError("Given1 Family1")

    assert ended.value.code == 1
    shown = capsys.readouterr().err
    assert "a fault of outreach itself, not yours" in shown
    assert "Traceback" not in shown
    report = next(tmp_path.glob("outreach-fault-*.txt")).read_text(encoding="utf-8")
    assert f"outreach {__version__}" in report
    assert "test_bad_input.py" in report
    assert "Family1" not in report


@pytest.mark.parametrize("content", ['{"Given1 Family1": ', "[]", '{"files": [], "action": {}}', "\x00", "{}", "\xff"])
def test_a_damaged_manifest_is_named_with_the_way_out(merged: CampaignFolder, content: str) -> None:
    merged.unrecord()
    (merged.batch(1) / "batch.json").write_text(content, encoding="latin-1")

    shown = merged.run("merge", "--yes")

    assert shown.code == 6
    assert "batch-0001/batch.json is damaged" in shown.err
    assert "move the folder away" in shown.err
