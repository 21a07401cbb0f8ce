"""Write files and folders so that they are there whole or not at all, and for their owner alone."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

OWNER_FILE = 0o600
OWNER_FOLDER = 0o700
LOCKS = ".locks"
"""Where locks lie; they stay, since a lock that is removed and made anew could be held twice."""


def private_folder(path: Path) -> Path:
    """Make the folder `path`, readable by its owner alone, and return it."""
    path.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    return path


def open_private(path: Path) -> BinaryIO:
    """Open a new file for writing bytes, readable by its owner alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_FILE), "wb")


def write_private(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write `data`, or one part after the other, to `path` and see it onto the disk, readable by its owner alone."""
    with open_private(path) as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        file.flush()
        _sync(file.fileno(), path)


def _sync(descriptor: int, path: Path) -> None:
    """See a file onto the disk; the system's error does not know its name."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def replace_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data` under `path` in one step: the old file or the new one, never a half."""
    temporary = path.with_name(f".{path.name}.partial")
    write_private(temporary, data)
    temporary.replace(path)
    sync_folder(path.parent)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield all files below `folder`, the hidden ones too."""
    return (Path(place, name) for place, _, names in os.walk(folder) for name in names)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content in hexadecimal, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(path: Path) -> None:
    """See the names in the folder `path` onto the disk; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _sync(descriptor, path)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """See the content of a file that a library wrote onto the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        _sync(descriptor, path)
    finally:
        os.close(descriptor)


class InUseError(Exception):
    """Another process works in the folder right now."""


@contextmanager
def guarded_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder to work in to one process at a time; it is gone afterwards.

    The lock lies beside the folder and is let go by the system when its holder dies, however it
    dies. Raises `InUseError` while another process holds it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 — a command that makes nothing does not pay for it

    locks = private_folder(private_folder(path.parent) / LOCKS)
    lock = FileLock(locks / f"{path.name}.lock", timeout=0, mode=OWNER_FILE)
    try:
        lock.acquire()
    except Timeout as error:
        raise InUseError from error
    try:
        remove_folder(path)
        yield private_folder(path)
    finally:
        remove_folder(path)
        lock.release()


def publish_folder(temporary: Path, final: Path) -> None:
    """Give a finished folder its final name in one step, and see it onto the disk."""
    sync_folder(temporary)
    temporary.replace(final)
    sync_folder(final.parent)


def remove_folder(path: Path) -> None:
    """Remove the folder `path` with everything in it, if it is there."""
    if path.exists():
        shutil.rmtree(path)
