"""The language of a text is told sentence by sentence, and a name or a borrowed word does not change it."""

import pytest

from outreach.care.text_language import foreign_words, mixed_letters, other_languages


def others(text: str, language: str) -> list[str]:
    return [other for _, other in other_languages(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("Сегодня выпал снег. Дякую Вам за листи, вони мене дуже тішать.", "ru", "uk"),
        ("Дякую!", "ru", "uk"),
        ("Мне вельмі спадабаўся Ваш верш пра восень.", "ru", "be"),
        ("Сегодня снег. We all think of you every day.", "ru", "en"),
        ("Danke schön, und viele Grüße an alle.", "en", "de"),
        ("Hoy hace sol y estamos en casa con la familia.", "pt", "es"),
        ("Je vous écris de la côte avec mes amis.", "es", "fr"),
        ("Сьогодні гарна погода.", "be", "uk"),
    ],
)
def test_one_sentence_in_another_language_is_told(text: str, language: str, other: str) -> None:
    assert others(text, language) == [other]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Сегодня у нас выпал первый снег. Тихо. Кот спит.", "ru"),
        ("Пишу Вам из Осло. Ура!", "ru"),
        ("Hoje está sol e fomos passear junto ao rio com o cão da vizinha.", "pt"),
        ("Hoy hace sol y hemos paseado junto al río con el perro.", "es"),
        ("I går gikk vi på ski, og det var strålende sol.", "nb"),
        ("I går var vi ved havet, og vi spiste is.", "da"),
        ("I går åkte vi skidor och drack choklad.", "sv"),
        ("Včera jsme byli na houbách.", "cs"),
        ("Сёння ў нас выпаў першы снег, і горад стаў ціхі.", "be"),
        ("Bugün hava çok güzel ve biz de bahçede oturduk.", "tr"),
    ],
)
def test_a_text_is_in_its_own_language(text: str, language: str) -> None:
    assert others(text, language) == []


def test_roman_numerals_formulas_and_degrees_are_no_foreign_words() -> None:
    text = "XVIII век, H2O, −5 °C, дом II, любимая музыка и jazz"
    assert [one.words for one in foreign_words(text, "Cyrillic")] == ["jazz"]


def test_letters_of_two_scripts_in_one_word_are_told() -> None:
    assert [one.words for one in mixed_letters("Это cнег, Санкт-Петербург и BОЙНА")] == ["cнег", "BОЙНА"]
