"""What a person names as a FILE never takes the place of what the campaign lives on, nor of another file unasked."""

import os
from pathlib import Path

import pytest
from conftest import CampaignFolder, small_batch

from outreach.errors import ExitCode


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Make a campaign with a batch, a copy of its ledger, a message and a second list."""
    made = small_batch(tmp_path_factory)
    made.write("messages/p1.md", "Dear friend")
    made.write("recipients/people.csv", "id,name\n1,Rosa\n")
    made.write("letter_templates/letter/style.css", "p { color: black }")
    made.write("prison_rules/ik-1.toml", 'source = "x"')
    assert made.run_here("ledger", "backup").code == 0
    return made


@pytest.fixture
def filled(filled_once: CampaignFolder, tmp_path: Path) -> CampaignFolder:
    return filled_once.copied(tmp_path / "campaign")


WRITES = {
    "log --json": ("log", "--json", "FILE"),
    "log --csv": ("log", "--csv", "FILE"),
    "log --xlsx": ("log", "--xlsx", "FILE"),
    "preview": ("preview", "-o", "FILE"),
    "preview --png": ("preview", "--png", "-o", "FILE"),
    "preview --all": ("preview", "--all", "-o", "FILE"),
    "export": ("export", "FILE"),
    "recipients export": ("recipients", "export", "FILE"),
    "recipients export --from": ("recipients", "export", "FILE", "--from", "recipients/people.xlsx"),
    "ledger export": ("ledger", "export", "FILE"),
    "ledger backup": ("ledger", "backup", "FILE"),
    "ledger copy": ("ledger", "copy", "ledger.sqlite", "FILE"),
}
OWN = (
    "campaign.toml", "ledger.sqlite", "recipients/people.csv", "recipients/people.xlsx", "messages/p1.md", "locked.age",
    "letter_templates/letter/en.html", "letter_templates/letter/de.html", "prison_rules/ik-1.toml",
    "prints/batch-0001/letters.pdf", "prints/batch-0001/batch.json", "prints/.locks/last-event", "prints/batch-0002",
)  # fmt: skip
WORKBOOKS = ("export", "recipients export", "recipients export --from")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("way", WRITES)
def test_no_command_writes_over_what_the_campaign_lives_on(filled: CampaignFolder, way: str) -> None:
    before = contents(filled.folder)
    names = [name for name in OWN if way not in WORKBOOKS or name.endswith(".xlsx")]
    for name in (*names, *(str(filled.folder / name) for name in names[:1])):
        for force in ((), ("--force",)):
            if force and way.startswith("ledger"):
                continue
            shown = filled.run_here(*(name if part == "FILE" else part for part in WRITES[way]), *force)
            assert shown.code in (ExitCode.USAGE, ExitCode.LEDGER), (name, shown)
            assert contents(filled.folder) == before, name


@pytest.mark.parametrize("way", WRITES)
def test_a_link_does_not_lead_to_what_the_campaign_lives_on(filled: CampaignFolder, way: str) -> None:
    link = filled.folder / "harmless.xlsx"
    link.symlink_to(filled.folder / "recipients" / "people.xlsx")
    before = contents(filled.folder)
    assert filled.run_here(*("harmless.xlsx" if part == "FILE" else part for part in WRITES[way])).code
    assert link.is_symlink()
    assert contents(filled.folder) == before


@pytest.mark.parametrize("way", WRITES)
def test_another_file_is_replaced_with_force_alone(filled: CampaignFolder, way: str) -> None:
    path = filled.write("mine.xlsx", "precious")
    command = [path.name if part == "FILE" else part for part in WRITES[way]]
    shown = filled.run_here(*command)
    assert shown.code in (ExitCode.USAGE, ExitCode.LEDGER)
    assert "is there already" in shown.err
    assert path.read_text(encoding="utf-8") == "precious"
    if not way.startswith("ledger"):
        assert filled.run_here(*command, "--force").code == 0
        assert path.read_bytes() != b"precious"
        assert path.stat().st_mode & 0o077 == 0
    path.unlink()
    assert filled.run_here(*command).code == 0
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name", ["folder", "pipe", "nowhere/log.csv", "mine.txt/log.csv", "/dev/null", "/dev/full", ""]
)
def test_what_is_no_place_for_a_file_is_told(filled: CampaignFolder, name: str) -> None:
    (filled.folder / "folder").mkdir()
    os.mkfifo(filled.folder / "pipe")
    filled.write("mine.txt", "precious")
    shown = filled.run_here("log", "--csv", name, "--force")
    assert shown.code in (ExitCode.USAGE, ExitCode.SETTING)
    assert "fault of outreach" not in shown.err
    assert (filled.folder / "mine.txt").read_text(encoding="utf-8") == "precious"


def test_a_person_is_asked_and_may_say_no(filled: CampaignFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled.write("log.csv", "precious")
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)
    shown = filled.run_here("log", "--csv", "log.csv", "--json", "new.json", text="n\n")
    assert (shown.code, "log.csv is there already. Replace?" in shown.out) == (0, True)
    assert "Nothing was written." in shown.out
    assert path.read_text(encoding="utf-8") == "precious"
    assert not (filled.folder / "new.json").exists()


def test_drawings_are_replaced_with_force_alone_and_stay_in_their_folder(filled: CampaignFolder) -> None:
    settings = (filled.folder / "campaign.toml").read_text(encoding="utf-8")
    own = '[labels."../../x"]\nsheet = "a4"\nlabel = [60, 30]\nmargins = [5, 10]\npitch = [65, 32]\ncolumns = 2\nrows = 5\n'
    filled.write("campaign.toml", settings + own)
    assert filled.run_here("stationery", "--drawing", "drawings").code == 0
    assert {path.suffix for path in (filled.folder / "drawings").iterdir()} == {".svg"}
    assert not [*filled.folder.parent.glob("*.svg"), *filled.folder.glob("*.svg")]
    shown = filled.run_here("stationery", "us10", "--drawing", "drawings")
    assert (shown.code, "drawings/us10.svg is there already" in shown.err) == (ExitCode.USAGE, True)
    assert filled.run_here("stationery", "us10", "--drawing", "drawings", "--force").code == 0
    assert filled.run_here("stationery", "us10", "--drawing", "letter_templates/letter").code == ExitCode.USAGE
    assert not (filled.folder / "letter_templates" / "letter" / "us10.svg").exists()
