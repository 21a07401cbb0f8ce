"""``outreach init``: make a campaign folder with samples to change."""

from pathlib import Path

import click

from outreach.campaign import samples
from outreach.cli import console


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a campaign folder with samples to change.

    The lists hold invented people only. Nothing that is there already is overwritten.
    """
    made = samples.start_campaign(folder)
    console.line(f"Made {folder} with {', '.join(made)}.")
    console.next_step(f"cd {folder}, then: outreach check")
