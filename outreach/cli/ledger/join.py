"""``outreach ledger join``: bring somebody else's ledger of the same campaign into this one."""

from pathlib import Path

import click

from outreach.campaign.record import own_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.errors import UsageError
from outreach.ledger import backups, forgetting, joining
from outreach.ledger.database import FILE_NAME
from outreach.ledger.foreign_file import taken_over
from outreach.ledger.opening import open_ledger
from outreach.model import batch_name

SHOWN = 40
"""So many conflicts fit on a few screens."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--begun-apart", is_flag=True, help="Both ledgers are of this campaign, though neither came from the other."
)
@click.pass_context
def command(ctx: click.Context, file: Path, *, begun_apart: bool) -> None:
    """Bring the ledger in FILE, of the same campaign, into this one.

    Letters, answers and notes that are only there come in; what is here stays. Where both wrote to the
    same person, or a letter went different ways, both stay on record and are told. Doing it twice
    changes nothing. FILE comes from: outreach ledger export. It is looked through first: where a row of it
    makes no sense, the row is named and nothing is brought in.
    """
    campaign = campaign_of(ctx)
    if not file.is_file():
        raise UsageError(f"{file} is not there; it comes from: outreach ledger export FILE")
    with taken_over(file) as new, own_ledger(campaign) as ledger, open_ledger(new) as other:
        backups.back_up_if_file(ledger, campaign.folder / FILE_NAME, "join")
        forgotten = forgetting.forget_again(ledger, other)
        newcomers = forgetting.newcomers(ledger, other)
        joined = joining.join(ledger, other, file.name, begun_apart=begun_apart)
    for there, here in joined.batches:
        console.line(f"{batch_name(there)} of {file.name} is {batch_name(here)} here")
    console.line(f"Brought in: {console.count(joined.pieces, 'letter')}, {console.count(joined.events, 'event')}.")
    for conflict in joined.conflicts[:SHOWN]:
        console.line(f"  ! {conflict}")
    if len(joined.conflicts) > SHOWN:
        console.line(f"  ! … and {len(joined.conflicts) - SHOWN:,} more of these")
    if forgotten:
        console.line(
            f"{console.count(forgotten, 'person')} whom you forgot are named in {file.name}; they stay forgotten here."
        )
    if newcomers:
        more = " …" if len(newcomers) > SHOWN else ""
        console.line(f"New here: {', '.join(newcomers[:SHOWN])}{more}. If you forgot one of them: outreach forget NAME")
    console.next_step("outreach status; then give them yours: outreach ledger export FILE")
