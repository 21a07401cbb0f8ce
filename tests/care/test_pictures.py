"""What pictures show is read too: words drawn in them, and colours that a prison may mind."""

import io

import pytest
from PIL import Image

from outreach.care.pictures import OTHER, picture_facts

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99">{}</svg>'


def drawing(content: str) -> bytes:
    return SVG.format(content).encode()


def photo(colour: str, kind: str = "PNG") -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (200, 120), colour).save(output, kind)
    return output.getvalue()


def test_the_words_drawn_in_an_svg_are_read_and_its_title_is_not() -> None:
    facts = picture_facts(
        "a.svg", drawing("<title>Secret</title><text>Нет <tspan>войне</tspan>!</text><desc>no</desc>")
    )
    assert facts.words == ("Нет войне!",)


@pytest.mark.parametrize(
    ("content", "coloured"),
    [
        ('<circle r="5"/>', False),
        ('<circle r="5" fill="#222" stroke="white"/>', False),
        ('<circle r="5" fill="blue"/>', False),
        ('<circle r="5" fill="#c00"/>', True),
        ('<circle r="5" style="stroke:rgb(0,200,0)"/>', True),
        ("<style>circle { fill: gold }</style><circle r='5'/>", True),
        ('<stop stop-color="red"/>', True),
    ],
)
def test_the_colours_of_an_svg_are_seen(content: str, coloured: bool) -> None:  # noqa: FBT001 — a row of the table
    assert (OTHER in picture_facts("a.svg", drawing(content)).colours) is coloured


@pytest.mark.parametrize(
    ("colour", "name"),
    [("white", "white"), ("black", "black"), ("#777", "black"), ("#1020c0", "blue"), ("#c00000", OTHER)],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_the_colour_of_a_photo_is_seen(colour: str, name: str, kind: str) -> None:
    assert picture_facts("a", photo(colour, kind)).colours == (name,)


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg", photo("red")[:60]])
def test_what_is_no_picture_shows_nothing(data: bytes) -> None:
    assert picture_facts("a", data).words == ()
    assert picture_facts("a", data).colours == ()
