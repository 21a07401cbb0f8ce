"""``outreach lock``: put ledger and prints into one file that only a pass phrase opens."""

import os
import sys

import click

from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.upkeep import lock

PHRASE = "OUTREACH_PASSPHRASE"
"""Scripts put the pass phrase here; a person is asked for it."""
SHORTEST = 12
"""Letters; what is shorter is found by trying."""


@click.command()
@click.option("--with-lists", is_flag=True, help="The folders recipients and messages too.")
@click.pass_context
def command(ctx: click.Context, *, with_lists: bool) -> None:
    """Put ledger and prints into one file that only a pass phrase opens.

    For a computer that others use, or on a journey. Take several words that you do not forget: without
    them nobody gets anything back, neither you nor we. Bring it back with: outreach unlock
    """
    campaign = campaign_of(ctx, alone="lock")
    phrase = passphrase(new=True)
    if len(phrase) < SHORTEST:
        raise click.UsageError(f"too short: use several words, {SHORTEST} letters at least")
    names = lock.lock(campaign, phrase, with_lists=with_lists)
    console.strong(f"Locked: {', '.join(names)} are in locked.age now.")
    console.next_step("outreach unlock")


def passphrase(*, new: bool) -> str:
    """Return the pass phrase: of the environment, else of the person, who types a new one twice."""
    if given := os.environ.get(PHRASE):
        return given
    if not sys.stdin.isatty():
        raise click.UsageError(f"nobody can be asked here: set the environment variable {PHRASE}")
    answer: str = click.prompt("Pass phrase", hide_input=True, confirmation_prompt=new)
    return answer
