"""Attributes of HTML are honoured, and both ways of setting agree about them: the lane leaves such letters alone."""

import pypdfium2
import pytest
from PIL import Image, ImageChops
from press.express.both_ways import PAPER, STYLE
from press.express.invented_words import TEXTS
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from outreach.press import document
from outreach.press.express import ExpressLane
from outreach.press.layout import together

WORDS = TEXTS["en"][:160]
DOTS = 150
FONTS = FontConfiguration()
PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><rect width='40' height='40' fill='red'/></svg>"
WITH_ATTRIBUTES = {
    **{f"p align {one}": f'<p align="{one}">{WORDS}</p>' for one in ("left", "right", "center", "justify")},
    **{f"h2 align {one}": f'<h2 align="{one}">Words</h2>' for one in ("right", "center")},
    **{f"div align {one}": f'<div align="{one}">{WORDS}</div>' for one in ("right", "center")},
    **{f"ol start {one}": f'<ol start="{one}"><li>one</li><li>two</li></ol>' for one in (0, 3, 9, 27)},
    **{f"ol type {one}": f'<ol type="{one}"><li>one</li><li>two</li></ol>' for one in "1aAiI"},
    **{f"li value {one}": f'<ol><li>one</li><li value="{one}">two</li><li>three</li></ol>' for one in (5, 10)},
    **{f"ul type {one}": f'<ul type="{one}"><li>one</li></ul>' for one in ("square", "disc")},
    **{f"font size {one}": f'<p><font size="{one}">{WORDS}</font></p>' for one in (1, 2, 5, 7)},
    **{f"font color {one}": f'<p><font color="{one}">{WORDS}</font></p>' for one in ("red", "#00f")},
    "font face": f'<p><font face="Noto Sans">{WORDS}</font></p>',
    **{f"table border {one}": f'<table border="{one}"><tr><td>a</td><td>b</td></tr></table>' for one in (1, 3)},
    "table width": f'<table width="200"><tr><td>{WORDS}</td></tr></table>',
    "table width in parts": f'<table width="50%"><tr><td>{WORDS}</td></tr></table>',
    "table spacing": '<table border="1" cellspacing="9"><tr><td>a</td><td>b</td></tr></table>',
    "table padding": '<table border="1" cellpadding="9"><tr><td>a</td><td>b</td></tr></table>',
    "table align": '<table align="right"><tr><td>a</td></tr></table>',
    "table bgcolor": '<table bgcolor="yellow"><tr><td>a</td></tr></table>',
    **{f"td align {one}": f'<table width="300"><tr><td align="{one}">a</td></tr></table>' for one in ("right", "center")},
    **{f"td valign {one}": f'<table><tr><td width="80">{WORDS}</td><td valign="{one}">a</td></tr></table>' for one in ("bottom", "middle")},
    "td width": f'<table><tr><td width="90">{WORDS}</td><td>b</td></tr></table>',
    "td bgcolor": '<table><tr><td bgcolor="#eee">a</td></tr></table>',
    "td nowrap": f'<table width="90"><tr><td nowrap>{WORDS[:50]}</td></tr></table>',
    **{f"img width {one}": f'<p><img src="{PICTURE}" width="{one}"></p>' for one in (20, 90, 200)},
    "img height": f'<p><img src="{PICTURE}" height="90"></p>',
    "img align": f'<p><img src="{PICTURE}" align="right">{WORDS}</p>',
    "img spaces": f'<p><img src="{PICTURE}" hspace="20" vspace="9">{WORDS}</p>',
    "img border": f'<p><img src="{PICTURE}" border="4"></p>',
    "br clear": f'<p><img src="{PICTURE}" align="left">a<br clear="all">b</p>',
    **{f"hr {name} {value}": f"<hr {name}='{value}'><p>x</p>" for name, value in (("width", "100"), ("width", "50%"), ("size", "5"))},
}  # fmt: skip
PLAIN = {
    "class": f'<p class="signature">{WORDS}</p>',
    "language": f'<p lang="de">{WORDS}</p>',
    "address": f'<p>{WORDS} <span class="web">https://example.org/a-long-address/of-letters</span> {WORDS}</p>',
    "e-mail": f'<p>{WORDS[:60]} <span class="web">somebody.surname@organisation.example</span> {WORDS}</p>' * 2,
    "list": "<ol><li>one</li><li>two</li></ol>",
    **{
        f"address after {count} words": f'<p>{" ".join(WORDS.split()[:count])} <span class="web">organisation.example</span> {WORDS}</p>'
        for count in range(9, 15)
    },
}
BODIES = {**WITH_ATTRIBUTES, **PLAIN}


def surface(body: str) -> str:
    parts = {
        "address": "Rosa<br>Street 1<br>10115 Berlin",
        "date": "1 May 2026",
        "salutation": "<p>Dear Rosa,</p>",
        "body": body,
    }
    return document.side_html(PAPER, PAPER.sides[0], parts, "en")


def lay_out(surfaces: list[str], *, hints: bool = True) -> Document:
    css = CSS(string=STYLE, font_config=FONTS)
    pages = (HTML(string=document.page_html(one)) for one in surfaces)
    return together(page.render(stylesheets=[css], font_config=FONTS, presentational_hints=hints) for page in pages)


def pages(data: bytes, dots: int = DOTS) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as found:
        return [found[page].render(scale=dots / 72).to_pil().convert("RGB") for page in range(len(found))]


def differ(left: Image.Image, right: Image.Image) -> bool:
    return ImageChops.difference(left, right).getbbox() is not None


@pytest.fixture(scope="module")
def lane() -> ExpressLane:
    return ExpressLane(STYLE, lambda surfaces: lay_out(list(surfaces)))


def test_there_are_sixty_fragments() -> None:
    assert len(BODIES) >= 60


def test_the_lane_leaves_attributes_to_weasyprint_and_sets_the_rest_alike(lane: ExpressLane) -> None:
    surfaces = [surface(body) for body in BODIES.values()]
    outcome = lane.set(surfaces)
    names = list(BODIES)
    taken = [names[index] for index in outcome.taken]

    assert not set(taken) & WITH_ATTRIBUTES.keys()
    assert set(PLAIN) <= {*taken}
    reference = pages(lay_out([surfaces[index] for index in outcome.taken]).write_pdf())
    for name, mine, theirs in zip(taken, pages(outcome.pdf), reference, strict=True):
        assert not differ(mine, theirs), name


def test_every_attribute_changes_what_is_printed() -> None:
    surfaces = [surface(body) for body in WITH_ATTRIBUTES.values()]
    usual = {
        "p align left",
        "p align justify",
        "ol start 1",
        "ol type 1",
        "ul type disc",
        "td nowrap",
        "hr align",
    }  # what is so anyway, and what WeasyPrint makes nothing of
    honoured = pages(lay_out(surfaces).write_pdf(), 50)
    ignored = pages(lay_out(surfaces, hints=False).write_pdf(), 50)

    for name, with_hints, without in zip(WITH_ATTRIBUTES, honoured, ignored, strict=True):
        assert differ(with_hints, without) or name in usual, name
