"""``outreach calibrate``: find out how far a printer is off, and remember it."""

from dataclasses import replace
from pathlib import Path

import click

from outreach.cli import console
from outreach.cli.options import campaign_of, own_settings
from outreach.errors import SettingError
from outreach.pdf import printer_offset
from outreach.press.calibration import CROSS, SHEETS, Trial, set_calibration
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
@click.option(
    "--back", is_flag=True,
    help="The second side of a sheet, as for cards: print a page with two sides, and give what you measured on the second.",
)  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, /, *, printer: str, paper: str, measured: tuple[float, float] | None, back: bool
) -> None:
    """Measure how far a printer is off, and remember it.

    First writes a page with a cross and rulers. Print it, measure, and give the command again with
    --measured. From then on, --printer with the same name moves what merge, labels, envelopes, cards
    and reprint make.

    Printers put the second side of a sheet 3 to 4 mm off as a rule: --back measures that side. Flip the
    sheet as you will for the cards.
    """
    if measured:
        _remember(printer, measured, back=back)
        return
    with child_processes(1) as crew:
        page = crew.run(Call(set_calibration, Trial(paper, printer, back), SECONDS))
    if isinstance(page, Died):
        raise SettingError(f"the page {too_much('to set')}; try it again")
    campaign = campaign_of(ctx)
    path = Path(files.private_folder(campaign.prints) / f"calibration-{paper}.pdf")
    files.replace_file(path, page)
    console.strong(campaign.relative(path))
    sides, flag = (" on both sides", " --back") if back else ("", "")
    console.next_step(
        f'print it on {printer}{sides} at 100 %, measure, then: outreach calibrate "{printer}"{flag} --measured LEFT TOP'
    )


def _remember(printer: str, measured: tuple[float, float], *, back: bool) -> None:
    """Write down how far a printer is off on one side of its sheets; what is known of the other side stays."""
    shift = printer_offset.Shift(CROSS - measured[0], CROSS - measured[1])
    before = printer_offset.known(own_settings()).get(printer, printer_offset.Shift(0, 0))
    both = replace(before, back=shift) if back else replace(shift, back=before.back)
    printer_offset.remember(own_settings(), printer, both)
    what = "the second side" if back else "everything"
    console.strong(f"{printer}: {what} moves {shift.right:+.1f} mm to the right and {shift.down:+.1f} mm down")
    command = "outreach cards batch-1 --sheet a4" if back else "outreach merge"
    console.next_step(f'{command} --printer "{printer}"')
