"""Public data sets are read without any setting; ``scripts/make_public_lists.py`` wrote the files."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import ROOT

from outreach.l10n.dates import is_date, iso_date
from outreach.model import ListFile, Problem, Row, Table
from outreach.readers import read_table

LISTS = ROOT / "tests" / "data" / "public"
PEOPLE = 24
ROWS = {
    "congress-legislators.csv": PEOPLE, "congress-district-offices.csv": PEOPLE, "everypolitician-term.csv": PEOPLE + 6,
    "european-parliament-meps.csv": PEOPLE, "techtothepeople-meps.csv": PEOPLE, "openaustralia-representatives.csv": PEOPLE,
    "popolo.json": PEOPLE, "openstates": PEOPLE, "prisoners-register.csv": PEOPLE, "prisoners-support-group.csv": PEOPLE,
}  # fmt: skip


def read(path: Path) -> Sequence[Row]:
    """Return the rows of a list."""
    table = read_table(ListFile(path, path.name))
    assert isinstance(table, Table), table
    return table.rows


def refusal(path: Path) -> str:
    """Return why a list cannot be read."""
    problem = read_table(ListFile(path, path.name))
    assert isinstance(problem, Problem), problem
    return str(problem)


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_read_and_none_has_a_fault(name: str) -> None:
    rows = read(LISTS / name)

    assert len(rows) == ROWS[name]
    assert [row.faults for row in rows if row.faults] == []


def test_postal_codes_keep_their_zeros_and_offices_their_person() -> None:
    rows = read(LISTS / "congress-district-offices.csv")

    assert [row.cells["zip"] for row in rows[:4]] == ["02139", "02139", "00501", "19901"]
    assert [row.cells["bioguide"] for row in rows[:3]] == ["X000000", "X000000", "X000001"]


def test_remarks_are_passed_over_and_mixed_dates_stay_readable() -> None:
    rows = read(LISTS / "openaustralia-representatives.csv")

    assert (rows[0].number, rows[0].cells["name"]) == (4, "Ada Achterberg")
    elected = [row.cells["Date of election"] for row in rows]
    assert {len(date) for date in elected} >= {len("2.2.2022"), len("01.01.2022")}
    assert all(is_date(iso_date(date)) for date in elected)


def test_dates_of_which_a_part_is_known_stay_as_they_are() -> None:
    born = [row.cells["Date of Birth"] for row in read(LISTS / "prisoners-register.csv")[:3]]

    assert born == ["1945-01-01", "1947-02", "1949"]


def test_a_popolo_person_is_one_row_with_address_newest_membership_and_names_for_keys() -> None:
    cells = read(LISTS / "popolo.json")[0].cells

    wanted = {
        "id": "p0", "name": "Ada Achterberg", "honorific_prefix": "Dr.", "birth_date": "1945", "phone": "030 0000",
        "address": "Platz der Republik 0\n10557 Berlin", "address_2": "Nebenstraße 0\n10557 Berlin",
        "role": "member", "organization": "National Assembly", "on_behalf_of": "Liberal Union", "area": "District 0",
        "start_date": "2021-10-01", "identifier_wikidata": "Q0", "other_names": "A. Achterberg", "patronymic_name": "",
    }  # fmt: skip
    assert {key: cells[key] for key in wanted} == wanted


def test_persons_of_popolo_may_stand_in_a_list_alone_with_their_memberships_inside(tmp_path: Path) -> None:
    memberships = [
        {"role": "old", "end_date": "2019"},
        {"role": "new", "on_behalf_of": {"name": "Greens"}, "organization": {"name": "House"}},
    ]
    person = {"name": "Rosa", "postal_code": 1099, "images": [{"url": "x"}], "memberships": memberships}
    path = tmp_path / "people.json"
    path.write_text("\ufeff" + json.dumps([person, "noise"]), encoding="utf-8")

    cells = read(path)[0].cells

    assert [cells[key] for key in ("name", "postal_code", "role", "on_behalf_of", "organization")] == [
        "Rosa", "1099", "new", "Greens", "House",
    ]  # fmt: skip
    assert "images" not in cells


def test_a_folder_of_open_states_files_is_one_list_and_messages_name_the_file() -> None:
    row = read(LISTS / "openstates")[1]

    assert (row.source, row.number) == ("openstates/01.yaml", 1)
    wanted = {
        "name": "Boris Brânză", "party": "Workers' List", "role_type": "upper", "district": "01", "voice": "555-0103",
        "address": "State Capitol, Room 1; Salem, OR 00501", "district_address": "2 Elm Street; Salem, OR 00501",
        "birth_date": "1947-02-02", "other_names": "B. Brânză",
    }  # fmt: skip
    assert {key: row.cells[key] for key in wanted} == wanted


def test_yaml_is_read_as_it_stands_without_truth_values_and_octal_numbers(tmp_path: Path) -> None:
    path = tmp_path / "rosa.yml"
    path.write_text("name: Rosa\nzip: 01099\nanswered: no\nborn: 1970-03-15\nnone: null\n", encoding="utf-8")

    assert read(path)[0].cells == {"name": "Rosa", "zip": "01099", "answered": "no", "born": "1970-03-15"}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '{"persons": [', "a.json: is not valid JSON at line 1; download it again"),
        ("a.json", '{"persons": []}', "a.json: holds no persons; take the file that lists persons"),
        ("a.json", '"text"', "a.json: holds no persons"),
        ("a.yaml", "a: [b\nc: d\n", "a.yaml: is not valid YAML at line 2; download it again"),
        ("a.yaml", "- 1\n- 2\n", "a.yaml: holds no persons"),
    ],
)
def test_a_file_without_persons_is_refused_with_the_way_out(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert refusal(tmp_path / name).startswith(told)


def test_a_broken_file_in_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("name: Rosa", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("name: [", encoding="utf-8")

    assert f"{tmp_path.name}/bad.yaml: is not valid YAML" in refusal(tmp_path)
