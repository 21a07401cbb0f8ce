"""Small pictures while somebody writes: only what changed is drawn, and what was drawn before is there at once."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from conftest import HEADERS, TEXT, CampaignFolder, person

from outreach.cli import common
from outreach.config import load_campaign
from outreach.gathering import gather
from outreach.isolation import Call, Workers
from outreach.planning import plan_mailing
from outreach.rules.selection import Wanted
from outreach.serving import picture_name
from outreach.thumbnails import Thumbnail, Thumbnails

PEOPLE = 4
EN = "letter_templates/letter/en.html"
STYLE = "letter_templates/letter/style.css"


class Crowd:
    """Real children, and how many pieces they were given to draw."""

    def __init__(self, workers: Workers) -> None:
        self.workers, self.count, self.drawn = workers, workers.count, 0

    def submit(self, call: Call[Any, Any]) -> "Future[Any]":
        self.drawn += len(call.task.job.pieces)
        return self.workers.submit(call)

    def finish(self, call: Call[Any, Any], started: "Future[Any]") -> Any:
        return self.workers.finish(call, started)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with common.workers(1) as crew:
        yield crew


@pytest.fixture
def crowd(workers: Workers) -> Crowd:
    return Crowd(workers)


@pytest.fixture
def mailing(campaign: CampaignFolder) -> CampaignFolder:
    campaign.people(PEOPLE)
    return campaign


def begin(small: Thumbnails, folder: CampaignFolder, workers: Workers) -> list[str]:
    """Have the pictures of the mailing looked through; return its people."""
    found = load_campaign(folder.folder)
    material = gather(found, found.mailings.values(), workers)[0]
    plans = list(plan_mailing(found, material, None, Wanted(), dt.date(2026, 11, 21)).plans)
    small.begin(found, material, plans, dt.date(2026, 11, 21))
    return [plan.recipient.id for plan in plans]


def shown(small: Thumbnails, folder: CampaignFolder, workers: Workers) -> list[Thumbnail]:
    """Return the pictures of all, once they are as they should be."""
    people = begin(small, folder, workers)
    while not small.ended:
        small.go_on(0.1)
    assert small.done == len(people)
    return [found for one in people if (found := small.of(one))]


def thumbnails(crowd: Crowd) -> Thumbnails:
    return Thumbnails(crowd, picture_name)  # type: ignore[arg-type]


def test_one_changed_row_is_one_picture_to_draw(mailing: CampaignFolder, crowd: Crowd) -> None:
    small = thumbnails(crowd)
    first = shown(small, mailing, crowd.workers)
    assert (crowd.drawn, len({one.name for one in first})) == (PEOPLE, PEOPLE)
    rows = [person(i) for i in range(1, PEOPLE + 1)]
    rows[2][4] = "Another Street 9"
    mailing.sheet("recipients/people.xlsx", HEADERS, rows)

    second = shown(small, mailing, crowd.workers)

    assert crowd.drawn == PEOPLE + 1
    assert [one == other for one, other in zip(first, second, strict=True)] == [True, True, False, True]
    assert set(small.pictures()) == {one.name for one in second}, "the old picture is not forgotten"


def test_what_was_looked_at_before_is_there_at_once(mailing: CampaignFolder, crowd: Crowd) -> None:
    first = shown(thumbnails(crowd), mailing, crowd.workers)
    crowd.drawn = 0

    assert shown(thumbnails(crowd), mailing, crowd.workers) == first
    assert crowd.drawn == 0


def test_a_changed_style_changes_all_and_old_pictures_stay_until_then(mailing: CampaignFolder, crowd: Crowd) -> None:
    small = thumbnails(crowd)
    first = shown(small, mailing, crowd.workers)
    mailing.write(STYLE, "p { font-weight: bold }")

    people = begin(small, mailing, crowd.workers)
    assert ([small.of(one) for one in people], small.done) == (first, 0)
    second = shown(small, mailing, crowd.workers)

    assert not {one.name for one in first} & {one.name for one in second}


def test_a_piece_that_cannot_be_set_says_so_until_it_can(mailing: CampaignFolder, crowd: Crowd) -> None:
    small = thumbnails(crowd)
    mailing.write(EN, TEXT.replace("{{ recipient.name }}", "{{ recipient.office }}"))
    rows = [person(i) for i in range(1, PEOPLE + 1)]
    rows[0].append("Speaker")
    mailing.sheet("recipients/people.xlsx", [*HEADERS, "office"], rows)

    named, *others = shown(small, mailing, crowd.workers)
    assert (bool(named.picture), named.fault) == (True, "")
    assert all("office" in one.fault and not one.picture for one in others)

    mailing.write(EN, TEXT)
    assert all(one.picture and not one.fault for one in shown(small, mailing, crowd.workers))
