"""Markdown, plain texts and web pages become letters too."""

from pathlib import Path

import pytest

from outreach.model import Problem
from outreach.texts import TextFile, TextRead, language_of, read_text
from outreach.texts.web_page import from_html


def read(folder: Path, name: str, text: str, language: str = "en", *, postcard: bool = False) -> TextRead:
    (folder / name).write_text(text, encoding="utf-8")
    found = read_text(TextFile(folder / name, name, language, postcard))
    assert not isinstance(found, Problem), str(found)
    return found


def body(read: TextRead) -> str:
    return read.text.text.partition("{% block body %}")[2].partition("{% endblock %}")[0]


def test_an_empty_line_parts_paragraphs_and_a_lines_end_breaks_the_line(tmp_path: Path) -> None:
    found = read(tmp_path, "en.txt", "One line\nthe next <b>\n\nA paragraph\n\n- first\n- second\n  goes on\n\nEnd")

    assert body(found) == (
        "<p>One line<br>\nthe next &lt;b&gt;</p>\n\n<p>A paragraph</p>\n\n"
        "<ul><li>first\n</li><li>second<br>\ngoes on</li></ul>\n\n<p>End</p>"
    )


def test_the_problem_of_a_plain_text_stands_on_its_line(tmp_path: Path) -> None:
    lines = read(tmp_path, "en.txt", "One\n\nTwo\nthree {city}\n").text.text.splitlines()

    assert "{{ recipient.city }}" in lines[3]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{city}", "{{ recipient.city }}"),
        ("{First Name}", "{{ recipient.first_name }}"),
        ("{Straße}", "{{ recipient.straße }}"),
        ("<<First Name>>", "{{ recipient.first_name }}"),
        ("«Nachname»", "{{ recipient.nachname }}"),
        ("«Frist_Name»", "{{ recipient.frist_name }}"),
        ("«Wort»", "«Wort»"),
        ("« bonjour »", "« bonjour »"),
        ("{{ Vorname }}", "{{ Vorname }}"),
        ("{{ recipient.city|upper }}", "{{ recipient.city|upper }}"),
        ("{{\u00a0First name }}", "{{ recipient.first_name }}"),
        ("{{ x|default(‘l’école’) }}", "{{ x|default('l’école') }}"),
        ("{% if a == “x” %}y{% endif %}", "{% if a == 'x' %}y{% endif %}"),
        ("{% if a\u00a0≥ 5 %}y{% endif %}", "{% if a >= 5 %}y{% endif %}"),
        ("{sender.name}", "{{ sender.name }}"),
        ("{about.charge}", "{{ about.charge }}"),
        ("{message}", "{{ message }}"),
        ("{}", "{}"),
        ("{ 5 }", "{ 5 }"),
        ("{# a note #}x", "x"),
    ],
)
def test_marks_are_understood_as_people_write_them(tmp_path: Path, written: str, meant: str) -> None:
    assert f">to {meant}" in body(read(tmp_path, "en.txt", f"to {written}"))


def test_markdown_has_emphasis_lists_headings_links_pictures_and_tables(tmp_path: Path) -> None:
    text = (
        "# A subject\n\nDear all,\n\nSome *words* and **more** at [us](https://example.org).\n\n"
        "1. one\n2. two\n   - inside\n\n![A face](face.png)\n\n| a | b |\n|---|---|\n| c | {city} |\n\nsoft\nbreak  \nhard"
    )
    found = read(tmp_path, "en.md", text)

    assert "{% block subject %}<p>A subject</p>{% endblock %}" in found.text.text
    for part in (
        "<i>words</i> and <b>more</b>", '<a href="https://example.org">us</a>', "<ol><li>one\n</li><li>two\n<ul><li>inside",
        '<img src="face.png" alt="A face">', "<td>c</td><td>{{ recipient.city }}</td>", "soft break<br>\nhard",
    ):  # fmt: skip
        assert part in body(found)


def test_marks_in_markdown_keep_their_signs(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "en.md",
        "To {{ recipient.a_b }} *and* {{ recipient.c_d }} <<First_Name>> {% if x < 3 and y * 2 %}z{% endif %}",
    )

    assert (
        "To {{ recipient.a_b }} <i>and</i> {{ recipient.c_d }} {{ recipient.first_name }} {% if x < 3 and y * 2 %}z"
        in body(found)
    )


@pytest.mark.parametrize("line", ["13. Februar 2024 war es", "3) noch etwas", "1984.", "1. Mai ist ein Feiertag"])
def test_a_number_at_the_beginning_of_a_line_stays_as_it_is_written(tmp_path: Path, line: str) -> None:
    assert f"<p>{line}</p>" in body(read(tmp_path, "de.md", line, "de"))


