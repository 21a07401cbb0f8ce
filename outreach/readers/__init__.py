"""Read spreadsheets, one small file a format; every value comes out as the text a person sees."""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from outreach.model import HowToRead, ListFile, Problem, Table
from outreach.readers import csv, ods, openstates, popolo, xls, xlsb, xlsx
from outreach.readers.errors import UnreadableError
from outreach.readers.signatures import format_of
from outreach.storage.memory import rarely_collected

ListReader = Callable[[Path, str, HowToRead], Table]

MAXIMUM_FILE = 100 * 1024**2
"""Bytes; a list of a million recipients is smaller."""
ENDINGS = (
    ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".json", ".yaml", ".yml",
)  # fmt: skip
"""What the names of lists end in; a folder of ``.yaml`` files is a list too."""

READERS: Mapping[str, ListReader] = {
    "xlsx": xlsx.read, "xls": xls.read, "xlsb": xlsb.read, "ods": ods.read, "text": csv.read, "json": popolo.read,
    "yaml": openstates.read, "folder": openstates.read_folder,
}  # fmt: skip
"""The function that reads each format; to add one, add its file, a line here, and how it begins in `signatures`."""


def read_seconds(path: Path) -> float:
    """Return how long a list may take to read: 6 seconds, and 3 more for each megabyte of it."""
    files = path.iterdir() if path.is_dir() else [path]
    return 6.0 + 3.0 * sum(file.stat().st_size for file in files if file.is_file()) / 1024**2


def read_table(place: ListFile | tuple[Path, str]) -> Table | Problem:
    """Read a list; runs in a child process, since files of strangers may take everything that a process has."""
    path, source, how = ListFile(*place)
    try:
        _refuse_what_is_no_list(path, source)
        with rarely_collected():
            table = READERS[format_of(path, source)](path, source, how)
    except UnreadableError as error:
        return error.problem
    except (MemoryError, RecursionError):
        return Problem(source, "needs more memory than a list may have", "save it without pictures and styles")
    except OSError as error:
        return Problem(source, f"cannot be opened ({error.strerror})", "check the file's name and rights")
    if not table.rows:
        return Problem(source, "has no rows below its header", "put one person on each row")
    return table


def _refuse_what_is_no_list(path: Path, source: str) -> None:
    """Refuse what is too large, empty, or no file at all: opening a pipe would wait for ever."""
    facts = path.stat()
    if path.is_dir():
        return
    if not stat.S_ISREG(facts.st_mode):
        raise UnreadableError(Problem(source, "is no ordinary file", "put the list itself into its place"))
    if path.suffix.lower() not in ENDINGS:
        message = f"`{path.suffix or 'no ending'}` is not a spreadsheet format of this tool"
        raise UnreadableError(Problem(source, message, f"save it as one of: {', '.join(ENDINGS)}"))
    if facts.st_size > MAXIMUM_FILE:
        raise UnreadableError(Problem(source, "is larger than 100 MB", "remove pictures and unused sheets"))
    if facts.st_size == 0:
        raise UnreadableError(Problem(source, "is empty (0 bytes)", "save the list again, or take a copy"))
