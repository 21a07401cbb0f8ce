"""What people see: plain lines, the next step last; progress only on a terminal.

Everything that a person sees goes through `_print` and `agreed`: names and notes come from strangers, and no control
character in them reaches the terminal.
"""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from outreach.campaign.campaign import Campaign
from outreach.model import Problem
from outreach.storage.visible import visible, visible_json

SHOWN = 40
"""More problems than this do not fit a screen; all of them are in --json and in skipped.xlsx."""


def _print(text: str, *, err: bool = False, **style: Any) -> None:
    click.secho(visible(text), err=err, **style)


def agreed(question: str, *, default: bool, unasked: str, quiet: bool = False) -> bool:
    """Ask the person; where nobody is there to answer, or all is to be `quiet`, raise `click.UsageError` with `unasked`."""
    if quiet or not sys.stdin.isatty():
        raise click.UsageError(f"nobody can be asked here: {unasked}")
    return click.confirm(visible(question), default=default)


def line(text: str = "") -> None:
    """Print a line."""
    _print(text)


def strong(text: str) -> None:
    """Print a line that stands out on a terminal."""
    _print(text, bold=True)


def error(text: str) -> None:
    """Print what stopped the run."""
    _print(f"outreach: {text}", fg="red", err=True)


def note(text: str) -> None:
    """Print a remark for those who want to know more."""
    _print(text, dim=True, err=True)


def problems(found: Sequence[Problem]) -> None:
    """Print problems, one a line, the first ones if there are very many."""
    for problem in found[:SHOWN]:
        _print(str(problem), err=True)
    if len(found) > SHOWN:
        _print(f"… and {len(found) - SHOWN} more problems", err=True)


def made(campaign: Campaign, path: Path, what: str) -> None:
    """Print which file was written, and what is in it."""
    strong(f"{campaign.relative(path)}: {what}")


def care(found: Sequence[Problem], heading: str) -> None:
    """Print what the rules of prisons say about pieces, below a heading that says what follows from it."""
    if found:
        _print(heading, bold=True, err=True)
        problems(found)


def next_step(text: str) -> None:
    """Print what to do next: always the last line."""
    _print("")
    _print(f"Next: {text}", fg="green")


def as_json(values: Mapping[str, object]) -> None:
    """Print a result for a machine."""
    click.echo(json_text(values))


def json_text(values: Mapping[str, object]) -> str:
    """Return a result for a machine; a control in it is written out as JSON does."""
    return visible_json(json.dumps(values, ensure_ascii=False, indent=2, default=str))


def problem_values(found: Sequence[Problem]) -> list[dict[str, object]]:
    """Return problems as ``--json`` shows them."""
    return [{**asdict(problem), "text": str(problem)} for problem in found]


def count(number: int, noun: str) -> str:
    """Return ``1 letter``, ``2 letters``, ``2 copies``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print columns; numbers stand to the right."""
    texts = [[visible(str(cell)) for cell in row] for row in rows]
    widths = [max(_width(cell) for cell in column) for column in zip(headers, *texts, strict=True)]
    _print("  ".join(_padded(h, w) for h, w in zip(headers, widths, strict=True)).rstrip(), bold=True)
    for row in texts:
        _print("  ".join(_padded(c, w) for c, w in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    """Return how many columns `text` takes: marks over and under letters take none, Chinese letters two."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return wide + sum(unicodedata.category(character) not in {"Mn", "Me", "Cf"} for character in text)


def _padded(text: str, width: int) -> str:
    space = " " * (width - _width(text))
    return space + text if text.isdigit() else text + space


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar while something long goes on, if a person is looking."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=total, label=visible(label), file=sys.stderr, show_pos=True) as bar:
        yield bar.update
