"""The address shows in the window, measured in the PDF: its text and its ink."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from setting_child import FONTS, set_in_child

from outreach.letters.merge import TemplateText
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import AIR, STATIONERY, Box, Stationery
from outreach.workers.pool import Limits, Workers

WINDOWED = [paper.name for paper in STATIONERY.values() if paper.window]
MM = 72 / 25.4
DOTS = 8.0
"""Pixels a millimetre."""
OVERHANG = 1.0
"""mm by which a letter like J or ि may stand out of its line."""
LINES = (
    "Ångström Große Ağaoğlu", "Österreichischer Nationalrat", "Jgypq-Straße 1", "10115 Ąžuolų miestas", "(Þingeyri)", "ÖSTERREICH",
)  # fmt: skip
CYRILLIC = (
    "Щербакова Ёлка Эйнаровна", "Государственная Дума", "ул. Охотный Ряд, д. 1", "103265 г. Йошкар-Ола", "Республика Марий Эл", "RUSSISCHE FÖDERATION",
)  # fmt: skip
GREEK = ("Άννα Ψαρρού", "Βουλή των Ελλήνων", "Λεωφόρος Βασιλίσσης Όλγας 2", "100 21 Ἀθήνα", "(Αττική)", "GRIECHENLAND")
ARABIC = ("السيدة ليلى المصري", "مجلس النواب", "شارع القصر العيني ١", "القاهرة ١١٥٨٢", "(وسط البلد)", "ÄGYPTEN")
HINDI = ("सुश्री प्रज्ञा द्विवेदी", "लोक सभा", "संसद मार्ग १", "नई दिल्ली ११०००१", "(मध्य ज़िला)", "INDIEN")
LINES_IN = {"ar": ARABIC, "hi": HINDI, "sr": CYRILLIC, "ru": CYRILLIC, "uk": CYRILLIC, "be": CYRILLIC, "el": GREEK}
"""Addresses in other letters than ours, where a language has them."""
ONE_A_SCRIPT = {"en", "ru", "el", "ar", "hi"}
"""Languages whose letters look different; the others are for the long run."""
LANGUAGES = [
    pytest.param(language, marks=[] if language in ONE_A_SCRIPT else [pytest.mark.long])
    for language in sorted(
        {path.stem for path in (Path(__file__).resolve().parents[2] / "letter_templates").glob("*/*.html")}
    )
]
LONG = "Committee on Human Rights, Humanitarian Aid and the Abolition of Capital Punishment"


def letters(
    press: Workers, paper: str, *addresses: Sequence[str], return_line: bool = True, language: str = "en"
) -> SetJob:
    """Set one letter for each address; all else in them is the same."""
    sender = {"return-line": ("Us", "Street 2", "10115 Berlin"), "letterhead": ("Us", "Street 2", "10115 Berlin")}
    parts = {"date": ("1 May 1871",)} | (sender if return_line else {})
    pieces = tuple(
        PieceText(i, {"salutation": "Dear Rosa,"}, parts | {"address": tuple(address)})
        for i, address in enumerate(addresses, 1)
    )
    text = "{% block subject %}About{% endblock %}{% block body %}<p>" + "word " * 200 + "</p>{% endblock %}"
    if STATIONERY[paper].kind == "postcard":
        text = "{% block body %}<p>Text</p>{% endblock %}"
    job = Job(STATIONERY[paper], TemplateText("text.html", language, text), "", FONTS.parent, pieces, Limits())
    return set_in_child(press, job)


def page(result: SetJob, number: int) -> pypdfium2.PdfPage:
    """Return the page of a piece on which the address stands."""
    (piece,) = [one for one in result.pieces if one.number == number]
    side = piece.sides[-1]
    return pypdfium2.PdfDocument(result.sections[side.section].pdf())[side.pages[0]]


def boxes(page: pypdfium2.PdfPage) -> set[Box]:
    """Return the rectangles of the page's text, in mm from its upper left corner."""
    height = page.get_size()[1]
    text = page.get_textpage()
    found = set()
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        found.add(Box(*(round(x / MM, 2) for x in (left, height - top, right - left, top - bottom))))
    return found


def painted(page: pypdfium2.PdfPage) -> Image.Image:
    """Return the page as a grey picture."""
    return page.render(scale=DOTS / MM).to_pil().convert("L")


