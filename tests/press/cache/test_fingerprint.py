"""Equal hashes mean equal pages: whatever can be seen on a page is in its hash, and where it stands in a batch is not."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from outreach.care.facts import PieceFacts
from outreach.care.rule_books import Rule
from outreach.letters.merge import Fields, TemplateText
from outreach.model import Severity
from outreach.press.cache.engine import parts
from outreach.press.cache.fingerprint import keys_of, recipe_of
from outreach.press.tasks import Job, PieceText
from outreach.stationery import STATIONERY
from outreach.workers.pool import Limits

RULE = Rule("pages", Severity.WARN, {"at_most": 2}, "RU", "an order", "2026-01-01")
CARE = PieceFacts({"pages": RULE}, "letter", "ru", ids=("77",), passed=frozenset({"war", "case", "crime"}))


def hashed(job: Job, purpose: str = "pages") -> bytes:
    """Return the hash of a job's only piece."""
    recipe = recipe_of(job, purpose)
    assert recipe is not None
    (key,) = keys_of(job, recipe).values()
    return key


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Give a job of one piece with everything that a piece can have."""
    assets = tmp_path / "letter"
    (assets / "pictures").mkdir(parents=True)
    for name in ("en.html", "de.html", "own.ttf", "pictures/own.png"):
        (assets / name).write_text(name, encoding="utf-8")
    (tmp_path / "hand.png").write_bytes(b"hand")
    values = {"recipient": Fields("recipient", {"name": "Rosa", "city": ""}), "message": Markup("<p>Yes</p>")}
    piece = PieceText(1, values, {"address": ("Rosa", "Street 1"), "signature": ("sender/1/signature",)}, CARE)
    text = TemplateText("letter/en.html", "en", "{% block body %}{% endblock %}")
    pictures = (("sender/1/signature", tmp_path / "hand.png"), ("sender/2/signature", tmp_path / "other.png"))
    return Job(STATIONERY["din5008b"], text, "p { color: red }", assets, (piece,), Limits(), pictures=pictures)


def with_piece(job: Job, **changes: object) -> Job:
    return replace(job, pieces=(replace(job.pieces[0], **changes),))  # type: ignore[arg-type]


def with_values(job: Job, **changes: object) -> Job:
    return with_piece(job, values={**job.pieces[0].values, **changes})


def with_file(job: Job, name: str, content: str = "new") -> Job:
    (job.assets / name).write_text(content, encoding="utf-8")
    return job


SEEN: dict[str, Callable[[Job], Job]] = {
    "a cell": lambda job: with_values(job, recipient=Fields("recipient", {"name": "Rosa", "city": "Berlin"})),
    "a column": lambda job: with_values(job, recipient=Fields("recipient", {"name": "Rosa", "town": ""})),
    "whose cells": lambda job: with_values(job, recipient="", about=job.pieces[0].values["recipient"]),
    "a message": lambda job: with_values(job, message=Markup("<p>No</p>")),
    "text in the place of HTML": lambda job: with_values(job, message="<p>Yes</p>"),
    "a line of the address": lambda job: with_piece(
        job, parts={**job.pieces[0].parts, "address": ("Rosa", "Street 2")}
    ),
    "where a line ends": lambda job: with_piece(job, parts={**job.pieces[0].parts, "address": ("RosaStreet 1",)}),
    "a rule": lambda job: with_piece(job, care=replace(CARE, rules={"pages": replace(RULE, values={"at_most": 3})})),
    "a rule passed over": lambda job: with_piece(job, care=replace(CARE, passed=frozenset({"war"}))),
    "no care": lambda job: with_piece(job, care=None),
    "the text": lambda job: replace(job, template=replace(job.template, text=job.template.text + " ")),
    "the language": lambda job: replace(job, template=replace(job.template, language="de")),
    "the style": lambda job: replace(job, style="p { color: blue }"),
    "the paper": lambda job: replace(job, stationery=STATIONERY["plain-a4"]),
    "a measure of the paper": lambda job: replace(job, stationery=replace(job.stationery, hole=148.0)),
    "a font": lambda job: with_file(job, "own.ttf"),
    "a picture in a folder": lambda job: with_file(job, "pictures/own.png"),
    "a new file": lambda job: with_file(job, ".new.css"),
    "the sender's signature": lambda job: replace(job, pictures=(("sender/1/signature", job.assets / "own.ttf"),)),
    "a signature that is gone": lambda job: replace(job, pictures=(("sender/1/signature", job.assets / "gone"),)),
    "the limits": lambda job: replace(job, limits=Limits(seconds=3)),
}


@pytest.mark.parametrize("change", SEEN.values(), ids=list(SEEN))
def test_what_may_be_seen_on_the_page_changes_the_hash(job: Job, change: Callable[[Job], Job]) -> None:
    before = hashed(job)
    assert hashed(change(job)) != before


UNSEEN: dict[str, Callable[[Job], Job]] = {
    "its place in the batch": lambda job: with_piece(job, number=7),
    "who is proven, and who is learnt from": lambda job: replace(job, proven=frozenset({1}), samples=job.pieces),
    "its neighbours' pictures": lambda job: replace(job, pictures=job.pictures[:1]),
    "the text in another language": lambda job: with_file(job, "de.html"),
    "the name of the template": lambda job: replace(job, template=replace(job.template, source="letters/en.html")),
    "other objects with the same content": lambda job: with_values(
        job, recipient=Fields("recipient", {"name": "xRosa"[1:], "city": ""})
    ),
    "a file written again": lambda job: with_file(job, "own.ttf", "own.ttf"),
}


@pytest.mark.parametrize("change", UNSEEN.values(), ids=list(UNSEEN))
def test_what_cannot_be_seen_does_not(job: Job, change: Callable[[Job], Job]) -> None:
    before = hashed(job)
    assert hashed(change(job)) == before


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ('<img src="{{ recipient.name }}">', ""),
        ("<IMG SRC='sender/2/signature'>", ""),
        ("", "p { background: URL(sender/2/signature) }"),
        ("", '@import "names-a-picture.css";'),
    ],
)
def test_what_may_name_any_picture_depends_on_all_of_them(job: Job, text: str, style: str) -> None:
    job = replace(job, template=replace(job.template, text=text), style=style)
    assert hashed(job) != hashed(replace(job, pictures=job.pictures[:1]))


def test_pages_and_pictures_of_the_same_piece_have_hashes_of_their_own(job: Job) -> None:
    assert hashed(job, "pages") != hashed(job, "pictures")


@pytest.mark.parametrize("variable", ["FC_LANG", "LC_ALL"])
def test_another_language_of_the_terminal_may_choose_another_font(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    before = parts()
    monkeypatch.setenv(variable, "ja_JP.UTF-8")
    assert parts() != before


def test_what_sets_the_letters_is_known_and_the_same_in_every_process() -> None:
    program = "from outreach.press.cache.fingerprint import _hashed; import test_fingerprint as t; print(_hashed((t.parts(), t.CARE)).hex())"
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join((*sys.path, str(Path(__file__).parent)))},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    made_by = str(parts())
    assert all(word in made_by for word in ("weasyprint-", "NotoSans-Regular.ttf", "base.css", sys.version.split()[0]))
    assert "__pycache__" not in made_by
