"""``outreach export``: write the tracking sheet for a spreadsheet program."""

from pathlib import Path

import click

from outreach.campaign.campaign import mailings_named
from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of, mailing_names
from outreach.cli.outputs import force_option, outputs
from outreach.ledger.standings import tracks
from outreach.model import State

STATES = [state.value for state in State]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--mailing", default="", help="Only this mailing.", shell_complete=mailing_names)
@click.option("--country", default="", metavar="CODE", help="Only people in this country, such as DE.")
@click.option(
    "--state", default="", type=click.Choice(["", *STATES]), metavar="STATE", help="Only letters in this state."
)
@force_option("--yes")
@click.pass_context
def command(ctx: click.Context, file: Path, mailing: str, country: str, state: str, *, force: bool) -> None:
    """Write the tracking sheet for a spreadsheet program.

    One row for each person and mailing: the state, its days, batch, sender, answers, notes. Change the
    state, the days and the notes there, save it, and read it back with: outreach import FILE
    """
    campaign = campaign_of(ctx)
    mailings_named(campaign, [mailing] if mailing else [])
    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter("the name must end in .xlsx, as in: outreach export tracking.xlsx")
    with existing_ledger(campaign) as found:
        rows = tracks(the_ledger(found), mailing=mailing, country=country.upper(), state=state)
    if not rows:
        console.line("No letter matches; nothing was written.")
        return
    (output,) = outputs([file], campaign, force=force)
    from outreach.tracking import sheet, sheet_import  # noqa: PLC0415 — openpyxl is loaded when a file is written

    output.write(sheet.workbook([sheet_import.texts(track) for track in rows]))
    console.strong(f"{file}: {console.count(len(rows), 'row')}")
    console.next_step(f"change states, days and notes in it, save it, then: outreach import {file}")
