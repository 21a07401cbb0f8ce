"""A list of offices is joined to the people who sit in them, and the office is chosen by a rule with a name."""

import datetime as dt
import re
from pathlib import Path

import pytest

from outreach.model import Row, Table
from outreach.people.joining import chosen_offices
from outreach.people.recipients import Companions, recipients_from
from outreach.readers import read_table

PUBLIC = Path(__file__).resolve().parents[3] / "shared" / "data" / "us-congress"
OFFICES = (
    "bioguide", "thomas", "govtrack", "id", "address", "building", "city", "fax", "hours", "phone", "state", "suite",
    "zip", "latitude", "longitude",
)  # fmt: skip


def offices(*rows: dict[str, str]) -> Table:
    """Return a list of invented offices with the columns of the public one."""
    blank = dict.fromkeys(OFFICES, "")
    return Table("offices.csv", OFFICES, tuple(Row("offices.csv", i, blank | row) for i, row in enumerate(rows, 2)))


DENVER = {"bioguide": "A1", "address": "1 Pine St.", "building": "Old Mill", "suite": "12", "city": "Denver", "state": "CO",
          "zip": "80202", "latitude": "39.75", "longitude": "-104.99"}  # fmt: skip
PUEBLO = {**DENVER, "address": "9 Elm St.", "building": "", "suite": "Floor 2", "city": "Pueblo", "zip": "81003", "latitude": "38.27",
          "longitude": "-104.61"}  # fmt: skip
BOULDER = {
    **DENVER,
    "address": "5 Oak St.",
    "city": "Boulder",
    "zip": "80301",
    "latitude": "40.02",
    "longitude": "-105.27",
}
THREE = offices(PUEBLO, DENVER, BOULDER)


@pytest.mark.parametrize(
    ("choose", "near", "city"),
    [
        ("first", "", "Pueblo"), ("last", "", "Boulder"), ("nearest", "80203", "Denver"), ("nearest", "81001", "Pueblo"),
        ("nearest", "40.1, -105.3", "Boulder"),
    ],
)  # fmt: skip
def test_one_office_of_several_is_chosen_by_the_rule(choose: str, near: str, city: str) -> None:
    chosen, problems = chosen_offices(THREE, "", choose, near)

    assert chosen["A1"]["city"] == city
    assert problems == []


def test_an_office_becomes_the_address_with_its_building_and_suite() -> None:
    chosen, _ = chosen_offices(THREE, "bioguide", "nearest", "80202")
    people = Table(
        "people.csv",
        ("id", "name", "address", "country"),
        (Row("people.csv", 2, {"id": "A1", "name": "Rosa", "address": "Capitol; Washington", "country": "US"}),),
    )

    (one,) = recipients_from(people, {}, beside=Companions(offices=chosen)).recipients

    assert one.address == ("Old Mill", "1 Pine St., Suite 12", "Denver, CO 80202")
    assert one.fields["office_city"] == "Denver"


def test_an_office_that_the_post_cannot_reach_is_passed_over() -> None:
    chosen, problems = chosen_offices(
        offices({**DENVER, "zip": ""}, {**PUEBLO, "address": "", "suite": ""}, BOULDER), "", "first", ""
    )

    assert chosen["A1"]["city"] == "Boulder"
    assert problems == []


def test_whose_offices_cannot_be_reached_at_all_is_told_and_keeps_the_first_address() -> None:
    chosen, (problem,) = chosen_offices(offices({**DENVER, "zip": "8020"}), "", "first", "")

    assert chosen == {}
    assert str(problem).startswith("offices.csv, row 2: an office of A1: postal_code: “8020” is no postal code")


@pytest.mark.parametrize(
    ("key", "near", "told"),
    [("member", "80202", "no column `member`"), ("", "somewhere", "nobody knows where “somewhere” is")],
)
def test_what_cannot_be_joined_is_told(key: str, near: str, told: str) -> None:
    chosen, (problem,) = chosen_offices(THREE, key, "nearest", near)

    assert not chosen
    assert told in problem.message


def public(name: str) -> Table:
    table = read_table((PUBLIC / name, name))
    assert isinstance(table, Table)
    return table


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the US Congress data lies outside the project")
def test_every_member_of_the_us_congress_is_mapped_and_joined_to_an_office() -> None:
    members = public("legislators-current.csv")
    chosen, problems = chosen_offices(public("legislators-district-offices.csv"), "", "first", "")
    result = recipients_from(members, {}, beside=Companions(offices=chosen), today=dt.date(2026, 11, 20))

    assert len(members.rows) == 537
    assert len(result.recipients) == 536
    assert [problem.row for problem in result.problems] == [538]  # the one member without any address
    assert {problem.message.split(":")[0] for problem in problems} == {
        "an office of J000305", "an office of M001222", "an office of S001231",
    }  # fmt: skip
    for one in result.recipients:
        assert re.fullmatch(r"[\w .'\-]+, [A-Z]{2} \d{5}(-\d{4})?", one.address[-1]), one.address
        assert len(one.address) > 1
        assert all(
            one.fields[column] for column in ("party", "constituency", "chamber", "office", "gender", "birth_date")
        )
