"""After ``outreach forget`` the person is in no byte of the folder, and the others are as they were."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf
import pytest
from conftest import CampaignFolder, Shown, page_texts, small_campaign

from outreach.errors import ExitCode
from outreach.ledger import backups
from outreach.ledger import forgetting as ledger_forgetting
from outreach.ledger.sqlite import SqliteLedger
from outreach.press.cache.shelf import FOLDER as KEPT
from outreach.upkeep import forget as forgetting
from outreach.upkeep import intention

NAME, STREET, NOTE = "Zdenka Ypsilonova", "Quittenweg 77", "secret-note-about-her"
WHO = "zy"
"""Her id: another row of the list has the same name, and a name that fits two people is not taken."""
PEOPLE = ("id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country")
ROWS = [
    ("p1", "Given1", "Family1", "f", "Street 1", "10001", "Berlin", "DE"),
    ("zy", "Zdenka", "Ypsilonova", "f", STREET, "10002", "Berlin", "DE"),
    ("p3", "Given3", "Family3", "f", "Street 3", "10003", "Berlin", "DE"),
    ("bad", "Zdenka", "Ypsilonova", "f", "", "", "", ""),
]


@pytest.fixture(scope="session")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Make a campaign in which much is known of one person: letters, notes, files of every kind, copies."""
    made = CampaignFolder(tmp_path_factory.mktemp("forget"))
    small_campaign(made)
    made.sheet("recipients/people.xlsx", PEOPLE, ROWS)
    for arguments in (
        ("merge", "--yes", "--separate", "--per-file", "2"),
        ("mark", "sent", "batch-1"),
        ("mark", "answered", "zy", "--note", NOTE),
        ("log", "note", "zy", NOTE),
        ("log", "sent", "zy", "--note", NOTE),
        ("ledger", "backup"),
        ("reprint", "batch-1", "--pieces", "2", "--reason", f"{NOTE} jam"),
        ("preview",),
        ("salutations", "--html"),
        ("envelopes", "batch-1", "--size", "c6"),
        ("mark", "void", "zy", "--note", NOTE),
        ("merge", "--yes"),
    ):
        shown = made.run(*arguments)
        assert shown.code == 0, (arguments, shown.err)
    return made


@pytest.fixture
def written(written_once: CampaignFolder, tmp_path: Path) -> CampaignFolder:
    """Give a copy of that campaign."""
    return written_once.copied(tmp_path)


def contents(path: Path) -> Iterator[bytes]:
    """Yield everything in a file: its bytes, what is packed into it, every stream of a PDF, the text of its pages."""
    data = path.read_bytes()
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for one in pdf.objects:
                yield one.read_bytes() if isinstance(one, pikepdf.Stream) else bytes(repr(one), "utf-8")
        yield " ".join("".join(page_texts(data)).split()).encode()


def holding(folder: Path, *words: str) -> set[str]:
    """Return the files that hold one of the words in any of these ways, in UTF-8 or UTF-16."""
    codings = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and any(coding in content for content in contents(path) for coding in codings)
    }


def forget(campaign: CampaignFolder, *arguments: str) -> Shown:
    shown = campaign.run("forget", *arguments)
    assert shown.code == 0, shown.err
    return shown


WORDS = (NAME, "Ypsilonova", "Zdenka", STREET, NOTE)
YOURS = {"recipients/people.xlsx"}


def test_after_it_the_name_is_in_no_byte_of_the_folder(written: CampaignFolder) -> None:
    before = holding(written.folder, *WORDS)
    assert {"ledger.sqlite", "prints/batch-0001/letters.pdf", "prints/batch-0001/packing-list.pdf"} <= before
    assert {"prints/batch-0001/addresses.json", "prints/batch-0001/skipped.xlsx"} <= before
    assert any(name.startswith("backups/") for name in before)
    assert (written.folder / "prints" / KEPT).is_dir()  # its pages are compressed, so no search finds a word there
    shown = forget(written, WHO, "--yes")
    assert not (written.folder / "prints" / KEPT).exists()
    assert holding(written.folder, *WORDS) == YOURS
    assert "recipients/people.xlsx, row 3: this list is yours. Delete the row and save the list" in shown.out


