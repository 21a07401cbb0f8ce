"""Rules of prisons: read from data, laid one above the other, refused with a remedy where they are wrong."""

import datetime as dt
import tomllib

import pytest

from outreach import tables
from outreach.care.checks import CHECKS
from outreach.care.rule_books import SETTINGS, book_problems, rule_book, rules_for, shipped_books
from outreach.model import Severity

HEAD = 'source = "somebody"\ndate = 2026-10-01\n'


def faults(text: str) -> list[str]:
    return [str(problem) for problem in book_problems("rules.toml", tomllib.loads(text))]


def test_the_rules_that_come_with_the_tool_are_without_fault() -> None:
    assert [book_problems("shipped", data) for data in tables.prison_rules()] == [[]] * len(tables.prison_rules())


def test_every_rule_that_comes_with_the_tool_has_a_source_and_a_date() -> None:
    for book in shipped_books():
        for rule in book.rules.values():
            assert rule.source
            assert dt.date.fromisoformat(rule.date) <= dt.datetime.now(dt.UTC).date()


def test_every_rule_is_looked_after_somewhere() -> None:
    before_merging, after_setting = {"address_age", "returned"}, {"pages", "name_on_every_sheet"}
    assert set(SETTINGS) == set(CHECKS) | before_merging | after_setting


def test_a_more_exact_rule_overrides_a_more_general_one_whatever_the_order() -> None:
    books = [
        rule_book(tomllib.loads(f'facility = "IK-1"\n{HEAD}[pages]\nat_most = 1')),
        rule_book(tomllib.loads(f'country = "RU"\n{HEAD}[pages]\nat_most = 4\n[emoji]')),
        rule_book(tomllib.loads(f"{HEAD}[pages]\nat_most = 9\n[codes]")),
    ]
    assert rules_for(books, "RU", ["ik-1"])["pages"].number("at_most") == 1
    assert rules_for(books, "RU", ["ik-2"])["pages"].number("at_most") == 4
    assert rules_for(books, "FR", ["ik-2"])["pages"].number("at_most") == 9
    assert set(rules_for(books, "RU", ["ik-1"])) == {"pages", "emoji", "codes"}


def test_a_rule_that_is_off_is_gone() -> None:
    books = [rule_book({"country": "RU", "emoji": {}}), rule_book({"facility": "ik-1", "emoji": {"severity": "off"}})]
    assert "emoji" in rules_for(books, "RU", [])
    assert "emoji" not in rules_for(books, "RU", ["ik-1"])


def test_a_rule_stops_unless_it_says_otherwise() -> None:
    assert rule_book({"emoji": {}}).rules["emoji"].severity is Severity.STOP


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date = 2026-10-01\n[emoji]", "`source` is missing"),
        ('source = "x"\n[emoji]', "`date` is missing"),
        (f"{HEAD}[emojis]", "there is no rule `emojis`; did you mean `emoji`?"),
        (f"{HEAD}[pages]", "[pages]: `at_most` is missing"),
        (f'{HEAD}[pages]\nat_most = "two"', "[pages]: `at_most` has the wrong form; write at_most = 3"),
        (f"{HEAD}[pages]\nmost = 2\nat_most = 2", "[pages]: `most` is not a known setting"),
        (f'{HEAD}[emoji]\nseverity = "stopp"', "`severity = stopp` is not possible; did you mean `stop`?"),
        (f'{HEAD}[return_address]\nwanted = "maybe"', "`wanted = maybe` is not possible"),
        (f'{HEAD}contry = "RU"', "`contry` is not a known setting; did you mean `country`?"),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_remedy(text: str, message: str) -> None:
    assert any(message in fault for fault in faults(text)), faults(text)
