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
    campaign = campaign_of(ctx, alone="unlock")
    if not (campaign.folder / LOCKED).exists():
        raise UsageError("this campaign is not locked")
    names, kept = lock.unlock(campaign, passphrase(new=False))
    console.strong(f"Unlocked: {', '.join(names)}.")
    if kept:
        console.line(
            "What lay here and is not what was locked is kept; look at it, and remove it if you do not need it:"
        )
    for path in kept:
        console.line(f"  {campaign.relative(path)}")
    console.next_step("outreach status")
