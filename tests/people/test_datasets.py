"""Public data sets are recognised by their headers as a whole, and mapped completely."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from conftest import ROOT

from outreach.l10n.address import country_code
from outreach.model import Kind, Table
from outreach.people.datasets import dataset_of
from outreach.people.recipients import Companions, Reading, recipients_from
from outreach.people.selection import choose_language
from outreach.readers import read_table

TODAY = dt.date(2026, 11, 20)
PUBLIC = ROOT / "tests" / "data" / "public"
GIVEN = ("Aino", "Brigid", "Casimir", "Dafne", "Eskil", "Fiorella", "Gaspard", "Hedwig", "Ivar", "Jolana", "Kajetan",
         "Liv", "Mirela", "Nuno", "Odile", "Pavle", "Quirin", "Rasa", "Severin", "Tove", "Ulrika", "Vito")  # fmt: skip
FAMILY = ("Ahvenlampi", "Ballyfarnon", "Czarnolas", "Dellavalle", "Ekebacken", "Fontebranda", "Grandchamps", "Hainbuchner",
          "Innervik", "Javornická", "Kalinowiec", "Lundemoen", "Munteanescu", "Nogueirinha", "Oradour-Lys", "Podgorac",
          "Quellbrunn", "Rudenaitė", "Seltenreich", "Tjernsli", "Uppgren", "Valdombra")  # fmt: skip


def file(folder: Path, headers: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Table:
    """Write a data set as its publisher does, and read it as the tool does."""
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, headers, restval="")
        writer.writeheader()
        writer.writerows(rows)
    table = read_table((path, "list.csv"))
    assert isinstance(table, Table)
    return table


def headers(name: str) -> list[str]:
    """Return the headers of a data set, as its invented twin has them."""
    with (PUBLIC / name).open(encoding="utf-8", newline="") as handle:
        return next(csv.reader(handle))


def people(table: Table, beside: Companions | None = None) -> Reading:
    """Return what becomes of a list without any setting."""
    return recipients_from(table, {}, beside=beside or Companions(), today=TODAY)


def row(index: int) -> dict[str, str]:
    return {"given": GIVEN[index], "family": FAMILY[index], "name": f"{GIVEN[index]} {FAMILY[index]}"}


EVERYPOLITICIAN = headers("everypolitician-term.csv")


def everypolitician(folder: Path) -> Table:
    rows: list[Mapping[str, object]] = [
        {
            "id": f"id-{i}", "name": row(i)["name"], "sort_name": row(i)["family"], "email": f"p{i}@example.org",
            "group": "Green List", "area": f"District {i}", "chamber": "House of Assembly", "term": "9",
            "start_date": "2024-01-01", "gender": ("female", "male")[i % 2],
        }
        for i in range(22)
    ]  # fmt: skip
    earlier = {**rows[3], "group": "Old List", "start_date": "2020-01-01", "end_date": "2023-12-31"}
    gone = {**rows[5], "end_date": "2025-05-31"}
    return file(folder, EVERYPOLITICIAN, [earlier, *rows[:5], gone, *rows[6:]])


HOUSE = Companions(shared={"address": "Parliament\n1 Hill Road\n4001 Hilltown", "country": "ZA"})


def test_everypolitician_is_read_with_the_newest_term_of_each_person(tmp_path: Path) -> None:
    result = people(everypolitician(tmp_path), HOUSE)

    assert len(result.recipients) == 21
    found = {one.id: one for one in result.recipients}
    fields = found["id-3"].fields
    assert (fields["party"], fields["constituency"], fields["chamber"], fields["gender"]) == (
        "Green List", "District 3", "House of Assembly", "m",
    )  # fmt: skip
    assert found["id-3"].addressee == (row(3)["name"], "House of Assembly")
    assert found["id-3"].address == ("Parliament", "1 Hill Road", "4001 Hilltown")


def test_whose_term_is_over_is_held_back_and_told(tmp_path: Path) -> None:
    (held,) = people(everypolitician(tmp_path), HOUSE).held

    assert held.reason == "held back: in office until 2025-05-31"
    assert held.row.cells["id"] == "id-5"


def test_a_data_set_without_addresses_says_so_once_and_what_to_do(tmp_path: Path) -> None:
    result = people(everypolitician(tmp_path))

    (problem,) = result.problems
    assert "which holds no postal addresses" in problem.message
    assert "address = [" in problem.remedy
    assert "join = {" in problem.remedy
    assert result.recipients == ()


EUROPARL = [
    "mep_identifier",
    "mep_honorific_prefix",
    "mep_given_name",
    "mep_family_name",
    "mep_official_given_name",
    "mep_official_family_name",
    "mep_gender",
    "mep_citizenship",
    "mep_place_of_birth",
    "mep_birthday",
    "mep_death_date",
    "mep_image",
    "mep_email",
    "mep_homepage",
    "mep_URI",
]
COUNTRIES = ("DEU", "FRA", "POL", "EST", "PRT")


def europarl(folder: Path) -> Table:
    rows = [
        {
            "mep_identifier": 9000 + i, "mep_honorific_prefix": ("MR", "MRS")[i % 2], "mep_given_name": row(i)["given"],
            "mep_family_name": row(i)["family"], "mep_gender": ("MALE", "FEMALE")[i % 2],
            "mep_citizenship": "http://publications.europa.eu/resource/authority/country/" * (i % 2) + COUNTRIES[i % 5],
            "mep_birthday": f"1970-01-{i + 1:02}",
        }
        for i in range(22)
    ]  # fmt: skip
    return file(folder, EUROPARL, rows)


def test_the_european_parliaments_members_are_written_to_at_its_house(tmp_path: Path) -> None:
    result = people(europarl(tmp_path))

    assert len(result.recipients) == 22
    one = result.recipients[1]
    assert (one.id, one.name, one.country) == ("9001", "Brigid Ballyfarnon", "BE")
    assert one.addressee == ("Brigid Ballyfarnon", "European Parliament")
    assert one.address == ("60 rue Wiertz", "1047 Bruxelles")
    assert {k: one.fields[k] for k in ("gender", "birth_date", "constituency", "office", "title")} == {
        "gender": "f", "birth_date": "1970-01-02", "constituency": "FRA", "office": "member", "title": "",
    }  # fmt: skip


def test_a_member_abroad_is_written_to_in_the_language_of_home(tmp_path: Path) -> None:
    members = people(europarl(tmp_path)).recipients

    languages = [choose_language(one, ("de", "fr", "nl", "en"), ("en",)) for one in members[:5]]
    assert languages == ["de", "fr", "en", "en", "en"]


TTTP = "dxid,country,first_name,last_name,email,birthdate,gender,eugroup,party,phone,office,committee,substitute,delegation,twitter,epid,since"


def test_the_members_of_techtothepeople_have_their_room_in_the_address(tmp_path: Path) -> None:
    rows = [
        {
            "dxid": i, "country": "Sweden", "first_name": row(i)["given"], "last_name": row(i)["family"].upper(),
            "birthdate": f"1961-02-{i + 1:02}", "gender": "MF"[i % 2], "eugroup": "Greens/EFA", "party": "Skogspartiet",
            "office": f"04F{100 + i}", "epid": 7000 + i,
        }
        for i in range(22)
    ]  # fmt: skip
    result = people(file(tmp_path, [*TTTP.split(","), "AFET", "LIBE"], rows))

    assert len(result.recipients) == 22
    one = result.recipients[4]
    assert (one.id, one.country) == ("7004", "BE")
    assert (*one.addressee, *one.address) == (
        "Eskil EKEBACKEN", "European Parliament", "04F104", "60 rue Wiertz", "1047 Bruxelles",
    )  # fmt: skip
    assert (one.fields["party"], one.fields["national_party"], one.fields["constituency"]) == (
        "Greens/EFA", "Skogspartiet", "Sweden",
    )  # fmt: skip
    assert choose_language(one, ("en", "sv", "nl"), ("en",)) == "sv"


AUSTRALIA = headers("openaustralia-representatives.csv")


def australia(folder: Path) -> Table:
    rows: list[dict[str, object]] = [
        {
            "member count": i, "person count": i, "name": row(i)["name"], "Division": f"Division {i}" if i < 12 else "",
            "State/Territory": "Vic.", "Date of election": "3.5.2025", "Most recent party": "IND",
        }
        for i in range(22)
    ]  # fmt: skip
    before = {
        **rows[2],
        "member count": 90,
        "Date of election": "21.05.2022",
        "Date ceased to be a Member": "03.05.2025",
    }
    gone = {**rows[4], "Date ceased to be a Member": "1.10.2026", "reason": "resigned"}
    return file(folder, AUSTRALIA, [*rows[:4], before, gone, *rows[5:]])


def test_openaustralias_members_are_written_to_in_canberra_by_their_house(tmp_path: Path) -> None:
    result = people(australia(tmp_path))

    assert len(result.recipients) == 21
    assert [one.reason for one in result.held] == ["held back: in office until 2026-10-01"]
    found = {one.id: one for one in result.recipients}
    assert found["2"].row.cells["member count"] == "2"
    assert (*found["2"].addressee, *found["2"].address) == (
        "Casimir Czarnolas", "House of Representatives", "PO Box 6022", "Parliament House", "Canberra ACT 2600",
    )  # fmt: skip
    assert found["15"].address[0] == "PO Box 6100"
    assert (found["15"].fields["office"], found["2"].fields["office"]) == ("senator", "representative")


def test_a_list_of_prisoners_finds_its_prisons_in_the_list_of_facilities(tmp_path: Path) -> None:
    rows = [
        {
            "Name": row(i)["name"], "Gender": "Female", "Date of Birth": ("1980", "1980-04", "1980-04-05")[i % 3],
            "Date of Death": "2025-01" if i == 7 else "", "Place": "North Prison", "Sentence": ("life", "detention", "unknown")[i % 3],
            "Source": "a newspaper",
        }
        for i in range(22)
    ]  # fmt: skip
    prison = {
        "north_prison": {"name": "North Prison", "address": "Box 1\nNorthtown", "country": "KE", "facility_fault": ""}
    }
    result = people(
        file(tmp_path, ["Name", "Gender", "Date of Birth", "Date of Death", "Place", "Sentence", "Source"], rows),
        Companions(prison),
    )

    assert result.kind is Kind.PRISONER
    assert len(result.recipients) == 21
    assert [one.reason for one in result.held] == ["held back: dead"]
    assert result.recipients[0].address == ("Box 1", "Northtown")
    assert result.recipients[1].fields["birth_date"] == "1980-04"


def test_a_data_sets_own_word_never_hides_the_tools() -> None:
    facts = dataset_of(TTTP.split(","))

    assert facts["title"].startswith("members of the European Parliament")
    assert not dataset_of(("dxid", "country", "first_name"))


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_country_is_known_by_its_three_letters(code: str) -> None:
    assert len(country_code(code)) == 2
