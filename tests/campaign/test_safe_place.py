"""A ledger in a synced folder or on a network drive is refused, with the way out."""

from pathlib import Path

import pytest
from conftest import CampaignFolder, small_campaign

from outreach.campaign import safe_place
from outreach.campaign.safe_place import danger
from outreach.errors import ExitCode


def folder(base: Path, *names: str) -> Path:
    made = base.joinpath(*names)
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Dropbox", "Dropbox"), ("Dropbox (Personal)", "Dropbox"), ("OneDrive - Letter Circle", "OneDrive"),
        ("Google Drive", "Google Drive"), ("com~apple~CloudDocs", "iCloud"), ("Nextcloud", "Nextcloud"),
        ("ownCloud", "ownCloud"), ("Syncthing", "a cloud service"), ("CloudStorage", "a cloud service"),
    ],
)  # fmt: skip
def test_a_folder_below_one_of_these_names_is_synced(tmp_path: Path, name: str, service: str) -> None:
    assert (
        danger(folder(tmp_path, name, "letters"))
        == f"lies in a folder that {service} keeps in step with other computers"
    )


@pytest.mark.parametrize(
    ("mark", "service"), [(".stfolder", "Syncthing"), (".dropbox", "Dropbox"), (".sync_1a2b.db", "Nextcloud")]
)
def test_a_folder_below_one_of_these_marks_is_synced(tmp_path: Path, mark: str, service: str) -> None:
    (tmp_path / mark).touch()
    assert service in danger(folder(tmp_path, "work", "letters"))


@pytest.mark.parametrize("name", ["letters", "my dropboxes", "drive", "cloud", "onedriver"])
def test_other_folders_are_not(tmp_path: Path, name: str) -> None:
    assert danger(folder(tmp_path, name)) == ""


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs", "davfs", "fuse.rclone"])
def test_a_network_drive_is_seen_by_its_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    share = folder(tmp_path, "a share")
    mounts = tmp_path / "mounts"
    place = str(share).replace(" ", "\\040")
    mounts.write_text(
        f"disk / ext4 rw 0 0\nserver:/x {place} {kind} rw 0 0\ntmpfs /run tmpfs rw 0 0\n", encoding="utf-8"
    )
    monkeypatch.setattr(safe_place, "MOUNTS", mounts)
    assert danger(folder(share, "letters")) == f"lies on a network drive ({kind})"
    assert danger(folder(tmp_path, "letters")) == ""


def test_every_command_that_needs_the_ledger_refuses_with_the_way_out(tmp_path: Path) -> None:
    campaign = CampaignFolder(folder(tmp_path, "Dropbox", "letters"))
    small_campaign(campaign)
    for command in (("merge", "--yes"), ("status",), ("log", "note", "p1", "x")):
        shown = campaign.run(*command)
        assert shown.code == ExitCode.LEDGER
        assert "a folder that Dropbox keeps in step" in shown.err
        assert "Move the campaign folder" in shown.err
    assert not (campaign.folder / "ledger.sqlite").exists()
    text = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    campaign.write("campaign.toml", text.replace("[campaign]", "[campaign]\nallow_synced_folder = true"))
    assert campaign.run("status").code == 0
