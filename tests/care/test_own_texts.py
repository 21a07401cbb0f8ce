"""What comes with the tool for prisoners breaks no rule of any prison: postcards, sheets to write on, the phrase book."""

import re
from pathlib import Path

import pytest

from outreach import tables
from outreach.care.breach import PictureFacts, Writing
from outreach.care.checks import findings
from outreach.care.facts import PieceFacts
from outreach.care.pictures import picture_facts
from outreach.care.rule_books import Prison, books_for, rules_of
from outreach.care.rule_files import shipped_books
from outreach.care.text_language import script_for
from outreach.care.words import plain_text
from outreach.l10n.address import country_name, language_of
from outreach.letters.markdown import message_html
from outreach.letters.merge import Fields, MergeTemplate, TemplateText
from outreach.letters.phrases import phrase_book, phrases_text
from outreach.letters.salutation import closing, salutation
from outreach.model import Finding

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "letter_templates"
LANGUAGES = tables.languages()
COUNTRIES = (*sorted({book.key for book in shipped_books() if len(book.key) == 2}), "DE", "UA", "AZ")
"""Every country with rules, and some without."""
ABOUT_THE_LETTER = {"language", "foreign_words"}
"""Rules about which language a letter is in: a card in Greek is none for Russia, whatever it says."""
NO_WORDS = "the tool knows no words in"
"""What is told of a language without a list: nothing about the text."""
SENDER = ("Johanna Beispiel", "Musterweg 12", "10115 Berlin")
PEOPLE = {"Cyrillic": ("Анна", "Сергеевна", "Образцова"), "Latin": ("Rosa", "", "Sample")}


def found(
    country: str, language: str, html: str, kind: str = "postcard", sender: tuple[str, ...] = SENDER
) -> list[Finding]:
    """Return what is found about a piece from the tool's own texts."""
    rules = rules_of(books_for(shipped_books(), Prison(country)))
    kept = {name: rule for name, rule in rules.items() if name not in ABOUT_THE_LETTER}
    cyrillic = "birth_year" in rules
    line = "Анна Сергеевна Образцова, 1980 г. р." if cyrillic else "Rosa Sample"
    number = rules["prisoner_number"].text("example") or "99" if "prisoner_number" in rules else ""
    facts = PieceFacts(
        kept, kind, language, (line, number), "1980", number, patronymic=True, sender=sender[0], sender_lines=sender,
        official=language_of(country),
    )  # fmt: skip
    pictures: tuple[PictureFacts, ...] = ()
    if kind == "postcard":
        drawing = TEMPLATES / "solidarity-postcard" / "picture.svg"
        pictures = (picture_facts("picture.svg", drawing.read_bytes(), "picture"),)
    style = (TEMPLATES / "solidarity-postcard" / "style.css").read_text(encoding="utf-8")
    looked = findings(Writing(facts, {"body": plain_text(html)}, html, style, pictures))
    return [one for one in looked if not one.message.startswith(NO_WORDS)]


def merged(template: str, language: str, country: str = "RU") -> str:
    """Return the text of a template that comes with the tool, merged for an invented prisoner."""
    path = TEMPLATES / template / f"{language}.html"
    given, patronymic, family = PEOPLE["Cyrillic" if script_for(language) == "Cyrillic" else "Latin"]
    cells = {"given_name": given, "patronymic": patronymic, "family_name": family, "gender": "f"}
    about = {"name": f"{given} {family}", "country": country, "country_name": country_name(country, language)}
    greeting = salutation("prisoner", cells, f"{given} {family}", language)
    values: dict[str, object] = {
        "recipient": Fields("recipient", cells | about),
        "sender": Fields("sender", {"name": SENDER[0]}),
        "salutation": greeting,
        "closing": closing("prisoner", greeting, language),
        "message": "",
    }
    blocks = MergeTemplate(TemplateText(path.name, language, path.read_text(encoding="utf-8"))).merge(values)
    return f"<p>{greeting}</p>{blocks['body']}{blocks.get('closing', '')}"


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_postcard_breaks_no_rule(language: str, country: str) -> None:
    assert found(country, language, merged("solidarity-postcard", language, country)) == []


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_to_write_on_breaks_no_rule(language: str, country: str) -> None:
    assert found(country, language, merged("handwritten", language, country), "letter") == []


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_phrase_book_breaks_a_rule(language: str, country: str) -> None:
    for number in phrase_book(language):
        html = message_html(phrases_text(str(number), language))
        assert found(country, language, html, "letter") == [], number


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_own_texts_are_in_their_own_language(language: str) -> None:
    rules = rules_of(books_for(shipped_books(), Prison("DE")))
    text = plain_text(merged("solidarity-postcard", language))
    sentences = [phrase.text for phrase in phrase_book(language).values()]
    facts = PieceFacts(
        {"language": rules["language"]}, "letter", language, official=(language, language.split("-", maxsplit=1)[0])
    )
    assert findings(Writing(facts, {"body": "\n".join((text, *sentences))})) == []


def test_the_sample_campaigns_name_is_told_to_belarus_and_only_there() -> None:
    sender = ("Solidarity Campaign", "Example Street 1", "10115 Berlin")
    html = re.sub("Johanna Beispiel", "", merged("solidarity-postcard", "ru", "BY"))
    [one] = found("BY", "ru", html, sender=sender)
    assert (one.rule, one.place) == ("topics", "sender")
    assert "“Solidarity” may be read as a fight" in one.message
    assert found("US", "en", merged("solidarity-postcard", "en"), sender=sender) == []
