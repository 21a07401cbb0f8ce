"""What the express lane cannot set exactly, it leaves to WeasyPrint."""

from collections.abc import Sequence

import pytest
from press.express.both_ways import STYLE, express, lay_out, letters
from weasyprint import Document

from outreach.press.express import ExpressLane

SURFACE = '<article class="letter" lang="en"><main class="flow"><p>Text</p></main></article>'
CONSTRUCTS = {
    "an image": "<p>x<img src=x></p>",
    "a style attribute": "<p style='color:red'>x</p>",
    "a table": "<table><tr><td>x</td></tr></table>",
    "a list in a list": "<ul><li>x<ul><li>y</li></ul></li></ul>",
    "a list among the items of a list": "<ul><li>x</li><ul><li>y</li></ul></ul>",
    "paragraphs in a list": "<ul><li><p>x</p></li></ul>",
    "an item without a list": "<li>x</li>",
    "an item of a list that has something in between": "<ol><div><li>x</li></div></ol>",
    "an item with nothing in it": "<ul><li>x</li><li></li></ul>",
    "a list that begins with another number": '<ol start="3"><li>x</li></ol>',
    "a list that counts down": "<ol reversed><li>x</li></ol>",
    "an item with a number of its own": "<ol><li value=3>x</li></ol>",
    "a heading": "<h2>x</h2>",
    "Arabic": "<p>سلام</p>",
    "Devanagari": "<p>नमस्ते</p>",
    "Hebrew": "<p>שלום</p>",
    "Chinese": "<p>你好</p>",
    "an emoji": "<p>ok 😀</p>",
    "a soft hyphen": "<p>soft&shy;hyphen</p>",
    "a zero-width space": "<p>zero&#8203;width</p>",
    "a combining mark": "<p>e&#769;</p>",
    "a control character": "<p>a&#1;b</p>",
    "a character that only another font has": "<p>a\u0bb5b</p>",
    "an ampersand without its semicolon": "<p>&copy 2024 &notit</p>",
    "a code of Windows": "<p>a&#150;b</p>",
    "an unknown entity": "<p>a&nonsense;b</p>",
    "a comment": "<p>a<!-- b --></p>",
    "text beside blocks": "text<p>a</p>",
    "an unclosed tag": "<p>a<b>b</p>",
    "a second page": "<p>word</p>" * 200,
    "an empty paragraph": "<p></p>",
    "an id": "<p id=x>a</p>",
    "a break at the end": "<p>one<br></p>",
    "a break in an element": "<p><b>one<br>two</b></p>",
    "an empty element": "<p>one <b></b></p>",
    "a relative link": '<p><a href="/x">x</a></p>',
    "a link with an anchor": '<p><a href="#x">x</a></p>',
    "a no-break space between blocks": "<p>x</p>\u00a0<p>y</p>",
    "a frame that is too low": '<div class="frame address">' + "x<br>" * 30 + "x</div><p>y</p>",
    "a frame that is too narrow": f'<div class="frame address">{"W" * 90}</div><p>y</p>',
    "a word that is too long for its frame": f'<div class="frame address">x <b>{"W" * 90}</b></div><p>y</p>',
    "a word that is too long for the page": f'<main class="flow"><p>{"W" * 90}</p></main>',
}
RULES = (
    "p:first-child { color: red }", "p + p { color: red }", "p ~ p { color: red }", "p::first-letter { font-size: 2em }",
    "p::before { content: 'x' }", "@page { @bottom-center { content: counter(page) } }", "@page :first { margin: 0 }",
    "@import 'x.css';", "@media print { p + p { color: red } }", "p { background: yellow }", "p { float: left }",
    "p { opacity: .5 }", "p { transform: rotate(1deg) }", "p { letter-spacing: 1px }", "p { text-indent: 1em }",
    "p { column-count: 2 }", "p { color: #00000080 }", "body { background: #eee }", "p { text-transform: uppercase }",
    "p { word-spacing: 1px }", "[lang] { color: red }", "#x { color: red }", "p { white-space: pre }", "p { display: flex }",
    "p { direction: rtl }", "p { height: 5mm }", "p { visibility: hidden }", "p { position: relative; left: 1mm }",
    "p { text-decoration: line-through }", "p { display: list-item }", "p { margin-right: -150mm } main { width: 5mm }",
)  # fmt: skip
RULES_OF_LISTS = (
    "li { list-style-position: inside }", "ul { list-style-type: square }", "ul { list-style-type: ' –' }",
    f"ul {{ list-style-type: '{'wide ' * 40}' }}", "li { text-decoration: underline }", "li { display: block }",
    "li { counter-increment: list-item 2 }", "ul { counter-reset: list-item 4 }", "li { counter-set: list-item 3 }",
    "ul { list-style-image: url(data:image/png;base64,AAAA) }", "li { direction: rtl }",
)  # fmt: skip


