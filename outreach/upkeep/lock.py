"""Lock a campaign: ledger, prints and copies become one file that only a pass phrase opens.

While that file exists, only its content counts. Nothing is removed unless the file holds it byte for byte, and
nothing that is in the way of its content is lost. Locking and unlocking can be interrupted at any moment and run
again.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from outreach.campaign.at_work import LOCKING, OPENED
from outreach.campaign.campaign import LOCKED, Campaign
from outreach.campaign.record import existing_ledger
from outreach.errors import LedgerError, SettingError, of_the_system
from outreach.ledger import backups, claims
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.sqlite import SqliteLedger
from outreach.model import Problem
from outreach.press.cache.shelf import FOLDER as KEPT
from outreach.press.cache.shelf import cleared
from outreach.storage import files
from outreach.upkeep import locked_file
from outreach.upkeep.locked_file import LISTS, NAMES, Content


def lock(campaign: Campaign, phrase: str, *, with_lists: bool) -> tuple[str, ...]:
    """Lock the campaign, or finish an interrupted lock; return what is in the locked file now.

    Nothing is removed before that file is complete and tested. Raises `LedgerError` with everything that stays
    because the file does not hold the same content. The pages kept for the next merge are removed first: they can be
    made again.
    """
    with existing_ledger(campaign) as found, _held(campaign, found) as ledger:
        if (campaign.folder / LOCKED).exists():
            data = locked_file.decrypted(campaign.folder / LOCKED, phrase)
            files.remove_folder(campaign.folder / OPENED)
        else:
            data = _lock_up(campaign, phrase, ledger, with_lists=with_lists)
        content = locked_file.content(data)
        files.write_private(campaign.folder / LOCKING, b"")
        removal = _Removal(campaign.folder, content)
        left = removal.of_folders()
        if os.name != "nt":
            left += removal.of_ledger(ledger)
    if os.name == "nt":  # Windows removes no file that is open
        left += removal.of_ledger(ledger)
    if not left:
        (campaign.folder / LOCKING).unlink(missing_ok=True)
    files.sync_folder(campaign.folder)
    if left:
        raise LedgerError("not everything is locked: look at what is left here, then give outreach lock again", left)
    return content.names


@contextmanager
def _held(campaign: Campaign, ledger: Ledger | None) -> Iterator[bytes | None]:
    """Keep everybody out of a ledger file and give its content; refuse one that a merge is not done with."""
    if ledger and claims.unfinished(ledger):
        raise LedgerError("a merge was interrupted; take it up first with: outreach merge")
    if not isinstance(ledger, SqliteLedger):
        yield None
        return
    ledger.execute("BEGIN EXCLUSIVE")
    with _raw(campaign.folder / FILE_NAME) as content:
        try:
            yield content
        finally:
            ledger.execute("ROLLBACK")


@contextmanager
def _raw(path: Path) -> Iterator[bytes]:
    """Give the content of a ledger that is held; the file stays open, since closing it would let go of it.

    SQLite's own `serialize` puts zeros in the place of what it cannot read, and says nothing.
    """
    with path.open("rb", buffering=0) as file:
        with files.named(path):
            content = file.read()
        yield content


def _lock_up(campaign: Campaign, phrase: str, ledger: bytes | None, *, with_lists: bool) -> bytes:
    """Write the locked file; return the archive in it."""
    names = [name for name in NAMES if (with_lists or name not in LISTS) and (campaign.folder / name).exists()]
    if FILE_NAME not in names and "prints" not in names:
        raise LedgerError("there is nothing to lock yet")
    cleared(campaign.prints / KEPT)
    data = locked_file.packed(campaign.folder, names, ledger)
    made = locked_file.encrypted(data, phrase)

    def write(path: Path) -> None:
        files.write_private(path, made)
        with suppress(LedgerError):
            if locked_file.decrypted(path, phrase) == data:
                return
        raise SettingError("the locked file could not be read back; nothing was locked")

    files.rewrite_file(campaign.folder / LOCKED, write)
    return data


@dataclass(frozen=True, slots=True)
class _Removal:
    """Removes what is in a locked file, and nothing else."""

    folder: Path
    content: Content

    def of_folders(self) -> list[Problem]:
        """Remove everything but the ledger; return what is left, and why."""
        folders = (self.folder / name for name in self.content.names if name != FILE_NAME)
        return [problem for path in folders for problem in self._below(path)]

    def of_ledger(self, ledger: bytes | None) -> list[Problem]:
        """Remove the ledger; the caller gives the content of an open one."""
        path = self.folder / FILE_NAME
        return [*self._file(path, hashlib.sha256(ledger).hexdigest() if ledger else "")] if path.exists() else []

    def _below(self, top: Path) -> Iterator[Problem]:
        """Remove all files below a folder that are locked, and the folders that are empty then."""
        try:
            for path in (*files.everything_below(top), top):
                if not os.path.lexists(path):
                    continue  # an earlier lock that was cut off has removed it
                if path.is_symlink() or not path.is_dir():
                    yield from self._file(path)
                else:
                    with suppress(OSError):  # something is left in it, and is told
                        path.rmdir()
        except OSError as error:
            yield Problem(top.name, f"could not be looked into: {of_the_system(error)}")

    def _file(self, path: Path, digest: str = "") -> Iterator[Problem]:
        name = path.relative_to(self.folder).as_posix()
        try:
            if path.is_symlink() or (digest or files.file_hash(path)) != self.content.hashes.get(name):
                yield Problem(name, "is not what was locked", "it changed or came meanwhile: move it out of the folder")
            else:
                path.unlink()
        except OSError as error:
            yield Problem(name, f"could not be removed: {of_the_system(error)}")


def unlock(campaign: Campaign, phrase: str) -> tuple[tuple[str, ...], list[Path]]:
    """Bring everything back and remove the locked file last; return what was brought back, and what was in the way.

    What was in the way and is not in the locked file is kept in a folder ``before-unlock-N``.
    """
    data = locked_file.decrypted(campaign.folder / LOCKED, phrase)
    content = locked_file.content(data)
    opened = campaign.folder / OPENED
    numbers = (campaign.folder / f"before-unlock-{number}" for number in count(1))
    aside = next(path for path in numbers if not path.exists())
    try:
        files.remove_folder(opened)
        locked_file.unpack(data, opened)
        _require_ledger(opened / FILE_NAME)
        _sync(opened)
        kept = [path for name in content.names for path in _put_back(campaign.folder, name, content, aside)]
        files.sync_folder(campaign.folder)
    finally:
        files.remove_folder(opened)
    (campaign.folder / LOCKING).unlink(missing_ok=True)
    (campaign.folder / LOCKED).unlink()
    files.sync_folder(campaign.folder)
    return content.names, kept


def _require_ledger(path: Path) -> None:
    if path.exists():
        try:
            backups.summarised(path)
        except LedgerError as error:
            message = f"the ledger in locked.age cannot be used, so nothing was changed ({error.message})"
            raise LedgerError(message) from error


def _put_back(folder: Path, name: str, content: Content, aside: Path) -> list[Path]:
    """Put one part of the opened file in its place; move other content there `aside`, and return it."""
    kept = []
    there = [*_files_and_links(folder / name)]
    if name == FILE_NAME:
        there += (
            one for one in files.children(folder) if one.name.startswith(f"{FILE_NAME}-")
        )  # a journal of the ledger that lies here would undo parts of the other
    for path in there:
        relative = path.relative_to(folder)
        if path.is_symlink() or not path.is_file() or files.file_hash(path) != content.hashes.get(relative.as_posix()):
            files.private_folder((aside / relative).parent)
            kept.append(path.replace(aside / relative))
    if (folder / name).is_dir():
        files.remove_folder(folder / name)
    (folder / OPENED / name).replace(folder / name)
    return kept


def _files_and_links(path: Path) -> Iterator[Path]:
    """Yield what is no folder at `path` and below it."""
    for one in [path] if path.is_symlink() or path.is_file() else files.everything_below(path):
        if one.is_symlink() or not one.is_dir():
            yield one


def _sync(path: Path) -> None:
    """See everything below `path` onto the disk."""
    for one in (*files.everything_below(path), path):
        if one.is_dir():
            files.sync_folder(one)
        else:
            files.sync_file(one)
