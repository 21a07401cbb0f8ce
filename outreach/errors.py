"""What stops a run: one base exception, each subclass with its exit code; and remedies that many messages share."""

import errno
import os
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from outreach.model import Problem


class ExitCode(IntEnum):
    """The exit codes of the command line; 2 belongs to click (a wrong option or argument)."""

    OK = 0
    FAULT_OF_THE_TOOL = 1
    USAGE = 2
    INPUT = 3
    TEMPLATE = 4
    SETTING = 5
    LEDGER = 6
    INTERRUPTED = 130


class OutreachError(Exception):
    """A fault that a person can mend: a message, the place, the remedy, and an exit code."""

    exit_code = ExitCode.FAULT_OF_THE_TOOL

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        """Keep the `message` for the person and the `problems` that led to it."""
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)


class InputError(OutreachError):
    """A spreadsheet or ``campaign.toml`` cannot be used."""

    exit_code = ExitCode.INPUT


class TemplateError(OutreachError):
    """A template folder cannot be used."""

    exit_code = ExitCode.TEMPLATE


class SettingError(OutreachError):
    """Setting, binding or writing the output failed."""

    exit_code = ExitCode.SETTING


class LedgerError(OutreachError):
    """The ledger refuses: it is not a ledger, is newer than the tool, or the step is not allowed."""

    exit_code = ExitCode.LEDGER


class UsageError(OutreachError):
    """The command was given a name or number that does not exist in this campaign."""

    exit_code = ExitCode.USAGE


def nearest(wanted: str, known: Collection[str]) -> str:
    """Return the one of `known` that was probably meant, whatever its capitals, or ``""``."""
    spellings = {one.casefold(): one for one in known}
    near = get_close_matches(wanted.casefold(), spellings, n=1)
    return spellings[near[0]] if near else ""


def instead(wanted: str, known: Collection[str], *, form: str = "`{}`", all_too: bool = False) -> str:
    """Return the remedy for a name that does not exist: ``did you mean `x`?``, or what there is.

    With `all_too` everything that there is follows the question.
    """
    near, everything = nearest(wanted, known), ", ".join(known)
    if not near:
        return f"there are: {everything}"
    question = f"did you mean {form.format(near)}?"
    return f"{question} There are: {everything}" if all_too else question


def tell_of_disk(error: OSError, folder: Path) -> NoReturn:
    """Raise with a message for what is wrong with the disk, or `error` itself where no call of the system failed."""
    if error.errno is None:
        raise error
    if error.errno == errno.ENOSPC:
        message = f"the disk is full: nothing was written to {folder}; free some space and run it again"
    else:
        message = f"{error.filename or folder} cannot be written ({error.strerror}); check the folder's rights"
    raise SettingError(in_the_way(error) or message) from error


def in_the_way(error: OSError) -> str | None:
    """Return the message where a file stands in the place of a folder that is needed; None for all other errors."""
    if not isinstance(error, (FileExistsError, NotADirectoryError)) or not isinstance(error.filename, (str, bytes)):
        return None
    path = Path(os.fsdecode(error.filename))
    file = next((one for one in (path, *path.parents) if one.is_file()), None)
    return f"{file} must be a folder, and a file is in its place; give that file another name" if file else None
