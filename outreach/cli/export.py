"""``outreach export``: write the tracking sheet for a spreadsheet program."""

import sys
from pathlib import Path

import click

from outreach.campaign.campaign import mailings_named
from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of, mailing_names
from outreach.ledger.standings import tracks
from outreach.model import State
from outreach.storage.files import replace_file

STATES = [state.value for state in State]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--mailing", default="", help="Only this mailing.", shell_complete=mailing_names)
@click.option("--country", default="", metavar="CODE", help="Only people in this country, as DE.")
@click.option(
    "--state", default="", type=click.Choice(["", *STATES]), metavar="STATE", help="Only letters in this state."
)
@click.option("--yes", is_flag=True, help="Replace the file without asking.")
@click.pass_context
def command(ctx: click.Context, file: Path, mailing: str, country: str, state: str, *, yes: bool) -> None:
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
        console.line("Nobody is like that; nothing was written.")
        return
    if file.exists() and not _may_replace(file, yes=yes):
        console.line("Nothing was written.")
        return
    from outreach.tracking import sheet, sheet_import  # noqa: PLC0415 — openpyxl is loaded when a file is written

    replace_file(file, sheet.workbook([sheet_import.texts(track) for track in rows]))
    console.strong(f"{file}: {console.count(len(rows), 'row')}")
    console.next_step(f"change states, days and notes in it, save it, then: outreach import {file}")


def _may_replace(file: Path, *, yes: bool) -> bool:
    """Ask before a file is replaced in which somebody may have written."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise click.UsageError(f"{file} is there already; read it back first, choose another name, or add --yes")
    return click.confirm(f"{file} is there already. Replace it, with all that was written into it?", default=False)
