"""Personal words: what Markdown may do in a letter, and what is refused with a remedy."""

import pytest

from outreach.letters.markdown import LONGEST, UNWELCOME, message_faults, message_html


def test_paragraphs_emphasis_lists_and_breaks_come_through() -> None:
    html = message_html("Dear friend,\nhow *are* you?\n\n- **books**\n- tea")
    assert "<p>Dear friend,\nhow <em>are</em> you?</p>" in html
    assert "<li><strong>books</strong></li>" in html


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<b>hello</b>", "html_inline"),
        ("<div>hello</div>", "html_block"),
        ("see [this](https://example.org)", "link"),
        ("![a](cat.png)", "image"),
        ("# Hello", "heading"),
        ("`hello`", "code_inline"),
        ("```\nhello\n```", "fence"),
        ("    hello", "code_block"),
        ("hello\n\n---\n\nyou", "hr"),
    ],
)
def test_what_has_no_place_in_a_letter_is_named_with_its_remedy(text: str, kind: str) -> None:
    [(message, remedy)] = message_faults(text)
    assert f"{message}; {remedy}".endswith(UNWELCOME[kind])


def test_each_kind_of_fault_is_named_once_with_its_first_line() -> None:
    faults = list(message_faults("fine\n\n<b>one</b>\n\n<i>two</i>\n\n# three"))
    assert [message.split(":")[0] for message, _ in faults] == ["line 3", "line 7"]


def test_an_address_on_the_internet_becomes_no_link() -> None:
    assert "<a" not in message_html("write to https://example.org")


def test_what_looks_like_html_in_entities_stays_text() -> None:
    assert message_html("&lt;b&gt; 1 < 2") == "<p>&lt;b&gt; 1 &lt; 2</p>"


def test_a_book_is_too_long_for_a_message() -> None:
    [(message, _)] = message_faults("x" * (LONGEST + 1))
    assert message == f"the message has {LONGEST + 1} characters"


@pytest.mark.parametrize(
    "text",
    [
        "13. Februar 2024",
        "3) und noch etwas",
        "1984.",
        "1. mai er en fridag",
        "5. října jsme psali",
        "2024. godine",
        "1) jedno",
        "31. 12. 2025",
    ],
)
def test_a_number_at_the_beginning_of_a_line_stays_as_it_is_written(text: str) -> None:
    assert list(message_faults(text)) == []
    assert message_html(text) == f"<p>{text}</p>"
    assert message_html(f"Before.\n\n{text}") == f"<p>Before.</p>\n<p>{text}</p>"
    assert text in message_html(f"A line\n{text}")


def test_numbers_that_follow_each_other_are_a_list() -> None:
    assert (
        message_html("1. one\n2. two\n\n13. Februar") == "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<p>13. Februar</p>"
    )
