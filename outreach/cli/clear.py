"""``outreach clear``: remove the pages that are kept from earlier merges and previews."""

import click

from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.press.cache.shelf import FOLDER, cleared


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Remove the pages that are kept from earlier merges and previews.

    They lie in the hidden folder prints/.kept, so that after a change only those letters are set that
    changed. Batches, previews and the record stay as they are. The next merge takes as long as the first.
    """
    campaign = campaign_of(ctx)
    size = cleared(campaign.prints / FOLDER)
    if size:
        console.strong(f"Removed what was kept: {size / 1e6:.1f} MB.")
    else:
        console.line("There is nothing to remove: no pages are kept.")
    console.next_step("outreach status")
