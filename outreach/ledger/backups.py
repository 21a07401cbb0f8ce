"""Keep copies of a ledger file: whole, seen onto the disk, readable by their owner alone."""

import datetime as dt
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger
from outreach.ledger.sqlite import BUSY_SECONDS, errors_told, refuse_stranger
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
class Facts:
    """What a ledger file says of itself: its campaign's uid, its events, the last one's uid and time."""

    campaign: str
    events: int
    last: str
    at: str


def back_up(connection: sqlite3.Connection, path: Path, why: str = ASKED) -> Path:
    """Copy the ledger at `path` into its folder of backups as ``ledger-TIME-WHY.sqlite``; return the copy.

    `why` is a word such as ``migration``. Of the copies that nobody asked for, the oldest are removed.
    """
    at = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    final = path.parent / FOLDER / f"{path.stem}-{at}-{why}.sqlite"
    copy_to(connection, final)
    own = sorted(p for p in final.parent.glob(f"{path.stem}-*.sqlite") if not p.stem.endswith((ASKED, REPLACED)))
    for old in own[:-KEPT]:
        old.unlink(missing_ok=True)
    return final


def back_up_if_file(ledger: Ledger, path: Path, why: str) -> Path | None:
    """Copy a ledger that is a file; one on a server is copied by the server's own means."""
    return back_up(ledger, path, why) if isinstance(ledger, sqlite3.Connection) else None


def copy_to(connection: sqlite3.Connection, final: Path) -> None:
    """Copy a ledger file to `final`, which gets its name when it is whole; nothing is overwritten."""
    if final.exists():
        raise LedgerError(f"{final} is there already, and nothing is overwritten; choose another name")
    folder = private_folder(final.parent)
    temporary = final.with_name(f".{final.name}.partial")
    try:
        temporary.unlink(missing_ok=True)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        connection.execute("VACUUM INTO :file", {"file": str(temporary)})
        sync_file(temporary)
        temporary.replace(final)
        sync_folder(folder)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def facts(path: Path) -> Facts:
    """Return what the ledger in the file `path` says of itself; raise `LedgerError` where it is none or damaged."""
    if not path.is_file():
        raise LedgerError(f"{path} is not there; the copies lie in the folder {FOLDER}")
    with errors_told(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
        refuse_stranger(copy, path)
        if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise LedgerError(f"{path} is damaged; take another copy")
        (campaign,) = copy.execute("SELECT uid FROM campaign").fetchone()
        (events,) = copy.execute("SELECT count(*) FROM event").fetchone()
        last = copy.execute("SELECT uid, at FROM event ORDER BY id DESC LIMIT 1").fetchone() or ("", "")
    return Facts(campaign, events, *last)


def has_event(path: Path, uid: str) -> bool:
    """Tell whether the ledger in the file `path` has the event `uid`."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as ledger:
        return bool(ledger.execute("SELECT 1 FROM event WHERE uid = :uid", {"uid": uid}).fetchone())


def put_back(copy: Path, path: Path) -> None:
    """Fill the ledger file `path` with what stands in `copy`, in one transaction: the old content or the new one.

    Who has the ledger open at this moment waits, and then sees the new content.
    """
    with errors_told(path), closing(sqlite3.connect(copy)) as source:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as target:
            target.execute("PRAGMA synchronous = EXTRA")
            source.backup(target)
    sync_folder(path.parent)
