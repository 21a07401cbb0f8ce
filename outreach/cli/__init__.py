"""The command line: parse, call one function, show; each command is loaded when it is used."""

from typing import Any

import click

from outreach import __version__
from outreach.cli.boundary import boundary
from outreach.cli.groups import LazyGroup
from outreach.storage.memory import rarely_collected

COMMANDS = {
    "board": "Open the board: the whole job in the browser.",
    "init": "Make a campaign folder with samples to change.",
    "template": "Make templates, also of letters from Word, and see what they can fill in.",
    "columns": "Show how a list's columns are understood.",
    "check": "Look for everything that is wrong, before anything is printed.",
    "salutations": "Print all greetings of a mailing on one page.",
    "preview": "Show pieces as they will be printed, also while you write.",
    "merge": "Make the letters of a mailing, ready to print.",
    "phrases": "Show sentences for messages in every language, by number.",
    "mark": "Tell what happened to pieces: printed, sent, returned, answered, void.",
    "status": "Show what was merged, printed, sent and answered.",
    "history": "Tell a person's whole story.",
    "log": "List what happened, and record what happened outside the tool.",
    "export": "Write the tracking sheet for a spreadsheet program.",
    "import": "Read back what was changed in the tracking sheet.",
    "recipients": "Compare lists of people, and write a clean one.",
    "reprint": "Bring back pages that the printer spoilt.",
    "labels": "Print the addresses of a batch on label sheets.",
    "envelopes": "Print addressee and return address on envelopes.",
    "cards": "Put several cards on each sheet.",
    "calibrate": "Find out how far a printer is off, and remember it.",
    "stationery": "List the papers, and draw them.",
    "clear": "Remove the pages that are kept from earlier merges and previews.",
    "forget": "Erase a person and keep what counting needs.",
    "lock": "Put ledger and prints into one file that only a pass phrase opens.",
    "unlock": "Bring back what was locked.",
    "ledger": "Look after the record itself: check it, copy it, bring a copy back.",
    "completion": "Print the line that completes commands with the Tab key.",
}
"""Each command and its one-line help, so that ``--help`` loads none of them."""


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
    First letters on paper:
      outreach init my-campaign    samples to change
      cd my-campaign
      outreach check               is everything right?
      outreach merge               letters.pdf and a packing list
      outreach mark sent batch-1   when they are in the letter box
    """
    ctx.obj = folder
