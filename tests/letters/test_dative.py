"""Russian names in the dative: a proposal for somebody who knows the language."""

import pytest

from outreach.letters.dative import proposed_dative


@pytest.mark.parametrize(
    ("given", "patronymic", "family", "gender", "dative"),
    [
        ("Анна", "Сергеевна", "Образцова", "f", "Образцовой Анне Сергеевне"),
        ("Пётр", "Ильич", "Образцов-Северный", "m", "Образцову-Северному Петру Ильичу"),
        ("Любовь", "Ильинична", "Черных", "f", "Черных Любови Ильиничне"),
        ("Лев", "Львович", "Гончаренко", "m", "Гончаренко Льву Львовичу"),
        ("Нигора", "", "Шевчук", "f", "Шевчук Нигоре"),
        ("Андрей", "Кузьмич", "Франк", "m", "Франку Андрею Кузьмичу"),
        ("ПАВЕЛ", "", "ЖУК", "m", "Жуку Павлу"),
        ("Rosa", "", "Sample", "f", ""),
        ("Анна", "", "", "f", ""),
        ("Анна", "", "Образцова", "", ""),
    ],
)
def test_a_whole_russian_name_with_a_gender_gets_a_dative(
    given: str, patronymic: str, family: str, gender: str, dative: str
) -> None:
    cells = {"given_name": given, "patronymic": patronymic, "family_name": family, "gender": gender}
    assert proposed_dative(cells) == dative
