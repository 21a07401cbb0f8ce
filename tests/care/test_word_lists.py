"""The lists of words: written so that people can read them, turned into forms, looked up in any sentence."""

import datetime as dt

import pytest

from outreach import tables
from outreach.care.rule_files import shipped_books
from outreach.care.topics import hits, list_for, own_hits
from outreach.care.word_checks import TOPICS
from outreach.care.word_lists import LEVELS, NOT_TOPICS, PASS, PREFIX, word_list
from outreach.model import Severity

LANGUAGES = sorted(path.name.removesuffix(".toml") for path in (tables.DATA / "care_words").iterdir())
EVERYWHERE = {"politics", "politicians", "case", "prisoners", "profanity"}


def found(text: str, language: str = "ru") -> dict[str, str]:
    return {one.place.words: f"{one.topic}, {one.level}" for one in hits(text, language)}


def test_there_is_a_list_for_every_language_of_the_tool_and_for_belarusian() -> None:
    assert set(LANGUAGES) == {*tables.languages(), "be"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_says_who_wrote_it_when_and_from_which_source(language: str) -> None:
    about = tables.care_words(language)["about"]
    assert about["by"]
    assert about["source"]
    assert isinstance(about["date"], dt.date)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_what_no_letter_to_any_prison_should_hold_and_no_unknown_section(language: str) -> None:
    data = tables.care_words(language)
    assert set(data) >= EVERYWHERE
    topics = set(data) - NOT_TOPICS
    assert topics <= {*TOPICS, "contact", "profanity"}
    assert all(set(data[topic]) <= set(LEVELS) for topic in topics)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_can_be_read_and_no_star_is_too_short(language: str) -> None:
    known = word_list(language)
    assert known.by_word
    assert all(len(begin) >= PREFIX for some in known.by_beginning.values() for begin, _ in some)
    assert all(entry.items for some in known.by_word.values() for entry in some)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_stands_twice(language: str) -> None:
    data = tables.care_words(language)
    for topic, classes in data.items():
        if topic not in NOT_TOPICS or topic == PASS:
            for texts in classes.values():
                assert len(texts) == len(set(texts)), topic


def test_every_topic_of_the_rules_has_words_in_a_language_that_the_prisons_read() -> None:
    for book in shipped_books():
        rule, read = book.rules.get("topics"), book.rules.get("language")
        for language in (read.texts("allowed") if read else ()) or ("en",):
            known = list_for(language if language in LANGUAGES else "en").topics
            assert set(rule.texts("avoid") if rule else ()) <= known, (book.key, language)


def test_a_word_is_known_by_its_forms_and_not_by_its_beginning() -> None:
    assert found("Они воевали, воюют и будут воевать, а военные молчат о войнах.") == dict.fromkeys(
        ["воевали", "воюют", "воевать", "военные", "войнах"], "war, stop"
    )
    assert found("Войнович встал раненько, дронт уснул на окопнике, а прокуренный зал пел.") == {}


def test_capitals_the_letter_yo_and_accents_make_no_difference() -> None:
    assert list(found("ВОЙНА, «Во\u0301йна», бомбёжка и бомбежка")) == ["ВОЙНА", "Во\u0301йна", "бомбёжка", "бомбежка"]


def test_a_first_capital_inside_a_sentence_is_a_name() -> None:
    assert found("Мы видели Армию на сцене.") == {"Армию": "war, warn"}
    assert found("Армию мы видели.") == {"Армию": "war, stop"}


def test_a_name_in_the_list_wants_its_capital() -> None:
    assert found("Читаем Навального.") == {"Навального": "politicians, stop"}
    assert "навального" not in found("Тут нет никого навального.")


def test_what_stands_near_a_word_decides_what_it_means() -> None:
    assert found("Судья был строг.") == {"Судья": "case, stop"}
    assert found("Судья матча был строг.") == {}
    assert found("В порту стоят суда.") == {}
    assert found("Завтра будут суда и допросы.") == dict.fromkeys(["суда", "допросы"], "case, stop")


def test_words_of_a_phrase_may_stand_apart_but_not_far() -> None:
    assert "скоро Вы выйдете" in found("Я знаю: скоро Вы выйдете к нам.")
    assert found("Скоро зима, и мы, как и все вокруг, ждём, когда мама приедет домой.") == {}


def test_a_slogan_is_one_only_when_it_is_shouted() -> None:
    assert found("Слава Мурзику!") == {"Слава": "extremism, warn"}
    assert found("Слава о его пирогах идёт по всему городу.") == {}
    assert found("Слава Богу!") == {}


def test_a_harmless_phrase_takes_its_words_along() -> None:
    assert found("К нам идёт холодный фронт.") == {}
    assert found("К нам идёт холодный фронт с фронта.") == {"фронта": "war, stop"}


def test_the_title_of_a_book_is_harmless_in_its_quotation_marks_alone() -> None:
    assert found("Читаю «Войну и мир» и «Идиота».") == {}
    assert found("Он «идиот» и дурак.") != {}
    assert found("Я читаю роман «Солдаты» вслух.") == {"Солдаты": "war, warn"}


def test_the_parts_of_a_word_with_hyphens_are_words_but_a_double_name_is_one() -> None:
    assert found("Он бывший прокурор-криминалист.") == {"прокурор-криминалист": "case, stop"}
    assert found("По Военно-Грузинской дороге едет Гей-Люссак.") == {}


def test_german_nouns_are_no_names() -> None:
    assert found("Wir sprachen über den Krieg.", "de") == {"Krieg": "war, stop"}


def test_a_language_variant_has_the_words_of_its_language() -> None:
    assert found("O governo mentiu.", "pt-BR") == {"governo": "politics, stop"}
    assert found("Vaša presuda.", "sr-Latn") == {"presuda": "case, stop"}


def test_words_of_a_rules_own_may_have_any_ending() -> None:
    text = "Шахматы и шахматный этюд, но не шах."
    assert [one.place.words for one in own_hits(text, "ru", ("шахмат*",))] == ["Шахматы", "шахматный"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_classes_are_levels_of_a_finding(language: str) -> None:
    levels = {entry.level for some in word_list(language).by_word.values() for entry in some}
    assert levels <= {Severity.STOP, Severity.WARN, Severity.OFF}
