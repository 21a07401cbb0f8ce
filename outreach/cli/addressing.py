"""To whom labels and envelopes are addressed: those written to, or those who sign."""

from collections.abc import Callable

import click

from outreach.batch import labels_and_cards
from outreach.batch.labels_and_cards import Addressed, ChosenPieces
from outreach.campaign.material import all_senders
from outreach.ledger.database import Ledger
from outreach.workers.pool import Workers


def senders_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that addresses what is printed to those who sign, and not to those written to."""
    return click.option(
        "--senders", is_flag=True, help="The addresses of those who sign, one each: to send them their letters."
    )(command)


def addressed_to(chosen: ChosenPieces, ledger: Ledger, workers: Workers, *, senders: bool) -> Addressed:
    """Return whom labels or envelopes are addressed to."""
    if not senders:
        return labels_and_cards.to_addressees(chosen, ledger)
    return labels_and_cards.to_senders(chosen, all_senders(chosen.campaign, workers))
