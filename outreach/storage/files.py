"""Write files and folders so that they are complete or absent, and readable only by their owner."""

import errno
import glob
import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, cast

OWNER_FILE = 0o600
OWNER_FOLDER = 0o700
LOCKS = ".locks"
"""Where locks lie; they stay, since a lock that is removed and made anew could be held twice."""


def private_folder(path: Path) -> Path:
    """Make the folder `path`, readable by its owner alone, and return it."""
    path.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    return path


def real(path: Path) -> Path:
    """Return where `path` leads over all links; raise `OSError` where they lead in a circle."""
    try:
        return path.resolve()
    except RuntimeError as error:  # what Python says up to version 3.12
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Add the name of the file to an error of the system: calls on an open file do not know it."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


class _NamedFile(io.FileIO):
    """A file whose errors tell its name."""

    def write(self, data: Any) -> int:
        """Write `data`."""
        with named(Path(str(self.name))):
            return super().write(data)


def open_private(path: Path) -> BinaryIO:
    """Open a new file for writing bytes, readable by its owner alone.

    An existing file is removed first: a link would lead elsewhere, and a pipe would wait for a reader.
    """
    path.unlink(missing_ok=True)
    file = _NamedFile(path, "xb", opener=lambda name, flags: os.open(name, flags, OWNER_FILE))
    return cast("BinaryIO", io.BufferedWriter(file))


def write_private(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write `data`, or one part after the other, to `path` and flush it to the disk, readable only by its owner."""
    with open_private(path) as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        file.flush()
        _sync(file.fileno(), path)


def _sync(descriptor: int, path: Path) -> None:
    """Flush a file to the disk."""
    with named(path):
        os.fsync(descriptor)


_numbers = count(1)


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """Give a temporary file name beside `path` that nobody else uses; the file is gone afterwards.

    Leftovers of a process that was killed while it wrote the same file are removed too.
    """
    for left in path.parent.glob(f".{glob.escape(path.name)}.*-*.partial"):
        if _is_dead(left.name.removeprefix(f".{path.name}.").partition("-")[0]):
            left.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{next(_numbers)}.partial")
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _is_dead(process: str) -> bool:
    """Tell whether no process has this number any more; on Windows, asking would do harm."""
    if os.name == "nt" or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False


def replace_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data` under `path` in one step: it is the old file or the new one, never half of one."""
    with _temporary(path) as temporary:
        write_private(temporary, data)
        temporary.replace(path)
        sync_folder(path.parent)


def rewrite_file(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` make a file, and put it under `path` in one step when it is complete and on the disk."""
    with _temporary(path) as temporary:
        write(temporary)
        sync_file(temporary)
        temporary.replace(path)
        sync_folder(path.parent)


def new_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data` under `path` in one step; raise `FileExistsError` if something is there."""
    with _temporary(path) as temporary:
        write_private(temporary, data)
        _give_name(temporary, path)


def next_file(folder: Path, stem: str, suffix: str, write: Callable[[Path], object]) -> Path:
    """Have `write` make a file, and give it the first name ``STEM-N.SUFFIX`` above all that are there; return it.

    It gets its name when it is complete and on the disk; if several do this at once, each gets its own name.
    """
    taken = (path.name.removeprefix(f"{stem}-").removesuffix(suffix) for path in folder.glob(f"{stem}-*{suffix}"))
    number = max((int(text) for text in taken if text.isdecimal()), default=0) + 1
    with _temporary(folder / f"{stem}{suffix}") as temporary:
        write(temporary)
        sync_file(temporary)
        while True:
            path = folder / f"{stem}-{number}{suffix}"
            with suppress(FileExistsError):
                _give_name(temporary, path)
                return path
            number += 1


def _give_name(temporary: Path, path: Path) -> None:
    """Give a finished file the name `path`, which must be free, and flush the name to the disk."""
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE))
        temporary.replace(path)
    sync_folder(path.parent)


_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
"""How file systems that give a file one name only, as on memory sticks, refuse a second one."""


def files_below(folder: Path) -> Iterator[Path]:
    """Yield all plain files below `folder`, the hidden ones too; pipes, devices and links that lead out are passed over."""
    real = folder.resolve()
    for path in everything_below(folder):
        if path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(real)):
            yield path


def everything_below(folder: Path) -> Iterator[Path]:
    """Yield all that lies below `folder`, a folder behind what is in it; links are not followed.

    Raises `OSError` for a folder that cannot be looked into: nothing in it is passed over without a word.
    """
    for path in children(folder):
        if path.is_dir() and not path.is_symlink():
            yield from everything_below(path)
        yield path


def children(folder: Path) -> list[Path]:
    """Return what lies in a folder, the hidden too, in the order of the names; nothing where there is no folder."""
    try:
        with os.scandir(folder) as found:
            return sorted(Path(one) for one in found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def content_of(path: Path) -> bytes:
    """Return the content of a file; an error of the disk knows its name."""
    with named(path):
        return path.read_bytes()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content in hexadecimal, read in pieces."""
    with path.open("rb") as file, named(path):
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(path: Path) -> None:
    """Flush the names in the folder `path` to the disk; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _sync(descriptor, path)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Flush a file that a library wrote to the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        _sync(descriptor, path)
    finally:
        os.close(descriptor)


class InUseError(Exception):
    """Another process works in the folder right now."""


@contextmanager
def guarded_folder(path: Path) -> Iterator[Path]:
    """Give one process at a time an empty folder to work in; the folder is gone afterwards.

    The lock is beside the folder; the system releases it when its holder dies, however it dies. Raises `InUseError`
    while another process holds it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 — a command that makes nothing does not pay for it

    refuse_link(path.parent / LOCKS)
    locks = private_folder(private_folder(path.parent) / LOCKS)
    lock = FileLock(locks / f"{path.name}.lock", timeout=0, mode=OWNER_FILE)
    try:
        lock.acquire()
    except Timeout as error:
        raise InUseError from error
    try:
        remove_folder(path)
        try:
            yield private_folder(path)
        finally:
            remove_folder(path)
    finally:
        lock.release()


def publish_folder(temporary: Path, final: Path) -> None:
    """Give a finished folder its final name in one step, and see it onto the disk with the names in all its folders."""
    for path in (*everything_below(temporary), temporary):
        if path.is_dir():
            sync_folder(path)
    temporary.replace(final)
    sync_folder(final.parent)


def remove_folder(path: Path) -> None:
    """Remove the folder `path` with everything in it, if it is there; raise `NotADirectoryError` for a link."""
    refuse_link(path)
    if path.exists():
        shutil.rmtree(path)


def refuse_link(path: Path) -> None:
    """Raise `NotADirectoryError` if a link is where a folder of the tool should be: it would lead elsewhere."""
    if path.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, "it is a link", str(path))
