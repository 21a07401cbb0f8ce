"""The greeting is the most exact one that a row can fill, and never a guess."""

import pytest

from outreach.rules.salutation import salutation

ANNA = {"given_name": "Anna", "family_name": "Schmidt"}
BORIS = {"given_name": "Boris", "family_name": "Smith"}
OLGA = {"given_name": "Ольга", "family_name": "Смирнова", "patronymic": "Ивановна"}
F, M = {"gender": "f"}, {"gender": "m"}
DR, SENATOR = {"title": "Dr."}, {"office": "senator"}


@pytest.mark.parametrize(
    ("language", "cells", "greeting"),
    [
        ("en", ANNA | F, "Dear Ms Schmidt,"),
        ("en", BORIS | M, "Dear Mr Smith,"),
        ("en", ANNA, "Dear Anna Schmidt,"),
        ("en", ANNA | F | DR, "Dear Dr. Schmidt,"),
        ("en", ANNA | DR, "Dear Dr. Schmidt,"),
        ("en", ANNA | SENATOR | F, "Dear Senator Schmidt,"),
        ("en", ANNA | {"office": "Senator"}, "Dear Senator Schmidt,"),
        ("en", BORIS | M | {"office": "representative"}, "Dear Representative Smith,"),
        ("en", BORIS | M | {"office": "minister"}, "Dear Minister,"),
        ("en", BORIS | M | {"office": "clerk"}, "Dear Mr Smith,"),
        ("de", ANNA | F, "Sehr geehrte Frau Schmidt,"),
        ("de", BORIS | M, "Sehr geehrter Herr Smith,"),
        ("de", ANNA, "Guten Tag Anna Schmidt,"),
        ("de", ANNA | F | DR, "Sehr geehrte Frau Dr. Schmidt,"),
        ("de", BORIS | M | DR, "Sehr geehrter Herr Dr. Smith,"),
        ("de", ANNA | DR, "Guten Tag Dr. Anna Schmidt,"),
        ("de", ANNA | F | SENATOR, "Sehr geehrte Frau Senatorin Schmidt,"),
        ("de", ANNA | F | SENATOR | DR, "Sehr geehrte Frau Senatorin Dr. Schmidt,"),
        ("de", BORIS | M | SENATOR, "Sehr geehrter Herr Senator Smith,"),
        ("de", ANNA | SENATOR, "Guten Tag Anna Schmidt,"),
        ("de-AT", ANNA | F, "Sehr geehrte Frau Schmidt,"),
        ("fr", ANNA, "Madame, Monsieur,"),
        ("fr", ANNA | F | SENATOR, "Madame la Sénatrice,"),
        ("fr", BORIS | M | {"office": "minister"}, "Monsieur le Ministre,"),
        ("es", ANNA | F, "Estimada señora Schmidt:"),
        ("es", BORIS | M, "Estimado señor Smith:"),
        ("es", ANNA, "A la atención de Anna Schmidt:"),
        ("es", ANNA | F | SENATOR, "Estimada senadora Schmidt:"),
        ("ru", OLGA | F, "Уважаемая Ольга Ивановна!"),
        ("ru", OLGA | M, "Уважаемый Ольга Ивановна!"),
        ("ru", OLGA | F | {"patronymic": ""}, "Уважаемая госпожа Смирнова!"),
        ("ru", OLGA, "Здравствуйте, Ольга Ивановна!"),
        ("ru", ANNA, "Здравствуйте!"),
        ("zz", ANNA | F, "Dear Ms Schmidt,"),
    ],
)
def test_a_politician_is_greeted_as_the_language_and_the_row_allow(
    language: str, cells: dict[str, str], greeting: str
) -> None:
    name = f"{cells['given_name']} {cells['family_name']}"

    assert salutation("politician", cells, name, language) == greeting


@pytest.mark.parametrize(
    ("language", "cells", "greeting"),
    [
        ("en", ANNA | F, "Dear Anna,"),
        ("en", {}, "Dear Anna Schmidt,"),
        ("de", ANNA | F, "Liebe Anna,"),
        ("de", BORIS | M, "Lieber Boris,"),
        ("de", ANNA, "Guten Tag Anna,"),
        ("de", F, "Liebe Anna Schmidt,"),
        ("fr", ANNA | F, "Chère Anna,"),
        ("fr", BORIS | M, "Cher Boris,"),
        ("fr", ANNA, "Bonjour Anna,"),
        ("es", ANNA | F, "Querida Anna:"),
        ("es", ANNA, "Hola, Anna:"),
        ("ru", OLGA | F, "Здравствуйте, дорогая Ольга Ивановна!"),
        ("ru", OLGA | F | {"patronymic": ""}, "Здравствуйте, дорогая Ольга!"),
        ("ru", OLGA, "Здравствуйте, Ольга Ивановна!"),
        ("ru", {}, "Здравствуйте!"),
    ],
)
def test_a_prisoner_is_greeted_like_a_friend(language: str, cells: dict[str, str], greeting: str) -> None:
    assert salutation("prisoner", cells, "Anna Schmidt", language) == greeting


GENDERED = ("Ms", "Mr", "Frau", "Herr", "geehrte", "Liebe", "señor", "Querid", "Cher", "Уважаем", "дорог", "госпо")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ru"])
@pytest.mark.parametrize("kind", ["politician", "prisoner"])
@pytest.mark.parametrize("office", ["", "senator", "minister", "representative", "mayor"])
@pytest.mark.parametrize("title", ["", "Dr."])
def test_where_the_gender_is_not_known_the_greeting_shows_none(
    language: str, kind: str, office: str, title: str
) -> None:
    cells = OLGA | {"office": office, "title": title, "gender": ""}

    greeting = salutation(kind, cells, "Ольга Смирнова", language)

    assert greeting == "Madame, Monsieur," or not any(word in greeting for word in GENDERED)


@pytest.mark.parametrize("office", ["", "mayor", "commissioner"])
def test_nobody_is_called_a_deputy_whose_office_is_not_known(office: str) -> None:
    assert "Député" not in salutation("politician", ANNA | F | {"office": office}, "Anna Schmidt", "fr")


def test_a_name_that_the_row_lacks_leaves_no_hole() -> None:
    assert salutation("politician", F, "Anna Schmidt", "de") == "Guten Tag Anna Schmidt,"


def test_the_column_salutation_decides_over_all_and_the_languages_own_over_it() -> None:
    cells = ANNA | F | {"salutation": "Hi Anna!"}

    assert salutation("politician", cells, "Anna Schmidt", "de") == "Hi Anna!"
    assert salutation("politician", cells | {"salutation_de": "Hallo Anna!"}, "Anna Schmidt", "de") == "Hallo Anna!"


def test_braces_in_a_name_stay_braces() -> None:
    cells = F | {"family_name": "{title}", "title": ""}

    assert salutation("politician", cells, "x", "de") == "Sehr geehrte Frau {title},"
