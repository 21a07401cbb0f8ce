"""A list is understood whatever language its headers are in, and however they are spelled."""

from collections import defaultdict

import pytest

from outreach import tables
from outreach.model import Row, Table
from outreach.people.columns import named_cells, understood

WANTED = ("given_name", "family_name", "birth_date", "street", "postal_code", "city", "country")
HEADERS = {
    "ar": ("الاسم الأول", "اسم العائلة", "تاريخ الميلاد", "الشارع", "الرمز البريدي", "المدينة", "الدولة"),
    "cs": ("Jméno", "Příjmení", "Datum narození", "Ulice", "PSČ", "Město", "Stát"),
    "da": ("Fornavn", "Efternavn", "Fødselsdato", "Gade", "Postnr.", "By", "Land"),
    "de": ("Vorname", "Nachname", "Geb.-Datum", "Straße", "PLZ", "Ort", "Land"),
    "el": ("Όνομα", "Επώνυμο", "Ημερομηνία γέννησης", "Οδός", "Τ.Κ.", "Πόλη", "Χώρα"),
    "en": ("First Name", "Surname", "Date of birth", "Street", "Zip Code", "City", "Country"),
    "es": ("Nombre", "Apellidos", "Fecha de nacimiento", "Calle", "C.P.", "Ciudad", "País"),
    "fr": ("Prénom", "Nom de famille", "Date de naissance", "Rue", "Code postal", "Ville", "Pays"),
    "hi": ("पहला नाम", "उपनाम", "जन्म तिथि", "सड़क", "पिन कोड", "शहर", "देश"),
    "it": ("Nome", "Cognome", "Data di nascita", "Via", "CAP", "Comune", "Paese"),
    "nb": ("Fornavn", "Etternavn", "Fødselsdato", "Gateadresse", "Postnummer", "Poststed", "Land"),
    "nl": ("Voornaam", "Achternaam", "Geboortedatum", "Straat", "Postcode", "Woonplaats", "Land"),
    "pl": ("Imię", "Nazwisko", "Data urodzenia", "Ulica", "Kod pocztowy", "Miejscowość", "Państwo"),
    "pt": ("Nome", "Apelido", "Data de nascimento", "Rua", "Código Postal", "Localidade", "País"),
    "ru": ("Имя", "Фамилия", "Дата рождения", "Улица", "Индекс", "Город", "Страна"),
    "sr": ("Име", "Презиме", "Датум рођења", "Улица", "Поштански број", "Град", "Држава"),
    "sr-Latn": ("Ime", "Prezime", "Datum rođenja", "Ulica", "Poštanski broj", "Grad", "Država"),
    "sv": ("Förnamn", "Efternamn", "Födelsedatum", "Gatuadress", "Postnummer", "Postort", "Land"),
    "uk": ("Ім'я", "Прізвище", "Дата народження", "Вулиця", "Поштовий індекс", "Місто", "Країна"),
}


def table(headers: tuple[str, ...], *rows: tuple[str, ...]) -> Table:
    cells = (Row("list.xlsx", i, dict(zip(headers, row, strict=True))) for i, row in enumerate(rows, 2))
    return Table("list.xlsx", headers, tuple(cells))


def cells(headers: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str]:
    """Return one row's cells as the tool uses them."""
    made = table(headers, row)
    return named_cells(made.rows[0], understood(made, {}))


def test_every_language_of_the_campaign_is_tried() -> None:
    assert {language.partition("-")[0] for language in HEADERS} == tables.base_languages()


@pytest.mark.parametrize("language", HEADERS)
def test_a_list_with_headers_in_any_of_the_languages_is_understood(language: str) -> None:
    assert tuple(understood(table(HEADERS[language]), {}).names.values()) == WANTED


def test_no_spelling_means_two_columns() -> None:
    meanings = defaultdict(set)
    for name, spellings in tables.columns()["synonyms"].items():
        for spelling in (name, *spellings):
            meanings[tables.folded(spelling)].add(name)
    assert {spelling: names for spelling, names in meanings.items() if len(names) > 1} == {}


def test_no_status_means_two_things() -> None:
    meanings = defaultdict(set)
    for table_name in ("active", "held"):
        for word, spellings in tables.columns()[table_name].items():
            for spelling in spellings:
                meanings[tables.folded(spelling)].add(word)
    assert {spelling: words for spelling, words in meanings.items() if len(words) > 1} == {}


@pytest.mark.parametrize("section", ["gender", "same_as", "facility_status"])
def test_no_word_in_a_cell_means_two_things(section: str) -> None:
    meanings = defaultdict(set)
    for word, spellings in tables.columns()["values"][section].items():
        for spelling in spellings:
            meanings[tables.folded(spelling)].add(word)
    ambiguous = {spelling for spelling, words in meanings.items() if len(words) > 1}
    assert ambiguous <= {"не"}  # “не” alone is no, before a name it is not


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Geburstdatum", "birth_date"), ("Adresss", "address"), ("Postleitzhal", "postal_code"), ("Surnmae", "family_name"),
        ("Contry", "country"), ("PRÉNOM", "given_name"), ("Prenom", "given_name"), ("e-mail", "email"), ("Straße ", "street"),
        ("STRASSE", "street"), ("Prénom", "given_name"), ("lastName", "family_name"), ("First_name", "given_name"),
    ],
)  # fmt: skip
def test_misspellings_accents_and_capitals_do_not_matter(header: str, name: str) -> None:
    assert understood(table((header,)), {}).names == {header: name}


@pytest.mark.parametrize("header", ["Religion", "County", "Number", "Streets 2", "Adviser", "Person 2", "Member"])
def test_a_header_that_is_a_word_of_its_own_is_not_taken_for_a_misspelling(header: str) -> None:
    made = table((header,))

    assert not understood(made, {}).guessed


def test_a_guess_is_told_as_one() -> None:
    assert understood(table(("Geburstdatum", "Ort")), {}).guessed == {"Geburstdatum"}


@pytest.mark.parametrize(
    "headers", [("Name", "Vorname"), ("Vorname", "Name"), ("Naam", "Voornaam"), ("Имя", "Имя и фамилия")]
)
def test_name_beside_the_first_name_is_the_surname(headers: tuple[str, str]) -> None:
    assert set(understood(table(headers), {}).names.values()) == {"given_name", "family_name"}


def test_an_address_beside_the_town_is_the_street() -> None:
    assert cells(("Address", "City", "Zip"), ("1 Main St", "Austin", "78701"))["street"] == "1 Main St"


@pytest.mark.parametrize("written", ["1 Main St; Austin, TX 78701", "1 Main St\nAustin, TX 78701"])
def test_an_address_that_holds_the_town_already_stays_whole(written: str) -> None:
    assert not cells(("Address", "City", "Zip"), (written, "Austin", "78701")).get("street")


def test_a_second_line_of_the_address_stands_below_the_first() -> None:
    found = cells(("Address 1", "Address 2", "City"), ("1 Main St", "Apt 4", "Austin"))

    assert found["street"] == "1 Main St\nApt 4"


def test_a_column_that_nobody_knows_keeps_its_own_name() -> None:
    assert cells(("Name", "Lieblingsfarbe"), ("Rosa", "rot"))["lieblingsfarbe"] == "rot"


def test_a_column_in_another_language_has_its_own_name_too() -> None:
    found = cells(("Vorname", "Ort"), ("Rosa", "Berlin"))

    assert (found["given_name"], found["vorname"], found["city"], found["ort"]) == ("Rosa", "Rosa", "Berlin", "Berlin")
