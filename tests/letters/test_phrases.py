"""The phrase book: the same sentences in every language, harmless to any censor."""

import re

import pytest

from outreach import tables
from outreach.care.words import plain_text
from outreach.letters.markdown import message_faults, message_html
from outreach.letters.phrases import paragraphs, phrase_book, phrases_fault, phrases_text

LANGUAGES = tables.languages()


def test_every_language_of_the_tool_has_the_phrase_book() -> None:
    assert [code for code in LANGUAGES if not phrase_book(code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_and_groups_are_the_same_in_every_language(language: str) -> None:
    groups = {number: phrase.group for number, phrase in phrase_book(language).items()}
    assert groups == {number: phrase.group for number, phrase in phrase_book("en").items()}
    assert all(phrase.text.strip() == phrase.text != "" for phrase in phrase_book(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_of_all_phrases_comes_out_of_markdown_as_it_is(language: str) -> None:
    text = phrases_text(" ".join(map(str, phrase_book(language))), language)
    assert list(message_faults(text)) == []
    assert plain_text(message_html(text)) == re.sub(r"\s+", " ", text.replace("\xa0", " "))


def test_numbers_make_sentences_and_a_semicolon_begins_a_paragraph() -> None:
    assert phrases_text("11 21; 41", "en") == (
        "I wish you good health. It is autumn here, and the leaves are turning yellow.\n\nWhat do you like to read?"
    )
    assert paragraphs("1, 2 3\n4") == [["1", "2", "3"], ["4"]]


def test_a_language_variant_takes_the_sentences_of_its_language() -> None:
    assert phrase_book("pt-BR") == phrase_book("pt")
    assert phrase_book("sr-Latn") != phrase_book("sr")


def test_a_number_that_is_none_is_told() -> None:
    assert phrases_fault("1 99", "en") == "there is no phrase “99”; the numbers are shown by: outreach phrases"
    assert phrases_fault("one", "en").startswith("there is no phrase “one”")
    assert phrases_fault("1", "tlh") == "the phrase book has no tlh; write a message instead"
    assert phrases_text("1 99", "en") == ""
