"""``outreach ledger copy``: move the ledger from a file to a server, or back."""

from pathlib import Path

import click

from outreach.campaign.record import place_of
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.errors import UsageError
from outreach.ledger.copying import copy, copy_to_file
from outreach.ledger.database import is_on_a_server
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
    place = place_of(campaign)
    with open_existing(_where(source), place) as old:
        if old is None:
            raise UsageError(f"there is no ledger at {source}")
        if is_on_a_server(target):
            with open_ledger(target, place) as new:
                events = copy(old, new)
        else:
            events = copy_to_file(old, Path(target))
    console.line(f"Copied and compared: {console.count(events, 'event')}.")
    if is_on_a_server(target):
        console.next_step(f'write ledger = "{target}" below [campaign] in campaign.toml, and put the old file away')
    else:
        console.next_step("take the line `ledger = …` out of campaign.toml, so that the file is used")


def _where(text: str) -> Path | str:
    return text if is_on_a_server(text) else Path(text)
