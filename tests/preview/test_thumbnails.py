"""Small pictures while somebody writes: only what changed is drawn, and what was drawn before is there at once."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HEADERS, TEXT, CampaignFolder, person
from PIL import Image

from outreach.batch.plan import plan_mailing
from outreach.campaign.campaign import load_campaign
from outreach.campaign.material import gather
from outreach.cli.options import today
from outreach.people.selection import Wanted
from outreach.press.cache import fingerprint
from outreach.press.run import HOPELESS
from outreach.preview.pictures import PictureJob, Seen, see
from outreach.preview.screen import picture_name
from outreach.preview.thumbnails import NO_PICTURE, Thumbnail, Thumbnails
from outreach.workers.crew import child_processes
from outreach.workers.pool import Call, Workers

PEOPLE = 4
EN = "letter_templates/letter/en.html"
STYLE = "letter_templates/letter/style.css"
TODAY = dt.date(2026, 11, 21)
PATIENCE = 60.0


class Crowd:
    """Real children, and how many pieces they were given to draw, together."""

    def __init__(self, workers: Workers) -> None:
        self.workers, self.count = workers, workers.count
        self.given: list[int] = []
        self.last: Future[Seen] | None = None
        self.before: Callable[[], object] = lambda: None
        self.see: Callable[[PictureJob], Seen] = see

    @property
    def drawn(self) -> int:
        return sum(self.given)

    def submit(self, call: Call[PictureJob, Seen]) -> "Future[Seen]":
        self.given.append(len(call.task.job.pieces))
        self.before()
        self.last = self.workers.submit(replace(call, function=self.see))
        return self.last


def see_unless_it_is_given2(look: PictureJob) -> Seen:
    """Kill the process over one person's letter."""
    if any("Given2" in str(piece.parts) for piece in look.job.pieces):
        os._exit(1)
    return see(look)


def see_nothing(_look: PictureJob) -> Seen:
    """Kill the process over every letter."""
    os._exit(1)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with child_processes(1) as crew:
        yield crew


@pytest.fixture
def crowd(workers: Workers) -> Crowd:
    return Crowd(workers)


@pytest.fixture
def small(crowd: Crowd) -> Thumbnails:
    return Thumbnails(crowd, picture_name)  # type: ignore[arg-type]


@pytest.fixture
def mailing(campaign: CampaignFolder) -> CampaignFolder:
    campaign.people(PEOPLE)
    return campaign


def begin(small: Thumbnails, folder: CampaignFolder, workers: Workers) -> list[str]:
    """Have the pictures of the mailing looked through; return its people."""
    found = load_campaign(folder.folder)
    material = gather(found, found.mailings.values(), workers)[0]
    plans = list(plan_mailing(found, material, None, Wanted(), TODAY).plans)
    small.begin(found, material, plans, TODAY)
    return [plan.recipient.id for plan in plans]


def finished(small: Thumbnails) -> None:
    """Wait until everything is drawn."""
    end = time.monotonic() + PATIENCE
    while not small.ended:
        small.go_on(0.1)
        assert time.monotonic() < end, "the pictures never come"


def shown(small: Thumbnails, folder: CampaignFolder, workers: Workers) -> list[Thumbnail]:
    """Return the pictures of all, once they are as they should be."""
    people = begin(small, folder, workers)
    finished(small)
    assert small.done == len(people)
    return [found for one in people if (found := small.of(one))]


def change(mailing: CampaignFolder, number: int, text: str) -> None:
    """Write another street into one row."""
    rows = [person(i) for i in range(1, PEOPLE + 1)]
    rows[number][4] = text
    mailing.sheet("recipients/people.xlsx", HEADERS, rows)


def kept(mailing: CampaignFolder) -> list[Path]:
    return [*mailing.folder.glob("prints/.kept/*")]


def test_one_changed_row_is_one_picture_to_draw(mailing: CampaignFolder, crowd: Crowd, small: Thumbnails) -> None:
    first = shown(small, mailing, crowd.workers)
    assert (crowd.given, len({one.name for one in first})) == ([PEOPLE], PEOPLE)
    change(mailing, 2, "Another Street 9")

    second = shown(small, mailing, crowd.workers)

    assert crowd.given == [PEOPLE, 1]
    assert [one == other for one, other in zip(first, second, strict=True)] == [True, True, False, True]
    begin(small, mailing, crowd.workers)
    assert set(small.pictures()) == {one.name for one in second}, "the old picture is not forgotten"


def test_what_preview_all_kept_is_there_at_once_and_nothing_is_written(
    mailing: CampaignFolder, crowd: Crowd, small: Thumbnails
) -> None:
    shown(small, mailing, crowd.workers)
    assert kept(mailing) == []
    assert mailing.run("preview", "--all").code == 0
    before = kept(mailing)
    other = Crowd(crowd.workers)
    found = load_campaign(mailing.folder)
    material = gather(found, found.mailings.values(), crowd.workers)[0]
    plans = list(plan_mailing(found, material, None, Wanted(), today()).plans)
    again = Thumbnails(other, picture_name)  # type: ignore[arg-type]
    again.begin(found, material, plans, today())
    finished(again)

    assert (other.drawn, again.done, kept(mailing)) == (0, PEOPLE, before)


