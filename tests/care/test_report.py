"""The report of care answers “did anybody check?”: what was looked at, by which rules of which date, what came of it."""

import datetime as dt

import pytest
from conftest import CampaignFolder
from prisons import COLUMNS, SETTINGS, SNOW, TEXT, WAR, prisoner

from outreach.care.report import advice_lines, old_rules, places_looked, unknown_places
from outreach.care.rule_books import Prison, RuleBook, books_for
from outreach.care.rule_files import rule_book, shipped_books

DAY = "2026-11-20"


@pytest.fixture
def prison(empty: CampaignFolder) -> CampaignFolder:
    """Give a campaign with a harmless letter, one about war, and one to somebody with a nickname."""
    empty.write("campaign.toml", SETTINGS)
    empty.write("letter_templates/letter/ru.html", TEXT)
    third = ("p-3", "Анечка", "Ильинична", "Кузнецова", *prisoner("p-2", SNOW)[4:])
    empty.sheet("recipients/prisoners.xlsx", COLUMNS, [prisoner("p-1", SNOW), prisoner("p-2", WAR), third])
    return empty


def books(country: str) -> list[RuleBook]:
    return books_for(shipped_books(), Prison(country))


def test_a_batch_to_prisons_has_a_report_and_it_names_nobody(prison: CampaignFolder) -> None:
    assert prison.run("merge", "--yes", "--date", DAY).code == 0
    text = (prison.batch(1) / "care.txt").read_text(encoding="utf-8")
    assert text.startswith("Report of care: batch-0001, mailing letters, 2026-11-20\n")
    assert "3 pieces to prisons" in text
    assert "skipped.xlsx):\n- topics: 1\n" in text
    assert "packing list):\n- name_fits: 2\n" in text
    assert "Rules for Russia, pieces: 3" in text
    assert "- emoji (stop): Russia: Memorial, How to write to political prisoners, 2026-11-20" in text
    assert not any(name in text for name in ("Анна", "Анечка", "Образцова", "Кузнецова", "p-2", "Beispiel"))


def test_what_somebody_let_pass_stands_in_the_report_with_the_reason(prison: CampaignFolder) -> None:
    prison.run("merge", "--yes", "--date", DAY, "--override", "topics", "--reason", "the censor knows this poem")
    text = (prison.batch(1) / "care.txt").read_text(encoding="utf-8")
    assert "somebody decided so:\n- piece 2: topics: the censor knows this poem" in text


def test_a_batch_to_politicians_has_none(campaign: CampaignFolder) -> None:
    campaign.run("merge", "--yes")
    assert not (campaign.batch(1) / "care.txt").exists()


def test_check_says_once_where_no_rules_are_known_and_what_to_ask(prison: CampaignFolder) -> None:
    rows = [(*prisoner(one, SNOW)[:7], "AZ", *prisoner(one, SNOW)[8:]) for one in ("p-1", "p-2")]
    prison.sheet("recipients/prisoners.xlsx", COLUMNS, rows)
    shown = prison.run("check")
    assert shown.out.count("no rules are known for AZ (Azerbaijan): ask a group that writes there") == 1


def test_where_rules_are_known_nobody_is_told_otherwise() -> None:
    places = places_looked((country, books(country)) for country in ("RU", "RU", "TR", "DE", "AZ"))
    assert [place.pieces for place in places] == [2, 1, 1, 1]
    assert [place.name for place in places] == ["Russia", "Turkey", "Germany", "Azerbaijan"]
    assert [line[:25] for line in unknown_places(places)] == ["no rules are known for DE", "no rules are known for AZ"]


def test_rules_that_nobody_has_read_for_a_year_are_told() -> None:
    places = places_looked([("RU", books("RU"))])
    assert list(old_rules(places, dt.date(2027, 11, 20))) == []
    [line] = [line for line in old_rules(places, dt.date(2027, 11, 21)) if line.startswith("Russia")]
    assert "read more than a year ago" in line
    assert "emoji" in line


def test_advice_is_told_once_with_its_source() -> None:
    data = {"country": "RU", "source": "somebody", "date": dt.date(2026, 1, 1), "advice": [{"text": "write often"}]}
    some = [rule_book(data)]
    places = places_looked([("RU", some), ("RU", some)])
    assert list(advice_lines(places)) == ["RU: write often (somebody, 2026-01-01)"]
