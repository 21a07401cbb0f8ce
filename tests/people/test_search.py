"""A person is found by what somebody remembers of the name."""

from dataclasses import dataclass

import pytest

from outreach.people.search import FOUND, found_among


@dataclass(frozen=True)
class Somebody:
    name: str


PEOPLE = [
    Somebody(name)
    for name in (
        "Огнепольский Савва Никитич",
        "Íñigo Peñarrubia Sáez",
        "Caoimhe O’Loughnane",
        "Kim Ångslund",
        "Kim Falkenrath",
    )
]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("penarrubia", ["Íñigo Peñarrubia Sáez"]),
        ("saez inigo", ["Íñigo Peñarrubia Sáez"]),
        ("savva ognep", ["Огнепольский Савва Никитич"]),
        ("САВВА", ["Огнепольский Савва Никитич"]),
        ("OLOUGHNANE", ["Caoimhe O’Loughnane"]),
        ("kim", ["Kim Ångslund", "Kim Falkenrath"]),
        ("Falkenrat Kim", ["Kim Falkenrath"]),
        ("Falkenrahtt", ["Kim Falkenrath"]),
        ("nobody", []),
        ("", []),
        ("’", []),
    ],
)
def test_accents_capitals_script_order_and_a_typo_do_not_matter(text: str, names: list[str]) -> None:
    assert [one.name for one in found_among(PEOPLE, text)] == names


def test_no_more_are_shown_than_fit() -> None:
    assert len(found_among([Somebody(f"Kim {n}") for n in range(200)], "kim")) == FOUND
