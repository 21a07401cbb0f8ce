"""Work in a folder beside others, or alone in it; the system ends a turn when its process ends, for any reason."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.storage.files import InUseError

PAUSE = 0.02
"""Seconds between two tries."""


@contextmanager
def turn(folder: Path, door: Path, *, alone: bool, seconds: float) -> Iterator[None]:
    """Work in `folder` while others do too, or `alone`; raise `InUseError` after waiting `seconds`.

    Everybody enters through the `door`, a file in the folder. A process that wants to be alone waits in it until
    those inside have left, so that nobody else gets in first.
    """
    until = time.monotonic() + seconds
    hold = _hold_file if sys.platform == "win32" else _hold
    entrance = hold(door, True, until)  # noqa: FBT003 — the door lets one in at a time
    try:
        leave = hold(folder, alone, until)
    finally:
        entrance()
    try:
        yield
    finally:
        leave()


Leave = Callable[[], None]


def _hold(path: Path, alone: bool, until: float) -> Leave:  # noqa: FBT001 — one of two ways to hold the same thing
    """Lock a file or a folder, alone or with others; on a network drive without locks, nobody is kept out."""
    import fcntl  # noqa: PLC0415 — this module does not exist on Windows

    descriptor = os.open(path, os.O_RDONLY)
    try:
        _try(lambda: fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB), until)
    except BaseException:
        os.close(descriptor)
        raise
    return lambda: os.close(descriptor)


def _try(take: Callable[[], None], until: float) -> None:
    """Try to `take` something again and again until the time is over."""
    while True:
        try:
            return take()
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise InUseError from error
        except OSError:
            return None
        time.sleep(PAUSE)


if sys.platform == "win32":
    import msvcrt

    PLACES = 1000
    """So many may work in a folder at once."""

    def _hold_file(path: Path, alone: bool, until: float) -> Leave:  # noqa: FBT001 — as above
        """Do the same on Windows, which locks bytes of files, not folders: one byte each, or all of them."""
        place = path / ".in-use" if path.is_dir() else path.with_name(".in-use-door")
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT)
        first, count = (0, PLACES) if alone else (os.getpid() // 4 % PLACES, 1)

        def take() -> None:
            os.lseek(descriptor, first, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, count)
            except PermissionError as error:
                raise BlockingIOError from error

        try:
            _try(take, until)
        except BaseException:
            os.close(descriptor)
            raise
        return lambda: os.close(descriptor)
else:
    _hold_file = _hold
