"""A letter as people type it and as a template holds it: nothing is lost on the way there and back."""

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.campaign.samples import samples
from outreach.letters.plain_form import block_of, blocks_of, plain, template_of

SAMPLES = sorted((samples() / "letter_templates").glob("*/*.html"))
LINE = st.text(st.characters(codec="utf-8", exclude_characters="<>&{}\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", exclude_categories=("Cc", "Zs", "Cs"))
               | st.just(" "), min_size=1).map(str.strip).filter(bool)  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_comes_back_with_the_same_words_and_marks(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]  # a path
    blocks = blocks_of(text)
    assert blocks is not None
    again = blocks_of(
        template_of({name: block_of(plain(content)) for name, content in blocks.items() if name != "subject"})
    )
    assert again is not None
    for name, content in again.items():
        assert words_of(content) == words_of(blocks[name])


def words_of(block: str) -> str:
    """Return a block without the spaces that mean nothing, and with signs for their marks."""
    return "".join(unescape(block).split())


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=6))
def test_typed_paragraphs_come_back_as_they_were_typed(paragraphs: list[str]) -> None:
    typed = "\n\n".join(paragraphs)
    assert plain(block_of(typed)) == typed.replace("\u00a0", "\u00a0")


@pytest.mark.parametrize(
    ("typed", "block"),
    [
        ("Fish & chips", "<p>Fish &amp; chips</p>"),
        ("a < b", "<p>a &lt; b</p>"),
        ("&eacute; stays", "<p>&eacute; stays</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\r\n\r\n\r\ntwo", "<p>one</p>\n\n<p>two</p>"),
        ("<ul><li>x</li></ul>", "<ul><li>x</li></ul>"),
        ("{% if message %}{{ message }}{% endif %}", "{% if message %}{{ message }}{% endif %}"),
        ("Dear <b>{{ recipient.name }}</b>", "<p>Dear <b>{{ recipient.name }}</b></p>"),
        ("5\u00a0June", "<p>5&nbsp;June</p>"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_paragraphs(typed: str, block: str) -> None:
    assert block_of(typed) == block


@pytest.mark.parametrize(
    "text",
    ["", "no block", "{% block body %}x{% endblock %} loose", "{% block a %}{% block b %}{% endblock %}{% endblock %}"],
)
def test_a_text_that_is_more_than_blocks_is_shown_as_it_is(text: str) -> None:
    assert blocks_of(text) is None
