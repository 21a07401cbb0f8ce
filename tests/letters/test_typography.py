"""The spaces and the ends of lines that a language asks for."""

import pytest

from outreach.letters.typography import MARK, typeset

NB, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("language", "html", "result"),
    [
        ("cs", "<p>V lese a k moři</p>", f"<p>V{NB}lese a{NB}k{NB}moři</p>"),
        ("pl", "<p>W lesie i z rzeki</p>", f"<p>W{NB}lesie i{NB}z{NB}rzeki</p>"),
        ("fr", "<p>Ah ! Vraiment ? Oui ; non</p>", f"<p>Ah{NARROW}! Vraiment{NARROW}? Oui{NARROW}; non</p>"),
        ("fr", "<p>«Oui» et « non »</p>", f"<p>«{NARROW}Oui{NARROW}» et «{NARROW}non{NARROW}»</p>"),
        ("fr", f"<p>«{NARROW}Oui{NARROW}»{NB}: bien</p>", f"<p>«{NARROW}Oui{NARROW}»{NB}: bien</p>"),
        ("fr", '<a title="a ; b">x</a>', '<a title="a ; b">x</a>'),
        ("fr", "<p>3,5 km</p>", "<p>3,5 km</p>"),
        ("ar", "<p>بوريس و سلمى</p>", "<p>بوريس وسلمى</p>"),
        ("ar", "<p>بوريس و \u2068Kim\u2069</p>", "<p>بوريس و \u2068Kim\u2069</p>"),
        ("de", "<p>In Ulm ; «ja»</p>", "<p>In Ulm ; «ja»</p>"),
        ("cs", "<style>a { b: c }</style><p>a b</p>", f"<style>a {{ b: c }}</style><p>a{NB}b</p>"),
    ],
)
def test_a_language_keeps_together_what_belongs_together(language: str, html: str, result: str) -> None:
    assert typeset(html, language) == result


def test_a_long_name_is_never_hyphenated() -> None:
    html = typeset("<p>Scrivo per Aleksandra Beryozkinskaya oggi.</p>", "it", ["Aleksandra", "Beryozkinskaya"])
    assert html == f"<p>Scrivo per Aleksandra {MARK}Beryozkinskaya</span> oggi.</p>"


@pytest.mark.parametrize(
    ("html", "result"),
    [
        ("<p>Ein Verantwortungsgefühl.</p>", f"<p>Ein {MARK}Verantwortungsgefühl</span>.</p>"),
        ("<p>Ein <b>Verantwortungsgefühl</b>!</p>", f"<p>Ein <b>{MARK}Verantwortungsgefühl</span></b>!</p>"),
        ("<li>Ein Verantwortungsgefühl</li>", f"<li>Ein {MARK}Verantwortungsgefühl</span></li>"),
        ("<p>Ein Verantwortungsgefühl hat sie.</p>", "<p>Ein Verantwortungsgefühl hat sie.</p>"),
        ("<p>Ein kurzes Wort.</p>", "<p>Ein kurzes Wort.</p>"),
    ],
)
def test_the_last_line_of_a_paragraph_is_never_half_a_word(html: str, result: str) -> None:
    assert typeset(html, "de") == result
