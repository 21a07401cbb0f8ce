"""No letter says anything of another's: not by position, not by a style, not by tags that are left open."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from setting_child import page_texts_of, set_in_child

from outreach.errors import SettingError
from outreach.letters.merge import Fields, TemplateText
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.pool import Call, Limits, Workers

NAMES = ("Anneliese", "Bartholomew", "Cunigunde")
FIRST = "{% if recipient.name == 'Anneliese' %}"
LAST = "{% if recipient.name == 'Cunigunde' %}"
END = "{% endif %}"
LETTER = "<p>Dear {{ recipient.name }}, greetings from the seaside.</p>"


def letters(assets: Path, body: str, style: str = "", names: Sequence[str] = NAMES, paper: str = "plain-a4") -> Job:
    """Return the job of a letter to each of some people, with `body` as its text."""
    text = TemplateText("letter/en.html", "en", "{% block body %}" + body + "{% endblock %}")
    pieces = tuple(_piece(number, name) for number, name in enumerate(names, 1))
    return Job(STATIONERY[paper], text, style, assets, pieces, Limits())


def _piece(number: int, name: str) -> PieceText:
    parts = {
        "address": (name, "Street", "Town"),
        "return-line": ("Us",),
        "letterhead": ("Us", "Road"),
        "date": ("May",),
    }
    return PieceText(number, {"salutation": "Hello,", "recipient": Fields("recipient", {"name": name})}, parts)


def strange_words(result: SetJob, names: Sequence[str]) -> list[str]:
    """Return whose names stand on pages of others."""
    return [
        f"{other} on a page of {names[number - 1]}"
        for number, pages in page_texts_of(result).items()
        for other in names
        if other != names[number - 1] and any(other in page for page in pages)
    ]


LEAKS = {
    # what a page repeats or keeps for later pages
    "a fixed position": (LETTER + "<p style='position: fixed; top: 0'>{{ recipient.name }}</p>", ""),
    "a running header": (
        LETTER + FIRST + "<p class='head'>{{ recipient.name }}</p>" + END,
        ".head { position: running(head) } @page { @top-center { content: element(head) } }",
    ),
    "a running footer that is kept from the page before": (
        LETTER + "<p class='foot'>{{ recipient.name }}</p>",
        ".foot { position: running(foot) } @page { @bottom-center { content: element(foot, last) } }",
    ),
    "a named string": (
        LETTER + FIRST + "<b class='name'>{{ recipient.name }}</b>" + END,
        ".name { string-set: whose content() } @page { @top-left { content: string(whose) } }",
    ),
    "a named string of the page before": (
        LETTER + "<b class='name'>{{ recipient.name }}</b>",
        ".name { string-set: whose attr(title) content() } @page { @top-left { content: string(whose, start) } }",
    ),
    "the text of a target": (
        LETTER + "<i id='me'>{{ recipient.name }}</i> <a class='to' href='#me'>x</a>",
        ".to::after { content: target-text(attr(href url)) }",
    ),
    "a footnote": (LETTER + "<span class='note'>{{ recipient.name }}</span>", ".note { float: footnote }"),
    "a counter": (LETTER + "<p class='count'>{{ recipient.name }}</p>", ".count { counter-increment: all } .count::before { content: counter(all) }"),
    # what is left open, or closed too often
    "closing tags": (LETTER + "</div></main></article><article class='letter'><p>{{ recipient.name }}</p>", ""),
    "closing tags of the document": (LETTER + "</div></main></article></body></html><p>{{ recipient.name }}</p>", ""),
    "an open comment": (LETTER + FIRST + "<!-- " + END, ""),
    "an open text field": (LETTER + FIRST + "<textarea>" + END, ""),
    "an open title": (LETTER + FIRST + "<title>" + END, ""),
    "an open table": (LETTER + FIRST + "<table><tr><td>" + END, ""),
    "an open drawing": (LETTER + FIRST + "<svg width=99 height=99><text y=20>" + END, ""),
    "open italics": (LETTER + FIRST + "<i><b>" + END, ""),
    "an open attribute": (LETTER + FIRST + "<p title='" + END, ""),
    # what one person's text brings along
    "a style in one text": (LETTER + FIRST + "<style>p { display: none } body::before { content: 'Anneliese' }</style>" + END, ""),
    "an import in one text": (LETTER + FIRST + "<style>@page { @top-left { content: 'Anneliese' } }</style>" + END, ""),
    "a base in one text": (LETTER + FIRST + "<base href='template://files/other/'>" + END, ""),
    "a title and an author": (LETTER + "<title>{{ recipient.name }}</title><meta name=author content='x'>", ""),
    # what a style tells from its place in the document
    "siblings": (LETTER, "article + article { display: none } article:first-child { color: red }"),
    "an element on the page of another": (LETTER + "<p class='o'>{{ recipient.name }}</p>", ".o { position: absolute; top: -300mm }"),
    "a page group": (LETTER, "article { page: auto; break-before: avoid; break-after: avoid }"),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_nothing_of_one_letter_stands_on_another(press: Workers, tmp_path: Path, leak: str) -> None:
    body, style = LEAKS[leak]

    result = set_in_child(press, letters(tmp_path, body, style))

    assert strange_words(result, NAMES) == []
    assert len(result.pieces) + len(result.faults) == len(NAMES)


@pytest.mark.parametrize("leak", LEAKS)
def test_the_other_letters_look_as_if_they_had_been_set_alone(press: Workers, tmp_path: Path, leak: str) -> None:
    body, style = LEAKS[leak]

    together = set_in_child(press, letters(tmp_path, body, style))
    alone = set_in_child(press, letters(tmp_path, body, style, names=("", *NAMES[1:])))

    assert page_texts_of(together).get(2) == page_texts_of(alone).get(2)
    assert page_texts_of(together).get(3) == page_texts_of(alone).get(3)


def test_many_letters_with_a_fixed_position_are_apart_too(press: Workers, tmp_path: Path) -> None:
    names = tuple(f"{name}{number:c}{number:c}" for number in range(ord("a"), ord("u")) for name in NAMES)

    result = set_in_child(press, letters(tmp_path, *LEAKS["a fixed position"], names=names))

    assert len(result.pieces) == len(names)
    assert strange_words(result, names) == []


CARD = (
    "{% block picture %}<p class='p'>{{ recipient.name }}</p>{% endblock %}{% block body %}" + LETTER + "{% endblock %}"
)


def test_the_sides_of_postcards_are_apart(press: Workers, tmp_path: Path) -> None:
    task = letters(
        tmp_path, "", ".p { position: fixed; top: 0; left: 0 } .address { position: fixed }", paper="postcard-a6"
    )
    text = TemplateText("card/en.html", "en", CARD)
    pieces = (*task.pieces,)

    result = set_in_child(press, Job(task.stationery, text, task.style, tmp_path, pieces, Limits()))

    assert len(result.pieces) == len(NAMES)
    assert strange_words(result, NAMES) == []


def test_a_link_within_a_letter_leads_into_no_other(press: Workers, tmp_path: Path) -> None:
    result = set_in_child(press, letters(tmp_path, LETTER + "<p id=a>x</p><a href='#a'>x</a>"))

    assert all(b"/Dest" not in section.pdf() and b"/Annots" not in section.pdf() for section in result.sections)


# ── the look at what was drawn ────────────────────────────────────────────────────────────────────


def set_with_a_mistake(given: tuple[Job, str]) -> SetJob:
    """Set a job with a press that makes a mistake. Runs in a child process."""
    from outreach.press import worker

    job, mistake = given
    with pytest.MonkeyPatch.context() as patch:
        MISTAKES[mistake](patch, job)
        return worker.set_job(job)


def _all_in_one_document(patch: Any, job: Job) -> None:
    """Lay out every letter with another one behind it in its document, as if a page of that were its own."""
    from outreach.press import layout, reference

    usual = layout.lay_out
    behind = "<article class='letter'><main class='flow'><p>Dear Bartholomew</p></main></article>"
    patch.setattr(reference, "lay_out", lambda surface, *others: usual(surface + behind, *others))


def _pages_mixed_up(patch: Any, job: Job) -> None:
    """Take the pages of one letter for those of the next."""
    from outreach.press import reference

    usual = reference._by_article

    def mixed(laid_out: Any, whole: Any) -> Any:
        pages = usual(laid_out, whole)
        return dict(zip(pages, [*list(pages.values())[1:], next(iter(pages.values()))], strict=True))

    patch.setattr(reference, "_by_article", mixed)


def _texts_mixed_up_by_the_lane(patch: Any, job: Job) -> None:
    """Take a text that was painted for one letter for that of another."""
    from outreach.press.express.setting import Setter

    usual, painted = Setter._paint, dict[Any, Any]()

    def first_of_all(self: Any, path: Any, inline: str, style: Any) -> Any:
        if path not in painted:
            painted[path] = usual(self, path, inline, style)
        return painted[path]

    patch.setattr(Setter, "_paint", first_of_all)


MISTAKES: dict[str, Callable[[Any, Job], None]] = {
    "one document": _all_in_one_document,
    "pages": _pages_mixed_up,
    "the lane": _texts_mixed_up_by_the_lane,
}


@pytest.mark.parametrize("mistake", ["one document", "pages"])
def test_a_word_from_another_row_stops_the_batch(press: Workers, tmp_path: Path, mistake: str) -> None:
    with pytest.raises(SettingError) as stopped:
        press.run(Call(set_with_a_mistake, (letters(tmp_path, LETTER), mistake), 60))

    assert "would show “" in str(stopped.value)
    assert "nothing was printed" in str(stopped.value)


def test_a_mistake_of_the_express_lane_stops_the_batch_too(press: Workers, tmp_path: Path) -> None:
    names = tuple(f"Name{chr(97 + number) * 3}" for number in range(12))

    with pytest.raises(SettingError, match="which stands in the row of piece"):
        press.run(Call(set_with_a_mistake, (letters(tmp_path, LETTER, names=names), "the lane"), 60))


# ── random templates ──────────────────────────────────────────────────────────────────────────────

PARTS = (
    "<p>{{ recipient.name }}</p>", "<p class='a'>{{ recipient.name }}</p>", "<div class='b'>", "</div>", "</main>", "</article>",
    "<b class='c'>{{ recipient.name }}", "</b>", "<!--", "-->", "<textarea>", "</textarea>", "<table><td>", "</table>",
    "<article class='letter'>", "<i id='x' class='d'>{{ recipient.name }}</i>", "<a class='e' href='#x'>y</a>", "<ul><li>",
    "<style>.a { position: fixed; bottom: 0 }</style>", "<svg width='90' height='30'><text y='20'>w</text>", "</svg>", "<title>",
    "</body></html>", "<select><option>", "<p title='{{ recipient.name }}' class='f'>z</p>", "<img src='none.png'>", "<base href='//x/'>",
    "<h1>{{ recipient.name }}</h1>", "<span class='g'>{{ recipient.name }}</span>", "<form><input value='{{ recipient.name }}'>",
    "<math><mi>{{ recipient.name }}</mi>", "<template>", "<iframe>", "<plaintext>",
)  # fmt: skip
RULES = (
    ".a { position: running(a) }", "@page { @top-left { content: element(a) } }", ".b { position: fixed; top: 0 }",
    ".c { string-set: s content() }", "@page { @top-right { content: string(s, first) } }", "@page { @bottom-left { content: string(s, last) } }",
    ".e::after { content: target-text(url(#x)) }", ".f::before { content: attr(title) }", ".g { float: footnote }", ".d { counter-increment: n }",
    ".d::before { content: counter(n, upper-roman) }", "article { page: auto }", "article + article { display: none }", "p { break-before: page }",
    "@page :first { margin: 50mm }", ".a { position: absolute; top: -400mm }", "h1 { bookmark-level: 1; string-set: s content() }",
    "li { list-style: upper-alpha }", "body { columns: 2 }", ".b { transform: translateY(300mm) }", ".flow { position: running(a) }",
    "input { appearance: auto }", "p { text-transform: uppercase }", "p::first-letter { font-size: 200% }", "p { letter-spacing: 1mm }",
)  # fmt: skip
WORDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=10, max_size=10)
PEOPLE = st.lists(WORDS, min_size=2, max_size=4, unique=True)
BODIES = st.lists(
    st.sampled_from(PARTS) | st.sampled_from(PARTS).map(lambda part: FIRST_OF_ALL + part + END), max_size=9
).map("".join)
FIRST_OF_ALL = "{% if recipient.first %}"
STYLES = st.lists(st.sampled_from(RULES), max_size=6).map("\n".join)


def set_random(press: Workers, folder: Path, people: Sequence[str], body: str, style: str) -> SetJob:
    """Set a letter to each of some people, the first of whom is told from the others."""
    task = letters(folder, LETTER + body, style, names=people)
    pieces = tuple(
        PieceText(one.number, {**one.values, "recipient": Fields("recipient", {"name": name, "first": "x" * (one.number == 1)})}, one.parts)
        for one, name in zip(task.pieces, people, strict=True)
    )  # fmt: skip
    return set_in_child(press, Job(task.stationery, task.template, style, folder, pieces, Limits()))


def look_at_random_templates(press: Workers, folder: Path, count: int) -> None:
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[*HealthCheck],
    )
    @given(PEOPLE, BODIES, STYLES)
    def nobody_meets_anybody(people: Sequence[str], body: str, style: str) -> None:
        result = set_random(press, folder, people, body, style)
        assert strange_words(result, people) == []

    nobody_meets_anybody()


def test_no_page_of_a_random_template_holds_a_word_of_anothers(press: Workers, tmp_path: Path) -> None:
    look_at_random_templates(press, tmp_path, 25)


@pytest.mark.long
def test_no_page_of_two_thousand_random_templates_holds_a_word_of_anothers(press: Workers, tmp_path: Path) -> None:
    look_at_random_templates(press, tmp_path, 2_000)
