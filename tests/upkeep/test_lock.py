"""A locked campaign shows nobody anything, and comes back as it was."""

import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from typing import Any

import pytest
from conftest import CampaignFolder, Shown

from outreach.campaign.campaign import load_campaign
from outreach.errors import ExitCode, LedgerError
from outreach.ledger import sqlite
from outreach.press.cache.shelf import FOLDER as KEPT
from outreach.storage.turns import turn
from outreach.upkeep import lock, locked_file

pytest.importorskip("pyrage")
WORDS = {"OUTREACH_PASSPHRASE": "several words that nobody forgets"}


def locked(campaign: CampaignFolder, *arguments: str) -> Shown:
    return campaign.run("lock", *arguments, env=WORDS)


def lock_here(campaign: CampaignFolder, *arguments: str) -> Shown:
    return campaign.run_here("lock", *arguments, env=WORDS)


def unlock_here(campaign: CampaignFolder) -> Shown:
    return campaign.run_here("unlock", env=WORDS)


@pytest.fixture
def merged(merged: CampaignFolder) -> CampaignFolder:
    """Give a campaign with three letters and a copy of its ledger."""
    assert merged.run("ledger", "backup").code == 0
    return merged


def names(campaign: CampaignFolder) -> set[str]:
    return {path.name for path in campaign.folder.iterdir()}


def test_what_was_locked_comes_back_as_it_was(merged: CampaignFolder) -> None:
    assert any(KEPT in name for name in merged.made())
    made = {name: data for name, data in merged.made().items() if KEPT not in name}
    assert locked(merged, "--with-lists").code == 0
    assert names(merged) == {"campaign.toml", "letter_templates", "locked.age"}
    data = (merged.folder / "locked.age").read_bytes()
    assert data.startswith(b"age-encryption.org/v1")
    assert b"Family1" not in data
    assert (merged.folder / "locked.age").stat().st_mode & 0o077 == 0
    assert merged.run("unlock", env=WORDS).code == 0
    assert merged.made() == made
    assert names(merged) >= {"ledger.sqlite", "prints", "backups", "recipients"}
    assert "locked.age" not in names(merged)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (merged.folder / "prints").rglob("*"))
    assert merged.run("ledger", "check").err == ""


def test_every_other_command_says_that_it_is_locked(merged: CampaignFolder) -> None:
    locked(merged)
    for command in (("merge", "--yes"), ("status",), ("mark", "sent", "batch-1"), ("lock",)):
        shown = merged.run(*command, env=WORDS)
        assert (shown.code, "outreach unlock" in shown.err) == (ExitCode.LEDGER, True)


def test_a_wrong_phrase_changes_nothing(merged: CampaignFolder) -> None:
    locked(merged)
    shown = merged.run("unlock", env={"OUTREACH_PASSPHRASE": "some other words"})
    assert (shown.code, "not the pass phrase" in shown.err) == (ExitCode.LEDGER, True)
    assert "locked.age" in names(merged)
    assert merged.run("unlock", env=WORDS).code == 0


def test_what_an_interruption_left_is_replaced(merged: CampaignFolder) -> None:
    assert merged.run("clear").code == 0
    made = merged.made()
    locked(merged)
    merged.write("prints/batch-0001/letters.pdf", "half of it")
    merged.write(".unlocking/ledger.sqlite", "half of it")
    assert merged.run("unlock", env=WORDS).code == 0
    assert merged.made() == made


def test_a_short_phrase_is_refused(merged: CampaignFolder) -> None:
    shown = merged.run("lock", env={"OUTREACH_PASSPHRASE": "short"})
    assert (shown.code, "too short" in shown.err) == (ExitCode.USAGE, True)
    assert "ledger.sqlite" in names(merged)


# ── nothing that was acknowledged goes ───────────────────────────────────────────────────────────


