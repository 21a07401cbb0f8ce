"""Records with maps inside them are lists too: what they hold becomes columns."""

import json
from pathlib import Path
from typing import Any

import pytest

from outreach.model import Problem, Table
from outreach.people.columns import understood
from outreach.people.recipients import recipients_from
from outreach.readers import read_table

CONGRESS = """
- id:
    bioguide: X000001
    thomas: '00136'
    fec: [S8OH00102, H2OH13033]
  name: {first: Ada, middle: B., last: Achterberg, suffix: Jr., official_full: Ada B. Achterberg}
  bio: {birthday: '1952-11-09', gender: F}
  leadership_roles:
  - {title: Whip, chamber: senate, start: '2021-01-20'}
  terms:
  - {type: rep, start: '1993-01-05', end: '1995-01-03', state: OH, district: 13, party: Red, address: 1 Old Building Washington DC 20515}
  - {type: sen, start: '2021-01-03', end: '2027-01-03', state: OH, class: 1, party: Red, address: 503 Hart Senate Office Building Washington DC 20510}
- id: {bioguide: X000002}
  name: {first: Boris, last: Brown}
  bio: {birthday: '1960-01-01', gender: M}
  terms:
  - {type: rep, start: '2025-01-03', end: '2027-01-03', state: WA, district: 2, party: Blue, address: 24 Long House Office Building Washington DC 20515}
"""


def read(folder: Path, content: object, name: str = "people.json") -> Table:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    table = read_table((path, name))
    assert isinstance(table, Table), table
    return table


def test_the_legislators_of_the_united_states_in_yaml_are_a_public_data_set(tmp_path: Path) -> None:
    table = read(tmp_path, CONGRESS, "legislators-current.yaml")
    reading = recipients_from(table, {})

    assert understood(table, {}).dataset["title"].startswith("members of the United States Congress")
    assert reading.problems == ()
    senator, representative = reading.recipients
    assert (senator.id, senator.name, senator.fields["gender"]) == ("X000001", "Ada B. Achterberg", "f")
    assert senator.address == ("503 Hart Senate Office Building", "Washington, DC 20510")
    assert senator.addressee == ("Ada B. Achterberg", "United States Senate")
    assert senator.fields["birth_date"] == "1952-11-09"
    assert not senator.fields.get("title")
    assert (representative.name, representative.fields["chamber"]) == ("Boris Brown", "House of Representatives")


@pytest.mark.parametrize("kind", ["list", "under a name", "by key"])
@pytest.mark.parametrize(
    "person",
    [
        {"name": {"first": "Rosa", "last": "Luxemburg"}, "address": {"street": "Street 1", "zip": "01099", "city": "Dresden", "country": "DE"}},
        {"name": {"given": "Rosa", "family": "Luxemburg"}, "location": {"street": "Street 1", "postcode": "01099", "city": "Dresden", "country": "Germany"}},
        {"person": {"firstName": "Rosa", "lastName": "Luxemburg"}, "home": {"address": {"street": "Street 1", "postal_code": "01099", "city": "Dresden"}, "country": "DE"}},
        {"properties": {"Vorname": "Rosa", "Nachname": "Luxemburg", "Anschrift": "Street 1\n01099 Dresden", "Land": "DE"}, "geometry": {"type": "Point"}},
        {"name": {"full": "Rosa Luxemburg"}, "contact": {"address": ["Street 1", "01099 Dresden"], "country": "DE"}},
    ],
    ids=["first and last", "given and family", "three deep", "GeoJSON", "lines"],
)  # fmt: skip
def test_records_with_maps_alone_are_understood(tmp_path: Path, person: dict[str, Any], kind: str) -> None:
    whole = {"list": [person], "under a name": {"type": "x", "members": [person]}, "by key": {"p1": person}}[kind]

    (rosa,) = recipients_from(read(tmp_path, whole), {}).recipients

    assert (rosa.name, rosa.address) == ("Rosa Luxemburg", ("Street 1", "01099 Dresden"))


@pytest.mark.parametrize(
    "content", [[{"a": {"b": {"c": 1}}}], {"a": {"b": 1}}, [{"id": {"x": "1"}}], [[1, 2]], {}, [{}], [{"name": {}}]]
)
def test_records_that_name_nobody_are_refused_with_the_way_out(tmp_path: Path, content: object) -> None:
    path = tmp_path / "people.json"
    path.write_text(json.dumps(content), encoding="utf-8")

    problem = read_table((path, "people.json"))

    assert isinstance(problem, Problem)
    assert str(problem) == "people.json: holds no persons; take the file that lists persons, each with a name"


@pytest.mark.parametrize("text", ["a: {b: {c: 1}}", "- {id: {x: 1}}", "x: [1, 2]", "name: {}", "- name: []"])
def test_records_in_yaml_that_name_nobody_are_refused_too(tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.yaml"
    path.write_text(text, encoding="utf-8")

    assert "holds no persons" in str(read_table((path, "people.yaml")))


def test_a_lone_half_of_a_character_is_a_problem_of_its_person(tmp_path: Path) -> None:
    table = read(tmp_path, '[{"name": "Ro\\ud83dsa"}, {"name": "Karl"}]')

    assert [bool(row.faults) for row in table.rows] == [True, False]
