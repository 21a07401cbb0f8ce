"""Copies that the tool makes by itself are bounded in number; those that hold least go, whatever the clock says."""

import datetime as dt
from pathlib import Path

import pytest
from pieces import ACTION, merged, plan

from outreach.ledger import backups
from outreach.ledger.backups import ASKED, KEPT, back_up, back_up_if_file, put_back, summarised
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.events import Fact, tell
from outreach.ledger.opening import open_ledger


class Clock:
    """A computer's clock that says what it is told to."""

    def __init__(self, times: list[dt.datetime]) -> None:
        self.times = times

    def now(self, _zone: dt.tzinfo) -> dt.datetime:
        return self.times.pop(0) if len(self.times) > 1 else self.times[0]

    def __getattr__(self, name: str) -> object:
        return getattr(dt.datetime, name)


NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
CLOCKS = {
    "right": [NOON + dt.timedelta(hours=n) for n in range(99)],
    "backwards": [NOON - dt.timedelta(hours=n) for n in range(99)],
    "standing still": [NOON],
    "set back once": [NOON + dt.timedelta(days=n if n < 12 else n - 9000) for n in range(99)],
    "in the far future at first": [NOON + dt.timedelta(days=9000 if n < 5 else n) for n in range(99)],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the place of a ledger."""
    return tmp_path / FILE_NAME


def note(ledger: Ledger, text: str) -> None:
    tell(ledger, [Fact("noted", recipient="a", name="Name a", note=text)], ACTION)


def copies(path: Path) -> dict[int, str]:
    """Return the copies by the number of events in them."""
    return {summarised(one).events: one.name for one in (path.parent / "backups").iterdir()}


def set_clock(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    times = [*CLOCKS[clock]]
    monkeypatch.setattr(backups, "dt", type("dt", (), {"datetime": Clock(times), "UTC": dt.UTC}))


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_copies_that_hold_most_are_kept_whatever_the_clock_says(
    path: Path, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    set_clock(monkeypatch, clock)
    with open_ledger(path) as ledger:
        for number in range(1, KEPT + 6):
            note(ledger, f"note {number}")
            made = back_up(ledger, path, "import")
            assert made.exists()
            assert number in copies(path)

    assert sorted(copies(path)) == list(range(6, KEPT + 6))


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_newest_copy_stays_where_nothing_was_recorded_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    set_clock(monkeypatch, clock)
    with open_ledger(path) as ledger:
        note(ledger, "one")
        made = [back_up(ledger, path, "join") for _ in range(KEPT + 5)]

    assert made[-1].exists()
    assert len([*(path.parent / "backups").iterdir()]) == KEPT


def test_a_copy_that_went_another_way_is_never_removed(path: Path) -> None:
    with open_ledger(path) as ledger:
        note(ledger, "both")
        before = back_up(ledger, path, ASKED)
        note(ledger, "only in the copy")
        other = back_up(ledger, path, "import")
    put_back(before, path)

    with open_ledger(path) as ledger:
        for number in range(KEPT + 5):
            note(ledger, f"later {number}")
            back_up(ledger, path, "import")

    assert other.exists()
    assert before.exists()
    assert len([*(path.parent / "backups").iterdir()]) == KEPT + 2


def test_after_an_older_copy_was_put_back_the_new_copies_stay(path: Path) -> None:
    with open_ledger(path) as ledger:
        older = back_up(ledger, path, ASKED)
        for number in range(KEPT + 2):
            note(ledger, f"first way {number}")
            back_up(ledger, path, "import")
    put_back(older, path)

    with open_ledger(path) as ledger:
        new = []
        for number in range(3):
            note(ledger, f"second way {number}")
            new.append(back_up(ledger, path, "import"))

    assert all(one.exists() for one in new)


def test_what_is_no_copy_is_left_alone(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    strange = [folder / "ledger-text.sqlite", folder / "ledger-empty.sqlite", folder / "notes.txt"]
    for one, text in zip(strange, ("no ledger", "", "mine"), strict=True):
        one.write_text(text)
    with open_ledger(path) as ledger:
        merged(ledger, plan("a"))
        for _ in range(KEPT + 3):
            back_up(ledger, path, "import")

    assert all(one.exists() for one in strange)


def test_only_a_file_is_copied(ledger: Ledger, tmp_path: Path) -> None:
    assert bool(back_up_if_file(ledger, tmp_path / FILE_NAME, "import")) is bool(ledger.file)
