"""Hold back what goes to an old or doubtful address."""

import datetime as dt

from outreach.care.address_age import address_findings
from outreach.care.rule_books import Prison, books_for, rules_of
from outreach.care.rule_files import shipped_books
from outreach.model import Severity

TODAY = dt.date(2026, 11, 20)
RULES = rules_of(books_for(shipped_books(), Prison("RU")))


def rules_broken(confirmed: str, returned: dt.date | None = None) -> list[str]:
    return [one.rule for one in address_findings(RULES, {"last_confirmed": confirmed}, TODAY, returned)]


def test_an_address_may_be_a_year_old_and_no_older() -> None:
    assert rules_broken("2025-11-20") == []
    assert rules_broken("2025-11-19") == ["address_age"]
    assert rules_broken("19.11.2025") == ["address_age"]


def test_an_address_whose_age_nobody_knows_is_not_called_old() -> None:
    assert rules_broken("") == []
    assert rules_broken("last spring") == []


def test_a_letter_that_came_back_makes_the_address_doubtful() -> None:
    [found] = address_findings(RULES, {}, TODAY, dt.date(2026, 9, 1))
    assert (found.rule, found.severity) == ("returned", Severity.STOP)
    assert "2026-09-01" in found.message


def test_nobody_else_has_rules() -> None:
    assert list(address_findings({}, {"last_confirmed": "2001-01-01"}, TODAY, TODAY)) == []
