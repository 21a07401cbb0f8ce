"""Copies of the ledger are whole and private; putting one back keeps what it replaces."""

from pathlib import Path

from conftest import CampaignFolder, small_campaign

from outreach.errors import ExitCode
from outreach.ledger import backups


def copies(campaign: CampaignFolder, ending: str = "") -> list[Path]:
    return sorted((campaign.folder / "backups").glob(f"*{ending}.sqlite"))


def state(campaign: CampaignFolder) -> dict[str, int]:
    states: dict[str, int] = campaign.run("status", "--json").json["mailings"]["letters"]
    return states


def test_a_backup_is_whole_private_and_brought_back(merged: CampaignFolder) -> None:
    assert merged.run("ledger", "backup").code == 0
    (copy,) = copies(merged, "-copy")
    assert copy.stat().st_mode & 0o077 == 0
    assert copy.parent.stat().st_mode & 0o077 == 0
    merged.run("mark", "sent", "batch-1")
    shown = merged.run("ledger", "restore", str(copy), "--yes")
    assert shown.code == 0, shown.err
    assert "6 events fewer than now" in shown.out
    assert state(merged) == {"merged": 3}
    (kept,) = copies(merged, "-replaced")
    assert merged.run("ledger", "restore", str(kept), "--yes").code == 0
    assert state(merged) == {"sent": 3}
    assert merged.run("ledger", "check").code == 0


def test_a_copy_goes_where_it_is_asked_to_and_overwrites_nothing(merged: CampaignFolder) -> None:
    assert merged.run("ledger", "backup", "my.sqlite").code == 0
    assert backups.summarised(merged.folder / "my.sqlite").events == 3
    assert merged.run("ledger", "backup", "my.sqlite").code == ExitCode.LEDGER


def test_nothing_is_put_back_unasked(merged: CampaignFolder) -> None:
    merged.run("ledger", "backup", "my.sqlite")
    assert merged.run("ledger", "restore", "my.sqlite").code == ExitCode.USAGE


def test_what_is_no_copy_of_this_ledger_is_refused(merged: CampaignFolder, tmp_path: Path) -> None:
    other = CampaignFolder(tmp_path / "other")
    small_campaign(other)
    other.run("merge", "--yes")
    merged.write("text.sqlite", "no ledger at all")
    for file, words in (
        (str(other.folder / "ledger.sqlite"), "is the ledger of another campaign"),
        ("text.sqlite", "is not a ledger, or is damaged"),
        ("none.sqlite", "is not there"),
    ):
        shown = merged.run("ledger", "restore", file, "--yes")
        assert (shown.code, words in shown.err) == (ExitCode.LEDGER, True), shown.err
    assert state(merged) == {"merged": 3}


def test_a_damaged_ledger_is_replaced_and_kept(merged: CampaignFolder) -> None:
    merged.run("ledger", "backup", "my.sqlite")
    damaged = b"x" * 5000
    (merged.folder / "ledger.sqlite").write_bytes(damaged)
    assert merged.run("ledger", "restore", "my.sqlite", "--yes").code == 0
    assert state(merged) == {"merged": 3}
    (kept,) = copies(merged, "-damaged-replaced")
    assert kept.read_bytes() == damaged


def test_a_lost_ledger_is_brought_back(merged: CampaignFolder) -> None:
    merged.run("ledger", "backup", "my.sqlite")
    (merged.folder / "ledger.sqlite").unlink()
    assert merged.run("ledger", "restore", "my.sqlite", "--yes").code == 0
    assert state(merged) == {"merged": 3}
    assert (merged.folder / "ledger.sqlite").stat().st_mode & 0o077 == 0


def test_the_copies_that_nobody_asked_for_are_bounded_in_number(tmp_path: Path) -> None:
    from outreach.ledger.opening import open_ledger

    path = tmp_path / "ledger.sqlite"
    with open_ledger(path) as ledger:
        asked = backups.back_up(ledger, path)
        made = [backups.back_up(ledger, path, "import") for _ in range(backups.KEPT + 3)]
    assert sorted(path.parent.glob("backups/*.sqlite")) == sorted([asked, *made[3:]])


# Two copies of one ledger


def test_an_older_copy_that_was_put_in_place_by_hand_is_refused(merged: CampaignFolder) -> None:
    ledger = merged.folder / "ledger.sqlite"
    older = ledger.read_bytes()
    merged.run("mark", "sent", "batch-1")
    newer = ledger.read_bytes()
    ledger.write_bytes(older)
    for command in (("status",), ("merge", "--yes"), ("mark", "printed", "batch-1"), ("ledger", "check")):
        shown = merged.run(*command)
        assert (shown.code, "is not the one that was used here last" in shown.err) == (ExitCode.LEDGER, True)
    assert ledger.read_bytes() == older
    ledger.write_bytes(newer)
    assert merged.run("status").code == 0


def test_copies_that_went_different_ways_are_told_apart(merged: CampaignFolder, tmp_path: Path) -> None:
    ledger = merged.folder / "ledger.sqlite"
    before = ledger.read_bytes()
    merged.run("mark", "sent", "p1")
    mine = ledger.read_bytes()
    ledger.write_bytes(before)
    (merged.folder / "prints" / ".locks" / "last-event").unlink()
    merged.run("mark", "sent", "p2")
    ledger.write_bytes(mine)
    assert merged.run("status").code == ExitCode.LEDGER


def test_an_older_copy_that_is_meant_is_put_back_with_a_command(merged: CampaignFolder) -> None:
    ledger = merged.folder / "ledger.sqlite"
    merged.write("older.sqlite", "").write_bytes(ledger.read_bytes())
    merged.run("mark", "sent", "batch-1")
    assert merged.run("ledger", "restore", "older.sqlite", "--yes").code == 0
    assert state(merged) == {"merged": 3}
    assert merged.run("mark", "printed", "batch-1").code == 0
    assert merged.run("status").code == 0


def test_a_look_at_the_ledger_writes_nothing(merged: CampaignFolder) -> None:
    noted = merged.folder / "prints" / ".locks" / "last-event"
    noted.unlink()
    assert merged.run("status").code == 0
    assert not noted.exists()
