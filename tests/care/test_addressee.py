"""How the address names a prisoner: in the letters and the case that the place wants, with year and number where asked."""

import pytest

from outreach.care.addressee import addressee
from outreach.care.rule_books import Prison, books_for, rules_of
from outreach.care.rule_files import shipped_books

LUISE = {
    "given_name": "Луиза", "family_name": "Браунфельд", "name_latin": "Luise Braunfeld", "birth_date": "1980-05-01",
    "name_dative": "Браунфельд Луизе", "prisoner_number": "4711",
}  # fmt: skip
NAME = "Браунфельд Луиза"


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("RU", ("Браунфельд Луизе, 1980\u00a0г.\u00a0р.",)),
        ("BY", ("Браунфельд Луизе, 1980\u00a0г.\u00a0р.",)),
        ("UA", (NAME, "4711")),
        ("KZ", (NAME, "4711")),
        ("AM", ("Luise Braunfeld", "4711")),
        ("DE", ("Luise Braunfeld", "4711")),
        ("US", ("Luise Braunfeld", "4711")),
        ("CA", ("Luise Braunfeld", "4711")),
    ],
)
def test_a_name_is_written_as_its_destination_reads_it(country: str, lines: tuple[str, ...]) -> None:
    assert addressee(rules_of(books_for(shipped_books(), Prison(country))), LUISE, NAME, country) == lines


def test_without_a_dative_the_name_stays_as_it_is() -> None:
    rules = rules_of(books_for(shipped_books(), Prison("RU")))
    assert addressee(rules, LUISE | {"name_dative": ""}, NAME, "RU") == ("Браунфельд Луиза, 1980\u00a0г.\u00a0р.",)


def test_without_latin_letters_the_name_stays_as_it_is() -> None:
    rules = rules_of(books_for(shipped_books(), Prison("DE")))
    assert addressee(rules, {"family_name": "Браунфельд"}, NAME, "DE") == (NAME,)


def test_in_occupied_territory_a_name_is_written_as_in_russia() -> None:
    rules = rules_of(books_for(shipped_books(), Prison("UA", lines=("Сімферополь",))))
    assert addressee(rules, LUISE, NAME, "UA") == ("Браунфельд Луизе, 1980\u00a0г.\u00a0р.",)
