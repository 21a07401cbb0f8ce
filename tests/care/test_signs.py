"""What stands in a text beside its words: plain writing passes, what leads to somebody does not."""

from collections.abc import Callable, Iterator

import pytest

from outreach.care.signs import abbreviations, codes, emoji, links, telephone_numbers
from outreach.care.words import Passage


def words(look: Callable[[str], Iterator[Passage]], text: str) -> list[str]:
    return [one.words for one in look(text)]


@pytest.mark.parametrize(
    "text",
    [
        "2024–2025, 1799-1837, (1998-2004), 2019/20, в 1987 году",
        "1 200 000 жителей, 1000000 звёзд, 150 000 книг",
        "5 кг, 300км, 2,5 л, −5 °C, 3 м/с, 10-12 шагов, 1000mg",
        "H2O, CO2, C6H12O6, Боинг-737, Ту-134, A320, F-150, ВАЗ-2101, COVID-19, G7, МиГ-29",
        "письмо № 3, письмо № 12, letter #3, Room 101",
        "2026-11-20, 20.11.2026, 7:30, 3:1",
        "K1A 0B1, Ottawa, near SW1A 2AA, D-10115 Berlin, 101000, Москва",
        "10-й класс, 90-е, 5-летний, 3D, 4K",
    ],
)
def test_numbers_as_people_write_them_are_no_codes(text: str) -> None:
    assert words(codes, text) == []
    assert words(telephone_numbers, text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Моё письмо batch-0001 дошло", "batch-0001"),
        ("Please quote REF-2291 here", "REF-2291"),
        ("ref 2291 please", "ref 2291"),
        ("Az. 4711 bitte", "Az. 4711"),
        ("gfk-4711-3 стоит тут", "gfk-4711-3"),
        ("номер A1234BC тут", "A1234BC"),
        ("шифр 7f3a9c", "7f3a9c"),
        ("число 20261120 тут", "20261120"),
        ("число 4711-0815 тут", "4711-0815"),
        ("№ 12-34 тут", "№ 12-34"),
    ],
)
def test_what_identifies_a_piece_is_a_code(text: str, code: str) -> None:
    assert words(codes, text) == [code]


def test_an_id_of_the_lists_is_a_code_wherever_it_stands() -> None:
    assert [one.words for one in codes("Привет от p-7 и до встречи", ["p-7"])] == ["p-7"]
    assert [one.words for one in codes("Мой индекс 10115", ["p-7"], ["10115"])] == []


@pytest.mark.parametrize(
    "number",
    ["+49 30 12 34 56", "8 (916) 123-45-67", "0151 23456789", "+380 44 123 4567", "(030) 123456-7", "030/1234567"],
)
def test_a_telephone_number_is_found_in_any_grouping(number: str) -> None:
    assert words(telephone_numbers, f"Мой номер {number}, звоните.") == [number]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("смотрите https://example.org/hilfe тут", "https://example.org/hilfe"),
        ("пишите на t.me/rabkor тут", "t.me/rabkor"),
        ("сайт zona.media хорош", "zona.media"),
        ("сайт memopzk.xn тут", "memopzk.xn"),
        ("адрес anna.b@example.com тут", "anna.b@example.com"),
        ("ник @johanna тут", "@johanna"),
        ("тег #свобода тут", "#свобода"),
        ("сайт рабкор.рф тут", "рабкор.рф"),
    ],
)
def test_an_address_on_the_internet_is_found_whatever_its_ending(text: str, link: str) -> None:
    assert words(links, text) == [link]


def test_a_point_without_a_space_is_no_address() -> None:
    assert words(links, "Он пришёл.Потом ушёл.") == []
    assert words(links, "He came.Then he left at 5.30.") == []


def test_brackets_in_pairs_are_no_smile() -> None:
    assert words(emoji, "Кот (рыжий (как лиса)) спит (весь день).") == []
    assert words(emoji, "Очень жду ответа))") == ["))"]
    assert words(emoji, "Кот (рыжий)) спит") == ["))"]


@pytest.mark.parametrize(
    "text",
    [
        "В 2024 г. у нас было 5 мин. тишины за 10 руб.",
        "А. П. Чехов, Чехов А. П. и М. Цветаева",
        "Дядя живёт в США, а тётя родилась в СССР.",
        "С ДНЁМ РОЖДЕНИЯ! С НОВЫМ ГОДОМ, ДОРОГАЯ АННА!",
        "Я ОЧЕНЬ рада, ВСЕ здоровы.",
        "XIX век, группа II, витамин C",
        "На окне спит кот. 5 минут назад он ловил мух. И мы пили чай.",
    ],
)
def test_plain_writing_has_no_abbreviations(text: str) -> None:
    assert [one.words for one in abbreviations(text, "ru")] == []


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Пишу, т.к. завтра рано вставать", "т.к."),
        ("приеду в среду, т. е. послезавтра", "т. е."),
        ("Пришёл г-н Иванов", "г-н"),
        ("в СИЗО тепло", "СИЗО"),
        ("яблоки, груши и т. д.", "т. д."),
    ],
)
def test_an_abbreviation_is_found(text: str, short: str) -> None:
    assert [one.words for one in abbreviations(text, "ru")] == [short]
