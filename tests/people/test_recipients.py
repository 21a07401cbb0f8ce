"""Rows become people: whatever the columns are called, and every fault is told with its place."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model import Kind, Row, Table
from outreach.people.columns import kind_of, understood
from outreach.people.datasets import dataset_of
from outreach.people.facilities import facilities_from
from outreach.people.recipients import (
    Companions,
    Reading,
    localised,
    name_in,
    recipients_from,
    template_columns,
)

HEADERS = ("given_name", "family_name", "birth_date", "street", "postal_code", "city", "country")
ROSA = ("Rosa", "Luxemburg", "1871-03-05", "Street 1", "10115", "Berlin", "DE")
KARL = ("Karl", "Liebknecht", "1871-08-13", "Street 2", "10115", "Berlin", "DE")
CLARA = ("Clara", "Zetkin", "1857-07-05", "Street 3", "10115", "Berlin", "Germany")


def table(headers: tuple[str, ...], *rows: tuple[str, ...]) -> Table:
    """Return a table whose first row of people is row 2."""
    cells = (Row("list.xlsx", i, dict(zip(headers, row, strict=True))) for i, row in enumerate(rows, 2))
    return Table("list.xlsx", headers, tuple(cells))


def reading(headers: tuple[str, ...], *rows: tuple[str, ...]) -> Reading:
    """Return what becomes of a list."""
    return recipients_from(table(headers, *rows), {})


def ids(*rows: tuple[str, ...]) -> dict[str, str]:
    """Return the id of each family name."""
    return {one.fields["family_name"]: one.id for one in reading(HEADERS, *rows).recipients}


# ── columns ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Vorname", "given_name"), ("First Name", "given_name"), ("Prénom", "given_name"), ("Nombre", "given_name"),
        ("Имя", "given_name"), ("NACHNAME", "family_name"), ("Фамилия", "family_name"), ("Apellidos", "family_name"),
        ("PLZ", "postal_code"), ("Zip-Code", "postal_code"), ("Code postal", "postal_code"), ("Индекс", "postal_code"),
        ("Straße", "street"), ("Ort", "city"), ("Ville", "city"), ("Land", "country"), ("País", "country"),
        ("Страна", "country"), ("Date of Birth", "birth_date"), ("Geburtsdatum", "birth_date"),
        ("ФИО", "name"), ("Geschlecht", "gender"), ("Отчество", "patronymic"), (" Adresse ", "address"),
        ("Favourite Colour", "favourite_colour"),
    ],
)  # fmt: skip
def test_a_header_is_understood_in_the_campaigns_languages(header: str, name: str) -> None:
    assert understood(table((header,)), {}).names == {header: name}


def test_a_campaign_can_say_which_column_is_which() -> None:
    assert understood(table(("Rufname",)), {"given_name": "Rufname"}).names == {"Rufname": "given_name"}


def test_a_campaigns_own_column_decides_over_a_synonym_that_stands_before_it() -> None:
    (person,) = recipients_from(
        table(("Name", "Display", "Address", "Country"), ("wrong", "Right", "Street; City", "DE")), {"name": "Display"}
    ).recipients

    assert person.name == "Right"


def test_two_columns_with_the_same_meaning_are_both_kept() -> None:
    assert understood(table(("Name", "Full name")), {}).names == {"Name": "name", "Full name": "full_name"}


CONGRESS = (
    "last_name",
    "first_name",
    "full_name",
    "gender",
    "type",
    "state",
    "senate_class",
    "party",
    "address",
    "bioguide_id",
)
SENATOR = (
    "Cantwell", "Maria", "Maria Cantwell", "F", "sen", "WA", "1", "Democrat",
    "511 Hart Senate Office Building Washington DC 20510", "C000127",
)  # fmt: skip


def test_a_public_list_of_the_us_congress_is_recognised_and_completed() -> None:
    (senator,) = reading(CONGRESS, SENATOR).recipients

    assert (senator.id, senator.name, senator.country, senator.language) == ("C000127", "Maria Cantwell", "US", "en")
    assert senator.address == ("511 Hart Senate Office Building", "Washington, DC 20510")
    assert senator.addressee == ("Maria Cantwell", "United States Senate")
    assert (senator.fields["office"], senator.fields["gender"]) == ("senator", "f")


def test_a_list_without_the_telling_columns_is_no_public_list() -> None:
    assert dataset_of(("full_name", "type", "address")) == {}


@pytest.mark.parametrize(
    ("column", "kind"), [("facility", Kind.PRISONER), ("sentence", Kind.PRISONER), ("party", Kind.POLITICIAN)]
)
def test_prisoners_are_told_from_politicians_by_their_columns(column: str, kind: Kind) -> None:
    assert kind_of({"x": "name", "y": column}) is kind


# ── faults ───────────────────────────────────────────────────────────────────────────────────────


def test_missing_columns_are_told_all_at_once_with_the_way_out() -> None:
    result = reading(("who", "where"), ("Rosa", "Berlin"))

    assert [problem.message for problem in result.problems] == [
        "no column holds the names", "no column holds the addresses", "no column holds the countries",
    ]  # fmt: skip
    assert all("there are: who, where" in problem.remedy for problem in result.problems)
    assert result.recipients == ()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("", "", "", "Street 1", "10115", "Berlin", "DE"), "list.xlsx, row 3, name: empty"),
        (("A", "B", "", "Street 1", "1", "Berlin", ""), "list.xlsx, row 3, country: empty"),
        (("A", "B", "", "Street 1", "1", "Berlin", "Atlantis"), "row 3, country: nobody knows the country “Atlantis”"),
        (("A", "B", "", "", "", "", "DE"), "list.xlsx, row 3, address: empty"),
    ],
)
def test_a_row_with_a_fault_is_told_with_its_place_and_the_others_go_on(row: tuple[str, ...], told: str) -> None:
    result = reading(HEADERS, ROSA, row, KARL)

    assert [one.name for one in result.recipients] == ["Rosa Luxemburg", "Karl Liebknecht"]
    (problem,) = result.problems
    assert told in str(problem)
    assert problem.remedy
    assert [skipped.row.number for skipped in result.skipped] == [3]


def test_every_fault_of_a_row_is_told() -> None:
    (skipped,) = reading(HEADERS, ("", "", "", "", "", "", "")).skipped

    assert [part.split(":")[0] for part in skipped.reason.split("; ")] == ["name", "country", "address"]


def test_an_id_that_stands_twice_is_refused_and_both_rows_are_named() -> None:
    result = reading(("id", *HEADERS), ("1", *ROSA), ("2", *KARL), ("1", *CLARA))

    assert [one.id for one in result.recipients] == ["1", "2"]
    assert str(result.problems[0]).startswith("list.xlsx, row 4, id: “1” stands in row 2 too")


def test_the_same_person_twice_is_refused_where_the_list_has_no_ids() -> None:
    result = reading(HEADERS, ROSA, KARL, ROSA)

    assert len(result.recipients) == 2
    assert "the same person as in row 2 (same name and birth date)" in str(result.problems[0])


def test_it_is_not_said_that_two_birth_dates_are_the_same_where_there_are_none() -> None:
    undated = ("", "Street 1", "10115", "Berlin", "DE")
    result = reading(HEADERS, ("Rosa", "Beispiel", *undated), ("Rosa", "Beispiel", *undated))

    assert "(same name, and no birth date that tells them apart)" in str(result.problems[0])


def test_two_people_of_one_name_are_two_if_their_birth_dates_differ() -> None:
    assert len(reading(HEADERS, ROSA, (*ROSA[:2], "1990-01-01", *ROSA[3:])).recipients) == 2


def test_a_double_row_with_an_empty_id_is_told_by_name_and_not_by_a_made_up_id() -> None:
    result = reading(("id", *HEADERS), ("", *ROSA), ("", *ROSA))

    assert "~" not in str(result.problems[0])


# ── ids ──────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_made_up_id_stays_when_rows_are_sorted_or_added(chance: random.Random) -> None:
    rows = [ROSA, KARL, CLARA]
    chance.shuffle(rows)

    assert ids(*rows) == ids(ROSA, KARL, CLARA)
    assert ids(ROSA).items() <= ids(*rows).items()


@pytest.mark.parametrize(
    "changed",
    [
        ("Rosa", "Luxemburg", "1871-03-05", "Elsewhere 9", "80331", "Munich", "DE"),
        ("ROSA", "luxemburg", "1871-03-05", "Street 1", "10115", "Berlin", "Germany"),
    ],
)
def test_a_made_up_id_stays_when_the_address_or_the_spelling_changes(changed: tuple[str, ...]) -> None:
    assert [*ids(changed).values()] == [*ids(ROSA).values()]


def test_a_made_up_id_does_not_show_the_name() -> None:
    (identity,) = ids(ROSA).values()

    assert identity.startswith("~")
    assert "rosa" not in identity.lower()


# ── who is held back ─────────────────────────────────────────────────────────────────────────────

PRISONERS = ("name", "facility", "status", "address", "country")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("released", "released"), ("Entlassen", "released"), ("на свободе", "released"), ("died", "dead"),
        ("verlegt", "moved, new address unknown"), ("не писать", "wants or may have no letters"),
    ],
)  # fmt: skip
def test_who_was_released_died_moved_or_wants_no_letters_is_held_back(status: str, reason: str) -> None:
    result = reading(PRISONERS, ("Rosa", "Prison 1", status, "Street; City", "DE"))

    assert result.recipients == ()
    assert [(one.reason, one.held) for one in result.held] == [(f"held back: {reason}", True)]
    assert result.problems == ()


@pytest.mark.parametrize("status", ["", "awaiting trial", "Под стражей"])
def test_a_person_in_prison_is_written_to(status: str) -> None:
    assert len(reading(PRISONERS, ("Rosa", "Prison 1", status, "Street; City", "DE")).recipients) == 1


def test_a_status_that_nobody_knows_is_a_problem_since_the_person_may_be_free() -> None:
    result = reading(PRISONERS, ("Rosa", "Prison 1", "out and about", "Street; City", "DE"))

    assert result.recipients == ()
    assert "status: nobody knows “out and about”" in str(result.problems[0])


def test_a_letter_about_somebody_is_held_back_for_fewer_reasons() -> None:
    rows = table(PRISONERS, ("Rosa", "Prison 1", "no letters", "Street; City", "DE"))

    assert recipients_from(rows, {}, hold=("released", "dead")).recipients
    assert recipients_from(rows, {}, hold=("released", "wants or may have no letters")).held


# ── prisons ──────────────────────────────────────────────────────────────────────────────────────

FACILITIES = table(("id", "name", "address", "country"), ("ik4", "Colony No. 4", "Torzhok; 172011", "RU"))


@pytest.mark.parametrize("written", ["ik4", "IK4", "Colony No. 4", "colony no. 4"])
def test_a_prisoner_has_the_address_of_the_prison(written: str) -> None:
    rows = table(("name", "facility"), ("Boris", written))

    (prisoner,) = recipients_from(rows, {}, beside=Companions(facilities_from(FACILITIES))).recipients

    assert (prisoner.address, prisoner.country) == (("Torzhok", "172011"), "RU")
    assert prisoner.fields["facility_name"] == "Colony No. 4"


def test_a_prisoners_own_address_wins_over_the_prisons() -> None:
    rows = table(("name", "facility", "address", "country"), ("Boris", "ik4", "Tver", "RU"))

    (prisoner,) = recipients_from(rows, {}, beside=Companions(facilities_from(FACILITIES))).recipients

    assert prisoner.address == ("Tver",)


def test_a_prison_that_nobody_knows_is_a_problem_with_its_name() -> None:
    result = recipients_from(
        table(("name", "facility", "country"), ("Boris", "ik5", "RU")),
        {},
        beside=Companions(facilities_from(FACILITIES)),
    )

    assert "row 2, facility: “ik5” is not in the list of facilities" in str(result.problems[0])


def test_the_rules_of_the_prison_say_how_the_address_names_a_prisoner() -> None:
    rows = table(("name", "prisoner_number", "address", "country"), ("Leonard", "89637-132", "Box 1", "US"))

    assert recipients_from(rows, {}).recipients[0].addressee == ("Leonard",)
    named = recipients_from(rows, {}, named=lambda person: (person.name, person.fields["prisoner_number"]))
    assert named.recipients[0].addressee == ("Leonard", "89637-132")


def test_a_title_is_not_written_twice() -> None:
    headers = ("title", "name", "organisation", "address", "country")
    first, second = reading(
        headers, ("Dr.", "Dr. Anna", "Bundestag\nBüro", "A; B", "DE"), ("Dr.", "Berta", "", "A; B", "DE")
    ).recipients

    assert first.addressee == ("Dr. Anna", "Bundestag", "Büro")
    assert second.addressee == ("Dr. Berta",)


# ── languages ────────────────────────────────────────────────────────────────────────────────────


def test_a_localised_column_serves_the_letters_in_its_language() -> None:
    cells = {"charge": "обвинение", "charge_de": "Vorwurf", "charge_fr": ""}

    assert localised(cells, "de-AT")["charge"] == "Vorwurf"
    assert localised(cells, "fr")["charge"] == "обвинение"
    assert localised(cells, "en")["charge"] == "обвинение"


@pytest.mark.parametrize(("language", "name"), [("en", "Boris"), ("ru", "Борис"), ("uk", "Борис"), ("de-AT", "Boris")])
def test_the_name_is_in_the_script_of_the_letter(language: str, name: str) -> None:
    assert name_in({"name": "Борис", "name_latin": "Boris"}, language) == name


def test_a_template_can_name_a_column_without_its_language() -> None:
    columns = template_columns(["charge_de", "charge_ru", "postal_code"])

    assert {"charge", "charge_de", "postal_code", "birth_year"} <= columns
    assert "postal" not in columns


# ── senders ──────────────────────────────────────────────────────────────────────────────────────


# ── prisons whose address is unknown or doubtful ─────────────────────────────────────────────────

PRISONS = table(
    ("id", "name", "address", "country", "status", "rules", "last confirmed"),
    ("ik4", "Colony No. 4", "Torzhok; 172011", "RU", "", "no cards", "2026-09-30"),
    ("ik5", "Colony No. 5", "Tver; 170000", "RU", "закрыта", "", ""),
    ("ik6", "Colony No. 6", "", "RU", "", "", ""),
    ("a", "North Prison", "Box 1", "US", "", "", ""),
    ("b", "North Prison", "Box 2", "US", "", "", ""),
)


def prisoner(facility: str, **cells: str) -> Reading:
    headers, values = ("name", "facility", *cells), ("Boris", facility, *cells.values())
    return recipients_from(table(headers, values), {}, beside=Companions(facilities_from(PRISONS)))


@pytest.mark.parametrize(
    ("facility", "told"),
    [
        ("Colony No. 44", "“Colony No. 44” is not in the list of facilities; did you mean “Colony No. 4”?"),
        ("IK5", "“IK5” is marked as closed (list.xlsx, row 3)"),
        ("ik6", "“ik6” has no address (list.xlsx, row 4)"),
        ("North Prison", "may be any of those in rows 5 and 6"),
    ],
)
def test_a_doubtful_prison_is_a_problem_of_the_prisoners_row(facility: str, told: str) -> None:
    result = prisoner(facility)

    (problem,) = result.problems
    assert (problem.row, problem.column) == (2, "facility")
    assert told in problem.message
    assert not result.recipients


def test_a_prisoner_with_an_own_address_needs_no_prison_in_the_list() -> None:
    assert prisoner("Colony No. 44", address="Box 9", country="RU").recipients


def test_the_prisons_rules_and_the_day_of_its_confirmation_come_along() -> None:
    (found,) = prisoner("ik4").recipients

    assert (found.fields["rules"], found.fields["last_confirmed"]) == ("no cards", "2026-09-30")
    assert found.fields["facility_id"] == "ik4"


def test_what_a_prisoners_row_says_itself_wins_over_the_prison() -> None:
    (found,) = prisoner("ik4", last_confirmed="2026-11-01").recipients

    assert (found.fields["last_confirmed"], found.fields["facility_last_confirmed"]) == ("2026-11-01", "2026-09-30")


# ── all in one house ─────────────────────────────────────────────────────────────────────────────


def test_rows_without_an_address_get_the_one_that_the_mailing_names() -> None:
    rows = table(
        ("name", "street", "city", "postal_code", "country"),
        ("Rosa", "", "", "", ""),
        ("Karl", "Street 1", "Bonn", "53113", "DE"),
    )
    beside = Companions(shared={"address": "Parliament\n1010 Wien", "country": "AT"})

    first, second = recipients_from(rows, {}, beside=beside).recipients

    assert (first.address, first.country) == (("Parliament", "1010 Wien"), "AT")
    assert (second.address, second.country) == (("Street 1", "53113 Bonn"), "DE")
