"""Keep copies of a ledger file: complete, flushed to the disk, readable only by their owner."""

import datetime as dt
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger
from outreach.ledger.sqlite import BUSY_SECONDS, errors_told, read_only, refuse_stranger
from outreach.storage.files import OWNER_FILE, private_folder, sync_file, sync_folder

FOLDER = "backups"
"""Beside the ledger; `outreach ledger restore` looks here."""
ASKED = "copy"
"""Ends the name of a copy that a person asked for; such copies are never removed."""
REPLACED = "replaced"
"""Ends the name of a ledger that another took the place of; those are kept too."""
KEPT = 10
"""So many copies that the tool made by itself are kept."""


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """What a ledger file says about itself: its campaign's uid, its events, the last one's uid and time."""

    campaign: str
    events: int
    last: str
    at: str


def back_up(ledger: Ledger, path: Path, why: str = ASKED) -> Path:
    """Copy the ledger at `path` into its folder of backups as ``ledger-TIME-WHY.sqlite``; return the copy.

    `why` is a word such as ``migration``. Of the automatic copies, those that hold least are removed.
    """
    final = free_name(path, why)
    copy_to(ledger, final)
    for old in _needless(ledger, path, final):
        old.unlink(missing_ok=True)
    return final


def back_up_if_file(ledger: Ledger, path: Path, why: str) -> Path | None:
    """Copy a ledger that is a file; one on a server is copied by the server's own means."""
    return back_up(ledger, path, why) if ledger.file else None


def free_name(path: Path, why: str) -> Path:
    """Return the name of a new copy of the ledger at `path`; the folder is made if it is not there."""
    at = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder = private_folder(path.parent / FOLDER)
    numbers = ("", *(f"-{number}" for number in range(2, 1000)))  # a clock may show the same time again
    names = (folder / f"{path.stem}-{at}{number}-{why}.sqlite" for number in numbers)
    return next(name for name in names if not name.exists())


def _needless(ledger: Ledger, path: Path, newest: Path) -> list[Path]:
    """Return the copies to remove: the ledger has everything that they hold, and `KEPT` others hold more.

    The clock does not decide their order, since it may have been wrong. A copy stays if the ledger lacks its last
    event, for then the two have diverged; so does a copy that cannot be read.
    """
    held: list[tuple[int, str, Path]] = []
    for copy in newest.parent.glob(f"{path.stem}-*.sqlite"):
        if copy != newest and not copy.stem.endswith((ASKED, REPLACED)):
            with suppress(LedgerError):
                summary = summarised(copy)
                if not summary.last or _has_event(ledger, summary.last):
                    held.append((summary.events, copy.name, copy))
    return [copy for _, _, copy in sorted(held)[: -(KEPT - 1)]]


def _has_event(ledger: Ledger, uid: str) -> bool:
    return bool(ledger.execute("SELECT 1 FROM event WHERE uid = :uid", {"uid": uid}).fetchone())


def copy_to(ledger: Ledger, final: Path) -> None:
    """Copy a ledger file to `final`, which gets its name when it is whole; nothing is overwritten."""
    if final.exists():
        raise LedgerError(f"{final} is there already, and nothing is overwritten; choose another name")
    folder = private_folder(final.parent)
    temporary = final.with_name(f".{final.name}.partial")
    try:
        temporary.unlink(missing_ok=True)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        ledger.execute("VACUUM INTO :file", {"file": str(temporary)})
        sync_file(temporary)
        temporary.replace(final)
        sync_folder(folder)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def summarised(path: Path, *, thorough: bool = False) -> LedgerSummary:
    """Return what the ledger file `path` says about itself; raise `LedgerError` if it is no ledger or is damaged.

    Damage to its rows is looked for only if `thorough`.
    """
    if not path.is_file():
        raise LedgerError(f"{path} is not there; the copies lie in the folder {FOLDER}")
    with read_only(path) as copy:
        refuse_stranger(copy, path)
        tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('campaign', 'event')"
        if copy.execute(tables).fetchone()[0] != len(("campaign", "event")) or (
            thorough and copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
        ):
            raise LedgerError(f"{path} is damaged; take another copy")
        (campaign,) = copy.execute("SELECT uid FROM campaign").fetchone() or ("",)
        (events,) = copy.execute("SELECT count(*) FROM event").fetchone()
        last = copy.execute("SELECT uid, at FROM event ORDER BY id DESC LIMIT 1").fetchone() or ("", "")
    return LedgerSummary(str(campaign), events, *map(str, last))


def put_back(copy: Path, path: Path) -> None:
    """Fill the ledger file `path` with the content of `copy`, in one transaction: it has the old content or the new.

    Other processes that have the ledger open wait, and then see the new content.
    """
    with read_only(copy) as source:
        refuse_stranger(source, copy)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        with errors_told(path), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as target:
            target.execute("PRAGMA synchronous = EXTRA")
            source.backup(target)
    sync_folder(path.parent)
