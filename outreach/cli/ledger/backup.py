"""``outreach ledger backup``: write a copy of the ledger."""

from pathlib import Path

import click

from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.cli.outputs import require_foreign
from outreach.errors import LedgerError
from outreach.ledger import backups
from outreach.ledger.database import FILE_NAME
from outreach.upkeep import restore as restoring


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def command(ctx: click.Context, file: Path | None) -> None:
    """Write a copy of the ledger.

    Into the folder backups with the time in its name, or to FILE, for example on a memory stick. The
    copy is whole, even while others work with the ledger. It holds names: keep it as safe as the ledger.
    """
    campaign = campaign_of(ctx)
    restoring.require_file(campaign)
    if file and file.resolve().parent != campaign.folder.resolve() / backups.FOLDER:
        require_foreign(file, campaign)
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        if ledger.file is None:
            raise LedgerError("only a ledger in a file is copied this way")
        path = file or backups.back_up(ledger, campaign.folder / FILE_NAME)
        if file:
            backups.copy_to(ledger, file)
    console.strong(f"{campaign.relative(path)}: {console.count(backups.summarised(path).events, 'event')}")
    console.next_step(f"to bring it back one day: outreach ledger restore {campaign.relative(path)}")
