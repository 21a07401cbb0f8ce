"""Addresses stand as the destination writes them, and a country is known by any of its names."""

import pytest
from babel import Locale

from outreach import tables
from outreach.l10n.address import address_faults, address_lines, country_code, country_line, country_name, language_of


@pytest.mark.parametrize(
    ("country", "cells", "lines"),
    [
        ("DE", ("Platz der Republik 1", "11011", "Berlin", ""), ("Platz der Republik 1", "11011 Berlin")),
        ("US", ("1 Main St\nApt 2", "78701", "Austin", "TX"), ("1 Main St", "Apt 2", "Austin, TX 78701")),
        ("GB", ("10 Downing Street", "SW1A 2AA", "London", ""), ("10 Downing Street", "London", "SW1A 2AA")),
        ("FR", ("126 rue de l’Université", "75007", "Paris", ""), ("126 rue de l’Université", "75007 Paris")),
        ("IE", ("Kildare Street", "D02 XR20", "Dublin 2", ""), ("Kildare Street", "Dublin 2", "D02 XR20")),
        (
            "RU",
            ("ул. Мира, 1", "101000", "Химки", "Московская область"),
            ("ул. Мира, 1", "Химки", "Московская область", "101000"),
        ),
        ("DE", ("", "11011", "Berlin", ""), ("11011 Berlin",)),
        ("DE", ("Platz 1", "", "Berlin", ""), ("Platz 1", "Berlin")),
    ],
)
def test_the_parts_of_an_address_stand_in_the_order_of_the_country(
    country: str, cells: tuple[str, str, str, str], lines: tuple[str, ...]
) -> None:
    parts = dict(zip(("street", "postal_code", "city", "region"), cells, strict=True))

    assert address_lines(parts, country) == lines


@pytest.mark.parametrize(
    "free",
    ["Colony 4\nTver\n170000", "Colony 4; Tver; 170000", " Colony 4, \n\n,Tver\n170000;", "Colony 4;Tver\n170000"],
)
def test_free_lines_are_taken_as_they_are(free: str) -> None:
    assert address_lines({"address": free}, "RU") == ("Colony 4", "Tver", "170000")


def test_parts_win_over_free_lines() -> None:
    assert address_lines({"address": "somewhere", "street": "Street 1", "city": "Bonn"}, "DE") == ("Street 1", "Bonn")


@pytest.mark.parametrize("cells", [{}, {"address": ""}, {"address": " ; ,\n"}, {"region": "Bayern"}])
def test_a_row_without_an_address_has_no_lines(cells: dict[str, str]) -> None:
    assert address_lines(cells, "DE") == ()


