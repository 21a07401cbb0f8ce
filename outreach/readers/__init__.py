"""Read spreadsheets, one small file a format; every value comes out as the text a person sees."""

from collections.abc import Callable, Mapping
from pathlib import Path

from outreach.model import Problem, Table

Reader = Callable[[Path, str], Table]

MAXIMUM_FILE = 100 * 1024**2
"""Bytes; a list of a million recipients is smaller."""


class UnreadableError(Exception):
    """A file that cannot be read as a whole; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        """Carry the `problem`."""
        super().__init__(problem)
        self.problem = problem


def _readers() -> Mapping[str, Reader]:
    """Return the formats by file name ending; to add one, add its file and a line here."""
    from outreach.readers import csv, xlsx  # noqa: PLC0415 — openpyxl is loaded in the child only

    return {".csv": csv.read, ".tsv": csv.read, ".xlsx": xlsx.read, ".xlsm": xlsx.read}


def read_table(place: tuple[Path, str]) -> Table | Problem:
    """Read the file `place[0]`, called `place[1]` in messages; runs in a child process."""
    path, source = place
    try:
        _refuse_size(path, source)
        readers = _readers()
        reader = readers.get(path.suffix.lower())
        if reader is None:
            formats = ", ".join(readers)
            message = f"`{path.suffix or 'no ending'}` is not a spreadsheet format of this tool"
            return Problem(source, message, f"save it as one of: {formats}")
        table = reader(path, source)
    except UnreadableError as error:
        return error.problem
    except MemoryError:
        return Problem(source, "needs more memory than a list may have", "save it without pictures and styles")
    except OSError as error:
        return Problem(source, f"cannot be opened ({error.strerror})", "check the file's name and rights")
    if not table.rows:
        return Problem(source, "has no rows below its header", "put one person on each row")
    return table


def _refuse_size(path: Path, source: str) -> None:
    if path.stat().st_size > MAXIMUM_FILE:
        raise UnreadableError(Problem(source, "is larger than 100 MB", "remove pictures and unused sheets"))
    if path.stat().st_size == 0:
        raise UnreadableError(Problem(source, "is empty (0 bytes)", "save the list again, or take a copy"))
