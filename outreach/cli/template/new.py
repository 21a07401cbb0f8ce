"""``outreach template new``: make a template with a text to replace."""

import click

from outreach.campaign.template_tools import FORMATS, new_template, template_folder
from outreach.cli.options import campaign_of
from outreach.cli.template.import_ import show
from outreach.cli.template.language import known_language


@click.command()
@click.argument("name")
@click.option("--language", "languages", metavar="CODE", multiple=True, help="A language; the campaign's if left out.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="html",
    show_default=True,
    help="HTML, Markdown or plain text.",
)
@click.option("--postcard", is_flag=True, help="Make it for a postcard.")
@click.pass_context
def command(ctx: click.Context, name: str, *, languages: tuple[str, ...], form: str, postcard: bool) -> None:
    """Make a template with a text to replace.

    Writes one text a language into letter_templates/NAME. Nothing is overwritten.
    """
    campaign = campaign_of(ctx)
    codes = [known_language(one) for one in languages] or [*campaign.languages]
    made = new_template(template_folder(campaign.folder, name), codes, form, postcard=postcard)
    show(made, name, "postcard-a6" if postcard else "din5008b")
