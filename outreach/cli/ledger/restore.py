"""``outreach ledger restore``: put a copy of the ledger in its place."""

import sys
from pathlib import Path

import click

from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.errors import LedgerError
from outreach.ledger.backups import FOLDER
from outreach.ledger.foreign_file import taken_over
from outreach.upkeep import restore
from outreach.upkeep.restore import Swap


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def command(ctx: click.Context, file: Path, *, yes: bool) -> None:
    """Put a copy of the ledger in its place.

    Shows what is lost by it and asks. The ledger that is there now is kept in the folder backups. A
    ledger of another campaign, a damaged one, one that somebody changed with another program and one of a newer
    version of the tool are refused.
    """
    campaign = campaign_of(ctx, alone="restore")
    restore.require_file(campaign)
    if not file.is_file():
        raise LedgerError(f"{file} is not there; the copies lie in the folder {FOLDER}")
    with taken_over(file) as new:
        swap = restore.look(campaign, file, new)
        _show(swap)
        if not _agreed(yes=yes):
            console.line("Nothing was changed.")
            return
        kept = restore.restore(campaign, swap)
    console.line(f"{file} is the ledger now.")
    if kept:
        console.line(f"The one before is kept as {campaign.relative(kept)}.")
    console.next_step("outreach ledger check")


def _agreed(*, yes: bool) -> bool:
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: add --yes to put it back")
    return yes or click.confirm("Put the copy in its place?", default=False)


def _show(swap: Swap) -> None:
    console.line(f"{swap.copy}: {console.count(swap.new.events, 'event')}, the last recorded {swap.new.at or 'never'}")
    if swap.old:
        console.line(f"now:  {console.count(swap.old.events, 'event')}, the last recorded {swap.old.at or 'never'}")
        if lost := swap.old.events - swap.new.events:
            console.line(f"Careful: {console.count(abs(lost), 'event')} {'fewer' if lost > 0 else 'more'} than now.")
    elif swap.damage:
        console.line(f"now:  {swap.damage}")
