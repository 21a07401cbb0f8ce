"""A ledger that came from elsewhere is looked through before any of it is used."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from conftest import CampaignFolder
from ledger.hostile import ATTACKS, event, without_rules
from pieces import ACTION, merged, plan

from outreach.errors import ExitCode, LedgerError
from outreach.ledger import foreign_file
from outreach.ledger.copying import copy_to_file
from outreach.ledger.events import Fact, tell
from outreach.ledger.foreign_file import Takeover, problems_of, taken_over
from outreach.ledger.marks import mark, undo
from outreach.ledger.opening import open_ledger
from outreach.model import State

TODAY = dt.date(2026, 11, 28)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a ledger with two letters, one of them sent, and a note."""
    path = tmp_path_factory.mktemp("good") / "theirs.sqlite"
    with open_ledger(path) as ledger:
        uids = merged(ledger, plan("a"), plan("b"))
        mark(ledger, [uids["a"]], State.SENT, ACTION)
        tell(ledger, [Fact("noted", recipient="z", name="Name z", note="„quoted“\nand broken", detail="{}")], ACTION)
        mark(ledger, [uids["b"]], State.VOID, ACTION)
        undo(ledger, ACTION)
    return path


@pytest.fixture
def theirs(good: Path, tmp_path: Path) -> Path:
    """Give a copy of it."""
    return Path(shutil.copy(good, tmp_path / "theirs.sqlite"))


def found(path: Path) -> list[str]:
    """Return what is wrong with a file."""
    return [str(one) for one in problems_of(Takeover(path, path.name, path.with_name("new.sqlite"), TODAY))]


def dump(path: Path) -> list[str]:
    with open_ledger(path) as ledger:
        assert ledger.file
        return list(ledger.iterdump())  # type: ignore[attr-defined]


def test_a_good_ledger_is_taken_over_as_it_is(theirs: Path) -> None:
    before = theirs.read_bytes()

    assert found(theirs) == []

    assert dump(theirs.with_name("new.sqlite")) == dump(theirs)
    assert theirs.read_bytes() == before


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_does_not_fit_is_told(theirs: Path, attack: str) -> None:
    ATTACKS[attack](theirs)

    told = found(theirs)

    assert told
    assert all(line.startswith("theirs.sqlite") for line in told)
    assert all("; " in line for line in told)


def test_every_row_that_does_not_fit_is_told_and_those_that_belong_to_it_are_not(theirs: Path) -> None:
    without_rules(
        theirs, "UPDATE piece SET round = 0 WHERE id = 1", "UPDATE piece SET name = char(0) WHERE id = 2",
        event("sent", date="'soon'"), event("noted", piece="NULL", recipient="'z'", date="'2026-02-30'"),
    )  # fmt: skip

    assert [line.partition(";")[0] for line in found(theirs)] == [
        "theirs.sqlite, piece 1, round: is 0, and must be a number from 1 to 1000000",
        "theirs.sqlite, piece 2, name: holds bytes that are no text",
        "theirs.sqlite, event 9, date: is '2026-02-30', a day that does not exist",
    ]


def test_of_very_many_problems_the_first_are_told(theirs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_file, "MOST", 3)
    without_rules(theirs, "UPDATE event SET date = 'x'")

    assert len(found(theirs)) == 3


def test_whoever_takes_too_long_is_stopped(theirs: Path) -> None:
    with pytest.raises(LedgerError) as caught, taken_over(theirs, seconds=0.001):
        pass
    assert "took too long or too much memory to read" in str(caught.value.problems[0])


# The commands

SHOWN = (
    "an event on the day '9999-99-99'", "an endless view", "an endless view in the place of a table", "a rule more",
    "two that undo each other", "a note of five million", "a page of noise", "another program's file",
)  # fmt: skip


@pytest.mark.parametrize("command", ["join", "restore", "copy"])
@pytest.mark.parametrize("attack", SHOWN)
def test_a_command_refuses_it_and_nothing_is_changed(merged: CampaignFolder, command: str, attack: str) -> None:
    theirs = merged.folder / "theirs.sqlite"
    with open_ledger(merged.folder / "ledger.sqlite") as ledger:
        copy_to_file(ledger, theirs)
    ATTACKS[attack](theirs)
    before = merged.made()
    more = {"join": (), "restore": ("--yes",), "copy": ("new.sqlite",)}[command]

    shown = merged.run("ledger", command, "theirs.sqlite", *more)

    assert (shown.code, "theirs.sqlite" in shown.err) == (ExitCode.LEDGER, True), shown.err
    assert merged.made() == before
    assert not (merged.folder / "backups").exists()
    assert not (merged.folder / "new.sqlite").exists()