def test_the_others_are_as_they_were(written: CampaignFolder) -> None:
    letters = written.batch(1) / "letters.pdf"
    before = page_texts(letters.read_bytes())
    forget(written, "zy", "--yes")
    after = page_texts(letters.read_bytes())
    assert (after[0], after[2]) == (before[0], before[2])
    assert (after[1].strip(), "Zdenka" in before[1]) == ("", True)
    (packing,) = page_texts((written.batch(1) / "packing-list.pdf").read_bytes())
    assert "Given1 Family1" in packing
    assert "(forgotten)" in packing
    assert "Street 1" in (written.batch(1) / "addresses.json").read_text(encoding="utf-8")
    assert written.run("ledger", "check").err == ""
    assert written.run("reprint", "batch-1", "--pieces", "1", "--reason", "jam").code == 0


def test_what_counting_needs_stays(written: CampaignFolder) -> None:
    before = written.run("status", "--json").json
    events = len(written.run("log", "--json", "-").json["events"])
    forget(written, "zy", "--yes")
    assert written.run("status", "--json").json == before
    after = written.run("log", "--json", "-").json["events"]
    assert len(after) == events + 1
    assert after[-1]["what"] == "person forgotten"
    assert {event["country"] for event in after[:-1]} == {"DE"}


def test_a_dry_run_names_what_would_go_and_takes_nothing(written: CampaignFolder) -> None:
    made = written.made()
    shown = forget(written, WHO, "--dry-run")
    assert "batch-0001: the pages of 1 letter (no. 2)" in shown.out
    assert "prints/batch-0001/skipped.xlsx" in shown.out
    assert "1 copy of the ledger" in shown.out
    assert written.made() == made
    assert written.run("forget", WHO).code == ExitCode.USAGE


def test_a_batch_that_is_not_here_is_named_since_the_name_stays_in_it(written: CampaignFolder) -> None:
    away = written.folder / "away"
    written.batch(1).rename(away)
    shown = forget(written, WHO, "--yes")
    assert "Careful: batch-0001 is not in this folder, and the name stays in it." in shown.out
    assert "batch-0001: the pages" not in shown.out
    away.rename(written.batch(1))
    (gone,) = {
        event["id"]
        for event in written.run("log", "--json", "-").json["events"]
        if event["id"].startswith("forgotten-")
    }
    forget(written, gone, "--yes")
    assert "Ypsilonova" not in "".join(page_texts((written.batch(1) / "letters.pdf").read_bytes()))
    assert NAME not in (written.batch(1) / "addresses.json").read_text(encoding="utf-8")


def test_a_forgetting_cannot_be_taken_back_and_is_passed_over(written: CampaignFolder) -> None:
    forget(written, "zy", "--yes")
    shown = written.run("mark", "--undo")
    assert "note" not in shown.out
    assert holding(written.folder, *WORDS) == YOURS


def test_an_interrupted_run_is_given_again(written: CampaignFolder) -> None:
    """As if the power failed after the files were rewritten and before the ledger knew."""
    ledger = (written.folder / "ledger.sqlite").read_bytes()
    forget(written, "zy", "--yes")
    (written.folder / "ledger.sqlite").write_bytes(ledger)
    (written.folder / "prints" / ".locks" / "last-event").unlink()
    assert written.run("ledger", "check").code == ExitCode.LEDGER
    forget(written, "zy", "--yes")
    assert holding(written.folder, *WORDS) == YOURS
    assert written.run("ledger", "check").err == ""


