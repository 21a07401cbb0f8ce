"""People and how each language greets them: the table in tests/data, for native speakers to read."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from outreach import tables
from outreach.letters.salutation import salutation
from outreach.people.recipients import name_in

DATA = Path(__file__).resolve().parent.parent / "data"
TABLE = DATA / "salutations.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines(), delimiter=";"))
ENOUGH = 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['salutation']}")
def test_a_person_is_greeted_as_a_native_speaker_would(case: dict[str, str]) -> None:
    parts = (case["given_name"], case["patronymic"], case["family_name"])
    name = " ".join(part for part in parts if part)
    cells = {column: value for column, value in case.items() if value and column != "salutation"}

    assert salutation(case["kind"], cells, name, case["language"], case["country"]) == case["salutation"]


def test_the_table_covers_every_language_gender_and_kind() -> None:
    base = Counter(case["language"].replace("-BR", "") for case in CASES)

    assert len(CASES) >= ENOUGH
    assert set(base) == set(tables.languages())
    assert min(base.values()) > 3
    for column in ("gender", "kind"):
        assert len({case[column] for case in CASES}) == len({"f", "m", ""} if column == "gender" else {"a", "b"})


def hard(name: str) -> list[dict[str, str]]:
    """Return people who are hard to greet, with the best and the acceptable greetings."""
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines(), delimiter=";"))


@pytest.mark.parametrize(
    "case",
    [*hard("hard_salutations.csv"), *hard("close_salutations.csv")],
    ids=lambda case: f"{case['id']}: {case['about']}",
)
def test_who_is_hard_to_greet_is_greeted_well_enough(case: dict[str, str]) -> None:
    people = {"best", "acceptable", "about", "id", "kind", "language"}
    cells = {column: value for column, value in case.items() if value and column not in people}
    cells["gender"] = tables.spelled("gender", cells.get("gender", ""))
    good = [*case["best"].split("|"), *filter(None, case["acceptable"].split("|"))]

    greeting = salutation(case["kind"], cells, name_in(cells, case["language"]), case["language"], case["country"])

    assert greeting.replace("\u2068", "").replace("\u2069", "") in good
