"""``outreach merge``: make the letters of a mailing, ready to print."""

from typing import Any

import click
from click.shell_completion import CompletionItem

from outreach.batch.ordering import ORDERS
from outreach.care.rule_books import SETTINGS
from outreach.cli.options import Day, campaign_of, mailing_names, printer_option, today
from outreach.workers.crew import MOST_WORKERS, child_processes, press_processes


def _rule_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a rule of prisons."""
    return [CompletionItem(name) for name in SETTINGS if name.startswith(incomplete)]


@click.command()
@click.argument("mailings", nargs=-1, metavar="[MAILING]...", shell_complete=mailing_names)
@click.option("--limit", type=click.IntRange(min=1), help="Make at most this many letters of each mailing.")
@click.option(
    "--only",
    multiple=True,
    metavar="PERSON",
    help="Write only to this person: a name, part of a name, or an id. Can be repeated.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Write only to rows with this value, such as country=DE. Can be repeated.",
)
@click.option(
    "--sender", metavar="ID", help="Who signs instead of the sender in campaign.toml: an id from senders.xlsx."
)
@click.option("--date", type=Day(), default=today, show_default="today", help="The date on the letters.")
@click.option(
    "--order",
    type=click.Choice(list(ORDERS)),
    help="The order of letters, packing list, labels and envelopes. Default: the order of the list.",
)
@click.option("--duplex", is_flag=True, help="For printing on both sides: each letter starts on a new sheet.")
@click.option(
    "--manual-duplex", is_flag=True, help="Write fronts and backs into separate files, to turn the paper by hand."
)
@click.option("--reverse-backs", is_flag=True, help="With --manual-duplex: put the back of the last sheet first.")
@click.option(
    "--per-file",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Also write volumes of this many pieces, each with a cover page.",
)
@click.option("--by-sender", is_flag=True, help="Also write one volume for each sender, to hand out.")
@click.option("--separate", is_flag=True, help="Also write one file for each piece, named by its number.")
@click.option(
    "--name",
    default="",
    metavar="PATTERN",
    help="Name these files from the list, for example “{country}-{family_name}”.",
)
@click.option(
    "--proof",
    metavar="LANGUAGE",
    default="",
    help="Also write proofs.pdf: each piece next to the same text in your language, such as en.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be done, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--override",
    multiple=True,
    metavar="RULE",
    shell_complete=_rule_names,
    help="Print pieces to prisons although they break this rule. Can be repeated; needs --reason.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why a rule is overridden; the ledger keeps it.")
@click.option("--strict", is_flag=True, help="Make nothing if any row has a problem.")
@click.option(
    "--workers", type=click.IntRange(1, MOST_WORKERS), help="How many processes set letters. Default: one per core."
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Set the letters on a Dask cluster: the address of its scheduler, such as tcp://127.0.0.1:8786 or tls://host:8786.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the result as JSON. Asks nothing, so it needs --yes or --dry-run.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say which letters were set the slow way, and why.")
@printer_option
@click.pass_context
def command(ctx: click.Context, /, *, workers: int | None, dask: str | None, dry_run: bool, **asked: Any) -> None:
    """Make the letters of a mailing, ready to print.

    Merges the lists with the template into prints/batch-NNNN: letters.pdf in print order,
    packing-list.pdf with boxes to tick, and skipped.xlsx with the rows that could not be merged.
    Pieces that a prison would not let in are left out, with the rule and its source; care.txt tells what
    was looked at.
    Nobody is written to twice: who has a letter is passed over until the mailing's next round.
    Without MAILING, every mailing in campaign.toml is made, each a batch of its own.
    """
    campaign = campaign_of(ctx)
    with (child_processes if dry_run else press_processes)(workers) as crew:
        from outreach.cli import merging  # noqa: PLC0415 — while this is loaded, so is the press

        merging.merge(campaign, crew, workers=workers, dask=dask, dry_run=dry_run, **asked)
