"""What people see: plain lines, the next step last; progress only on a terminal."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from outreach.campaign.campaign import Campaign
from outreach.model import Problem

SHOWN = 40
"""More problems than this do not fit a screen; all of them are in --json and in skipped.xlsx."""


def line(text: str = "") -> None:
    """Print a line."""
    click.echo(text)


def strong(text: str) -> None:
    """Print a line that stands out on a terminal."""
    click.secho(text, bold=True)


def error(text: str) -> None:
    """Print what stopped the run."""
    click.secho(f"outreach: {text}", fg="red", err=True)


def note(text: str) -> None:
    """Print a remark for those who want to know more."""
    click.secho(text, dim=True, err=True)


def problems(found: Sequence[Problem]) -> None:
    """Print problems, one a line, the first ones if there are very many."""
    for problem in found[:SHOWN]:
        click.echo(str(problem), err=True)
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN} more problems", err=True)


def made(campaign: Campaign, path: Path, what: str) -> None:
    """Print which file was written, and what is in it."""
    strong(f"{campaign.relative(path)}: {what}")


def care(found: Sequence[Problem], heading: str) -> None:
    """Print what the rules of prisons say about pieces, below a heading that says what follows from it."""
    if found:
        click.secho(heading, bold=True, err=True)
        problems(found)


def next_step(text: str) -> None:
    """Print what to do next: always the last line."""
    click.echo()
    click.secho(f"Next: {text}", fg="green")


def as_json(values: Mapping[str, object]) -> None:
    """Print a result for a machine."""
    click.echo(json.dumps(values, ensure_ascii=False, indent=2, default=str))


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
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(_width(cell) for cell in column) for column in zip(headers, *texts, strict=True)]
    click.secho("  ".join(_padded(h, w) for h, w in zip(headers, widths, strict=True)).rstrip(), bold=True)
    for row in texts:
        click.echo("  ".join(_padded(c, w) for c, w in zip(row, widths, strict=True)).rstrip())


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
    with click.progressbar(length=total, label=label, file=sys.stderr, show_pos=True) as bar:
        yield bar.update
