"""``outreach preview``: show one piece as it will be printed."""

from pathlib import Path

import click

from outreach import planning, previewing
from outreach.cli import common, console
from outreach.errors import InputError, TemplateError
from outreach.gathering import gather
from outreach.rules.selection import Wanted


@click.command()
@click.argument("mailing", required=False, shell_complete=common.mailing_names)
@click.option(
    "--person", metavar="NAME", help="Whose piece: a name, a part of it, or an id. Otherwise the first in line."
)
@click.option("--language", metavar="CODE", help="The first piece in this language.")
@click.option("--png", is_flag=True, help="Make pictures instead of a PDF, one a page.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it; else prints/preview.pdf.",
)
@click.option("--open", "open_it", is_flag=True, help="Open it when it is ready.")
@click.pass_context
def command(
    ctx: click.Context, mailing: str | None, person: str | None, language: str | None,
    output: Path | None, *, png: bool, open_it: bool,
) -> None:  # fmt: skip
    """Show one piece as it will be printed.

    Nothing is recorded: people who have their letter already can be looked at too.
    """
    campaign = common.campaign_of(ctx)
    chosen = common.mailings_named(campaign, [mailing] if mailing else [])[:1]
    with common.workers(1) as crew, common.existing_ledger(campaign) as ledger:
        material = gather(campaign, chosen, crew)[0]
        if material.blocking:
            raise InputError("there is nothing to show", material.blocking)
        if material.template_problems:
            raise TemplateError("the template must be put right first", material.template_problems)
        wanted = Wanted(only=(person,) if person else ())
        planning.require_somebody([material], wanted)
        name, pdf, care = previewing.preview(campaign, material, ledger, crew, wanted, language, common.today())
    console.care(care, "A prison may not let this in as it is:")
    paths = previewing.write(campaign, pdf, output, png=png)
    for path in paths:
        console.strong(f"{campaign.relative(path)}: {name}")
    if open_it:
        click.launch(str(paths[0]))
    console.next_step("if it looks right: outreach merge")
