"""What the express lane sets is what WeasyPrint sets."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from press.express.both_ways import STYLE, express, letters, weasyprint
from press.express.drawn_letters import draw_letter, draw_style, drawing
from press.express.invented_words import NAMES, TEXTS
from weasyprint.text.line_break import Layout

from outreach.press.express import differences
from outreach.press.express.face import Face, Glyph, _glyphs_in
from outreach.press.express.leaf import break_positions, breaks_between
from outreach.press.express.paint import _space_shown

SMALL = """@page { size: A4; margin: 20mm }
body { font: 10pt/1.4 '%s'; margin: 0 }
.surface { position: relative; break-before: page }
.frame { position: absolute; left: 100mm; top: 0; width: 60mm; height: 60mm }
.content { padding-top: 10mm }
p { margin: 0 0 3mm; text-align: %s; hyphens: auto }
.narrow { width: 28mm } .note { font-size: 7pt; line-height: 1.1 } .big { font-size: 18pt }
.right { text-align: right } .tower { border-top: 1pt solid #f00; padding-top: 2mm; margin-top: 5mm }
.collapse { margin: 4mm 0 } .collapse p { margin: 6mm 0 } .minus { margin-top: -2mm }
i { color: #800000 } a { color: #000080; text-decoration: none }
.dashes { list-style-type: '– '; padding: 0; margin: 3mm 0 -1mm } .dashes li { margin: 4mm 0; font-size: 8pt }
.roman { list-style: lower-roman; padding-left: 15mm } .upper { list-style-type: upper-alpha; color: #008000 }
.padded li { padding: 1mm 2mm; border-top: 1pt solid #f00; border-left: 1pt solid #000; text-align: right }
.justified li { text-align: justify; hyphens: auto; position: relative } .unmarked { list-style: none }
"""
CONSTRUCTS = {
    "leading break": "<p><br>after a break</p>",
    "two breaks": "<p>one<br><br>three</p>",
    "no-break spaces alone": "<p>&nbsp;</p><p>x</p>",
    "no-break spaces": "<p>10&nbsp;km and 5&nbsp;000&nbsp;kg of many a thing that fills a line, so that 12&nbsp;% of it wraps</p>"
    * 3,
    "size inside a line": '<p>one <span class="big">big</span> and <span class="note">small</span> words</p>' * 2,
    "narrow": f'<div class="narrow"><p>{TEXTS["en"][:300]}</p></div>',
    "narrow and rich": f'<div class="narrow"><p>{TEXTS["en"][:60]} <b>bold words of some length</b> and <i>italics here</i>.</p></div>',
    "nested": "<p>a <b>bold <i>and italic <u>underlined</u></i></b> <u>under <b>bold</b></u>.</p>",
    "glued": "<p>self<b>-</b>evident<i>ly</i>, (<b>bold</b>), “<i>quoted</i>”, <b>a</b>/<b>b</b>—<i>dash</i></p>" * 4,
    "right": f'<p class="right">{TEXTS["en"][:200]}</p>',
    "margins": '<div class="collapse"><p>one</p><p>two</p></div><div class="collapse"><p>three</p></div><p class="minus">four</p>',
    "border": '<div class="tower"><p>in a box</p></div><p>after</p>',
    "link": '<p>see <a href="https://example.org/a">our <b>page</b> with a longer text that goes on until it wraps to '
    'the next line</a> or <a href="mailto:a@example.org">write</a></p>',
    "entities": "<p>&lt;tag&gt; &amp; &quot;quotes&quot; &mdash; &hellip; &euro; &#8222;x&#8220;</p>",
    "ampersands": "<p>AT &amp; T, R & D, &#8220;x&#x201D;, caf&eacute; &lt;x&gt; &nbsp;y</p>",
    "white space": "<p>\n  one\t two\n three  <b> four </b>  five\n</p>",
    "mixed scripts": "<p>Ефим (Yefim) «Lending Library» Щеглов, “Да” — Λόγος, ok; 2025 г. (см. “Gazette”, с. 5) [Yefim] и т. д.</p>"
    * 3,
    "numbers": "<p>1,234.50 1.234,50 12/2024 3–5 ±2 50% 7° 1st 20:15 +49-30-123456 A4 C++ #1 @x 3×4=12 $5 5€ 1/2 ½</p>"
    * 3,
    "slashes": "<p>and/or https://example.org/a/very/long/path?x=1&amp;y=2 desk@example.org a.b.c www.example.org/x-y_z</p>"
    * 3,
    "dashes": "<p>A—B a — b a – b 1–2 x-y well-known e-mail T-shirt -5 –5 --x ‐y‐ ‘a’-‘b’ (a)-(b)</p>" * 3,
    "capitals": "<p>ВСЕМ ALL CAPS AVATAR To Ty Va We LT fi ffi fl ft Th Qu ŒUVRE ÄÖÜ ß ŐŰ ĳ ŀ İı</p>",
    "frame": '<div class="frame">one<br>two</div><p>x</p>',
}  # fmt: skip
LISTS = {
    "bullets": "<p>before</p>\n<ul>\n  <li>one</li>\n  <li>two <b>and</b> <i>three</i></li>\n</ul>\n<p>after</p>",
    "in a row with another": "<ol><li>one</li><li>two</li></ol><ol><li>one</li></ol>",
    "numbers of two digits": f"<ol>{'<li>item</li>' * 12}</ol>",
    "dashes": f'<p>x</p><ul class="dashes"><li>{TEXTS["en"][:250]}</li><li>two</li></ul><p>y</p>',
    "letters": f'<ol class="upper">{"<li>Wolf</li>" * 28}</ol>',
    "Roman numbers": f'<ol class="roman">{"<li>x</li>" * 9}</ol>',
    "edges": '<ul class="padded"><li>one</li><li>two</li></ul>',
    "long items": f'<ol class="justified"><li>{TEXTS["en"]}</li><li>{TEXTS["en"][:300]}</li></ol>',
    "without markers": '<ul class="unmarked"><li>one</li><li>two</li></ul>',
    "a break": "<ul><li>one<br>two</li><li><br>three</li></ul>",
    "a large word": '<ul><li><span class="big">one</span></li><li>two</li></ul>',
    "in a frame": '<div class="frame"><ol><li>one</li><li>two</li></ol></div><p>x</p>',
}  # fmt: skip
REGIONS = ("de-AT", "en-GB", "pt-BR", "fr-CH", "sr-Latn", "nl-BE", "es-MX")


def surface(body: str, language: str = "en") -> str:
    """Return a page with `body` on it."""
    return f'<article class="surface" lang="{language}"><main class="content">{body}</main></article>'


def same(style: str, surfaces: list[str]) -> tuple[int, list[str]]:
    """Return how many surfaces the lane set, and how they differ from WeasyPrint's."""
    outcome = express(style).set(surfaces)
    if not outcome.taken:
        return 0, []
    return len(outcome.taken), differences(outcome.pdf, weasyprint(style, [surfaces[i] for i in outcome.taken]))


@pytest.mark.parametrize(
    ("family", "align"), [("Gentium Plus", "justify"), ("Gentium Plus", "left"), ("Noto Sans", "center")]
)
@pytest.mark.parametrize("constructs", [CONSTRUCTS, LISTS], ids=["texts", "lists"])
def test_every_plain_construct_is_set_alike(constructs: dict[str, str], family: str, align: str) -> None:
    surfaces = [surface(body) for body in constructs.values()]

    outcome = express(SMALL % (family, align)).set(surfaces)

    assert {surfaces[i]: reason for i, reason in outcome.refused.items()} == {}
    assert differences(outcome.pdf, weasyprint(SMALL % (family, align), surfaces)) == []


def test_every_language_is_set_alike() -> None:
    surfaces = [surface(f"<p>{text}</p>", language) for language, text in TEXTS.items()]
    surfaces += [surface(f"<p>{TEXTS[region[:2]]}</p>", region) for region in REGIONS]
    surfaces += [surface(f"<p>{TEXTS['de']}</p>").replace(' lang="en"', ""), surface(f"<p>{TEXTS['en']}</p>", "xx")]

    assert same(SMALL % ("Gentium Plus", "justify"), surfaces) == (len(surfaces), [])


def test_letters_to_people_of_many_languages_are_set_alike() -> None:
    surfaces = [letters([language], rich=language < "k")[0] for language in [*NAMES][1::2]]

    assert same(STYLE, surfaces) == (len(surfaces), [])


def test_letters_drawn_at_random_are_set_alike_and_most_of_them_are_taken() -> None:
    draws = [drawing(seed) for seed in range(5)]
    styles = [draw_style(draw) for draw in draws]
    surfaces = [[draw_letter(draw, kind) for _ in range(4)] for draw, kind in zip(draws, styles, strict=True)]

    results = [same(kind.style, some) for kind, some in zip(styles, surfaces, strict=True)]

    assert [found for _, found in results] == [[]] * 5
    assert sum(taken for taken, _ in results) > 10


def test_a_lane_that_has_set_letters_before_gives_the_same_bytes() -> None:
    surfaces = letters(["en", "ru"], rich=True)
    used = express(STYLE)
    used.set(surfaces)

    assert used.set(surfaces).pdf == express(STYLE).set(surfaces).pdf


def test_what_is_compared_is_what_was_asked_for() -> None:
    outcome = express(STYLE).set(letters(["de", "el"]), proof=[5, 1, 400])

    assert (outcome.compared, outcome.differences, outcome.refused) == ((1, 5), (), {})


@pytest.fixture(scope="module")
def face() -> Face:
    """Give the face of a paragraph."""
    lane = express(SMALL % ("Gentium Plus", "left"))
    lane.set([surface("<p>x</p>")])
    (known,) = lane._kinds.values()
    return known.kind.leaf_face(next(path for path in known.kind.blocks if path.tag == "p"))


@pytest.mark.parametrize("units", [1, 511, 512, 1023, 1024, 1536, 2048, 3072, 4096])
@pytest.mark.parametrize("leading", [False, True], ids=["inside", "leading"])
def test_a_stretched_space_is_parted_as_pango_does(face: Face, units: int, leading: bool) -> None:  # noqa: FBT001 — a parameter
    layout: Any = Layout(face.style, units / 1024)  # type: ignore[call-arg]
    layout.set_text(" x" if leading else "x x", justify=True)

    wanted = [*glyphs(layout)][0 if leading else 1]

    assert _space_shown(face, face.space, units, leading=leading) == face.shown(wanted)


def glyphs(layout: Any) -> Iterator[Glyph]:
    """Yield the glyphs of a layout's first line."""
    line, _ = layout.get_first_line()
    run = line.runs[0]
    while run:
        yield from _glyphs_in(run.data)[0]
        run = run.next


WORDS = [
    "the",
    "(5",
    "2024).",
    "“justifying",
    "terrorism”",
    "has",
    "well-known",
    "O’Neill",
    "and/or",
    "13",
    "February",
    "a.b",
    "e.g.",
    "…",
    "–",
    "—",
    "«Да»",
    "Москва,",
    "‘x’",
    "50%",
    "€5",
    "$3,000.50",
    "№",
    "[x]",
    "!",
    "...",
    "-",
    "5-6",
    "https://a.b/c",
    "@me",
    "#1",
    "°C",
    "§",
    "1/2",
    "x_y",
    "Ωμέγα,",
    "3rd",
    "º",
    "&",
    "*",
    "=",
    "~",
    "†",
    "‹a›",
    "“",
    "”",
    "(",
    ")",
    "½",
    "¿qué?",
    "foo\xa0bar",
    "a\xa0!",
    ";",
    ":",
    "word:",
    "end?",
    "x²",
    "H2O",
]


@given(st.lists(st.sampled_from([*WORDS, "", "word", "letters,", "слово"]), min_size=1, max_size=12))
def test_lines_may_break_where_pango_breaks_them_in_the_whole_text(words: list[str]) -> None:
    text = " ".join(words)
    offsets = [0, *accumulate(len(word) + 1 for word in words)][:-1]

    assert not text or breaks_between(text, words, offsets, "en") == break_positions(text, "en")