def ink(with_address: Image.Image, without: Image.Image) -> Box:
    """Return where two pages differ, in mm."""
    found = ImageChops.difference(with_address, without).getbbox()
    assert found is not None
    left, top, right, bottom = (x / DOTS for x in found)
    return Box(left, top, right - left, bottom - top)


def inside(inner: Box, outer: Box, tolerance: float = 0.15) -> bool:
    """Tell whether one box lies in another, in mm."""
    return (
        inner.x >= outer.x - tolerance
        and inner.y >= outer.y - tolerance
        and inner.x + inner.width <= outer.x + outer.width + tolerance
        and inner.y + inner.height <= outer.y + outer.height + tolerance
    )


def allowed(paper: Stationery) -> Box:
    """Return where the address may stand: the window less its air, or else its frame."""
    if paper.window:
        return paper.window.inset(AIR)
    address = next(frame.box for side in paper.sides for frame in side.frames if frame.name == "address")
    return address.inset(-OVERHANG)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", [*STATIONERY])
def test_an_address_of_three_to_six_lines_lies_inside_the_window_with_its_air(
    press: Workers, paper: str, language: str
) -> None:
    lines = LINES_IN.get(language, LINES)
    counts = (3, 4, 5, 6)
    result = letters(press, paper, *(lines[:count] for count in counts), (), language=language)

    assert result.faults == ()
    empty = page(result, len(counts) + 1)
    for number, count in enumerate(counts, 1):
        full = page(result, number)
        address = boxes(full) - boxes(empty)
        assert len(address) >= count
        assert all(inside(box, allowed(STATIONERY[paper])) for box in address), address
        assert inside(ink(painted(full), painted(empty)), allowed(STATIONERY[paper]))


@pytest.mark.parametrize("paper", [*STATIONERY])
def test_a_line_that_is_too_long_is_broken_inside_the_window(press: Workers, paper: str) -> None:
    result = letters(press, paper, (LONG, "Street 1", "10115 Berlin"), ())

    assert result.faults == ()
    assert inside(ink(painted(page(result, 1)), painted(page(result, 2))), allowed(STATIONERY[paper]))


@pytest.mark.parametrize("paper", [*STATIONERY])
def test_whatever_is_set_of_a_word_without_end_lies_inside_the_window(press: Workers, paper: str) -> None:
    result = letters(press, paper, ("W" * 120, "Street 1", "10115 Berlin"), ())

    if result.faults:
        assert "the address does not fit" in str(result.faults[0].problem)
    else:
        assert inside(ink(painted(page(result, 1)), painted(page(result, 2))), allowed(STATIONERY[paper]))


@pytest.mark.parametrize("paper", WINDOWED)
def test_nothing_but_the_address_and_the_return_line_shows_in_the_window(press: Workers, paper: str) -> None:
    window = STATIONERY[paper].window
    assert window is not None
    shown = painted(page(letters(press, paper, (), return_line=False), 1))

    around = window.inset(-AIR)
    part = shown.crop(
        tuple(int(x * DOTS) for x in (around.x, around.y, around.x + around.width, around.y + around.height))  # type: ignore[arg-type]
    )

    assert part.getextrema() == (255, 255)


@pytest.mark.parametrize("paper", [*STATIONERY])
def test_no_other_part_stands_where_the_address_stands(press: Workers, paper: str) -> None:
    result = letters(press, paper, LINES, ())
    full, empty = page(result, 1), page(result, 2)

    for address in boxes(full) - boxes(empty):
        for other in boxes(empty):
            assert (
                address.x >= other.x + other.width
                or other.x >= address.x + address.width
                or address.y >= other.y + other.height
                or other.y >= address.y + address.height
            )


@pytest.mark.parametrize("paper", [paper.name for paper in STATIONERY.values() if paper.folds])
def test_the_fold_marks_are_at_their_places_and_outside_the_text(press: Workers, paper: str) -> None:
    shown = painted(page(letters(press, paper, LINES), 1))
    stationery = STATIONERY[paper]

    strip = shown.crop((int(6 * DOTS), 0, int(8 * DOTS), shown.height))
    pixels = strip.tobytes()
    dark = [y for y in range(strip.height) if min(pixels[y * strip.width : (y + 1) * strip.width]) < 240]
    marks = sorted([*stationery.folds, *([stationery.hole] if stationery.hole else [])])

    found = [y for y in dark if y - 1 not in dark]
    assert [y / DOTS for y in found] == pytest.approx(marks, abs=0.3)
