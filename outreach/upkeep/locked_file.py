"""The locked file: a plain age file (https://age-encryption.org) around a tar archive, so that any age program opens it.

It may come from somebody else, and is checked before anything from it is written.
"""

import hashlib
import io
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from outreach.campaign.at_work import PARTS
from outreach.errors import LedgerError, SettingError
from outreach.ledger.database import FILE_NAME
from outreach.model import Problem
from outreach.storage.files import OWNER_FILE, OWNER_FOLDER, children, content_of, private_folder

LISTS = ("recipients", "messages")
"""Folders of the user's own that hold personal data."""
NAMES = (*LISTS, *PARTS)
"""All that a locked file may hold; everything but the ledger is a folder."""
MAXIMUM = 1024**3
"""Bytes that may be locked; they are held in memory twice."""
MOST_FILES, DEEPEST = 1_000_000, 20
LATEST = 2**33
"""Seconds since 1970; a file from later than the year 2242 has lost its date."""
INSTALL = "this needs one more library; install it with: pip install 'outreach[encryption]'"


def packed(folder: Path, names: Sequence[str], ledger: bytes | None) -> bytes:
    """Return an archive of `names` in `folder`; an open `ledger` is passed as its content, since it must not be opened.

    Raises `SettingError` with everything that is neither a plain file nor a folder, or could not come back.
    """
    paths = [path for name in names for path in _below(folder / name)]
    problems = [problem for path in paths if (problem := _unfit(folder, path))]
    if problems:
        raise SettingError("nothing was locked", problems)
    if sum(path.stat().st_size for path in paths if path.is_file()) > MAXIMUM:
        raise SettingError("more than 1 GB would have to be locked; move old batches away, or use an encrypted disk")
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", encoding="utf-8", errors="surrogateescape") as archive:
        for path in paths:
            name = path.relative_to(folder).as_posix()
            info = tarfile.TarInfo(name)
            info.mtime = max(0, int(path.stat().st_mtime))
            if path.is_dir():
                info.type, info.mode = tarfile.DIRTYPE, OWNER_FOLDER
                archive.addfile(info)
            else:
                data = ledger if name == FILE_NAME and ledger is not None else content_of(path)
                info.size, info.mode = len(data), OWNER_FILE
                archive.addfile(info, io.BytesIO(data))
    return output.getvalue()


def _below(path: Path) -> Iterator[Path]:
    """Yield `path` and everything below it; links are not followed."""
    yield path
    if path.is_dir() and not path.is_symlink():
        for one in children(path):
            yield from _below(one)


def _unfit(folder: Path, path: Path) -> Problem | None:
    name, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        what = "is a link" if stat.S_ISLNK(mode) else "is neither a file nor a folder"
        return Problem(name, what, "put a copy of the file in its place, or move it out of the folder")
    if reason := _strange_name(PurePosixPath(name), folder=stat.S_ISDIR(mode)):
        return Problem(name, reason, "move it out of the folder, or give it another name")
    return None


def _strange_name(path: PurePosixPath, *, folder: bool) -> str:
    """Return why a file or folder could not come back under this name, or ``""``."""
    top, *below = path.parts or ("",)
    if top not in NAMES or ((below or folder) if top == FILE_NAME else not (below or folder)):
        return f"is not what is locked: {', '.join(NAMES)}"
    if len(below) > DEEPEST:
        return f"lies more than {DEEPEST} folders deep"
    if any(part in ("..", ".") or part.casefold() == ".git" for part in below):
        return "has a name that no file of a campaign has"
    return "has a sign in its name that other systems do not take" if "\\" in str(path) or "\0" in str(path) else ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a locked file holds: its parts in the order of `NAMES`, and the SHA-256 of each file by its path."""

    names: tuple[str, ...]
    hashes: Mapping[str, str]


def content(data: bytes) -> Content:
    """Check an archive; raise `LedgerError` with everything in it that `lock` never packs."""
    try:
        with _opened(data) as archive:
            members = archive.getmembers()
            _refuse_strangers(members)
            tops = {PurePosixPath(one.name).parts[0] for one in members}
            hashes = {one.name: _hash(archive, one) for one in members if one.isreg()}
    except (tarfile.TarError, ValueError, EOFError, OverflowError, RecursionError) as error:
        raise LedgerError(_NO_CAMPAIGN) from error
    if not tops:
        raise LedgerError(_NO_CAMPAIGN)
    return Content(tuple(name for name in NAMES if name in tops), hashes)


_NO_CAMPAIGN = "locked.age does not hold a locked campaign; nothing was changed"


def _opened(data: bytes) -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape")


def _refuse_strangers(members: Sequence[tarfile.TarInfo]) -> None:
    problems = [Problem("locked.age", f"`{one.name}` {reason}") for one in members if (reason := _strange(one))]
    names = [one.name.casefold() for one in members]
    problems += [Problem("locked.age", f"`{name}` is in it twice") for name in set(names) if names.count(name) > 1][:1]
    if len(members) > MOST_FILES or sum(max(one.size, 0) for one in members) > MAXIMUM:
        problems.append(Problem("locked.age", "it holds more than can be locked"))
    if problems:
        raise LedgerError("locked.age holds what outreach never locks; nothing was changed", problems)


def _strange(member: tarfile.TarInfo) -> str:
    """Return why a member of an archive is not one of ours, or ``""``."""
    if member.type not in (tarfile.REGTYPE, tarfile.DIRTYPE) or member.sparse is not None or member.size < 0:
        return "is neither a plain file nor a folder"
    path = PurePosixPath(member.name)
    if path.is_absolute() or path.as_posix() != member.name:
        return "has a name that leads elsewhere"
    return _strange_name(path, folder=member.isdir())


def _hash(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = archive.extractfile(member)
    return hashlib.sha256(file.read() if file else b"").hexdigest()


def unpack(data: bytes, folder: Path) -> None:
    """Write a checked archive into the new `folder`: plain files and folders, only for their owner."""
    private_folder(folder)
    with _opened(data) as archive:
        for member in archive.getmembers():
            path = folder / member.name
            if member.isdir():
                private_folder(path)
                continue
            private_folder(path.parent)
            file = archive.extractfile(member)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
            with os.fdopen(descriptor, "wb") as target:
                target.write(file.read() if file else b"")
            if 0 <= member.mtime < LATEST:
                os.utime(path, (member.mtime, member.mtime))


def encrypted(data: bytes, phrase: str) -> bytes:
    """Return `data` as an age file that `phrase` opens."""
    try:
        from pyrage import passphrase  # noqa: PLC0415 — an extra
    except ImportError as error:
        raise SettingError(INSTALL) from error
    return passphrase.encrypt(data, phrase)


def decrypted(path: Path, phrase: str) -> bytes:
    """Return what the age file at `path` holds; raise `LedgerError` where the phrase does not open it."""
    try:
        from pyrage import DecryptError, passphrase  # noqa: PLC0415 — an extra
    except ImportError as error:
        raise SettingError(INSTALL) from error
    if path.is_symlink() or not path.is_file() or path.stat().st_size > 2 * MAXIMUM:
        raise LedgerError(f"{path.name} is not a file that outreach lock made; nothing was changed")
    try:
        return passphrase.decrypt(content_of(path), phrase)
    except DecryptError as error:
        raise LedgerError("that is not the pass phrase, or locked.age is damaged; nothing was changed") from error
