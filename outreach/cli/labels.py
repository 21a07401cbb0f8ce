"""``outreach labels``: print the addresses of a batch on label sheets."""

import click
from click.shell_completion import CompletionItem

from outreach.batch import labels_and_cards
from outreach.campaign.campaign import Campaign
from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.addressing import addressed_to, senders_option
from outreach.cli.options import campaign_of, pieces_of_a_batch, shift_of
from outreach.errors import OutreachError, UsageError, instead
from outreach.stationery import LABELS, Grid
from outreach.workers.crew import child_processes


def sheet_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a label sheet."""
    try:
        own = campaign_of(ctx).labels
    except OutreachError:
        own = {}
    return [
        CompletionItem(name, help=grid.description)
        for name, grid in {**LABELS, **own}.items()
        if name.startswith(incomplete)
    ]


@click.command()
@click.option(
    "--sheet", required=True, metavar="NAME", shell_complete=sheet_names,
    help="The label sheet: l7160, l7163, 5160, 5163, or one from campaign.toml.",
)  # fmt: skip
@click.option(
    "--start-at", type=int, default=1, show_default=True, metavar="LABEL",
    help="The first label to print on if some are used up, counted row by row from the upper left.",
)  # fmt: skip
@senders_option
@pieces_of_a_batch
@click.pass_context
def command(
    ctx: click.Context, /, *, what: str, printer: str | None, sheet: str, start_at: int, pieces: str | None,
    senders: bool,
) -> None:  # fmt: skip
    """Print the addresses of a batch on label sheets.

    The labels stand in the order of the letters and show what the letters show, even if the lists
    were changed since.
    """
    campaign = campaign_of(ctx)
    shift = shift_of(printer)
    grid = _sheet(campaign, sheet)
    with existing_ledger(campaign) as found, child_processes() as crew:
        ledger = the_ledger(found)
        chosen = labels_and_cards.choose(campaign, ledger, what, pieces, shift)
        addressed = addressed_to(chosen, ledger, crew, senders=senders)
        made = labels_and_cards.labels(chosen, addressed, crew, grid, start_at)
    console.problems(made.problems)
    console.made(campaign, made.path, f"{console.count(made.pieces, 'label')} on {console.count(made.sheets, 'sheet')}")
    last = (start_at - 1 + made.pieces - 1) % grid.count + 1
    again = f"; the last sheet has room from label {last + 1} on (--start-at {last + 1})" if last < grid.count else ""
    console.next_step(f"print {campaign.relative(made.path)} at 100 %{again}")


def _sheet(campaign: Campaign, name: str) -> Grid:
    known = {**LABELS, **campaign.labels}
    spellings = {one.casefold(): one for one in known}
    if found := spellings.get(name.casefold()):
        return known[name] if name in known else known[found]
    remedy = instead(name, known, all_too=True)
    raise UsageError(
        f"there is no label sheet `{name}`; {remedy}. Describe your own in campaign.toml below [labels.NAME]"
    )
