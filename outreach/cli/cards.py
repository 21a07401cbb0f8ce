"""``outreach cards``: put several cards on each sheet."""

import click

from outreach.batch import labels_and_cards
from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of, pieces_of_a_batch, shift_of
from outreach.stationery import CARD_SHEETS
from outreach.stationery.imposition import Flip


@click.command()
@click.option(
    "--sheet",
    required=True,
    type=click.Choice(list(CARD_SHEETS)),
    help="The paper: a4 takes four cards, a5 and letter two.",
)
@click.option(
    "--flip", type=click.Choice([flip.value for flip in Flip]), default=Flip.LONG.value, show_default=True,
    help="About which edge the printer turns the sheet.",
)  # fmt: skip
@click.option(
    "--start-at", type=int, default=1, show_default=True, metavar="CARD",
    help="The first place to print on, counted row by row from the upper left.",
)  # fmt: skip
@pieces_of_a_batch
@click.pass_context
def command(
    ctx: click.Context, what: str, printer: str | None, sheet: str, flip: str, start_at: int, pieces: str | None
) -> None:
    """Put several cards on each sheet, both sides, with marks to cut along.

    The address side of each card lies exactly behind its picture.
    """
    campaign = campaign_of(ctx)
    shift = shift_of(printer)
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        chosen = labels_and_cards.choose(campaign, ledger, what, pieces, shift)
        made = labels_and_cards.cards(chosen, ledger, CARD_SHEETS[sheet], start_at, Flip(flip))
    console.made(campaign, made.path, f"{console.count(made.pieces, 'card')} on {console.count(made.sheets, 'sheet')}")
    if edge := labels_and_cards.white_edge(campaign, CARD_SHEETS[sheet]):
        console.line(
            f"{edge:g} mm around each picture stay white, since printers do not reach the border of the sheet; "
            "for one that does, write edge = 0 below [paper] in campaign.toml"
        )
    console.next_step(f"print {campaign.relative(made.path)} on both sides at 100 %, flip on {flip.replace('-', ' ')}")
