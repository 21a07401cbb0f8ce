"""``outreach columns``: show how a list's columns are understood."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from outreach import tables
from outreach.campaign.list_tools import ListSeen, look_at
from outreach.cli import console
from outreach.cli.options import campaign_if_any
from outreach.workers.crew import child_processes

LONGEST = 32
"""Characters of a value that are shown."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """Show how a list's columns are understood.

    Each column with the tool's word for it and two of its values; then the lines for campaign.toml
    with which to correct it. Works with any list, also outside a campaign. Nothing is written.
    """
    with child_processes(1) as crew:
        seen = look_at(file, campaign_if_any(ctx), crew)
    if as_json:
        console.as_json(asdict(seen))
        return
    _show(seen)


def _show(seen: ListSeen) -> None:
    notes = f" ({'; '.join(seen.notes)})" if seen.notes else ""
    console.strong(f"{seen.source}: {seen.dataset or f'{len(seen.columns)} columns'}{notes}")
    console.table(
        ("Column", "Understood as", "For example"),
        [(_short(c.header), c.name + (" (misspelled?)" if c.guessed else ""), " · ".join(map(_short, c.samples)))
         for c in seen.columns],
    )  # fmt: skip
    if seen.added:
        console.line()
        console.line("Added where empty: " + ", ".join(f"{name} = {text}" for name, text in seen.added.items()))
    console.line()
    console.line("To correct it, write into campaign.toml; on the right your header, on the left what it is:")
    console.line()
    console.line("[mailing.NAME.columns]")
    for column in seen.columns:
        if column.name not in tables.columns()["synonyms"]:
            continue  # it keeps its own name; templates use it under that
        console.line(f"{column.name} = {json.dumps(column.header, ensure_ascii=False)}")
    console.next_step("outreach check")


def _short(text: str) -> str:
    line = " / ".join(text.split("\n"))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