def acknowledged(campaign: CampaignFolder, person: str, until: threading.Event) -> set[str]:
    """Record one note after the other on a person until it is enough; return those that were acknowledged."""
    texts = (f"{person} likes poem {number}" for number in count())
    done: set[str] = set()
    while not until.is_set():
        text = next(texts)
        if campaign.run("log", "note", person, text).code == 0:
            done.add(text)
    return done


def notes(campaign: CampaignFolder) -> set[str]:
    events = campaign.run("log", "--json", "-").json["events"]
    return {event["note"] for event in events if event["what"] == "note"}


def test_no_note_that_was_acknowledged_beside_a_lock_is_lost(quick: None, merged: CampaignFolder) -> None:
    stop = threading.Event()
    with ThreadPoolExecutor(2) as beside:
        told = [beside.submit(acknowledged, merged, person, stop) for person in ("p1", "p2")]
        for command in ("lock", "unlock", "lock", "unlock"):
            while merged.run_here(command, env=WORDS).code:
                pass
        stop.set()
    assert notes(merged) == set().union(*(one.result() for one in told))
    assert merged.run("ledger", "check").err == ""


ALONE = {
    "a merge": ("merge", "--yes"),
    "a marking": ("mark", "sent", "batch-1"),
    "a note": ("log", "note", "p1", "x"),
    "a reprint": ("reprint", "batch-1", "--reason", "jam"),
    "labels": ("labels", "batch-1", "--sheet", "l7163"),
    "a preview": ("preview",),
    "a copy": ("ledger", "backup"),
    "a forgetting": ("forget", "p1", "--yes"),
    "a restoring": ("ledger", "restore", "none.sqlite", "--yes"),
    "a look": ("status",),
}


@pytest.mark.parametrize("what", ALONE)
def test_nothing_is_done_beside_a_command_that_works_alone(merged: CampaignFolder, what: str) -> None:
    before = merged.made()
    with turn(merged.folder, merged.folder / "campaign.toml", alone=True, seconds=1):
        shown = merged.run_here(*ALONE[what])
    assert shown.code == ExitCode.LEDGER
    assert "at work in this campaign" in shown.err
    assert merged.made() == before


@pytest.mark.parametrize("command", [("lock",), ("forget", "p1", "--yes"), ("forget", "--older-than", "2y", "--yes")])
def test_a_command_that_works_alone_does_not_begin_beside_others(
    merged: CampaignFolder, command: tuple[str, ...]
) -> None:
    before = merged.made()
    with turn(merged.folder, merged.folder / "campaign.toml", alone=False, seconds=1):
        assert merged.run_here("status").code == 0
        shown = merged.run_here(*command)
    assert shown.code == ExitCode.LEDGER
    assert "another command is at work in this campaign" in shown.err
    assert merged.made() == before


