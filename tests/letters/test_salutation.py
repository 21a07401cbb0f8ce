"""The greeting is the most exact one that a row can fill, and never a guess."""

import pytest

from outreach import tables
from outreach.letters.salutation import closing, office_kind, salutation, title_kind

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
    name = f"{cells.get('given_name', 'Anna')} {cells.get('family_name', 'Schmidt')}"

    assert salutation("prisoner", cells, name, language) == greeting


@pytest.mark.parametrize(
    ("given", "family", "name", "greeting"),
    [
        ("Ольга", "Смирнова", "Olga Smirnova", "Dear Olga,"),
        ("Евдокия", "Чернобривец", "CHERNOBRIVETS Yevdokiya", "Dear Yevdokiya,"),
        ("Ольга", "Смирнова", "O. I. Smirnova", "Dear O. I. Smirnova,"),
    ],
)
def test_a_name_in_another_script_is_taken_as_the_letter_writes_it(
    given: str, family: str, name: str, greeting: str
) -> None:
    assert salutation("prisoner", {"given_name": given, "family_name": family}, name, "en") == greeting


GENDERED = (
    "Ms", "Mr", "Frau", "Herr", "geehrte", "Liebe", "señor", "Querid", "Estimad", "Cher", "Уважаем", "дорог", "госпо",
    "Egregio", "Signor", "Caro ", "Cara ", "Exm", "Senhor", "mevrouw", "heer", "Bäst", "Kär", "Vážen", "Mil", "Pani", "Panie", "Drog",
    "Шановн", "Поштована", "Поштовани ", "Драг", "Poštovana", "Poštovani ", "Drag", "Αξιότιμ", "Αγαπητ", "महोद", "السيد", "النائب", "عزيز",
)  # fmt: skip


@pytest.mark.parametrize("language", tables.languages())
@pytest.mark.parametrize("kind", ["politician", "prisoner"])
@pytest.mark.parametrize("office", ["", *(spellings[0] for spellings in tables.offices()["office"].values())])
@pytest.mark.parametrize("title", ["", "Dr."])
def test_where_the_gender_is_not_known_the_greeting_shows_none(
    language: str, kind: str, office: str, title: str
) -> None:
    cells = OLGA | {"office": office, "title": title, "gender": ""}

    greeting = salutation(kind, cells, "Ольга Смирнова", language)

    assert greeting == "Madame, Monsieur," or not any(word in greeting for word in GENDERED), greeting


@pytest.mark.parametrize("office", ["", "mayor", "commissioner"])
def test_nobody_is_called_a_deputy_whose_office_is_not_known(office: str) -> None:
    assert "Député" not in salutation("politician", ANNA | F | {"office": office}, "Anna Schmidt", "fr")


def test_a_name_that_the_row_lacks_leaves_no_hole() -> None:
    assert salutation("politician", F, "Anna Schmidt", "de") == "Sehr geehrte Frau Anna Schmidt,"
    assert salutation("politician", {}, "Anna Schmidt", "de") == "Guten Tag Anna Schmidt,"


def test_the_column_salutation_decides_over_all_and_the_languages_own_over_it() -> None:
    cells = ANNA | F | {"salutation": "Hi Anna!"}

    assert salutation("politician", cells, "Anna Schmidt", "de") == "Hi Anna!"
    assert salutation("politician", cells | {"salutation_de": "Hallo Anna!"}, "Anna Schmidt", "de") == "Hallo Anna!"


def test_braces_in_a_name_stay_braces() -> None:
    cells = F | {"family_name": "{title}", "title": ""}

    assert salutation("politician", cells, "x", "de") == "Sehr geehrte Frau {title},"


@pytest.mark.parametrize(
    ("office", "chamber", "country", "kind"),
    [
        ("member", "Sénat", "FR", "senator"),
        ("", "Bundestag", "DE", "member"),
        ("MEP", "", "IE", "mep"),
        ("Member", "House of Representatives", "US", "representative"),
        ("Member", "House of Representatives", "AU", "member"),
        ("Minister", "House of Commons", "GB", "minister"),
        ("clerk", "Bundestag", "DE", "staff"),
        ("spokesperson for forests", "Bundestag", "DE", "member"),
        ("Ministre de l’Europe et des Affaires étrangères", "", "FR", "minister"),
        ("Garde des Sceaux, ministre de la Justice", "", "FR", "minister"),
        ("विदेश मंत्री", "", "IN", "minister"),
        ("Udenrigsminister", "", "DK", "minister"),
        ("MS Society delegate", "", "GB", ""),
        ("", "", "", ""),
    ],
)
def test_the_office_follows_from_what_the_row_tells(office: str, chamber: str, country: str, kind: str) -> None:
    assert office_kind({"office": office, "chamber": chamber}, country) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Prof. Dr.", "professor"), ("Mag. Dr.", "doctor"), ("Sir", "knight"), ("MP", ""), ("Frau", ""), ("", "")],
)
def test_the_highest_title_counts_and_mr_and_mp_are_none(title: str, kind: str) -> None:
    assert title_kind(title) == kind


def test_the_french_closing_takes_up_the_greeting() -> None:
    assert closing("politician", "Madame la Députée,", "fr") == (
        "Je vous prie d’agréer, Madame la Députée, l’expression de ma considération distinguée."
    )
    assert closing("prisoner", "Дорогой друг!", "ru") == "С тёплым приветом"


def test_a_latin_name_in_an_arabic_greeting_keeps_its_own_direction() -> None:
    cells = {"given_name": "Kim", "family_name": "Lee", "gender": "f"}

    assert salutation("politician", cells, "Kim Lee", "ar") == "السيدة \u2068Kim Lee\u2069 المحترمة،"
