"""``outreach reprint``: bring back pages that the printer spoilt."""

import click

from outreach.batch import reprint as reprinting
from outreach.campaign.record import existing_ledger, the_ledger, who
from outreach.cli import console
from outreach.cli.options import batch_names, campaign_of, printer_option, shift_of, today
from outreach.errors import UsageError
from outreach.ledger.claims import Action


@click.command()
@click.argument("what", metavar="BATCH|PERSON", shell_complete=batch_names)
@click.option(
    "--pieces",
    metavar="NUMBERS",
    help="Only these pieces of the batch, such as 3-7,9: the numbers on the packing list.",
)
@click.option("--sheets", metavar="NUMBERS", help="Only these sheets of paper, as 12-18, counted as they came out.")
@click.option("--duplex", is_flag=True, help="With --sheets: the letters were printed on both sides.")
@click.option("--reason", required=True, help="Why: paper jam, stain … It is kept in the ledger.")
@printer_option
@click.pass_context
def command(
    ctx: click.Context,
    what: str,
    printer: str | None,
    pieces: str | None,
    sheets: str | None,
    reason: str,
    *,
    duplex: bool,
) -> None:
    """Print spoilt pages again.

    The same pages as in the first print, in a file of their own. No new letter is made, and the
    states stay as they are; the ledger keeps that they were printed again, and why.
    """
    if pieces and sheets:
        raise UsageError("--pieces and --sheets do not go together: count letters, or count sheets of paper")
    campaign = campaign_of(ctx)
    shift = shift_of(printer)
    action = Action(by=who(), date=today(), command="reprint", note=reason)
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        path, count, pages = reprinting.reprint(
            campaign, ledger, what, reprinting.Spoilt(pieces, sheets, duplex), action, shift
        )
    console.strong(f"{campaign.relative(path)}: {console.count(count, 'piece')} on {console.count(pages, 'page')}")
    console.next_step(f"print {campaign.relative(path)}")
