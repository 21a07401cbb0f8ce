"""``outreach recipients dative``: propose the dative of Russian names, for somebody who knows the language."""

from pathlib import Path

import click

from outreach.cli import console
from outreach.cli.options import campaign_if_any
from outreach.cli.outputs import force_option, outputs
from outreach.workers.crew import child_processes


@click.command()
@click.argument("source", metavar="LIST", type=click.Path(path_type=Path))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@force_option()
@click.pass_context
def command(ctx: click.Context, source: Path, file: Path, *, force: bool) -> None:
    """Propose the dative of Russian names, for somebody who knows the language.

    Writes a copy of LIST to FILE, an Excel workbook: where the column name_dative is empty, it holds a
    proposal, and the last column says so. A name needs its gender. Nothing is taken over by itself: look the
    names over, and put the copy in the place of the list.
    """
    from outreach.campaign.list_tools import with_datives  # noqa: PLC0415 — openpyxl is loaded when it is used

    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"`{file.name}` must end in .xlsx", ctx, param_hint="FILE")
    campaign = campaign_if_any(ctx)
    (output,) = outputs([file], campaign, force=force)
    with child_processes(1) as crew:
        data, proposed = with_datives(source, campaign, crew)
    output.write(data)
    console.line(f"{file}: {console.count(proposed, 'name')} proposed in the column name_dative")
    console.next_step(f"have somebody who knows Russian look them over, and put {file} in the place of {source}")
