"""Rules of prisons: read from data, laid one above the other, refused with a remedy where they are wrong."""

import datetime as dt
import tomllib
from collections.abc import Iterable

import pytest

from outreach import tables
from outreach.care.checks import CHECKS
from outreach.care.rule_books import SETTINGS, Prison, RuleBook, Rules, books_for, is_known, rules_of
from outreach.care.rule_files import book_problems, rule_book, shipped_books
from outreach.model import Severity

HEAD = 'source = "somebody"\ndate = 2026-10-01\n'


def rules_for(books: Iterable[RuleBook], country: str, *facility: str, lines: tuple[str, ...] = ()) -> Rules:
    return rules_of(books_for(books, Prison(country, facility, lines)))


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
    before_merging, after_setting = {"address_age", "name_fits", "returned"}, {"pages", "name_on_every_sheet"}
    assert set(SETTINGS) == set(CHECKS) | before_merging | after_setting


def test_a_more_exact_rule_overrides_a_more_general_one_whatever_the_order() -> None:
    books = [
        rule_book(tomllib.loads(f'facility = "IK-1"\n{HEAD}[pages]\nat_most = 1')),
        rule_book(tomllib.loads(f'country = "RU"\n{HEAD}[pages]\nat_most = 4\n[emoji]')),
        rule_book(tomllib.loads(f"{HEAD}[pages]\nat_most = 9\n[codes]")),
    ]
    assert rules_for(books, "RU", "ik-1")["pages"].number("at_most") == 1
    assert rules_for(books, "RU", "ik-2")["pages"].number("at_most") == 4
    assert rules_for(books, "FR", "ik-2")["pages"].number("at_most") == 9
    assert set(rules_for(books, "RU", "ik-1")) == {"pages", "emoji", "codes"}


def test_a_rule_that_is_off_is_gone() -> None:
    books = [rule_book({"country": "RU", "emoji": {}}), rule_book({"facility": "ik-1", "emoji": {"severity": "off"}})]
    assert "emoji" in rules_for(books, "RU")
    assert "emoji" not in rules_for(books, "RU", "ik-1")


def test_a_rule_stops_unless_it_says_otherwise() -> None:
    assert rule_book({"emoji": {}}).rules["emoji"].severity is Severity.STOP


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("UA", ("бул. Леніна 4", "Сімферополь")),
        ("UA", ("вул. Вигадана 1", "95006")),
        ("UA", ("ул. Придуманная, 1", "295006")),
        ("UA", ("Made-up Street 1", "Autonomous Republic of Crimea")),
        ("RU", ("г. Мариуполь",)),
    ],
)
def test_occupied_territory_follows_the_rules_of_russia_whatever_the_country_column_says(
    country: str, lines: tuple[str, ...]
) -> None:
    there = rules_for(shipped_books(), country, lines=lines)
    assert there["language"].texts("allowed") == ("ru",)
    assert there["topics"] == rules_for(shipped_books(), "RU")["topics"]
    assert "birth_year" in there


def test_the_rest_of_ukraine_has_the_rules_that_hold_everywhere() -> None:
    free = rules_for(shipped_books(), "UA", lines=("вул. Севастопольська 3", "65000 Одеса"))
    assert free["topics"].severity is Severity.WARN
    assert "birth_year" not in free


def test_a_prison_has_the_rules_of_its_own_place_before_those_of_the_country() -> None:
    place = rule_book(tomllib.loads(f'within = ["US"]\nregions = ["Texas"]\n{HEAD}[kinds]\nallowed = ["postcard"]'))
    books = (*shipped_books(), place)
    assert "kinds" in rules_for(books, "US", lines=("Huntsville", "Texas"))
    assert "kinds" not in rules_for(books, "US", lines=("Reno", "Nevada"))


@pytest.mark.parametrize(("country", "known"), [("RU", True), ("TR", True), ("DE", False), ("AZ", False)])
def test_it_is_known_where_no_rules_are_known(country: str, known: bool) -> None:  # noqa: FBT001 — a row of the table
    assert is_known(books_for(shipped_books(), Prison(country))) is known


def test_advice_has_a_source_of_its_own_or_that_of_its_file() -> None:
    for book in shipped_books():
        for advice in book.advice:
            assert advice.text
            assert advice.source
            assert dt.date.fromisoformat(advice.date) <= dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'within = ["UA"]\n{HEAD}', "`within` names a country, and no place in it"),
        (f'{HEAD}[[advice]]\nsource = "x"', "[[advice]]: `text` is missing"),
        (f'{HEAD}[[advice]]\ntext = "x"\nsorce = "x"', "[[advice]]: `sorce` is not a known setting"),
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
