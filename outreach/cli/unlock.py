"""``outreach unlock``: bring back what was locked."""

import click

from outreach.campaign.campaign import LOCKED
from outreach.cli import console
from outreach.cli.lock import passphrase
from outreach.cli.options import campaign_of
from outreach.errors import UsageError
from outreach.upkeep import lock


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Bring back what was locked with outreach lock."""
    campaign = campaign_of(ctx, locked=True)
    if not (campaign.folder / LOCKED).exists():
        raise UsageError("this campaign is not locked")
    names = lock.unlock(campaign, passphrase(new=False))
    console.strong(f"Unlocked: {', '.join(names)}.")
    console.next_step("outreach status")
