"""``outreach import``: read back what was changed in the tracking sheet."""

from collections.abc import Sequence
from pathlib import Path

import click

from outreach.campaign.record import existing_ledger, the_ledger, who
from outreach.cli import console
from outreach.cli.options import campaign_of, today
from outreach.errors import InputError
from outreach.ledger import backups
from outreach.ledger.database import FILE_NAME
from outreach.ledger.events import Action
from outreach.tracking import sheet_import, wording
from outreach.tracking.sheet_import import Told
from outreach.workers.crew import child_processes

SHOWN = 40
"""So many changes fit on a screen."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; needs --yes or --dry-run.")
@click.pass_context
def command(ctx: click.Context, file: Path, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Read back what was changed in the tracking sheet.

    Shows what it will record and asks. A cell that makes no sense is named, and then nothing is
    recorded. The same file twice records nothing twice. One undo takes back the whole of it:
    outreach mark --undo
    """
    campaign = campaign_of(ctx)
    action = Action(who(), today(), "import")
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        with child_processes(1) as crew:
            table = sheet_import.read_sheet(file, crew)
        told, problems = sheet_import.changed(table, ledger, action.date)
        if problems:
            raise InputError(f"nothing was recorded: put the cells above right and import {file.name} again", problems)
        if not as_json:
            _show(told)
        agreed = bool(told) and _agreed(told, dry_run=dry_run, yes=yes, as_json=as_json)
        if agreed:
            backups.back_up_if_file(ledger, campaign.folder / FILE_NAME, "import")
            sheet_import.record(ledger, table, told, action)
    if as_json:
        console.as_json({"recorded": agreed, "changes": [_values(one) for one in told]})
    else:
        _show_end(told, agreed=agreed, dry_run=dry_run)


def _agreed(told: Sequence[Told], *, dry_run: bool, yes: bool, as_json: bool) -> bool:
    if dry_run or yes:
        return not dry_run
    question, unasked = f"Record {console.count(len(told), 'event')}?", "add --yes to record, or --dry-run to look"
    return console.agreed(question, default=True, unasked=unasked, quiet=as_json)


def _show(told: Sequence[Told]) -> None:
    rows = [tuple(_values(one).values()) for one in told[:SHOWN]]
    if rows:
        console.table(("Person", "Mailing", "What", "Day", "Note"), rows)
    if len(told) > SHOWN:
        console.line(f"… and {len(told) - SHOWN:,} more")


def _values(one: Told) -> dict[str, str]:
    return {
        "person": one.track.facts["name"],
        "mailing": one.track.facts["mailing"],
        "what": wording.WORDS[one.change.kind],
        "day": one.change.day.isoformat(),
        "note": one.change.note,
    }


def _show_end(told: Sequence[Told], *, agreed: bool, dry_run: bool) -> None:
    if not told:
        console.line("Nothing was changed in it that is not on record already.")
        console.next_step("outreach status")
    elif agreed:
        console.line(f"{console.count(len(told), 'event')} recorded.")
        console.next_step("outreach status; if that was a mistake: outreach mark --undo")
    elif dry_run:
        console.next_step("this was a dry run, nothing was recorded; to record it: outreach import FILE")
    else:
        console.line("Nothing was recorded.")
