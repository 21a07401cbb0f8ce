"""A letterhead stays in its zones on every paper, measured in the PDF; what is too long is refused by name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pypdfium2
import pytest
from pieces import SENDER, plan
from PIL import Image
from setting_child import set_in_child

from outreach.letters.merge import TemplateText
from outreach.letters.sender import look_of
from outreach.letters.words import ready_lines
from outreach.model import Kind, Plan, Sender
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY, Box, Stationery
from outreach.stationery.letterheads import DRAWN, LOGO_PLACES, with_letterheads
from outreach.workers.pool import Limits, Workers

MM = 72 / 25.4
EMPTY: Mapping[str, str] = {}
PAPERS = [paper.name for paper in STATIONERY.values() if paper.zones]
SHORT = Sender("us", "Us", ("Street 1", "10115 Berlin"), "DE", {"email": "us@example.org"})
LONG = Sender(
    "network", "European Network of Letter Writers in Solidarity",
    ("c/o The Invented Bookshop", "127 Extraordinarily Long Avenue", "10115 Berlin"), "DE",
    {
        "email": "letters@exampleton.example.org", "phone": "+49 30 000 000 000", "website": "www.exampleton.example.org",
        "footer": "Association registered at the court of Exampleton, VR 00000 · Chair: Johanna Beispiel\n"
        "Bank of Exampleton · IBAN DE00 0000 0000 0000 0000 00 · BIC EXAMPLEXXXX",
    },
)  # fmt: skip
MONSTROUS = replace(
    LONG, name="Solidarity Committee for the Imprisoned Teachers of Exampleton and Its Surrounding Districts and Villages",
    address=("c/o The Invented Bookshop and Reading Room", "Third floor, rear building", *LONG.address[1:]),
)  # fmt: skip
ENDLESS = Sender("w", "W" * 150, ("Street 1",), "DE", {})
SENDERS = [SHORT, LONG, MONSTROUS]
TEXT = "{% block subject %}About{% endblock %}{% block body %}<p>" + "word " * 200 + "</p>{% endblock %}"


def signed(sender: Sender, fields: Mapping[str, str] = EMPTY, kind: Kind = Kind.POLITICIAN) -> Plan:
    """Return the plan of a piece by somebody with a letterhead."""
    one = plan("rosa")
    return replace(
        one, sender=replace(sender, fields={**sender.fields, **fields}), recipient=replace(one.recipient, kind=kind)
    )


def looks(sender: Sender) -> Iterator[Plan]:
    """Yield a piece for each letterhead and each place of the logo."""
    for letterhead, place in product(DRAWN, ("", *LOGO_PLACES)):
        logo = {"logo": "logo.png", "logo_place": place} if place else {}
        yield signed(sender, {"letterhead": letterhead, "colour": "#8a1c1c", **logo})


def letters(press: Workers, folder: Path, paper: str, *plans: Plan) -> SetJob:
    """Set one letter for each plan, and behind it the same without what the letterhead says."""
    Image.new("RGB", (300, 200), (10, 60, 200)).save(folder / "logo.png")
    pieces = []
    for number, one in enumerate(plans):
        parts = {**ready_lines(one), "date": ("1 May 1871",)}
        bare = {name: lines for name, lines in parts.items() if not re.match(r"head|foot", name)}
        logo = {"head-logo": ("logo",), "logo": ("logo",)} if one.sender.fields.get("logo") else {}
        pieces += [PieceText(2 * number, {}, parts | logo), PieceText(2 * number + 1, {}, bare)]
    stationery = with_letterheads(STATIONERY[paper], [look for one in plans if (look := look_of(one))])
    text, pictures = TemplateText("text.html", "en", TEXT), (("logo", folder / "logo.png"),)
    return set_in_child(press, Job(stationery, text, "", folder, tuple(pieces), Limits(), pictures=pictures))


def page(result: SetJob, number: int) -> pypdfium2.PdfPage:
    """Return the page of a piece."""
    (piece,) = [one for one in result.pieces if one.number == number]
    return pypdfium2.PdfDocument(result.sections[piece.sides[0].section].pdf())[piece.sides[0].pages[0]]


def box(page: pypdfium2.PdfPage, left: float, bottom: float, right: float, top: float) -> Box:
    """Return a rectangle of the page in mm from its upper left corner."""
    height = page.get_size()[1]
    return Box(*(round(x / MM, 2) for x in (left, height - top, right - left, top - bottom)))


def texts(page: pypdfium2.PdfPage) -> set[Box]:
    """Return the rectangles of the page's text."""
    text = page.get_textpage()
    return {box(page, *text.get_rect(index)) for index in range(text.count_rects())}


def pictures(page: pypdfium2.PdfPage) -> list[Box]:
    """Return the rectangles of the page's pictures."""
    return [box(page, *one.get_bounds()) for one in page.get_objects() if isinstance(one, pypdfium2.PdfImage)]


