"""Keep copies of a ledger file: whole, seen onto the disk, readable by their owner alone."""

import datetime as dt
import os
import sqlite3
from pathlib import Path

from outreach.files import OWNER_FILE, private_folder, sync_file, sync_folder

FOLDER = "backups"
"""Beside the ledger; `outreach ledger restore` looks here."""


def back_up(connection: sqlite3.Connection, path: Path, why: str) -> Path:
    """Copy the ledger at `path` into its folder of backups as ``ledger-TIME-WHY.sqlite``; return the copy.

    The copy gets its name when it is whole. `why` is a word such as ``migration``.
    """
    folder = private_folder(path.parent / FOLDER)
    at = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    final = folder / f"{path.stem}-{at}-{why}.sqlite"
    temporary = final.with_name(f".{final.name}.partial")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_FILE))
        connection.execute("VACUUM INTO :file", {"file": str(temporary)})
        sync_file(temporary)
        temporary.replace(final)
        sync_folder(folder)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return final
