"""The sample letter to parliament says lengths of time, first days of a month and pairs as each language does."""

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest

from outreach.letters.merge import MergeTemplate, TemplateText
from outreach.letters.words import date_text, template_values
from outreach.model import Kind, Plan, Recipient, Row, Sender

LETTERS = Path(__file__).resolve().parent.parent.parent / "letter_templates" / "parliament"
TODAY = dt.date(2026, 11, 20)


def letter(language: str, country: str = "DE", **about: str) -> str:
    """Return the text of the sample letter in a language, about an invented prisoner."""
    cells = {
        "name": "Ina Probst", "given_name": "Ina", "family_name": "Probst", "birth_date": "1980", "occupation": "poet",
        "charge": "words", "arrested": "2024-02-13", "sentence_years": "3", "patronymic": "", "gender": "f", **about,
    }  # fmt: skip
    row = Row("list", 2, {})
    politician = Recipient(Kind.POLITICIAN, "p", "Max Muster", ("Max",), ("Weg 1",), country, language, {}, row)
    prisoner = Recipient(Kind.PRISONER, "i", cells["name"], ("Ina",), ("Weg 2",), "RU", "ru", cells, row)
    plan = Plan("letters", politician, prisoner, Sender("s", "Us", ("Street 1", "10115 Berlin"), "DE"), language, 1)
    text = TemplateText("x", language, (LETTERS / f"{language}.html").read_text(encoding="utf-8"))
    blocks = MergeTemplate(text).merge(template_values(plan, "Campaign", TODAY))
    words = unescape(re.sub(r"<[^>]*>", "", "\n".join(blocks.values())))
    return words.replace("\u00a0", " ").translate(dict.fromkeys(range(0x2066, 0x206A)))


@pytest.mark.parametrize(
    ("language", "years", "said"),
    [
        ("ru", "1", "к 1 году"), ("ru", "3", "к 3 годам"), ("ru", "21", "к 21 году"), ("ru", "2.5", "к 2,5 года"),
        ("uk", "1", "вироком: 1 рік"), ("uk", "3", "вироком: 3 роки"), ("uk", "5", "5 років"), ("uk", "21", "21 рік"),
        ("uk", "2.5", "2,5 року"), ("sr", "3", "3 године"), ("sr", "5", "5 година"), ("sr", "2.5", "2,5 године"),
        ("sr-Latn", "2.5", "2,5 godine"), ("cs", "1", "1 roku"), ("cs", "3", "3 let"), ("cs", "2.5", "2,5 roku"),
        ("pl", "1", "1 roku"), ("pl", "3", "3 lat"), ("pl", "2.5", "2,5 roku"), ("de", "1", "einem Jahr"),
        ("de", "2.5", "2,5 Jahren"), ("en", "1", "1 year "), ("en", "2.5", "2.5 years"), ("fr", "1", "peine d’un an"),
        ("fr", "1.5", "peine de 1,5 an "), ("fr", "3", "peine de 3 ans"), ("it", "2.5", "2,5 anni"), ("el", "1", "1 έτους"),
        ("el", "2.5", "2,5 ετών"), ("es", "1", "un año"), ("es", "2.5", "2,5 años"), ("pt", "1", "1 ano "),
        ("pt", "2.5", "2,5 anos"), ("ar", "2", "سنتان"), ("ar", "2.5", "سنتان ونصف"), ("ar", "5", "5 سنوات"),
        ("ar", "11", "11 سنة"), ("nl", "2.5", "2,5 jaar"), ("da", "2.5", "2,5 års"), ("hi", "2.5", "2.5 वर्ष"),
    ],
)  # fmt: skip
def test_a_length_of_time_has_the_sign_and_the_plural_of_its_language(language: str, years: str, said: str) -> None:
    assert said in letter(language, sentence_years=years)


@pytest.mark.parametrize(
    ("language", "country", "day", "said"),
    [
        ("fr", "FR", 1, "1er janvier 2024"), ("fr", "FR", 2, "2 janvier 2024"), ("it", "IT", 1, "1º gennaio 2024"),
        ("it", "IT", 11, "11 gennaio 2024"), ("el", "GR", 1, "1η Ιανουαρίου 2024"), ("pt-BR", "BR", 1, "1º de janeiro de 2024"),
        ("pt", "PT", 1, "1 de janeiro de 2024"), ("en", "IE", 1, "1 January 2024"), ("de", "DE", 1, "1. Januar 2024"),
    ],
)  # fmt: skip
def test_the_first_day_of_a_month_is_written_as_the_language_does(
    language: str, country: str, day: int, said: str
) -> None:
    assert date_text(dt.date(2024, 1, day), language, country) == said


@pytest.mark.parametrize(
    ("language", "arrested", "said"),
    [
        ("el", "2024-01-01", "από την 1η Ιανουαρίου"), ("el", "2024-01-02", "από τις 2 Ιανουαρίου"),
        ("fr", "2024-01-01", "depuis le 1er janvier"), ("it", "2024-01-01", "dal 1º gennaio"),
        ("it", "2024-01-11", "dall’11 gennaio"), ("it", "2024-01-08", "dall’8 gennaio"),
    ],
)  # fmt: skip
def test_the_article_fits_the_day(language: str, arrested: str, said: str) -> None:
    assert said in letter(language, arrested=arrested)


def test_two_men_are_a_pair_of_men_in_serbian() -> None:
    assert "Обојица су" in letter("sr", gender="m")
    assert "за обојицу Вас молим" in letter("sr", gender="m")
    assert "Обоје су" in letter("sr", gender="f")
    assert "Obojica su" in letter("sr-Latn", gender="m")


def test_an_unknown_gender_stays_unknown_in_hindi() -> None:
    assert "सज़ा में हैं" in letter("hi", gender="")
    assert "काट रहे हैं" in letter("hi", gender="m")
