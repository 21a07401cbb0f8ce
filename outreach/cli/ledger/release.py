"""``outreach ledger release``: give back what somebody claimed and will never finish."""

import click

from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.errors import UsageError
from outreach.ledger import claims
from outreach.ledger.lookup import batch_number
from outreach.model import batch_name


@click.command()
@click.argument("batch", metavar="BATCH")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def command(ctx: click.Context, batch: str, *, yes: bool) -> None:
    """Free the people of a batch that was begun on another computer and will never be finished.

    A merge that was cut off is settled by the next merge on the same computer. This is for a computer
    that does not come back. A batch that was recorded stays.
    """
    campaign = campaign_of(ctx)
    number = batch_number(batch)
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        open_batches = {row["id"]: row["created_at"] for row in claims.made_elsewhere(ledger)}
        if number is None or number not in open_batches:
            known = ", ".join(batch_name(one) for one in open_batches) or "none"
            raise UsageError(f"{batch} is no unfinished batch of another computer; there are: {known}")
        if not yes and not _agreed(batch_name(number), open_batches[number]):
            return
        claims.release(ledger, number)
    console.line(f"{batch_name(number)} is released; its people are free again.")
    console.next_step("outreach merge")


def _agreed(name: str, since: str) -> bool:
    told = (
        f"{name} was begun at {since}. If somebody is still making it, their letters must be thrown away. Release it?"
    )
    return console.agreed(told, default=False, unasked="add --yes to release it")
