"""``outreach template``: the texts of letters."""

import click

from outreach.cli.groups import LazyGroup

COMMANDS = {
    "import": "Make a template of a letter from Word, LibreOffice or another program.",
    "new": "Make a template with a text to replace.",
    "fields": "List everything that a text can fill in, with two values each.",
}
"""Each command and its one-line help."""


@click.group(cls=LazyGroup, table=COMMANDS, package="outreach.cli.template")
def command() -> None:
    """Make templates, and see what they can fill in.

    \b
      outreach template import letter.docx NAME   your letter as a template
      outreach template new NAME                  an empty one
      outreach template fields MAILING            what can be filled in?

    A letter from Word or LibreOffice also works as it is: put it into the template's folder as de.docx or de.odt.
    """