@pytest.mark.parametrize("country", ["JP", "AE", "SG"])
def test_no_city_is_lost_on_the_way_to_the_envelope(country: str) -> None:
    cells = {"street": "Street 1", "city": "Town", "postal_code": "100"}

    assert "Town" in " ".join(address_lines(cells, country))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("Germany", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"),
        ("Alemania", "DE"), ("Германия", "DE"), ("  GERMANY ", "DE"), ("BRD", "DE"),
        ("UK", "GB"), ("Great Britain", "GB"), ("United Kingdom", "GB"), ("Vereinigtes Königreich", "GB"),
        ("USA", "US"), ("U.S.", "US"), ("United States", "US"), ("Vereinigte Staaten", "US"),
        ("Russia", "RU"), ("Russland", "RU"), ("Россия", "RU"), ("Российская Федерация", "RU"), ("РФ", "RU"),
        ("Irland", "IE"), ("Irlande", "IE"), ("Ирландия", "IE"), ("Беларусь", "BY"), ("Republic of  Belarus", "BY"),
        ("Holland", "NL"), ("Österreich", "AT"), ("Україна", "UA"), ("Iran", "IR"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_code_and_by_its_name_in_several_languages(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize("name", ["", "Atlantis", "XX", "Berlin", "D", "world"])
def test_what_is_no_country_has_no_code(name: str) -> None:
    assert country_code(name) == ""


@pytest.mark.parametrize("name", ["EU", "001", "419", "UN", "ZZ", "Eurozone", "XA"])
def test_what_is_no_country_but_has_a_code_in_unicode_is_none_either(name: str) -> None:
    assert country_code(name) == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Turkey", "TR"), ("Czech Republic", "CZ"), ("Bosnia and Herzegovina", "BA"), ("Weißrussland", "BY"),
        ("Northern Ireland", "GB"), ("Hong Kong", "HK"), ("DEU", "DE"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_names_that_people_still_write(name: str, code: str) -> None:
    assert country_code(name) == code


def test_an_address_can_be_written_for_every_country_that_has_a_code() -> None:
    for territory in Locale.parse("en").territories:
        if code := country_code(str(territory)):
            assert address_lines({"street": "Street 1"}, code)


@pytest.mark.parametrize(
    ("country", "sender", "line"),
    [
        ("DE", "DE", ()),
        ("RU", "DE", ("RUSSLAND",)),
        ("DE", "FR", ("ALLEMAGNE",)),
        ("US", "GB", ("UNITED STATES",)),
        ("GB", "US", ("UNITED KINGDOM",)),
        ("DE", "RU", ("ГЕРМАНИЯ",)),
        ("DE", "AM", ("GERMANY",)),
        ("DE", "GR", ("ΓΕΡΜΑΝΙΑ",)),
    ],
)
def test_the_country_stands_last_in_capitals_in_the_senders_language_and_only_abroad(
    country: str, sender: str, line: tuple[str, ...]
) -> None:
    assert country_line(country, sender) == line


@pytest.mark.parametrize(
    ("country", "sender", "language", "line"),
    [
        ("DE", "BE", "en", ("GERMANY",)),
        ("DE", "BE", "fr", ("ALLEMAGNE",)),
        ("DE", "UA", "en", ("НІМЕЧЧИНА",)),
    ],
)
def test_a_country_with_several_languages_is_spoken_to_in_that_of_the_letter_or_in_english(
    country: str, sender: str, language: str, line: tuple[str, ...]
) -> None:
    assert country_line(country, sender, language) == line


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Russia"),
        ("de", "Russland"),
        ("fr", "Russie"),
        ("de-CH", "Russland"),
        ("pt_BR", "Rússia"),
        ("zz", "Russia"),
    ],
)
def test_a_country_has_a_name_in_every_language_and_else_in_english(language: str, name: str) -> None:
    assert country_name("RU", language) == name


@pytest.mark.parametrize(("country", "first"), [("DE", "de"), ("GB", "en"), ("US", "en"), ("RU", "ru"), ("AT", "de")])
def test_the_most_widely_used_official_language_comes_first(country: str, first: str) -> None:
    assert language_of(country)[0] == first


@pytest.mark.parametrize(
    ("country", "cells", "told"),
    [
        ("DE", {"street": "Platz 1", "postal_code": "1011", "city": "Berlin"}, "postal_code: “1011” is no postal code"),
        ("DE", {"street": "Platz 1", "city": "Berlin"}, "postal_code: empty"),
        ("FR", {"street": "1 rue", "postal_code": "75007"}, "city: empty"),
        ("GB", {"street": "1 Street", "postal_code": "12345", "city": "London"}, "postal_code: “12345” is no"),
        ("US", {"street": "1 Street", "postal_code": "2458", "city": "Newton", "region": "MA"}, "dropped the zero in front: 02458"),
        ("US", {"street": "1 Street", "postal_code": "10001", "city": "Fresno", "region": "California"}, "“10001” is not in CA"),
        ("US", {"street": "1 Street", "postal_code": "10001", "city": "New York"}, "region: empty"),
        ("US", {"street": "1 Street", "postal_code": "10001", "city": "X", "region": "Calif"}, "“Calif” is no state"),
        ("DE", {"postal_code": "11011", "city": "Berlin"}, "street: empty"),
    ],
)  # fmt: skip
def test_missing_and_impossible_parts_are_told(country: str, cells: dict[str, str], told: str) -> None:
    (fault,) = address_faults(cells, country)

    assert told in f"{fault[0]}: {fault[1]}; {fault[2]}"


@pytest.mark.parametrize(
    ("country", "cells"),
    [
        ("DE", {"street": "Platz 1", "postal_code": "D-10115", "city": "Berlin"}),
        ("DE", {"postal_code": "11011", "city": "Berlin", "organisation": "Bundestag"}),
        ("DE", {"address": "Postfach; 1011 Berlin"}),
        ("US", {"street": "1 St", "postal_code": "78701-1234", "city": "Austin", "region": "Texas"}),
        ("CA", {"street": "1 St", "postal_code": "k1a 0a6", "city": "Ottawa", "region": "ON"}),
        ("IE", {"street": "1 Street", "city": "Cork"}),
        ("RU", {"street": "ул. Мира", "postal_code": "101000", "city": "Москва", "region": "Московская область"}),
        ("XK", {"street": "Street 1", "city": "Town"}),
    ],
)
def test_an_address_that_the_post_can_deliver_has_no_faults(country: str, cells: dict[str, str]) -> None:
    assert list(address_faults(cells, country)) == []


def test_a_state_is_written_as_the_post_of_its_country_wants_it() -> None:
    cells = {"street": "1 Main St", "postal_code": "78701", "city": "Austin", "region": "texas"}

    assert address_lines(cells, "US")[-1] == "Austin, TX 78701"


def test_lines_for_the_foreign_post_stand_below_the_native_ones() -> None:
    cells = {"address": "Колония 4; Тверь", "address_latin": "Colony 4; Tver"}

    assert address_lines(cells, "RU") == ("Колония 4", "Тверь", "Colony 4", "Tver")


@pytest.mark.parametrize("language", tables.languages())
def test_a_country_is_known_by_its_name_in_every_language_of_the_campaign(language: str) -> None:
    names = Locale.parse(language.replace("-", "_")).territories

    assert [country_code(names[code]) for code in ("DE", "RU", "US", "BY", "FR")] == ["DE", "RU", "US", "BY", "FR"]
