"""``outreach envelopes``: print addressee and return address on envelopes."""

import click

from outreach.batch import labels_and_cards
from outreach.cli import common, console
from outreach.pdf.printer_offset import shift_pages
from outreach.stationery import ENVELOPES, FEEDS


@click.command()
@click.option("--size", required=True, type=click.Choice(list(ENVELOPES)), help="The envelope.")
@click.option(
    "--feed", type=click.Choice(FEEDS),
    help="For a printer that knows no envelopes: where they lie in the tray for A4 (us10: Letter).",
)  # fmt: skip
@common.pieces_of_a_batch
@click.pass_context
def command(
    ctx: click.Context, what: str, printer: str | None, size: str, feed: str | None, pieces: str | None
) -> None:
    """Print addressee and return address on envelopes.

    One page an envelope, in the order of the letters. Without --feed a page is as large as the
    envelope: choose the same size in the printer. With --feed a page is a whole sheet, and the
    envelope goes in with a short side first, its upper edge on the left.
    """
    campaign = common.campaign_of(ctx)
    shift = common.shift_of(printer)
    with common.existing_ledger(campaign) as found, common.workers() as crew:
        ledger = common.the_ledger(found)
        chosen = labels_and_cards.choose(campaign, ledger, what, pieces)
        made = labels_and_cards.envelopes(chosen, ledger, crew, ENVELOPES[size], feed)
    console.problems(made.problems)
    if shift:
        shift_pages(made.path, shift)
    console.made(campaign, made.path, console.count(made.pieces, "envelope"))
    console.next_step(
        f"print one page of {campaign.relative(made.path)} at 100 % on plain paper, and hold an envelope over it"
    )