def test_a_page_is_read_without_what_acts_hides_or_fetches() -> None:
    page = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body><!--[if mso]>junk<![endif]-->"
        "<script>alert(1)</script><p style='mso-hide:all'>hidden</p><p>Hello <span style='font-weight:bold'>you</span>"
        "<iframe src=x></iframe>, <a href='javascript:alert(1)'>link</a></p><div>Next<br>line</div>loose"
        "<ul><li>one<ul><li>two</li></ul></li></ul><p>open <b>bold</p></body>"
    )
    draft = from_html(page)
    words = [block.text for block in draft.blocks if hasattr(block, "text")]

    assert words == ["Hello you, link", "Next\nline", "loose", "one", "two", "open bold"]
    assert "1 script" in draft.left_out
    assert "1 embedded page" in draft.left_out


def test_a_page_without_blocks_becomes_a_letter(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "en.html",
        "<p>Dear Sir,</p><p>I &amp; you, {{ recipient.city }} <img src=x.png></p><p>Yours sincerely</p><p>Me</p><a href='javascript:x'>y</a>",
    )

    assert '<p>I &amp; you, {{ recipient.city }} <img src="x.png" alt=""></p>' in body(found)
    assert '{% block closing %}<p>Yours sincerely</p><p class="signature">Me</p>' in found.text.text
    assert "javascript" not in found.text.text


def test_a_picture_at_the_beginning_of_a_card_is_its_picture_side(tmp_path: Path) -> None:
    found = read(tmp_path, "en.md", "![](photo.jpg)\n\nGreetings from us all", postcard=True)

    assert found.text.text.startswith('{% block picture %}<img src="photo.jpg" alt="">{% endblock %}')


def test_a_text_in_an_older_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "de.txt").write_bytes("Grüße aus Köln, schöne Straße".encode("cp1252"))
    found = read_text(TextFile(tmp_path / "de.txt", "de.txt", "de"))

    assert isinstance(found, TextRead)
    assert "Grüße aus Köln, schöne Straße" in found.text.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ich wohne in Berlin und schreibe Ihnen, weil ich mir Sorgen mache.", "de"),
        ("I live in Exampleton and I write to you as a voter, with a question.", "en"),
        ("Я живу в Москве и пишу вам, потому что это важно для меня.", "ru"),
        ("Je vous écris parce que je suis inquiète pour les prisonniers.", "fr"),
    ],
)
def test_the_language_of_a_text_is_told_from_its_words(text: str, language: str) -> None:
    assert language_of(from_html(f"<p>{text}</p>")) == language


LETTER = {
    "de": "Gruppe Beispiel\nWeg 1\n10115 Berlin\n\nHerrn\n{Name}\n{Straße}\n{PLZ} {Ort}\n\n3. Mai 2026\n\nBetreff: Eine Frage\n\nSehr geehrter Herr {Nachname},\n\nich schreibe.\n\nMit freundlichen Grüßen\n\nRosa",
    "en": "The Group\n1 Road\nExampleton EX1 2AB\nUnited Kingdom\n\n{name}\n{street}\n{city} {postal_code}\n\nMay 3, 2026\n\nRe: A question\n\nDear {name},\n\nI write.\n\nYours sincerely,\nRosa",
    "fr": "Paris, le 3 mai 2026\n\n{Nom}\n{Adresse}\n\nObjet : Une question\n\nMadame la Députée,\n\nJ’écris.\n\nVeuillez agréer, Madame, mes salutations.\n\nRosa",
    "ru": "{фамилия}\n{город}\n\n3 мая 2026 г.\n\nТема: Вопрос\n\nУважаемый господин {фамилия}!\n\nЯ пишу.\n\nС уважением,\nРоза",
    "pl": "Warszawa, 3 maja 2026\n\nDotyczy: pytanie\n\nSzanowna Pani Poseł,\n\npiszę.\n\nZ poważaniem\nRosa",
}


@pytest.mark.parametrize("language", LETTER)
def test_the_parts_of_a_letter_are_told_apart_in_its_language(tmp_path: Path, language: str) -> None:
    found = read(tmp_path, f"{language}.txt", LETTER[language], language)
    text = found.text.text

    assert body(found).strip() in {
        f"<p>{word}</p>" for word in ("ich schreibe.", "I write.", "J’écris.", "Я пишу.", "piszę.")
    }
    assert "{% block subject %}<p>" in text
    assert ":" not in text.partition("{% block subject %}")[2].partition("{% endblock %}")[0]
    assert '<p class="signature">' in text
    assert "2026" not in text
    assert "the greeting" in found.notes[0]
    assert "the date" in found.notes[0]


def test_a_letter_that_begins_with_its_text_loses_nothing(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "en.txt",
        "In 2024 I moved to 10115 Berlin, and I like it there.\n\nBerlin is large.\n\nDear is a word.",
    )

    assert "10115 Berlin" in body(found)
    assert found.notes == ()


def test_a_card_without_a_picture_in_its_text_takes_the_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "picture.HEIC").write_bytes(b"photo")
    found = read(tmp_path, "en.txt", "Greetings from us all", postcard=True)

    assert '{% block picture %}<img src="picture.HEIC" alt="">{% endblock %}' in found.text.text
    assert "<p>Greetings from us all</p>" in body(found)
