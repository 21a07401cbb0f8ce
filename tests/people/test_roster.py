"""People that are kept on the disk come back as they were, and their file is gone when nobody needs it."""

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.batch.plans import Plans, patterns
from outreach.model import Kind, Plan, Recipient, Row, Sender
from outreach.people import roster
from outreach.people.roster import Roster


@pytest.fixture(autouse=True)
def two_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a list of three be long."""
    monkeypatch.setattr(roster, "IN_MEMORY", 2)


def somebody(number: int, **more: str) -> Recipient:
    """Return a person, with columns that others need not have."""
    cells = {"id": f"p{number}", "name": f"Имя {number}", "note": "a\nb\0c", **more}
    row = Row("list.csv", number + 1, cells, (("note", "is odd", "write it again"),) * (number % 2))
    return Recipient(
        Kind.PRISONER, f"p{number}", f"Имя {number}", ("Имя", "12"), ("Street 1",), "RU", "ru",
        {**cells, "birth_date": ""}, row, f"~{number}", ("q", "r") * (number % 2),
    )  # fmt: skip


PEOPLE = [somebody(number, **({"party": "P"} if number > 3 else {})) for number in range(6)]


def kept(folder: Path) -> Roster:
    """Return the people, put where they are kept."""
    people = Roster(folder)
    for person in PEOPLE:
        people.append(person)
    return people


def test_people_come_back_as_they_were_in_any_order(tmp_path: Path) -> None:
    people = kept(tmp_path)

    assert list(people) == PEOPLE
    assert [people[5], people[0], people[-2], *people[3:5]] == [PEOPLE[i] for i in (5, 0, 4, 3, 4)]


def test_a_person_can_be_put_in_the_place_of_another_and_more_can_follow(tmp_path: Path) -> None:
    people = kept(tmp_path)
    changed = {index: replace(PEOPLE[index], aliases=("known", "too")) for index in (1, 4)}

    for index, person in changed.items():
        people[index] = person
    people.append(PEOPLE[0])

    assert list(people) == [*(changed.get(index, person) for index, person in enumerate(PEOPLE)), PEOPLE[0]]


def test_nobody_else_can_find_their_file(tmp_path: Path) -> None:
    people = kept(tmp_path)

    assert os.name == "nt" or list(tmp_path.iterdir()) == []
    assert people[5] == PEOPLE[5]
    del people
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_short_list_makes_no_file(tmp_path: Path) -> None:
    people = Roster(tmp_path / "not there")
    people.append(PEOPLE[0])

    assert list(people) == PEOPLE[:1]


def test_memory_takes_the_place_of_a_file_where_none_can_be_made(tmp_path: Path) -> None:
    assert list(kept(tmp_path / "not there")) == PEOPLE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows bounds no files")
def test_on_a_full_disk_an_error_comes_once_and_not_again_when_the_file_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource
    import signal

    later: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", later.append)
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    people = Roster(tmp_path)
    try:
        with pytest.raises(OSError, match="too large"):
            any(map(people.append, map(somebody, range(1000))))
        del people
        gc.collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)

    assert later == []


def test_plans_come_back_with_their_own_recipient_and_what_they_share(tmp_path: Path) -> None:
    people = kept(tmp_path)
    ours, reduced = Sender("us", "We", ("Street 2",), "DE", {"city": "B"}), Sender("us", "We", ("Street 2",), "DE")
    plans = Plans(people)
    wanted = [
        Plan("letters", PEOPLE[5], None, ours, "ru", 1), Plan("letters", PEOPLE[1], PEOPLE[0], ours, "ru", 1),
        Plan("letters", PEOPLE[2], None, ours, "en", 1), Plan("letters", PEOPLE[3], None, reduced, "ru", 1),
        Plan("letters", PEOPLE[4], None, ours, "ru", 2, "Dear friend"),
    ]  # fmt: skip
    for plan in wanted:
        plans.add(PEOPLE.index(plan.recipient), plan)

    assert list(plans) == wanted
    assert list(plans.chosen([3, 0])) == [wanted[3], wanted[0]]
    assert list(plans[1:]) == wanted[1:]
    assert [(one.language, one.sender) for one in patterns(plans)] == [(one.language, one.sender) for one in wanted]
