"""Who works in a campaign folder: most commands run side by side, a few alone, none in the middle of another."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from outreach.campaign.campaign import LOCKED
from outreach.campaign.settings import FILE_NAME
from outreach.errors import LedgerError
from outreach.ledger.backups import FOLDER as BACKUPS
from outreach.ledger.database import FILE_NAME as LEDGER
from outreach.storage.files import LOCKS, InUseError
from outreach.storage.turns import turn

PARTS = (BACKUPS, "prints", LEDGER)
"""What `outreach lock` takes away, the ledger last: while one of them is there, it has not ended."""
OPENED = ".unlocking"
"""Where the content of a locked file lies until all of it is there."""
LOCKING = ".locking"
"""An empty file that is there while what was locked is taken away."""
FORGETTING = Path("prints", LOCKS, "forgetting.json")
"""While this file is there, `outreach forget` has begun and not ended."""
WAIT, WAIT_ALONE = 5.0, 3.0
"""Seconds: nobody waits at the door for longer than those inside may need to wait for them."""

_STATES: Mapping[str, tuple[frozenset[str], str]] = MappingProxyType(
    {
        "locked": (frozenset({"unlock"}), "this campaign is locked; bring everything back with: outreach unlock"),
        "half locked": (
            frozenset({"lock", "unlock"}),
            "lock or unlock was interrupted, and parts of the campaign lie here readable: give it again: outreach lock",
        ),
        "forgetting": (
            frozenset({"forget"}),
            "forget is under way or was interrupted: give it again: outreach forget",
        ),
    }
)  # fmt: skip
"""What a campaign may be in the middle of: which commands go on with it, and what all others say."""


@dataclass(slots=True)
class _Turn:
    """The turn of this process in one folder, and how many parts of the process use it."""

    leave: ExitStack
    inside: int = 1


_turns: dict[Path, _Turn] = {}
_turns_lock = threading.Lock()


@contextmanager
def at_work(folder: Path, command: str = "") -> Iterator[None]:
    """Work in a campaign folder while others may too; a `command` that tolerates no others works alone.

    Opening the ledger counts as work; inside a command that is already at work, nothing more is checked. Raises
    `LedgerError` where the campaign is locked or in the middle of something that this command does not finish, or if
    others do not leave in time.
    """
    place = folder.resolve()
    with _turns_lock:
        if place not in _turns:
            _turns[place] = _Turn(_entered(folder, command))
        elif command:
            raise LedgerError(_OTHERS_INSIDE)
        else:
            _turns[place].inside += 1
    try:
        yield
    finally:
        with _turns_lock:
            _turns[place].inside -= 1
            if not _turns[place].inside:
                _turns.pop(place).leave.close()


def _entered(folder: Path, command: str) -> ExitStack:
    with ExitStack() as stack:
        seconds = WAIT_ALONE if command else WAIT
        try:
            stack.enter_context(turn(folder, folder / FILE_NAME, alone=bool(command), seconds=seconds))
        except InUseError as error:
            refuse_unfinished(folder, command)
            raise LedgerError(_OTHERS_INSIDE if command else _SOMEBODY_ALONE) from error
        refuse_unfinished(folder, command)
        return stack.pop_all()


_OTHERS_INSIDE = (
    "another command is at work in this campaign (a preview that is watched counts too); "
    "wait for it to end, or end it, and run this again"
)
_SOMEBODY_ALONE = (
    "outreach forget, lock, unlock or restore is at work in this campaign; wait for it to end, and run this again"
)


def refuse_unfinished(folder: Path, command: str = "") -> None:
    """Raise `LedgerError` where a campaign is locked or in the middle of something that `command` does not finish."""
    goes_on, message = _STATES.get(_state(folder), (frozenset({command}), ""))
    if command not in goes_on:
        raise LedgerError(message)


def _state(folder: Path) -> str:
    """Return what the campaign is in the middle of, or ``""``."""
    if (folder / LOCKED).exists():
        return "half locked" if any((folder / name).exists() for name in (*PARTS, OPENED, LOCKING)) else "locked"
    return "forgetting" if (folder / FORGETTING).exists() else ""
