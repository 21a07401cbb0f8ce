"""The command line: parse, call one function, show; each command is loaded when it is used."""

from typing import Any

import click

from outreach import __version__
from outreach.cli.boundary import boundary
from outreach.cli.groups import LazyGroup
from outreach.storage.memory import rarely_collected

SECTIONS = {
    "The whole job": {
        "board": "Open the board: the whole job in the browser.",
    },
    "Begin": {
        "init": "Make a campaign folder with samples to change.",
        "recipients": "Compare lists of people, and write a clean one.",
        "columns": "Show how a list's columns are understood.",
        "check": "Find everything that is wrong before anything is printed.",
    },
    "Write": {
        "template": "Make templates, also of letters from Word, and see what they can fill in.",
        "preview": "Show pieces as they will be printed, even while you write.",
        "salutations": "Print all greetings of a mailing on one page.",
        "phrases": "Show sentences for messages in every language, by number.",
    },
    "Print": {
        "merge": "Make the letters of a mailing, ready to print.",
        "reprint": "Print spoilt pages again.",
        "labels": "Print the addresses of a batch on label sheets.",
        "envelopes": "Print addressee and return address on envelopes.",
        "cards": "Put several cards on each sheet.",
        "stationery": "List the papers, and draw them.",
        "calibrate": "Measure how far a printer is off, and remember it.",
    },
    "Keep track": {
        "mark": "Record what happened to pieces: printed, sent, returned, answered, void.",
        "status": "Show what was merged, printed, sent and answered.",
        "history": "Show everything that happened with one person.",
        "log": "List what happened, and record what happened outside the tool.",
        "report": "Draw the picture of the campaign: a page, a PDF, a workbook.",
        "export": "Write the tracking sheet for a spreadsheet program.",
        "import": "Read back what was changed in the tracking sheet.",
    },
    "Safety and privacy": {
        "ledger": "Look after the record: check it, copy it, restore it.",
        "forget": "Erase a person, but keep the counts.",
        "lock": "Put ledger and prints into one file that only a pass phrase opens.",
        "unlock": "Unlock what was locked.",
    },
    "The tool itself": {
        "clear": "Remove the pages that are kept from earlier merges and previews.",
        "completion": "Print the line that completes commands with the Tab key.",
    },
}
"""Each command by what people do with it, with its one-line help, so that ``--help`` loads none of them."""
COMMANDS = {name: told for section in SECTIONS.values() for name, told in section.items()}


class MainGroup(LazyGroup):
    """The group of all commands, inside the one place where errors become messages and exit codes."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Understand the command line; also this may fail, as when help is written onto a full disk."""
        with boundary():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn its errors into messages."""
        with boundary(), rarely_collected():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 — click's signature
        """List the commands by what people do with them."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()))


@click.group(
    cls=MainGroup, table=COMMANDS, package="outreach.cli", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="outreach")
@click.option(
    "-C", "--campaign", "folder", metavar="FOLDER", type=click.Path(),
    help="The campaign folder, if it is not the one you are in.",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, folder: str | None) -> None:
    """Write to politicians and prisoners: merge lists with templates into letters, and keep track.

    \b
    In the browser:
      outreach board               everything, with the mouse

    \b
    First letters on paper:
      outreach init my-campaign    samples to change
      cd my-campaign
      outreach check               is everything right?
      outreach merge               letters.pdf and a packing list
      outreach mark sent batch-1   when they are in the letter box
    """
    ctx.obj = folder
