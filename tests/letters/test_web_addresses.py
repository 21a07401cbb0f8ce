"""Web and e-mail addresses are marked, so that no hyphen is put into them."""

import pytest

from outreach.letters.web_addresses import kept_whole


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>See https://example.org/letters-2024.</p>", "<p>See [https://example.org/letters-2024].</p>"),
        ("<p>(www.example.org)</p>", "<p>([www.example.org])</p>"),
        ("<p>rosa.luxem-burg@example.co.uk, please</p>", "<p>[rosa.luxem-burg@example.co.uk], please</p>"),
        ("<p>at solidarityzone.info today</p>", "<p>at [solidarityzone.info] today</p>"),
        (
            '<p><a href="https://example.org/">https://example.org/</a></p>',
            '<p><a href="https://example.org/">[https://example.org/]</a></p>',
        ),
        ("<p>https://example.org/?a=1&amp;b=2</p>", "<p>[https://example.org/?a=1&amp;b=2]</p>"),
        ('<p title="www.example.org">x</p>', '<p title="www.example.org">x</p>'),
        ("<style>a{b:url(www.example.org)}</style>", "<style>a{b:url(www.example.org)}</style>"),
        ("<p>No address. At all, z.B. this one.</p>", "<p>No address. At all, z.B. this one.</p>"),
    ],
)
def test_addresses_are_marked_and_nothing_else(html: str, marked: str) -> None:
    assert kept_whole(html) == marked.replace("[", '<span class="web">').replace("]", "</span>")
