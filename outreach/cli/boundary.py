"""The one place where errors become messages and exit codes."""

import io
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from outreach import __version__
from outreach.cli import console
from outreach.errors import ExitCode, OutreachError, of_the_system
from outreach.storage.visible import visible


@contextmanager
def boundary() -> Iterator[None]:
    """Show a person's mistake as a message; put a fault of the tool into a file to report."""
    _show_anything()
    try:
        yield
    except click.UsageError as error:
        raise _shown(error) from error
    except (click.exceptions.Exit, click.ClickException):
        raise
    except OutreachError as error:
        console.problems(error.problems)
        console.error(error.message)
        raise SystemExit(error.exit_code) from error
    except (KeyboardInterrupt, click.Abort):
        console.error("interrupted; nothing was left half done")
        raise SystemExit(ExitCode.INTERRUPTED) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(ExitCode.OK) from None
    except Exception as error:
        message = _not_ours(error)
        console.error(message or _fault(error))
        _let_go_of_output()
        raise SystemExit(ExitCode.SETTING if message else ExitCode.FAULT_OF_THE_TOOL) from error


def _show_anything() -> None:
    """Let a terminal that knows few letters show the others as numbers, so that no name ends the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _shown(error: click.UsageError) -> click.UsageError:
    """Return click's own error without controls in what it repeats of the command line and of lists."""
    return click.UsageError(visible(error.format_message(), keep="\n\t"), error.ctx)


def _not_ours(error: Exception) -> str | None:
    """Return what to do about an error of the system; None where nobody but the tool can be at fault."""
    if isinstance(error, MemoryError):
        return "there is too little memory; close other programs, or do less at once, and run it again"
    if isinstance(error, RuntimeError) and str(error).startswith("Symlink loop"):  # Python up to version 3.12
        return f"links lead in a circle ({error}); remove one of them"
    if str(error).startswith("cannot load library"):
        return (
            "Pango or HarfBuzz is missing. The tool needs both to set letters; install it as docs/how-to/"
            f"when-something-goes-wrong.md tells ({str(error).partition(':')[0]})"
        )
    return of_the_system(error) if isinstance(error, OSError) else None


def _let_go_of_output() -> None:
    """Drop what could not be written to a full disk: Python would try again when it ends, and fail again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fault(error: Exception) -> str:
    """Return what to say about a fault of the tool."""
    try:
        report = str(_report(error))
    except OSError:  # no report fits on a full disk
        report = f"{type(error).__name__}, and what you did"
    return f"a fault of outreach itself, not yours: nothing was lost. Please report {report}"


def _report(error: Exception) -> Path:
    """Write where the fault happened, without any value that may be personal; return the file."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"outreach {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"{type(error).__module__}.{type(error).__qualname__}",
        *(f"  {Path(f.filename).parent.name}/{Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames),
    ]
    with tempfile.NamedTemporaryFile(
        "w", prefix="outreach-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write("\n".join(lines) + "\n")
    return Path(file.name)
