"""The finished PDFs of pieces to prisoners hold nothing that leads back to list, batch, machine or volunteer."""

import getpass
import platform
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from conftest import CampaignFolder, page_texts

SETTINGS = """
[campaign]
name = "Verborgenkampagne"

[sender]
name = "Johanna Beispiel"
address = ["Musterweg 12", "10115 Berlin"]
country = "DE"

[mailing.stillepost]
to = "recipients/gefangenenliste.xlsx"
template = "letter_templates/geheimvorlage"
stationery = "{stationery}"
"""
TEXT = """
{% block picture %}<img src="himmel.svg" alt="">{% endblock %}
{% block body %}<p>Сегодня выпал первый снег.</p>{{ message }}{% endblock %}
{% block closing %}<p>{{ sender.name }}</p>{% endblock %}
"""
STYLE = "/* Verborgenvermerk */ p { color: #000 }"
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><title>Verborgentitel</title>
<desc>Verborgenbeschreibung</desc><circle cx="9" cy="9" r="5"/></svg>"""
COLUMNS = (
    *("id", "given_name", "patronymic", "family_name", "birth_date", "prisoner_number", "address", "country"),
    *("language", "notes", "same_as"),
)
PEOPLE = 12
"""Enough for the express lane to be taken."""


def secrets(campaign: CampaignFolder) -> list[str]:
    """Return what must be nowhere: ids, batch, mailing, files, folder, machine, account, and the ledger's own ids."""
    tables = ("SELECT uid FROM piece", "SELECT uid FROM batch", "SELECT uid FROM campaign")
    with campaign.ledger() as ledger:
        uids = [row["uid"] for table in tables for row in ledger.execute(table)]
    names = [part for part in campaign.folder.parts if len(part) > 3]
    return [
        *("gfk-4711-", "batch", "0001", "stillepost", "gefangenenliste", "geheimvorlage", "himmel.svg", "Verborgen"),
        *("4242-00", "nur für uns", "tester", "file:", "weasyprint", "pikepdf", str(campaign.folder), *names),
        *(platform.node(), getpass.getuser(), str(Path.home())),
        *uids,
    ]


def objects(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """Yield every object of a PDF as bytes, streams decompressed."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            yield found.stream_dict.unparse()
            try:
                yield found.read_bytes()
            except pikepdf.PdfError:  # a picture's own compression
                yield found.read_raw_bytes()
        else:
            yield found.unparse(resolved=True) if hasattr(found, "unparse") else repr(found).encode()


def leaks(path: Path, words: list[str]) -> list[str]:
    """Return those of `words` that stand anywhere in a PDF: in its bytes, its objects, its text."""
    with pikepdf.open(path) as pdf:
        everything = b"\n".join([path.read_bytes(), *objects(pdf)]).replace(b"/Root", b"").lower()  # a word of PDF
    text = "\n".join(page_texts(path.read_bytes())).lower()
    return [word for word in words if word.lower() in text or any(form in everything for form in spelt(word))]


def spelt(word: str) -> list[bytes]:
    """Return how a word may stand in a PDF's bytes; in compressed glyphs three letters are found by chance."""
    return [word.lower().encode(), word.lower().encode("utf-16-be")] if len(word) > 3 else []


@pytest.fixture(scope="module", params=["plain-a4", "postcard-a6"])
def merged(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> CampaignFolder:
    """Give a campaign that has just merged letters, or cards, to prisoners, with everything that could leak."""
    empty = CampaignFolder(tmp_path_factory.mktemp("prisoners"))
    empty.write("campaign.toml", SETTINGS.replace("{stationery}", request.param))
    kind = "postcard" if "postcard" in request.param else "letter"
    text = TEXT if kind == "postcard" else re.sub(r"{% block picture.*endblock %}", "", TEXT, count=1)
    empty.write("letter_templates/geheimvorlage/ru.html", text)
    empty.write("letter_templates/geheimvorlage/style.css", STYLE)
    empty.write("letter_templates/geheimvorlage/himmel.svg", PICTURE)
    empty.write("letter_templates/geheimvorlage/template.toml", f'kind = "{kind}"')
    empty.sheet("recipients/gefangenenliste.xlsx", COLUMNS, [row(number) for number in range(1, PEOPLE + 1)])
    empty.write("messages/gfk-4711-3.md", "Мой кот передаёт *привет*.")
    shown = empty.run("merge", "--yes", "--separate")
    assert shown.code == 0, shown.err
    return empty


def row(number: int) -> list[str]:
    family = f"Образцов{'абвгдежзикл'[number % 11]}а"
    return [
        *(f"gfk-4711-{number}", "Анна", "Сергеевна", family, "1980-05-01", f"4242-00{number}"),
        *("ул. Придуманная, д. 1\n000777", "RU", "ru", "nur für uns", "no"),
    ]


def pdfs(campaign: CampaignFolder) -> list[Path]:
    found = sorted(path for path in campaign.batch(1).rglob("*.pdf") if path.name != "packing-list.pdf")
    assert len(found) == 1 + PEOPLE
    return found


def test_no_secret_stands_in_any_object(merged: CampaignFolder) -> None:
    words = secrets(merged)
    assert {path.name: found for path in pdfs(merged) if (found := leaks(path, words))} == {}


def test_the_search_finds_what_is_there(merged: CampaignFolder) -> None:
    assert leaks(pdfs(merged)[0], ["Придуманная", "outreach", "Nicht da"]) == ["Придуманная", "outreach"]


def test_the_properties_are_exactly_those_that_the_tool_puts_there(merged: CampaignFolder) -> None:
    for path in pdfs(merged):
        with pikepdf.open(path) as pdf:
            assert dict(pdf.docinfo) == {"/Producer": "outreach"}
            assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
            assert len(pdf.attachments) == 0
            assert not any("/Annots" in page or "/PieceInfo" in page or "/Metadata" in page for page in pdf.pages)


def test_file_names_name_nobody(merged: CampaignFolder) -> None:
    names = "".join(path.relative_to(merged.folder).as_posix() for path in (merged.folder / "prints").rglob("*"))
    assert "gfk" not in names
    assert "Образцов" not in names


def test_files_to_prisoners_are_not_named_from_the_list(merged: CampaignFolder) -> None:
    shown = merged.run("merge", "--yes", "--separate", "--name", "{family_name}")
    assert shown.code == 2
    assert "--name does not go with letters to prisoners" in shown.err
