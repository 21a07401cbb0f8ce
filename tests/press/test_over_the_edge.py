"""What runs over the column's edge is refused on every page: long words, tables and pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from setting_child import set_in_child

from outreach.letters.merge import TemplateText
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.crew import child_processes
from outreach.workers.pool import Limits, Workers

PAGE = "<p>" + "Many words that fill a page. " * 40 + "</p>"
TOKEN = "x" * 150
WIDE = f"<table><tr><td>{'y' * 90}</td><td>{'z' * 90}</td></tr></table>"


@pytest.fixture(scope="module")
def press() -> Iterator[Workers]:
    with child_processes(1) as crew:
        yield crew


def told(press: Workers, folder: Path, body: str, *, paper: str = "din5008b", language: str = "en") -> str:
    text = TemplateText("letter/en.html", language, "{% block body %}" + body + "{% endblock %}")
    piece = PieceText(1, {"salutation": "Dear Rosa,"}, {"address": ("Rosa", "Street 1")})
    result: SetJob = set_in_child(press, Job(STATIONERY[paper], text, "", folder, (piece,), Limits()))
    return "\n".join(str(fault.problem) for fault in result.faults)


@pytest.mark.parametrize("pages", [0, 2, 4])
@pytest.mark.parametrize(
    ("body", "what"),
    [
        (f"<p>{TOKEN}</p>", "the text does not fit"),
        (f"<ul><li>{TOKEN}</li></ul>", "the text does not fit"),
        (f"<p><b>{TOKEN}</b></p>", "the text does not fit"),
        (WIDE, "does not fit"),
        ('<table width="900"><tr><td>a</td></tr></table>', "the table does not fit"),
        ('<table style="margin-left: -30mm"><tr><td>a</td></tr></table>', "the table does not fit"),
        ('<p><img src="wide.png" style="max-width: none"></p>', "the picture in the text does not fit"),
        ('<p><img src="wide.png" style="max-width: none; width: 40mm; margin-left: 150mm"></p>', "the picture in the text does not fit"),
        ('<p><img src="wide.png" style="width: 40mm; height: 400mm"></p>', "the picture in the text does not fit"),
    ],
)  # fmt: skip
def test_what_is_too_wide_is_refused_on_every_page(
    press: Workers, tmp_path: Path, pages: int, body: str, what: str
) -> None:
    Image.new("RGB", (1200, 60)).save(tmp_path / "wide.png")

    assert what in told(press, tmp_path, PAGE * 2 * pages + body)


@pytest.mark.parametrize(
    "body",
    [
        '<p><img src="wide.png"></p>',
        '<p><img src="wide.png" width="200"></p>',
        '<table width="100%"><tr><td>a</td><td>b</td></tr></table>',
        "<table><tr><td>" + "words that break " * 30 + "</td><td>b</td></tr></table>",
        "<ul><li>one<ul><li>two</li></ul></li></ul>",
        "<p>https://example.org/" + "/".join(["segment"] * 20) + "</p>",
    ],
)
def test_what_fits_is_printed(press: Workers, tmp_path: Path, body: str) -> None:
    Image.new("RGB", (1200, 60)).save(tmp_path / "wide.png")

    assert told(press, tmp_path, PAGE * 4 + body) == ""
