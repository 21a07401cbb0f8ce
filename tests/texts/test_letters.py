"""Twelve letters as word processors write them: what is in them comes out, and what is not in a letter is told."""

from pathlib import Path

import pytest

from outreach.model import Problem
from outreach.texts import TextFile, TextRead, read_text

LETTERS = Path(__file__).parent.parent / "data" / "letters"


def read(name: str, language: str = "en", *, postcard: bool = False) -> TextRead:
    found = read_text(TextFile(LETTERS / name, name, language, postcard))
    assert not isinstance(found, Problem), str(found)
    return found


def html(name: str, language: str = "en") -> str:
    return "\n".join(line for line in read(name, language).text.text.splitlines() if line.strip())


def notes(name: str, language: str = "en") -> str:
    return "\n".join(read(name, language).notes)


def test_a_mail_merge_of_word_becomes_a_letter() -> None:
    text = html("merge.docx", "de")

    assert "{% block subject %}<p>Politische Gefangene in Russland</p>{% endblock %}" in text
    assert "<p>als Wähler aus {{ recipient.ort }} schreibe ich Ihnen, {{ recipient.vorname }}" in text
    assert "über {{ recipient.nachname }}.</p>" in text
    assert '<p class="signature">Rosa Beispiel</p>{% endblock %}' in text
    assert "{% block enclosures %}<p>Anlagen: ein Blatt</p>{% endblock %}" in text


def test_a_choice_of_word_becomes_one_of_the_template() -> None:
    wanted = "{% if recipient.geschlecht == 'f' %}Sie als Abgeordnete{% else %}Sie als Abgeordneter{% endif %}"

    assert wanted in html("merge.docx", "de")


def test_address_date_and_greeting_are_left_to_the_stationery_and_told() -> None:
    text, told = html("merge.docx", "de"), notes("merge.docx", "de")

    for part in ("Musterstraße", "3. Mai 2026", "Damen und Herren", "«Adresse»"):
        assert part not in text
    assert "the address “Initiative Freie Worte, Musterstraße 5,…”" in told
    assert "the date “Berlin, den 3. Mai 2026”" in told
    assert "the greeting “«greeting»”" in told


@pytest.mark.parametrize("name", ["marked.docx", "office-marked.odt", "saved-as-word-marked.docx"])
def test_what_is_hidden_deleted_or_beside_the_letter_is_left_out_and_told(name: str) -> None:
    text, told = html(name), notes(name)

    for secret in (
        "secret",
        "quietly",
        "not </",
        "hidden",
        "Nobody",
        "box</p>x",
        "Ann Other",
        "Rosa Secret",
        "court file",
        "Bank",
        "Is that so",
        "lawyer",
    ):
        assert secret not in text
    for what in ("deletion", "hidden text", "comment", "text box", "header", "author’s name"):
        assert what in told
    assert "box" in text  # the paragraph around the text box stays


def test_inserted_words_are_taken_as_accepted() -> None:
    assert "<p>Please speak loudly about it.</p>" in html("marked.docx")
    assert "<p>She is surely innocent.</p>" in html("office-marked.odt")


def test_a_text_box_that_stands_in_the_file_twice_is_told_once() -> None:
    assert "1 text box (“Stamp here”)" in notes("marked.docx")


def test_lists_in_lists_keep_their_depth_and_their_numbers() -> None:
    word, office = html("lists.docx"), html("office-lists.odt")

    assert "<ul><li>Speak in parliament\n<ul><li>in a question\n</li><li>in a speech\n</li></ul></li><li>Write" in word
    assert '<p>And after a pause:</p>\n<ol start="3"><li>Third</li></ol>' in word
    assert "<ul><li>one\n<ul><li>inside\n</li></ul></li><li>two\n<br>more of two\n</li></ul>" in office
    assert '<ol start="3" style="list-style-type: lower-alpha"><li>third\n</li><li>fourth</li></ol>' in office


def test_headings_breaks_links_and_marks_are_taken() -> None:
    word, office = html("picture.docx"), html("office-table.odt")

    assert '<p>Read more at <a href="https://example.org/more">our page</a></p>' in word
    assert "<p>One line<br>\nand the next, H<sub>2</sub>O</p>" in word
    assert '<a href="https://example.org/"><u>our page</u></a> and <b><i>both</i></b>.' in office
    assert "<h2>What we ask</h2>" in html("lists.docx")
    assert '<p style="text-align: right">To the right</p>' in html("lists.docx")


def test_pictures_and_tables_are_taken() -> None:
    word, office = html("picture.docx"), html("office-table.odt")

    assert '<img src="picture.docx/word/media/image1.png" alt="" style="width: 60mm">' in word
    assert 'src="office-table.odt/Pictures/' in office
    assert "<table><tr><td>Name</td><td>Years</td></tr><tr><td>Ivan Example</td><td>7</td></tr></table>" in word
    assert "<td>7<br>and a half</td>" in office


def test_a_title_becomes_the_subject_and_a_line_with_its_word_too() -> None:
    assert "{% block subject %}<p>Letters that were never answered</p>{% endblock %}" in html("picture.docx")
    assert "{% block subject %}<p>A question from {{ recipient.ort }}</p>{% endblock %}" in html("office-merge.odt")
    assert "{% block subject %}<p>Prisonniers politiques</p>" in html("saved-as-word-merge.docx", "fr")


def test_styles_bring_marks_hidden_text_subject_and_greeting() -> None:
    text = html("styles.docx", "de")

    assert "{% block subject %}<p>Eine Frage</p>{% endblock %}" in text
    assert "{% block salutation %}<p>Liebe Nachbarn,</p>{% endblock %}" in text
    assert "<p>Das ist <b><u>sehr wichtig</u></b>, sagt {{ sender.name }}.</p>" in text


def test_fields_of_libreoffice_are_columns_and_its_date_is_the_stationerys() -> None:
    text, told = html("office-merge.odt"), notes("office-merge.odt")

    assert "<p>I live in {{ recipient.ort }} and <b>ask</b> you to speak.</p>" in text
    assert "«PLZ»" in told
    assert "the date “Berlin, «date»”" in told
    assert "10115" not in text


def test_quotation_marks_around_a_word_are_no_field_and_tags_stand_alone() -> None:
    text = html("simple.docx", "fr")

    assert "«Madame»" in text
    assert "on dit « bonjour »" in text
    assert "{{ recipient.family_name }} le sait" in text
    assert "{% if recipient.gender == 'f' %}\n<p>Elle</p>\n{% else %}\n<p>Lui</p>\n{% endif %}" in text


def test_each_paragraph_stands_on_the_line_of_its_number() -> None:
    lines = read("lists.docx").text.text.splitlines()

    assert read("lists.docx").text.unit == "paragraph"
    assert "Speak in parliament" in lines[1]
    assert "To the right" in lines[9]
