"""Only plain files inside the campaign are read as text, style, picture or message; all else is told at once."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CampaignFolder, page_texts
from PIL import Image

from outreach.campaign.safe_place import unsafe_to_read
from outreach.errors import ExitCode

FOREIGN = "the-secret-of-somebody-else"


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of somebody else, with a file of every kind that a letter may show."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "en.html").write_text(f"{{% block body %}}<p>{FOREIGN}</p>{{% endblock %}}", encoding="utf-8")
    (folder / "style.css").write_text(f'.body::after {{ content: "{FOREIGN}" }}', encoding="utf-8")
    (folder / "template.toml").write_text(f'name = "{FOREIGN}"', encoding="utf-8")
    (folder / "p1.md").write_text(FOREIGN, encoding="utf-8")
    (folder / "ik-1.toml").write_text(f'source = "{FOREIGN}"', encoding="utf-8")
    (folder / "de.txt").write_text(FOREIGN, encoding="utf-8")
    Image.new("RGB", (40, 40), "red").save(folder / "picture.png")
    return folder


def link(campaign: CampaignFolder, name: str, target: Path) -> None:
    path = campaign.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


LINKS = {
    "a text": ("letter_templates/letter/en.html", "en.html"),
    "a text from a word processor": ("letter_templates/letter/de.txt", "de.txt"),
    "a style": ("letter_templates/letter/style.css", "style.css"),
    "the settings of a template": ("letter_templates/letter/template.toml", "template.toml"),
    "a message": ("messages/p1.md", "p1.md"),
    "a text by a way over two links": ("letter_templates/letter/fr.html", "en.html"),
}


@pytest.mark.parametrize("what", LINKS)
def test_a_link_that_leads_out_of_the_campaign_is_told_and_not_read(
    campaign: CampaignFolder, outside: Path, what: str
) -> None:
    name, target = LINKS[what]
    if "two links" in what:
        link(campaign, "between.html", outside / target)
        link(campaign, name, campaign.folder / "between.html")
    else:
        link(campaign, name, outside / target)
    campaign.write("letter_templates/letter/pt.html", "{% block body %}<p>{{ message }}</p>{% endblock %}")
    shown = campaign.run_here("check")
    assert f"{name}: is a link that leads out of the campaign folder; put a copy of the file in its place" in shown.err
    assert FOREIGN not in shown.out + shown.err
    campaign.run_here("merge", "--yes")
    assert FOREIGN not in "".join(
        page for path in campaign.folder.rglob("*.pdf") for page in page_texts(path.read_bytes())
    )


def test_a_link_within_the_campaign_is_followed(campaign: CampaignFolder) -> None:
    text = campaign.folder / "letter_templates" / "letter" / "en.html"
    text.replace(campaign.folder / "shared.html")
    text.symlink_to("../../shared.html")
    assert campaign.run_here("check").code == 0


@pytest.mark.parametrize("how", ["a link", "a setting", "a setting with dots"])
def test_a_template_folder_lies_in_the_campaign(campaign: CampaignFolder, outside: Path, how: str) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    if how == "a link":
        link(campaign, "letter_templates/theirs", outside)
        place = "letter_templates/theirs"
    else:
        place = str(outside) if how == "a setting" else os.path.relpath(outside, campaign.folder)
    campaign.write("campaign.toml", settings.replace("letter_templates/letter", place))
    shown = campaign.run_here("merge", "--yes")
    assert (shown.code, "lies outside the campaign folder" in shown.err) == (ExitCode.INPUT, True), shown.err
    assert not [*campaign.folder.rglob("letters.pdf")]


@pytest.mark.parametrize(
    "name", ["in a text", "logo.png", "picture.png", "../outside.png", "/etc/hostname", "logo\\u0000.png"]
)
def test_a_picture_from_outside_is_not_printed(campaign: CampaignFolder, outside: Path, name: str) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    if name == "in a text":
        link(campaign, "letter_templates/letter/picture.png", outside / "picture.png")
        campaign.write(
            "letter_templates/letter/en.html", '{% block body %}<img src="picture.png" alt=""><p>x</p>{% endblock %}'
        )
    else:
        if name in ("logo.png", "picture.png"):
            link(campaign, name, outside / "picture.png")
        campaign.write("campaign.toml", settings.replace("[sender]", f'[sender]\nlogo = "{name}"'))
    shown = campaign.run_here("merge", "--yes")
    assert shown.code != 0
    assert "fault of outreach" not in shown.err
    assert not [*campaign.folder.rglob("letters.pdf")]


PIPES = (
    "letter_templates/letter/en.html", "letter_templates/letter/de.docx", "letter_templates/letter/style.css",
    "letter_templates/letter/template.toml", "messages/p1.md", "recipients/people.xlsx",
)  # fmt: skip


@pytest.mark.parametrize("name", PIPES)
def test_a_pipe_is_told_and_not_waited_for(campaign: CampaignFolder, name: str) -> None:
    path = campaign.folder / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    shown = campaign.run_here("check")
    assert "a folder, a pipe or a device" in shown.err
    assert shown.code in (0, ExitCode.INPUT, ExitCode.TEMPLATE)


@pytest.mark.parametrize("name", ["letter_templates/letter/x.png", "letter_templates/letter/.hidden", "logo.png"])
def test_a_pipe_that_only_lies_there_stops_nothing(campaign: CampaignFolder, name: str) -> None:
    os.mkfifo(campaign.folder / name)
    assert campaign.run("merge", "--yes").code == 0


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: path.write_text("x"), None),
        (lambda path: path.symlink_to("/dev/zero"), "leads out"),
        (lambda path: path.symlink_to("/etc/hostname"), "leads out"),
        (lambda path: path.symlink_to(path), "symbolic links"),
        (os.mkfifo, "pipe"),
        (lambda path: path.mkdir(), "folder"),
        (lambda path: path.parent.touch(), None),
    ],
)
def test_what_may_be_read(campaign: CampaignFolder, make: Callable[[Path], object], fault: str | None) -> None:
    path = campaign.folder / "letter_templates" / "letter" / "new"
    make(path)
    found = unsafe_to_read(path)
    assert (found is None) == (fault is None)
    assert fault is None or fault in str(found)


@pytest.mark.parametrize("name", ["prints/.batch-0001.partial", "prints/.locks", "prints/.batch-0001.partial/"])
def test_a_link_at_a_working_folders_name_is_told(campaign: CampaignFolder, outside: Path, name: str) -> None:
    link(campaign, name.rstrip("/"), outside)
    before = sorted(path.name for path in outside.iterdir())
    shown = campaign.run_here("merge", "--yes")
    assert shown.code == ExitCode.SETTING
    assert f"{name.rstrip('/')} must be a folder, and a link is in its place; remove the link" in shown.err
    assert sorted(path.name for path in outside.iterdir()) == before
    (campaign.folder / name.rstrip("/")).unlink()
    assert campaign.run_here("merge", "--yes").code == 0