def test_somebody_who_writes_into_the_ledger_by_other_means_is_waited_for_or_told(
    merged: CampaignFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 1)
    with closing(sqlite3.connect(merged.folder / "ledger.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        shown = lock_here(merged)
    assert shown.code == ExitCode.LEDGER
    assert "in use" in shown.err
    assert names(merged) >= {"ledger.sqlite", "prints", "backups"}
    assert "locked.age" not in names(merged)


# ── cut off ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def half_locked(quick: None, merged: CampaignFolder, tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    """Give a campaign whose locking was cut off when the copies were gone, and half of the prints."""
    merged.run("clear")
    copy = merged.copied(tmp_path_factory.mktemp("before"))
    assert lock_here(merged, "--with-lists").code == 0
    shutil.copytree(copy.folder / "prints", merged.folder / "prints")
    shutil.rmtree(merged.folder / "prints" / ".locks")
    (merged.folder / "prints" / "batch-0001" / "letters.pdf").unlink()
    shutil.copy(copy.folder / "ledger.sqlite", merged.folder)
    return merged


def test_a_lock_that_was_cut_off_says_so_and_is_ended_by_the_next_one(half_locked: CampaignFolder) -> None:
    for command in (("status",), ("merge", "--yes"), ("ledger", "check"), ("forget", "p1", "--yes")):
        shown = half_locked.run_here(*command)
        assert (shown.code, "give it again: outreach lock" in shown.err) == (ExitCode.LEDGER, True)
    assert lock_here(half_locked).code == 0
    assert names(half_locked) == {"campaign.toml", "letter_templates", "locked.age"}
    assert unlock_here(half_locked).code == 0
    assert half_locked.run_here("ledger", "check").err == ""


def test_a_lock_that_was_cut_off_can_be_opened_as_well(half_locked: CampaignFolder) -> None:
    shown = unlock_here(half_locked)
    assert (shown.code, "before-unlock" in shown.out) == (0, False)
    assert half_locked.run_here("ledger", "check").err == ""


CHANGES = {
    "a list that was saved meanwhile": "recipients/people.xlsx",
    "a letter that came meanwhile": "prints/batch-0001/more.pdf",
    "a batch that is another one": "prints/batch-0001/batch.json",
    "a copy that came meanwhile": "backups/ledger-x.sqlite",
    "a message": "messages/p1.md",
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_not_in_the_locked_file_is_named_and_stays(half_locked: CampaignFolder, what: str) -> None:
    path = half_locked.write(CHANGES[what], "written meanwhile")
    shown = lock_here(half_locked)
    if CHANGES[what].startswith("messages"):
        assert shown.code == 0  # there were none when it was locked: the folder is the user's own
        assert path.read_text(encoding="utf-8") == "written meanwhile"
        return
    assert shown.code == ExitCode.LEDGER
    assert f"{CHANGES[what]}: is not what was locked" in shown.err
    assert "not everything is locked" in shown.err
    assert path.read_text(encoding="utf-8") == "written meanwhile"
    assert "ledger.sqlite" not in names(half_locked)


@pytest.mark.parametrize("what", CHANGES)
def test_what_lies_in_the_way_of_an_unlock_is_kept_and_named(quick: None, merged: CampaignFolder, what: str) -> None:
    lock_here(merged, "--with-lists")
    merged.write(CHANGES[what], "written meanwhile")
    shown = unlock_here(merged)
    assert shown.code == 0
    if CHANGES[what].startswith("messages"):
        assert (merged.folder / CHANGES[what]).read_text(encoding="utf-8") == "written meanwhile"
    else:
        assert f"before-unlock-1/{CHANGES[what]}" in shown.out
        kept = merged.folder / "before-unlock-1" / CHANGES[what]
        assert kept.read_text(encoding="utf-8") == "written meanwhile"
    assert merged.run_here("ledger", "check").err == ""


def test_a_journal_of_another_ledger_does_not_get_into_the_one_that_comes_back(
    quick: None, merged: CampaignFolder
) -> None:
    events = notes(merged)
    lock_here(merged)
    with closing(merged.ledger()) as other:
        other.execute("CREATE TABLE other (x)")
    merged.write("ledger.sqlite-journal", "left by a crash")
    shown = unlock_here(merged)
    assert "before-unlock-1/ledger.sqlite-journal" in shown.out
    assert notes(merged) == events
    assert merged.run_here("ledger", "check").err == ""


def test_a_list_that_changes_while_it_is_locked_stays(
    quick: None, merged: CampaignFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a spreadsheet program saved the list after it was packed."""
    pack = locked_file.packed

    def then_save(*arguments: Any) -> bytes:
        made = pack(*arguments)
        merged.write("recipients/people.xlsx", "saved meanwhile")
        return made

    monkeypatch.setattr(locked_file, "packed", then_save)
    with pytest.raises(LedgerError, match="not everything is locked") as error:
        lock.lock(load_campaign(merged.folder), WORDS["OUTREACH_PASSPHRASE"], with_lists=True)
    assert [one.source for one in error.value.problems] == ["recipients/people.xlsx"]
    assert (merged.folder / "recipients" / "people.xlsx").read_text(encoding="utf-8") == "saved meanwhile"
