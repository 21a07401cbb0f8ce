"""``outreach template import``: make a template of a letter that was written in another program."""

from pathlib import Path

import click

from outreach.campaign.template_tools import FOLDER, TemplateMade, import_text, template_folder
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.cli.template.language import known_language
from outreach.workers.crew import child_processes


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("name")
@click.option("--language", metavar="CODE", default="", help="The letter's language, as de; found out if left out.")
@click.option(
    "--postcard", is_flag=True, help="Make a postcard of it: a picture at its beginning becomes the picture side."
)
@click.pass_context
def command(ctx: click.Context, file: Path, name: str, *, language: str, postcard: bool) -> None:
    """Make a template of a letter from Word, LibreOffice or another program.

    FILE is a .docx, .odt, .md, .txt or .html. It is written as HTML into letter_templates/NAME, with its pictures, and
    can be changed there. Its own address, date and greeting are left out: the stationery brings them. FILE itself is
    not changed, and nothing is overwritten.
    """
    campaign = campaign_of(ctx)
    folder = template_folder(campaign.folder, name)
    with child_processes(1) as crew:
        made = import_text(file, folder, known_language(language) if language else "", postcard=postcard, workers=crew)
    show(made, name, "postcard-a6" if postcard else "din5008b")


def show(made: TemplateMade, name: str, stationery: str) -> None:
    """Tell which files were made, and how a mailing uses them."""
    for note in made.notes:
        console.line(note)
    console.strong(f"{FOLDER}/{name}: {', '.join(file.name for file in made.files)}")
    console.line()
    console.line("To print it, write into campaign.toml:")
    console.line()
    console.line(f"[mailing.{name}]")
    console.line('to = "recipients/YOUR-LIST.xlsx"')
    console.line(f'template = "{FOLDER}/{name}"')
    console.line(f'stationery = "{stationery}"')
    console.next_step(f"outreach check {name}, then: outreach preview {name} --open")
