"""What the list says of a prisoner is doubted where it can hardly be true."""

import datetime as dt

import pytest

from outreach.care.person import person_findings
from outreach.care.rule_books import Prison, books_for, rules_of
from outreach.care.rule_files import shipped_books
from outreach.model import Severity

TODAY = dt.date(2026, 11, 20)
ANNA = {
    "given_name": "Анна",
    "patronymic": "Сергеевна",
    "family_name": "Образцова",
    "gender": "f",
    "birth_date": "1980-05-01",
}
BORIS = {"given_name": "Борис", "patronymic": "Ильич", "family_name": "Кузнец", "gender": "m", "birth_date": "1971"}


def doubts(cells: dict[str, str], country: str = "RU") -> list[str]:
    rules = rules_of(books_for(shipped_books(), Prison(country)))
    found = list(person_findings(rules, cells, TODAY))
    assert all(one.severity is Severity.WARN for one in found)
    return [one.message for one in found]


@pytest.mark.parametrize(
    "cells",
    [
        ANNA,
        BORIS,
        ANNA | {"name_dative": "Образцовой Анне Сергеевне"},
        ANNA | {"name_dative": "Анне Сергеевне Образцовой"},
        BORIS | {"name_dative": "Кузнецу Борису Ильичу"},
        {
            "given_name": "Ия",
            "patronymic": "Тимофеевна",
            "family_name": "Черных",
            "gender": "f",
            "name_dative": "Черных Ие Тимофеевне",
        },
        {"given_name": "Нигора", "family_name": "Шевчук", "gender": "f", "name_dative": "Шевчук Нигоре"},
        {"given_name": "Вера", "family_name": "Лань", "gender": "f", "patronymic": "Мамедкызы"},
        {"given_name": "Rosa", "family_name": "Sample", "gender": "f"},
        ANNA | {"gender": ""},
    ],
)
def test_a_name_that_can_be_true_raises_no_doubt(cells: dict[str, str]) -> None:
    assert doubts(cells) == []


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        (ANNA | {"patronymic": "Сергеевич"}, "“Сергеевич” is not the patronymic of a woman"),
        (BORIS | {"patronymic": "Ильинична"}, "“Ильинична” is not the patronymic of a man"),
        (ANNA | {"given_name": "Анечка"}, "“Анечка” is a nickname, under which a prison does not know anybody"),
        (BORIS | {"given_name": "Боря"}, "“Боря” is a nickname, under which a prison does not know anybody"),
        (ANNA | {"name_dative": "Образцова Анна Сергеевна"}, "name_dative holds “Анна”, which is no dative"),
        (ANNA | {"name_dative": "Образцовой Анне Сергеевна"}, "name_dative holds “Сергеевна”, which is no dative"),
        (
            ANNA | {"name_dative": "Ивановой Ольге Петровне"},
            "name_dative “Ивановой Ольге Петровне” does not hold “Анна”",
        ),
        (ANNA | {"birth_date": "2025-05-01"}, "born in 2025, which no prisoner was"),
        (ANNA | {"birth_date": "2031"}, "born in 2031, which no prisoner was"),
        (ANNA | {"birth_date": "1899"}, "born in 1899, which no prisoner was"),
    ],
)
def test_what_can_hardly_be_true_is_told(changed: dict[str, str], doubt: str) -> None:
    assert doubts(changed) == [doubt]


@pytest.mark.parametrize(
    ("country", "number", "right"),
    [
        ("US", "12345-678", True),
        ("US", "1234567", False),
        ("GB", "A1234BC", True),
        ("GB", "A1234B", False),
        ("DE", "anything", True),
        ("US", "", True),
    ],
)
def test_a_prisoner_number_has_the_form_of_its_country(country: str, number: str, right: bool) -> None:  # noqa: FBT001 — a row of the table
    assert (doubts({"prisoner_number": number}, country) == []) is right
