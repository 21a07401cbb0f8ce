"""``outreach envelopes``: print addressee and return address on envelopes."""

import click

from outreach.batch import labels_and_cards
from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.addressing import addressed_to, senders_option
from outreach.cli.options import campaign_of, pieces_of_a_batch, shift_of
from outreach.errors import UsageError
from outreach.stationery import ENVELOPES, FEEDS
from outreach.workers.crew import child_processes


@click.command()
@click.option("--size", required=True, type=click.Choice(list(ENVELOPES)), help="The envelope.")
@click.option(
    "--feed", type=click.Choice(FEEDS),
    help="For printers without an envelope setting: where the envelope lies in the tray for A4 (us10: Letter).",
)  # fmt: skip
@click.option(
    "--reply", is_flag=True,
    help="Address them to the senders, for the answers: for prisons that want one in the letter, or for --pieces.",
)  # fmt: skip
@senders_option
@pieces_of_a_batch
@click.pass_context
def command(
    ctx: click.Context, /, *, what: str, printer: str | None, size: str, feed: str | None, pieces: str | None,
    reply: bool, senders: bool,
) -> None:  # fmt: skip
    """Print addressee and return address on envelopes.

    One page an envelope, in the order of the letters. Without --feed a page is as large as the
    envelope: choose the same size in the printer. With --feed a page is a whole sheet, and the
    envelope goes in with a short side first, its upper edge on the left.
    """
    if reply and senders:
        raise UsageError("--reply and --senders are different envelopes; make one after the other")
    campaign = campaign_of(ctx)
    shift = shift_of(printer)
    with existing_ledger(campaign) as found, child_processes() as crew:
        ledger = the_ledger(found)
        chosen = labels_and_cards.choose(campaign, ledger, what, pieces, shift)
        if reply:
            addressed = labels_and_cards.replies(chosen, ledger, asked_for=pieces is not None)
        else:
            addressed = addressed_to(chosen, ledger, crew, senders=senders)
        made = labels_and_cards.envelopes(chosen, addressed, crew, ENVELOPES[size], feed)
    console.problems(made.problems)
    console.made(campaign, made.path, console.count(made.pieces, "envelope"))
    console.next_step(
        f"print one page of {campaign.relative(made.path)} at 100 % on plain paper, and hold an envelope over it"
    )