@pytest.mark.parametrize("construct", [*CONSTRUCTS])
def test_a_letter_with_what_is_not_plain_is_refused_and_its_neighbours_are_set(construct: str) -> None:
    odd = f'<article class="letter" lang="en">{CONSTRUCTS[construct]}</article>'

    outcome = express(STYLE).set([SURFACE, odd, SURFACE])

    assert outcome.taken == (0, 2)
    assert [*outcome.refused] == [1]


def test_letters_whose_style_and_structure_are_plain_are_not_refused() -> None:
    assert express(STYLE).set([SURFACE, *letters(["en"])]).refused == {}


@pytest.mark.parametrize("rule", RULES)
def test_a_style_that_is_not_plain_is_refused_with_all_its_letters(rule: str) -> None:
    lane = express(STYLE + rule)
    lane.learn([SURFACE])

    outcome = lane.set([SURFACE, SURFACE])

    assert (outcome.taken, outcome.pdf) == ((), b"")
    assert [*outcome.refused] == [0, 1]


@pytest.mark.parametrize("rule", RULES_OF_LISTS)
def test_a_style_of_lists_that_is_not_plain_is_refused_with_the_letters_that_have_one(rule: str) -> None:
    with_list = SURFACE.replace("</main>", "</main><ul><li>one</li><li>two</li></ul>")

    outcome = express(STYLE + rule).set([SURFACE, with_list, SURFACE])

    assert outcome.taken == (0, 2)
    assert [*outcome.refused] == [1]


def laid_out(surfaces: Sequence[str]) -> list[Sequence[str]]:
    """Return what a lane has WeasyPrint lay out to find that none of `surfaces` is plain."""
    found = []

    def noted(surfaces: Sequence[str]) -> Document:
        found.append(surfaces)
        return lay_out(STYLE)(surfaces)

    outcome = ExpressLane(STYLE, noted).set(surfaces)

    assert [*outcome.refused] == [*range(len(surfaces))]
    return found


def test_what_one_sample_shows_not_to_be_plain_is_not_looked_at_again() -> None:
    assert len(laid_out([SURFACE.replace("letter", f"letter rtl n{i % 2}") for i in range(6)])) == 2


@pytest.mark.parametrize("text", ["<b>नमस्ते</b>", "<b>one<br>two</b>"], ids=["characters", "tags"])
def test_a_letter_whose_text_is_not_plain_is_refused_before_it_is_laid_out(text: str) -> None:
    assert laid_out([SURFACE.replace("Text", text)]) == []


def test_a_structure_that_has_too_many_faces_is_refused_after_some_samples() -> None:
    surfaces = [SURFACE.replace("<p>", f'<p class="k{i}">') for i in range(20)]

    outcome = express(STYLE).set(surfaces)

    assert outcome.taken == tuple(range(12))
    assert set(outcome.refused.values()) == {"a structure that is too rare to learn"}