STEPS: dict[str, tuple[ModuleType | type, str]] = {
    "files were removed": (forgetting, "remove"),
    "pages were emptied": (forgetting, "blank_pages"),
    "a packing list was set": (forgetting, "_write_packing_list"),
    "a manifest was written": (forgetting, "_record_files"),
    "the ledger forgot": (ledger_forgetting, "erase"),
    "the ledger was wiped": (SqliteLedger, "wipe"),
    "a copy was made": (backups, "back_up_if_file"),
    "it was noted that all is done": (intention, "remove"),
}


def cut_off(monkeypatch: pytest.MonkeyPatch, place: ModuleType | type, name: str, when: str) -> None:
    """Let the power fail before or after a step is done for the first time."""
    done = getattr(place, name)

    def fail(*arguments: Any) -> None:
        if when == "after":
            done(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(place, name, fail)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_forgetting_that_was_cut_off_is_told_by_all_and_ended_when_it_is_given_again(
    written: CampaignFolder, step: str, when: str
) -> None:
    events = len(written.run_here("log", "--json", "-").json["events"])
    with pytest.MonkeyPatch.context() as patched:
        cut_off(patched, *STEPS[step], when)
        assert written.run_here("forget", WHO, "--yes").code == ExitCode.INTERRUPTED
    if (step, when) != ("it was noted that all is done", "after"):
        for command in (("ledger", "check"), ("status",), ("merge", "--yes"), ("lock",), ("reprint", "batch-1")):
            shown = written.run_here(*command, *(("--reason", "jam") if command[0] == "reprint" else ()))
            assert (shown.code, "give it again: outreach forget" in shown.err) == (ExitCode.LEDGER, True)
            assert "put your copy" not in shown.err
        shown = written.run_here("forget", WHO, "--yes")
        assert "An earlier forget was interrupted; it is ended now." in shown.out
        assert "recipients/people.xlsx, row 3: this list is yours" in shown.out
    assert holding(written.folder, *WORDS) == YOURS
    assert written.run_here("ledger", "check").err == ""
    assert len(written.run_here("log", "--json", "-").json["events"]) == events + 1
    assert len([*(written.folder / "backups").iterdir()]) == 1


@pytest.mark.parametrize(
    "again", [(), ("--yes",), (WHO, "--yes"), ("Given3 Family3", "--yes"), ("--older-than", "90y", "--yes")]
)
def test_whatever_is_forgotten_next_ends_what_was_begun(written: CampaignFolder, again: tuple[str, ...]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        cut_off(patched, *STEPS["pages were emptied"], "before")
        written.run_here("forget", WHO, "--yes")
    assert "To be forgotten" in written.run_here("forget", "--dry-run").out
    assert "pages of 1 letter" in written.run_here("forget", "--dry-run").out
    assert forget(written, *again).out.count("Forgotten: 1 person.") == (2 if "Given3 Family3" in again else 1)
    assert holding(written.folder, *WORDS) == YOURS


def test_what_was_begun_and_cannot_be_read_is_told(written: CampaignFolder) -> None:
    for text in ("", "{}", "[", '{"people": [{"x": 1}]}', "[" * 100_000):
        written.write("prints/.locks/forgetting.json", text)
        shown = written.run_here("forget", WHO, "--yes")
        assert (shown.code, "forgetting.json cannot be read; remove it" in shown.err) == (ExitCode.LEDGER, True)


def test_those_of_whom_nothing_was_heard_for_long_are_forgotten_together(campaign: CampaignFolder) -> None:
    assert campaign.run("merge", "--yes", "--date", "2020-01-05").code == 0
    campaign.run("log", "note", "p2", "still writing")
    assert "nobody is forgotten" in forget(campaign, "--older-than", "90y", "--yes").out
    assert "To be forgotten: Given1 Family1, Given3 Family3" in forget(campaign, "--older-than", "2y", "--yes").out
    assert holding(campaign.folder, "Family1", "Family3") == YOURS
    assert "ledger.sqlite" in holding(campaign.folder, "Family2")
    assert "nobody is forgotten" in forget(campaign, "--older-than", "2y", "--yes").out


def test_a_prisoner_goes_from_the_letters_about_them_too(samples: CampaignFolder) -> None:
    assert samples.run("merge", "parliament", "--yes", "--limit", "6").code == 0
    assert samples.run("merge", "solidarity", "--yes", "--limit", "3").code == 0
    with samples.ledger() as ledger:
        about = ledger.execute(
            "SELECT p.recipient, p.name FROM piece p JOIN piece a ON a.about = p.recipient"
        ).fetchone()
    assert about is not None
    forget(samples, about["recipient"], "--yes")
    assert all(not name.startswith(("prints/", "ledger")) for name in holding(samples.folder, about["name"]))
    assert samples.run("ledger", "check").err == ""


def test_who_has_no_letter_yet_goes_from_previews(written: CampaignFolder) -> None:
    newcomer = ("new", "Nora", "Neumannova", "f", "Street 9", "10009", "Berlin", "DE")
    written.sheet("recipients/people.xlsx", PEOPLE, [*ROWS, newcomer])
    assert written.run("preview", "--person", "new").code == 0
    assert "prints/preview.pdf" in holding(written.folder, "Neumannova")

    shown = written.run("forget", "Nora Neumannova", "--yes")

    assert (shown.code, "Forgotten: 1 person." in shown.out) == (0, True), shown.err
    assert "recipients/people.xlsx, row 6: this list is yours" in shown.out
    assert holding(written.folder, "Neumannova") == {"recipients/people.xlsx"}


def test_where_nobody_was_written_to_previews_and_kept_pages_go(campaign: CampaignFolder) -> None:
    assert campaign.run("preview", "--all").code == 0
    assert (campaign.folder / "prints" / KEPT).exists()

    shown = campaign.run("forget", "Given1 Family1", "--yes")

    assert (shown.code, "row 2: this list is yours" in shown.out) == (0, True), shown.err
    assert holding(campaign.folder, "Family1") == {"recipients/people.xlsx"}
    assert not (campaign.folder / "prints" / KEPT).exists()
    assert not (campaign.folder / "ledger.sqlite").exists()
    assert "nothing that the tool made names them" in campaign.run("forget", "Given1 Family1", "--dry-run").out


def test_where_the_ledger_is_gone_nothing_is_called_forgotten(merged: CampaignFolder) -> None:
    (merged.folder / "ledger.sqlite").unlink()
    before = merged.made()

    shown = merged.run("forget", "Given1 Family1", "--yes")

    assert (shown.code, "ledger.sqlite is gone" in shown.err) == (ExitCode.LEDGER, True)
    assert merged.made() == before


def test_every_row_of_a_person_is_named_whatever_is_wrong_with_it(campaign: CampaignFolder) -> None:
    faulty = ("", "Zdenka", "Ypsilonova", "f", "Street 1", "10001", "Berlin", "Nowhere")
    twice = ("", "Given1", "Family1", "f", "Street 1", "10001", "Berlin", "DE")
    campaign.sheet("recipients/people.xlsx", PEOPLE, [twice, faulty, twice])
    assert campaign.run("merge", "--yes").code == 0
    assert "prints/batch-0001/skipped.xlsx" in holding(campaign.folder, "Ypsilonova")

    shown = campaign.run("forget", "Zdenka Ypsilonova", "--yes")
    assert (shown.code, "row 3: this list is yours" in shown.out) == (0, True), shown.err
    assert holding(campaign.folder, "Ypsilonova") == {"recipients/people.xlsx"}

    shown = campaign.run("forget", "Given1 Family1", "--yes")
    assert "row 2: this list is yours" in shown.out
    assert "row 4: this list is yours" in shown.out


def test_mistakes_are_told(written: CampaignFolder) -> None:
    for arguments, code in (
        ((), ExitCode.USAGE),
        (("zy", "--older-than", "2y"), ExitCode.USAGE),
        (("--older-than", "long"), ExitCode.USAGE),
        ((" ",), ExitCode.USAGE),
        (("Nobody At All", "--yes"), ExitCode.USAGE),
    ):
        assert written.run("forget", *arguments).code == code
