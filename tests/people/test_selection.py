"""Who is written to in a run: who is due, who was asked for, in which language and order."""

import datetime as dt

import pytest

from outreach.model import Earlier, Kind, Recipient, Row
from outreach.people.selection import Wanted, choose_language, due_round, in_order, is_replaced, matches, settled

TODAY = dt.date(2026, 11, 20)


def someone(
    id_: str = "p1", name: str = "Rosa Luxemburg", kind: Kind = Kind.POLITICIAN, country: str = "DE",
    language: str = "", **fields: str,
) -> Recipient:  # fmt: skip
    """Return a person."""
    return Recipient(kind, id_, name, (name,), ("Street",), country, language, fields, Row("list", 2, {}))


@pytest.mark.parametrize(
    ("days_ago", "every", "due"),
    [
        (None, None, 1),
        (None, 60, 1),
        (1000, None, None),
        (0, 60, None),
        (59, 60, None),
        (60, 60, 4),
        (61, 60, 4),
        (0, 0, 4),
    ],
)
def test_a_person_is_due_when_the_days_of_a_round_are_over(
    days_ago: int | None, every: int | None, due: int | None
) -> None:
    earlier = None if days_ago is None else Earlier(3, TODAY - dt.timedelta(days=days_ago))

    assert due_round(earlier, every, TODAY) == due


def test_a_letter_dated_in_the_future_makes_nobody_due() -> None:
    assert due_round(Earlier(1, TODAY + dt.timedelta(days=5)), 60, TODAY) is None


@pytest.mark.parametrize(
    ("language", "country", "available", "fallback", "chosen"),
    [
        ("fr", "DE", ("de", "en", "fr"), ("en",), "fr"),
        ("", "DE", ("de", "en"), ("en",), "de"),
        ("", "FR", ("de", "en"), ("en", "de"), "en"),
        ("", "FR", ("de", "en"), ("de", "en"), "de"),
        ("fr-CA", "CA", ("en", "fr"), ("en",), "fr"),
        ("pt-BR", "BR", ("pt", "pt-BR"), (), "pt-BR"),
        ("it", "DE", ("de", "en"), ("en",), "en"),
        ("it", "DE", ("de", "en"), (), None),
        ("pt-BR", "BR", ("pt", "en"), ("en",), "pt"),
        ("pt-BR", "BR", ("de", "en"), ("en",), "en"),
        ("", "", ("de", "en"), ("en",), "en"),
        ("", "CH", ("fr", "de"), (), "de"),
        ("it", "IT", ("de",), ("en",), None),
        ("it", "IT", (), ("en",), None),
    ],
)
def test_the_language_is_the_rows_else_the_countrys_else_the_campaigns(
    language: str, country: str, available: tuple[str, ...], fallback: tuple[str, ...], chosen: str | None
) -> None:
    assert choose_language(someone(language=language, country=country), available, fallback) == chosen


def test_a_language_that_nobody_asked_for_is_known_as_such() -> None:
    assert is_replaced(someone(language="pt-BR", country="BR"), "en")
    assert not is_replaced(someone(language="pt-BR", country="BR"), "pt")
    assert not is_replaced(someone(country="CH"), "fr")
    assert is_replaced(someone(country="JP"), "en")


def is_asked_for(person: Recipient, wanted: Wanted, *others: Recipient) -> bool:
    """Tell whether `person` is asked for in a list with the `others`."""
    return matches(person, settled(wanted, [person, *others]))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), True),
        (Wanted(only=("P1",)), True),
        (Wanted(only=("rosa",)), True),
        (Wanted(only=(" LUXEMBURG ",)), True),
        (Wanted(only=("p",)), False),
        (Wanted(only=("karl",)), False),
        (Wanted(only=("karl", "rosa")), True),
        (Wanted(where={"country": "Deutschland"}), True),
        (Wanted(where={"country": "de"}), True),
        (Wanted(where={"country": "FR"}), False),
        (Wanted(where={"party": "kpd"}), True),
        (Wanted(where={"party": "KPD", "country": "FR"}), False),
        (Wanted(where={"nothing": ""}), True),
        (Wanted(where={"nothing": "x"}), False),
        (Wanted(only=("rosa",), where={"party": "spd"}), False),
    ],
)
def test_a_person_is_among_those_asked_for_by_id_name_or_column(wanted: Wanted, found: bool) -> None:  # noqa: FBT001
    assert is_asked_for(someone(party="KPD"), wanted) is found


def test_a_person_is_found_by_the_name_in_latin_letters_too() -> None:
    person = someone(name="Борис Кагарлицкий", name_latin="Boris Kagarlitsky")

    assert is_asked_for(person, Wanted(only=("kagarlitsky",)))
    assert is_asked_for(person, Wanted(only=("кагарлицкий",)))


def test_whoever_has_the_id_is_meant_and_not_who_has_it_in_the_name() -> None:
    maximilian, sample = someone("f", name="Maximilian Feld"), someone("max", name="Max Sample")

    assert is_asked_for(sample, Wanted(only=("MAX",)), maximilian)
    assert not is_asked_for(maximilian, Wanted(only=("max",)), sample)
    assert is_asked_for(maximilian, Wanted(only=("max",)))
    assert is_asked_for(maximilian, Wanted(only=("max", "feld")), sample)


def test_a_wish_that_is_settled_stays_as_it_is() -> None:
    sample, maximilian = someone("max", name="Max Sample"), someone("f", name="Maximilian Feld")

    both = settled(Wanted(only=("max",)), [sample, maximilian])

    assert settled(both, [maximilian]).ids == frozenset({"max"})


def test_an_empty_wish_finds_nobody() -> None:
    assert not is_asked_for(someone(), Wanted(only=("",)))


def test_prisoners_with_the_fewest_letters_come_first() -> None:
    people = [someone(id_, kind=Kind.PRISONER) for id_ in "abcd"]

    assert [one.id for one in in_order(people, {"a": 2, "b": 1, "d": 1})] == ["c", "b", "d", "a"]


def test_politicians_stay_in_the_order_of_the_sheet() -> None:
    people = [someone(id_) for id_ in "cab"]

    assert [one.id for one in in_order(people, {"c": 9})] == ["c", "a", "b"]
