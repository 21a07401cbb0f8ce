"""``outreach calibrate``: find out how far a printer is off, and remember it."""

from pathlib import Path

import click

from outreach.cli import console
from outreach.cli.options import campaign_of, own_settings
from outreach.errors import SettingError
from outreach.pdf import printer_offset
from outreach.press.calibration import CROSS, SHEETS, set_calibration
from outreach.storage import files
from outreach.workers.crew import child_processes
from outreach.workers.pool import Call, Died, too_much

SECONDS = 60.0


@click.command()
@click.argument("printer")
@click.option(
    "--paper", type=click.Choice(list(SHEETS)), default="a4", show_default=True, help="The sheet to print on."
)
@click.option(
    "--measured", type=float, nargs=2, metavar="LEFT TOP",
    help="What you measured on the page, in mm: from the left edge to the cross, from the upper edge to it.",
)  # fmt: skip
@click.pass_context
def command(ctx: click.Context, printer: str, paper: str, measured: tuple[float, float] | None) -> None:
    """Measure how far a printer is off, and remember it.

    First writes a page with a cross and rulers. Print it, measure, and give the command again with
    --measured. From then on, --printer with the same name moves what merge, labels, envelopes, cards
    and reprint make.
    """
    if measured:
        shift = printer_offset.Shift(CROSS - measured[0], CROSS - measured[1])
        printer_offset.remember(own_settings(), printer, shift)
        console.strong(f"{printer}: everything moves {shift.right:+.1f} mm to the right and {shift.down:+.1f} mm down")
        console.next_step(f'outreach merge --printer "{printer}"')
        return
    with child_processes(1) as crew:
        page = crew.run(Call(set_calibration, (paper, printer), SECONDS))
    if isinstance(page, Died):
        raise SettingError(f"the page {too_much('to set')}; try it again")
    campaign = campaign_of(ctx)
    path = Path(files.private_folder(campaign.prints) / f"calibration-{paper}.pdf")
    files.replace_file(path, page)
    console.strong(campaign.relative(path))
    console.next_step(
        f'print it on {printer} at 100 %, measure, then: outreach calibrate "{printer}" --measured LEFT TOP'
    )
