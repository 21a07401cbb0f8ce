"""Proof sheets: the same piece with the same values, in the language of the person who signs."""

import re

import pikepdf
import pytest
from conftest import CampaignFolder, page_texts
from prisons import COLUMNS, SETTINGS, SNOW, TEXT, WAR, prisoner

ENGLISH = """
{% block body %}<p>My dear {{ recipient.family_name }}, we had the first snow.</p>{{ message }}{% endblock %}
{% block closing %}<p>Yours, {{ sender.name }}</p>{% endblock %}
"""


@pytest.fixture
def prison(empty: CampaignFolder) -> CampaignFolder:
    """Give a campaign that can write to two prisoners, one of them by phrases of the book."""
    empty.write("campaign.toml", SETTINGS)
    empty.write("letter_templates/letter/ru.html", TEXT)
    empty.write("letter_templates/letter/en.html", ENGLISH)
    rows = [(*prisoner("p-1", SNOW), "1 11; 28 41"), (*prisoner("p-2", WAR), "")]
    empty.sheet("recipients/prisoners.xlsx", (*COLUMNS, "phrases"), rows)
    return empty


def proofs(prison: CampaignFolder, *options: str) -> str:
    shown = prison.run("merge", "--yes", "--date", "2026-11-20", *options)
    assert shown.code == 0, shown.err
    return " ".join(" ".join(page_texts((prison.batch(1) / "proofs.pdf").read_bytes())).split())


def test_both_texts_stand_side_by_side_with_the_same_values(prison: CampaignFolder) -> None:
    text = proofs(prison, "--proof", "en")
    assert "Сегодня выпал первый снег." in text
    assert "My dear Образцова-Ю, we had the first snow." in text
    assert "Yours, Johanna Beispiel" in text
    assert "русский · Russian" in text


def test_phrases_come_out_in_the_prisoners_language_with_their_translation_on_the_proof(prison: CampaignFolder) -> None:
    text = proofs(prison, "--proof", "English")
    [letter] = page_texts((prison.batch(1) / "letters.pdf").read_bytes())
    assert "Желаю Вам крепкого здоровья." in letter
    assert "good health" not in letter
    assert "Желаю Вам крепкого здоровья." in text
    assert "I wish you good health." in text
    assert "What do you like to read?" in text


def test_only_what_is_printed_is_proved(prison: CampaignFolder) -> None:
    assert "войне" not in proofs(prison, "--proof", "en")


def test_a_language_that_the_template_lacks_is_said(prison: CampaignFolder) -> None:
    shown = prison.run("merge", "--yes", "--proof", "de")
    assert "letters: the template has no text in German, so the proofs show none; there are: en, ru" in shown.out
    text = " ".join(page_texts((prison.batch(1) / "proofs.pdf").read_bytes()))
    assert "The template has no text in German." in text


def test_an_unknown_language_is_refused(prison: CampaignFolder) -> None:
    shown = prison.run("merge", "--yes", "--proof", "klingon")
    assert shown.code == 2
    assert "--proof: nobody knows the language `klingon`; there are: ar, cs," in shown.err


def test_the_proofs_belong_to_the_batch_and_name_nobody_in_their_properties(prison: CampaignFolder) -> None:
    proofs(prison, "--proof", "en")
    assert "proofs.pdf" in (prison.batch(1) / "batch.json").read_text(encoding="utf-8")
    with pikepdf.open(prison.batch(1) / "proofs.pdf") as pdf:
        assert dict(pdf.docinfo) == {"/Producer": "outreach"}


def test_a_wrong_number_keeps_the_letter_back(prison: CampaignFolder) -> None:
    prison.sheet("recipients/prisoners.xlsx", (*COLUMNS, "phrases"), [(*prisoner("p-1", SNOW), "1 99")])
    assert (
        "row 2: phrases: there is no phrase “99”; the numbers are shown by: outreach phrases" in prison.run("check").err
    )


def test_the_phrase_book_is_listed_by_number(empty: CampaignFolder) -> None:
    shown = empty.run("phrases", "--language", "ru", "--language", "English")
    assert re.search(r"^ 11  Желаю Вам крепкого здоровья\.\n {5}I wish you good health\.$", shown.out, re.MULTILINE)
    assert "Small talk" in shown.out


def test_a_message_is_put_together_by_number(empty: CampaignFolder) -> None:
    assert empty.run("phrases", "11", "12", "--language", "de").out == (
        "Ich wünsche Ihnen gute Gesundheit. Ich wünsche Ihnen erholsamen Schlaf und ruhige Tage.\n"
    )
    assert empty.run("phrases", "99").code == 2
    assert "the phrase book has no `klingon`" in empty.run("phrases", "--language", "klingon").err
