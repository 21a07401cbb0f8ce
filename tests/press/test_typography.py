"""How a letter and a card are set: no rivers, an address as airy as the text, a card's text as large as it can be."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from setting_child import set_in_child

from outreach import tables
from outreach.letters.merge import TemplateText
from outreach.press.fitting import rows_needed, size_of
from outreach.press.tasks import Job, PieceText
from outreach.press.widths import serif_advance
from outreach.stationery import STATIONERY
from outreach.stationery.cards import COMFORTABLE, READABLE
from outreach.workers.pool import Limits, Workers

MM = 72 / 25.4
TEMPLATES = Path(__file__).resolve().parents[2] / "letter_templates"
CARD = STATIONERY["postcard-a6"]
(MESSAGE,) = [frame for side in CARD.sides for frame in side.frames if frame.name == "message"]
PARTS = {"address": ("Rosa", "Street 1", "10115 Berlin"), "return-line": ("Us", "Street 2"), "date": ("1 May",)}
WORDS = "incomprehensibly the Voivodeship of a counterrevolutionary Krechetovskaya, in 1984, wrote to "


def pages(
    press: Workers, paper: str, body: str, language: str = "en", lines: Sequence[int] = (3,)
) -> list[pypdfium2.PdfPage]:
    """Return the pages with the text of pieces, one for each number of lines in an address."""
    text = TemplateText("text.html", language, f"{{% block body %}}{body}{{% endblock %}}")
    pieces = tuple(
        PieceText(n, {"salutation": "Dear Rosa,"}, {**PARTS, "address": ("Rosa", *("Street 1",) * (n - 1))})
        for n in lines
    )
    result = set_in_child(press, Job(STATIONERY[paper], text, "", Path(), pieces, Limits()))
    assert result.faults == ()
    sides = [piece.sides[-1] for piece in result.pieces]
    return [pypdfium2.PdfDocument(result.sections[side.section].pdf())[side.pages[0]] for side in sides]


def rows(page: pypdfium2.PdfPage) -> dict[float, list[tuple[float, float]]]:
    """Return the left and right edges (mm) of the letters of each line, by the line's place from the top."""
    text, height, found = page.get_textpage(), page.get_size()[1], dict[float, list[tuple[float, float]]]()
    for index in range(text.count_chars()):
        left, bottom, right, _ = text.get_charbox(index, loose=True)
        if right > left:
            found.setdefault(round((height - bottom) / MM, 1), []).append((left / MM, right / MM))
    return {y: sorted(letters) for y, letters in sorted(found.items())}


@pytest.mark.parametrize("language", ["de", "ru"])
def test_no_line_is_stretched_to_the_margin(press: Workers, language: str) -> None:
    (shown,) = pages(press, "din5008b", f"<p>{WORDS * 8}</p><ul><li>{WORDS * 8}</li></ul>", language)
    lines = [letters for y, letters in rows(shown).items() if y > 115]

    gaps = [b[0] - a[1] for letters in lines for a, b in pairwise(letters) if b[0] - a[1] > 0.05]
    assert len(lines) > 8
    assert all(gap < 0.2 for gap in gaps)  # the box of a space fills what lies between two words


@pytest.mark.parametrize("paper", [name for name, one in STATIONERY.items() if one.kind == "letter"])
def test_a_short_address_is_as_airy_as_the_text(press: Workers, paper: str) -> None:
    (frame,) = [one for one in STATIONERY[paper].sides[0].frames if one.name == "address"]
    box, letters = frame.box, frame.letters
    assert letters
    for count, shown in zip((2, 3, 4), pages(press, paper, "<p>Text</p>", lines=(2, 3, 4)), strict=True):
        found = rows(shown).items()
        inside = [
            y for y, line in found if box.y < y < box.y + box.height and box.x < line[0][0] + 1 < box.x + box.width
        ]

        assert len(inside) == count
        assert min(b - a for a, b in pairwise(inside)) * MM / letters.size > 1.35


LANGUAGES = [
    pytest.param(code, marks=[] if code in {"ar", "de", "hi", "ru"} else [pytest.mark.long])
    for code in tables.languages()
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_a_card_grows_to_fill_its_half_in_every_language(press: Workers, language: str) -> None:
    source = (TEMPLATES / "solidarity-postcard" / f"{language}.html").read_text(encoding="utf-8")
    text = source.partition("{% else %}")[2].rpartition("{% endif %}")[0]
    text = re.sub(r"{% if [^%]*%}.*?{% else %}(.*?){% endif %}", r"\1", text)  # what is said to most countries
    (shown,) = pages(press, "postcard-a6", text * 2, language)

    half = [y for y, letters in rows(shown).items() if letters[0][0] < MESSAGE.box.x + MESSAGE.box.width]
    assert MESSAGE.box.y + 0.75 * MESSAGE.box.height < max(half) < MESSAGE.box.y + MESSAGE.box.height + 0.5


def test_a_short_greeting_is_set_in_a_comfortable_size_and_a_long_one_no_smaller_than_readable() -> None:
    assert size_of(MESSAGE, "<p>Greetings!</p>") == COMFORTABLE
    assert size_of(MESSAGE, f"<p>{WORDS * 40}</p>") == READABLE


def test_a_text_that_is_larger_than_it_looked_is_set_smaller(press: Workers) -> None:
    """The template's style takes room that could not be seen before it was set."""
    text = TemplateText("text.html", "en", '{% block body %}<p class="far">Greetings!</p>{% endblock %}')
    style = ".far { margin-top: 4em; line-height: 18 } .closing { margin: 0 }"
    piece = PieceText(1, {"salutation": "Dear Rosa,"}, PARTS)

    result = set_in_child(press, Job(CARD, text, style, Path(), (piece,), Limits()))

    assert result.faults == ()
    assert size_of(MESSAGE, "<p>Dear Rosa,</p><p>Greetings!</p>") == COMFORTABLE


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=300))
def test_more_text_is_never_set_larger(words: list[str]) -> None:
    sizes = [size_of(MESSAGE, f"<p>{' '.join(words[:count])}</p>") for count in (len(words), len(words) // 2, 1)]

    assert sizes == sorted(sizes)


@given(st.text("ab W", max_size=200), st.floats(3, 60))
def test_a_line_needs_as_many_rows_as_its_words_fill(text: str, room: float) -> None:
    width = sum(map(serif_advance, " ".join(text.split())))

    assert rows_needed(text, room, serif_advance) >= width / room - 1e-6