def inside(inner: Box, outer: Box, tolerance: float = 0.3) -> bool:
    """Tell whether one box lies in another, in mm."""
    return (
        inner.x >= outer.x - tolerance
        and inner.y >= outer.y - tolerance
        and inner.x + inner.width <= outer.x + outer.width + tolerance
        and inner.y + inner.height <= outer.y + outer.height + tolerance
    )


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than an edge."""
    return (
        min(one.x + one.width, other.x + other.width) - max(one.x, other.x) > 0.1
        and min(one.y + one.height, other.y + other.height) - max(one.y, other.y) > 0.1
    )


CASES = [
    pytest.param(paper, sender, id=f"{paper}-{sender.id}", marks=[pytest.mark.long] if sender is MONSTROUS else [])
    for paper in PAPERS
    for sender in SENDERS
]


@pytest.mark.parametrize(("paper", "sender"), CASES)
def test_a_letterhead_stays_in_its_zones_and_out_of_the_window_or_is_refused_by_name(
    press: Workers, tmp_path: Path, paper: str, sender: Sender
) -> None:
    plans = list(looks(sender))
    result = letters(press, tmp_path, paper, *plans)
    stationery = STATIONERY[paper]
    zones = stationery.zones
    assert zones

    refused = {fault.number // 2 for fault in result.faults}
    assert all(sender.name in fault.problem.message for fault in result.faults)
    assert sender is not SHORT or not refused
    assert sender is MONSTROUS or len(refused) < len(plans)
    for number in set(range(len(plans))) - refused:
        full, bare = page(result, 2 * number), page(result, 2 * number + 1)
        said = texts(full) - texts(bare)
        assert said
        for one in [*said, *pictures(full)]:
            assert any(inside(one, zone) for zone in (zones.head, zones.side, zones.foot)), one
            assert not stationery.window or not overlap(one, stationery.window)
        words = " ".join(full.get_textpage().get_text_bounded().replace("\xa0", " ").split())
        for line in (sender.name, *sender.address, *sender.fields.get("footer", "").split("\n")):
            assert line in words, line
        assert shown_in_window(full, stationery) <= {
            "rosa",
            "Street",
            *" ".join((sender.name, *sender.address)).split(),
        }


def shown_in_window(page: pypdfium2.PdfPage, paper: Stationery) -> set[str]:
    """Return the words that can be read in the window."""
    if not paper.window:
        return set()
    height, window = page.get_size()[1], paper.window
    bottom, right = height - (window.y + window.height) * MM, (window.x + window.width) * MM
    edges = (window.x * MM, bottom, right, height - window.y * MM)
    return set(page.get_textpage().get_text_bounded(*edges).replace("·", " ").split())


@pytest.mark.parametrize("letterhead", DRAWN)
def test_a_name_without_end_is_refused_by_name(press: Workers, tmp_path: Path, letterhead: str) -> None:
    result = letters(press, tmp_path, "din5008b", signed(ENDLESS, {"letterhead": letterhead}))

    assert ENDLESS.name in str(result.faults[0].problem)


def test_a_foot_of_four_lines_is_refused_by_name(press: Workers, tmp_path: Path) -> None:
    result = letters(
        press, tmp_path, "din5008b", signed(SHORT, {"letterhead": "classic", "footer": "one\ntwo\nthree\nfour"})
    )

    assert "the foot of the letterhead of “Us” does not fit on din5008b" in str(result.faults[0].problem)


def test_a_letter_to_a_prisoner_has_name_and_postal_address_alone_in_black() -> None:
    full = {"letterhead": "modern", "colour": "darkred", "phone": "123", "website": "example.org", "footer": "VR 1"}
    prisoner = signed(SHORT, full, Kind.PRISONER)

    parts, look = ready_lines(prisoner), look_of(prisoner)

    assert look
    assert look.colour == "#000000"
    assert {line for lines in parts.values() for line in lines} == {look.name, "rosa", "Street", *SHORT.address, "Us"}


def test_one_may_sign_on_the_letterhead_of_another() -> None:
    group = Sender("group", "The Group", ("House 3", "20095 Hamburg"), "DE", {"letterhead": "classic"})
    parts = ready_lines(replace(signed(SHORT), sender=replace(SHORT, head=group)))

    assert parts["head-name"] == ("The Group",)
    assert parts["return-line"] == ("Us", *SHORT.address)


def test_without_a_letterhead_nothing_is_said_that_was_not_asked_for() -> None:
    assert set(ready_lines(signed(SHORT))) == {"address", "letterhead", "return-line"}
    assert set(ready_lines(replace(signed(SHORT), sender=SENDER))) == {"address", "letterhead", "return-line"}
