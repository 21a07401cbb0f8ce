"""What stops a run: one base exception, each subclass with its exit code; and remedies that many messages share."""

import errno
import os
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
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
    """Return the name in `known` that was probably meant, ignoring capitals, or ``""``."""
    spellings = {one.casefold(): one for one in known}
    near = get_close_matches(wanted.casefold(), spellings, n=1)
    return spellings[near[0]] if near else ""


def instead(wanted: str, known: Collection[str], *, form: str = "`{}`", all_too: bool = False) -> str:
    """Return the remedy for a name that does not exist: ``did you mean `x`?``, or what there is.

    With `all_too`, the question is followed by all names.
    """
    near, everything = nearest(wanted, known), ", ".join(known)
    if not near:
        return f"there are: {everything}"
    question = f"did you mean {form.format(near)}?"
    return f"{question} There are: {everything}" if all_too else question


def reason(error: BaseException) -> str:
    """Return why something failed, in words that help a person."""
    for kind, text in _REASONS.items():
        if isinstance(error, kind):
            return text
    return str(error) or type(error).__name__


_REASONS: Mapping[type[BaseException], str] = MappingProxyType(
    {
        MemoryError: "it needs more memory than one letter may have; make it shorter, or its pictures smaller",
        RecursionError: "it is nested too deep; take out some of the layers",
    }
)


def tell_of_disk(error: OSError, folder: Path) -> NoReturn:
    """Raise with a message for what is wrong with the disk, or `error` itself if no system call failed."""
    message = of_the_system(error, folder)
    if message is None:
        raise error
    raise SettingError(message) from error


def of_the_system(error: OSError, place: Path | None = None) -> str | None:
    """Return the file and what to do if a system call failed, else None.

    `place` is named where the error does not know its file.
    """
    if error.errno is None:
        return None
    file = error.filename if error.filename is not None else place
    name = os.fsdecode(file) if isinstance(file, (str, bytes, Path)) else ""
    what, remedy = _TROUBLES.get(error.errno, ("", ""))
    if what:
        return f"{what}{': ' if name else ''}{name}; {remedy}"
    return in_the_way(error) or (
        f"{name or 'a file'} cannot be used ({error.strerror}); check its name, its rights and the disk"
    )


_FULL = ("the disk is full", "free some space and run it again")
_TROUBLES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        errno.ENOSPC: _FULL,
        errno.EDQUOT: _FULL,
        errno.EIO: ("the disk reports a fault", "copy the campaign to another disk and run it again there"),
        errno.EROFS: ("the disk can only be read", "copy the campaign to another disk and run it again there"),
        errno.EMFILE: ("too many files are open", "close other programs and run it again"),
        errno.ENFILE: ("too many files are open", "close other programs and run it again"),
        errno.ENOMEM: ("there is too little memory", "close other programs and run it again"),
    }
)
"""What an error of the system means, and what to do; the name of the file stands between them."""


def in_the_way(error: OSError) -> str | None:
    """Return the message if a file or a link is where a folder is needed, else None."""
    if not isinstance(error, (FileExistsError, NotADirectoryError)):
        return None
    for name in (error.filename, error.filename2):
        if isinstance(name, (str, bytes)) and (message := _wrong_at(Path(os.fsdecode(name)))):
            return message
    return None


def _wrong_at(path: Path) -> str | None:
    if path.is_symlink():
        return f"{path} must be a folder, and a link is in its place; remove the link"
    file = next((one for one in (path, *path.parents) if one.is_file()), None)
    return f"{file} must be a folder, and a file is in its place; give that file another name" if file else None
