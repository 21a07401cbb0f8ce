"""``outreach ledger export``: give the ledger to somebody who has one of the same campaign."""

from pathlib import Path

import click

from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.cli.outputs import require_foreign
from outreach.ledger.copying import copy_to_file


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def command(ctx: click.Context, file: Path) -> None:
    """Write the ledger to FILE, to carry it to somebody who works on the same campaign.

    They bring it into theirs with: outreach ledger join FILE. It holds names: give it only to them,
    and remove it afterwards.
    """
    campaign = campaign_of(ctx)
    require_foreign(file, campaign)
    with existing_ledger(campaign) as found:
        events = copy_to_file(the_ledger(found), file)
    console.line(f"{file}: {console.count(events, 'event')}.")
    console.next_step(f"on the other computer: outreach ledger join {file.name}")