def test_a_changed_style_changes_all_and_old_pictures_stay_until_then(
    mailing: CampaignFolder, crowd: Crowd, small: Thumbnails
) -> None:
    first = shown(small, mailing, crowd.workers)
    mailing.write(STYLE, "p { font-weight: bold }")

    people = begin(small, mailing, crowd.workers)
    assert ([small.of(one) for one in people], small.done) == (first, 0)
    second = shown(small, mailing, crowd.workers)

    assert not {one.name for one in first} & {one.name for one in second}


def test_what_was_begun_before_a_change_is_not_taken(mailing: CampaignFolder, crowd: Crowd, small: Thumbnails) -> None:
    dot = mailing.folder / "letter_templates/letter/dot.png"
    mailing.write(EN, TEXT.replace("<p>I", '<p><img src="dot.png" alt=""></p><p>I'))
    Image.new("RGB", (300, 300), "black").save(dot)
    black = shown(small, mailing, crowd.workers)
    small = Thumbnails(crowd, picture_name)  # type: ignore[arg-type]

    begin(small, mailing, crowd.workers)
    crowd.before = lambda: Image.new("RGB", (300, 300), "white").save(dot)  # as an editor may that saves in two steps
    small.go_on(1.0)
    assert crowd.last
    assert crowd.last.result().pages
    crowd.before = lambda: None
    Image.new("RGB", (300, 300), "black").save(dot)

    assert shown(small, mailing, crowd.workers) == black


def test_what_a_file_changed_under_is_drawn_again(mailing: CampaignFolder, crowd: Crowd, small: Thumbnails) -> None:
    mailing.write(STYLE, "p { color: red }")
    red = shown(small, mailing, crowd.workers)
    picture = mailing.folder / "letter_templates/letter/dot.png"
    small = Thumbnails(crowd, picture_name)  # type: ignore[arg-type]
    once = [b"changed meanwhile"]
    crowd.before = lambda: once and picture.write_bytes(once.pop())

    assert shown(small, mailing, crowd.workers) == red
    assert crowd.given == [PEOPLE] * 3


def test_a_piece_that_cannot_be_set_says_so_until_it_can(
    mailing: CampaignFolder, crowd: Crowd, small: Thumbnails
) -> None:
    mailing.write(EN, TEXT.replace("{{ recipient.name }}", "{{ recipient.office }}"))
    rows = [person(i) for i in range(1, PEOPLE + 1)]
    rows[0].append("Speaker")
    mailing.sheet("recipients/people.xlsx", [*HEADERS, "office"], rows)

    named, *others = shown(small, mailing, crowd.workers)
    assert (bool(named.picture), named.fault) == (True, "")
    assert all("office" in one.fault and not one.picture for one in others)

    mailing.write(EN, TEXT)
    assert all(one.picture and not one.fault for one in shown(small, mailing, crowd.workers))


def test_only_the_piece_that_kills_its_process_is_blamed_and_tried_again_next_time(
    mailing: CampaignFolder, crowd: Crowd, small: Thumbnails
) -> None:
    crowd.see = see_unless_it_is_given2
    found = shown(small, mailing, crowd.workers)
    assert [one is NO_PICTURE for one in found] == [False, True, False, False]
    assert crowd.given == [PEOPLE, 1, 1, 1, 1], "whoever was together with it is drawn alone"

    crowd.see = see
    assert all(one.picture for one in shown(small, mailing, crowd.workers))
    assert crowd.given[PEOPLE + 1 :] == [1]


def test_a_text_that_kills_every_process_is_not_tried_for_everybody(
    mailing: CampaignFolder, crowd: Crowd, small: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.people(60)
    crowd.see = see_nothing
    assert set(shown(small, mailing, crowd.workers)) == {NO_PICTURE}
    assert crowd.given.count(1) == HOPELESS
    assert crowd.drawn < 60 + HOPELESS


def test_where_the_engine_is_unknown_everything_is_drawn_each_time(
    mailing: CampaignFolder, crowd: Crowd, small: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "engine", lambda: None)

    first = shown(small, mailing, crowd.workers)
    assert len({one.name for one in first}) == PEOPLE
    assert shown(small, mailing, crowd.workers) == first
    assert crowd.drawn == 2 * PEOPLE


def test_so_many_are_under_way_as_the_crowd_can_take_soon(
    mailing: CampaignFolder, crowd: Crowd, small: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.preview.pictures.TOGETHER", 1)
    begin(small, mailing, crowd.workers)
    while not small.waits:
        small.go_on(5.0)

    assert len(crowd.given) == 2 * crowd.count
    finished(small)
