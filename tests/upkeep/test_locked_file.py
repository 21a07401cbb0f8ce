"""A locked file may come from anybody: nothing but the five parts of a campaign comes out of it."""

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import CampaignFolder

from outreach.campaign.campaign import load_campaign
from outreach.errors import LedgerError, SettingError
from outreach.upkeep import lock, locked_file

PHRASE = "several words that nobody forgets"


def archive(*members: tarfile.TarInfo | tuple[str, bytes]) -> bytes:
    """Return a tar archive of members, or of names with their content."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as made:
        for one in members:
            if isinstance(one, tarfile.TarInfo):
                made.addfile(one)
            else:
                info = tarfile.TarInfo(one[0])
                info.size = len(one[1])
                made.addfile(info, io.BytesIO(one[1]))
    return output.getvalue()


def member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def large(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    return info


HOSTILE: dict[str, list[tarfile.TarInfo | tuple[str, bytes]]] = {
    "a link to a file outside": [member("prints/letters.pdf", tarfile.SYMTYPE, "/etc/passwd")],
    "a link in the place of a folder": [member("prints", tarfile.SYMTYPE, "..")],
    "a second name of a file": [("prints/a", b"x"), member("prints/b", tarfile.LNKTYPE, "prints/a")],
    "a pipe": [member("prints/pipe", tarfile.FIFOTYPE)],
    "a device": [member("backups/disk", tarfile.BLKTYPE)],
    "a file that is full of holes": [member("prints/holes", tarfile.GNUTYPE_SPARSE)],
    "a way out": [("prints/../../outside", b"x")],
    "a place in the system": [("/prints/letters.pdf", b"x")],
    "a place on another disk": [("prints\\..\\..\\outside", b"x")],
    "the settings": [("campaign.toml", b"[campaign]")],
    "a template": [("letter_templates/letter/en.html", b"x")],
    "a hook of git": [("prints/.git/hooks/post-checkout", b"x")],
    "a hook of git in capitals": [("recipients/.GIT/config", b"x")],
    "a folder of git at the top": [(".git/config", b"x")],
    "a journal that would undo the ledger": [("ledger.sqlite-journal", b"x")],
    "a folder in the place of the ledger": [("ledger.sqlite/x", b"x")],
    "a file in the place of a folder": [("prints", b"x")],
    "the same name twice": [("prints/a", b"x"), ("prints/A", b"y")],
    "folders without end": [("prints/" + "a/" * 25 + "x", b"x")],
    "more than may be locked": [large("prints/huge", 2**31)],
    "no name": [("", b"x")],
    "a name that is not plain": [("prints//letters.pdf", b"x")],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_strange_comes_out_of_a_locked_file(what: str) -> None:
    with pytest.raises(LedgerError, match=r"locked\.age"):
        locked_file.content(archive(("prints/batch-0001/letters.pdf", b"%PDF"), *HOSTILE[what]))


@pytest.mark.parametrize(
    "data",
    [b"", archive(), b"no archive at all", b"\x1f\x8b\x08" + b"x" * 600, archive(("prints/a", b"x" * 5000))[:900]],
)
def test_what_is_no_archive_is_told(data: bytes) -> None:
    with pytest.raises(LedgerError, match="does not hold a locked campaign"):
        locked_file.content(data)


def test_everything_that_comes_out_is_for_its_owner_alone(tmp_path: Path) -> None:
    loud = tarfile.TarInfo("prints/run.sh")
    loud.mode, loud.uid, loud.mtime = 0o6777, 12345, 2**40
    folder = member("recipients", tarfile.DIRTYPE)
    folder.mode = 0o000
    locked_file.unpack(archive(folder, loud, ("recipients/people.csv", b"id")), tmp_path / "opened")
    modes = {path.name: path.stat().st_mode & 0o7777 for path in (tmp_path / "opened").rglob("*")}
    assert modes == {"prints": 0o700, "run.sh": 0o600, "recipients": 0o700, "people.csv": 0o600}
    assert (tmp_path / "opened" / "prints" / "run.sh").stat().st_uid == os.getuid()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("prints/letters.pdf", lambda path: path.symlink_to("/etc/hostname")),
        ("prints/more", lambda path: path.symlink_to("/etc")),
        ("prints/pipe", os.mkfifo),
        ("recipients/people.xlsx", lambda path: path.symlink_to("/etc/hostname")),
        ("backups", lambda path: path.symlink_to("/etc")),
        ("messages/.git", lambda path: path.mkdir()),
    ],
)
def test_what_could_not_come_back_is_not_locked(tmp_path: Path, name: str, make: Callable[[Path], object]) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    make(path)
    names = [one for one in locked_file.NAMES if (tmp_path / one).exists()]
    with pytest.raises(SettingError, match="nothing was locked") as error:
        locked_file.packed(tmp_path, names, None)
    assert [problem.source for problem in error.value.problems] == [name]


def locked_with(campaign: CampaignFolder, *members: tuple[str, bytes]) -> None:
    made = locked_file.encrypted(archive(*members), PHRASE)
    (campaign.folder / "locked.age").write_bytes(made)


@pytest.mark.parametrize(
    "ledger", [b"not a database", b"", b"SQLite format 3\x00" + b"\x00" * 5000], ids=["text", "empty", "damaged"]
)
def test_a_ledger_that_does_not_open_is_told_and_nothing_is_changed(
    quick: None, campaign: CampaignFolder, ledger: bytes
) -> None:
    locked_with(campaign, ("ledger.sqlite", ledger), ("prints/batch-0001/letters.pdf", b"%PDF"))
    before = {path.name for path in campaign.folder.iterdir()}
    with pytest.raises(LedgerError, match="nothing was changed"):
        lock.unlock(load_campaign(campaign.folder), PHRASE)
    assert {path.name for path in campaign.folder.iterdir()} == before


@pytest.mark.parametrize("stands_there", ["a link", "a pipe", "a folder"])
def test_a_locked_file_that_is_none_is_refused_at_once(campaign: CampaignFolder, stands_there: str) -> None:
    path = campaign.folder / "locked.age"
    if stands_there == "a link":
        path.symlink_to("/dev/zero")
    elif stands_there == "a pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(LedgerError, match="not a file that outreach lock made"):
        lock.unlock(load_campaign(campaign.folder), PHRASE)
