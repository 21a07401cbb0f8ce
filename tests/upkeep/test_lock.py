"""A locked campaign shows nobody anything, and comes back as it was."""

import pytest
from conftest import CampaignFolder, Shown

from outreach.errors import ExitCode
from outreach.press.cache.shelf import FOLDER as KEPT

pytest.importorskip("pyrage")
WORDS = {"OUTREACH_PASSPHRASE": "several words that nobody forgets"}


def locked(campaign: CampaignFolder, *arguments: str) -> Shown:
    return campaign.run("lock", *arguments, env=WORDS)


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
