"""A campaign folder to try the tool on, and the tool itself, run as a person runs it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner

from outreach.cli import main

ROOT = Path(__file__).resolve().parent.parent

SETTINGS = """
[campaign]
name = "Letters for Rosa"
languages = ["en"]

[sender]
name = "Solidarity Campaign"
address = ["Example Street 1", "10115 Berlin"]
country = "DE"

[mailing.letters]
to = "recipients/people.xlsx"
template = "letter_templates/letter"
stationery = "din5008b"
"""
TEXT = """
{% block subject %}About Rosa{% endblock %}
{% block body %}<p>I write to you, {{ recipient.name }}.</p>{% endblock %}
{% block closing %}<p>Yours sincerely,</p><p>{{ sender.name }}</p>{% endblock %}
"""
HEADERS = ("id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country")


@dataclass(frozen=True)
class Shown:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class CampaignFolder:
    """A campaign folder in a temporary place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def copied(self, folder: Path) -> "CampaignFolder":
        """Return a copy in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return CampaignFolder(folder)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def sheet(self, name: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book = openpyxl.Workbook()
        page = book.worksheets[0]
        for row in (headers, *rows):
            page.append(list(row))
        book.save(path)
        return path

    def people(self, count: int) -> None:
        self.sheet("recipients/people.xlsx", HEADERS, [person(i) for i in range(1, count + 1)])

    def run(self, *arguments: str, text: str | None = None, env: Mapping[str, str] | None = None) -> Shown:
        done = subprocess.run(
            [sys.executable, "-m", "outreach", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            input=text,
            timeout=120,
            check=False,
            env={**os.environ, "OUTREACH_BY": "tester", "OUTREACH_WORKERS": "1", **(env or {})},
        )
        return Shown(done.returncode, done.stdout, done.stderr)

    def run_here(self, *arguments: str, text: str | None = None, env: Mapping[str, str] | None = None) -> Shown:
        """Run a command within this process: fast, for what no other process must see."""
        around = {"OUTREACH_BY": "tester", "OUTREACH_WORKERS": "1", **(env or {})}
        with chdir(self.folder):
            done = CliRunner().invoke(main, arguments, input=text, env=around)
        return Shown(done.exit_code, done.stdout, done.stderr)

    def made(self) -> dict[str, bytes]:
        """Return everything that the tool makes: what the ledger records, and the prints."""
        found = (self.folder / "prints").rglob("*")
        made = {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in found
            if path.is_file() and path.parent.name != ".locks"
        }
        recorded = self._recorded()
        return {**made, "ledger": recorded} if recorded else made

    def _recorded(self) -> bytes:
        """Return the rows of the ledger; a file that is no ledger stands for itself."""
        path = self.folder / "ledger.sqlite"
        if not path.exists():
            return b""
        try:
            with self.ledger() as ledger:
                dump = [
                    line
                    for line in ledger.iterdump()
                    if "INSERT INTO" in line and "campaign" not in line and '"kind"' not in line
                ]
        except sqlite3.DatabaseError:
            return path.read_bytes()
        return "\n".join(line for line in dump if "sqlite_sequence" not in line).encode()

    def batch(self, number: int) -> Path:
        return self.folder / "prints" / f"batch-{number:04d}"

    def unrecord(self) -> None:
        """Leave the batches on the disk as a run does that was cut off before it recorded them."""
        with self.ledger() as ledger:
            ledger.executescript(
                "DROP TRIGGER event_is_never_deleted; UPDATE piece SET state = '', state_event = NULL;"
                "DELETE FROM event; DELETE FROM file;"
            )
        (self.folder / "prints" / ".locks" / "last-event").unlink()

    def ledger(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.folder / "ledger.sqlite")
        connection.row_factory = sqlite3.Row
        return connection


def person(number: int) -> list[str]:
    """Return an invented person's row."""
    return [
        f"p{number}",
        f"Given{number}",
        f"Family{number}",
        "f",
        f"Street {number}",
        f"{10000 + number}",
        "Berlin",
        "DE",
    ]


def page_texts(data: bytes) -> list[str]:
    """Return the text of each page of a PDF, as a reader of it can copy it."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.fixture
def empty(tmp_path: Path) -> CampaignFolder:
    """Give an empty folder."""
    return CampaignFolder(tmp_path)


@pytest.fixture
def campaign(empty: CampaignFolder) -> CampaignFolder:
    """Give a small campaign: three people, one template in English."""
    small_campaign(empty)
    return empty


@pytest.fixture(scope="session")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Make the small campaign with a batch of three letters, once for all tests."""
    return small_batch(tmp_path_factory)


@pytest.fixture
def merged(merged_once: CampaignFolder, tmp_path: Path) -> CampaignFolder:
    """Give a copy of the small campaign with a batch of three letters."""
    return merged_once.copied(tmp_path)


def small_batch(folders: pytest.TempPathFactory, *options: str, people: int = 3) -> CampaignFolder:
    """Make the small campaign for some people, and merge it."""
    made = CampaignFolder(folders.mktemp("merged"))
    small_campaign(made)
    made.people(people)
    assert made.run("merge", "--yes", *options).code == 0
    return made


def small_campaign(made: CampaignFolder) -> None:
    """Write the settings, the template and the list of a small campaign."""
    made.write("campaign.toml", SETTINGS)
    made.write("letter_templates/letter/en.html", TEXT)
    made.people(3)


@pytest.fixture
def samples(empty: CampaignFolder) -> CampaignFolder:
    """Give the sample campaign that comes with the tool."""
    assert empty.run("init", str(empty.folder)).code == 0
    return empty
