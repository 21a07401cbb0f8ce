"""``outreach ledger copy``: move the ledger from a file to a server, or back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from outreach.campaign.record import place_of
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.cli.outputs import require_foreign
from outreach.errors import UsageError
from outreach.ledger.copying import copy, copy_to_file
from outreach.ledger.database import FILE_NAME, Ledger, is_on_a_server
from outreach.ledger.foreign_file import taken_over
from outreach.ledger.opening import open_existing, open_ledger


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.pass_context
def command(ctx: click.Context, source: str, target: str) -> None:
    """Copy the whole ledger FROM a file or server TO a new file or an empty database.

    \b
      outreach ledger copy ledger.sqlite postgresql://anna@server.example/letters
      outreach ledger copy postgresql://anna@server.example/letters ledger.sqlite

    The copy is compared with what it was made from, row by row, and counts only if both are the same.
    What it is made from stays as it is.
    """
    campaign = campaign_of(ctx)
    if not is_on_a_server(target) and Path(target).resolve() != campaign.folder.resolve() / FILE_NAME:
        require_foreign(Path(target), campaign)
    with _opened(source, place_of(campaign)) as old:
        if is_on_a_server(target):
            with open_ledger(target, place_of(campaign)) as new:
                events = copy(old, new)
        else:
            events = copy_to_file(old, Path(target))
    console.line(f"Copied and compared: {console.count(events, 'event')}.")
    if is_on_a_server(target):
        console.next_step(f'write ledger = "{target}" below [campaign] in campaign.toml, and put the old file away')
    else:
        console.next_step("take the line `ledger = …` out of campaign.toml, so that the file is used")


@contextmanager
def _opened(source: str, place: str) -> Iterator[Ledger]:
    """Open what is copied; a file is only read, whoever it comes from."""
    if is_on_a_server(source):
        with open_existing(source, place) as team:
            if team is None:
                raise UsageError(f"there is no ledger at {source}")
            yield team
    elif not Path(source).is_file():
        raise UsageError(f"there is no ledger at {source}")
    else:
        with taken_over(Path(source)) as new, open_ledger(new) as file:
            yield file
