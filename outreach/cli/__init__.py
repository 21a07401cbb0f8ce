"""The command line: parse, call one function, show; each command is loaded when it is used."""

import importlib

import click

from outreach import __version__
from outreach.cli.boundary import boundary

COMMANDS = {
    "init": "Make a campaign folder with samples to change.",
    "check": "Look for everything that is wrong, before anything is printed.",
    "preview": "Show one piece as it will be printed.",
    "merge": "Make the letters of a mailing, ready to print.",
    "mark": "Tell what happened to pieces: printed, sent, returned, answered, void.",
    "status": "Show what was merged, printed, sent and answered.",
    "reprint": "Bring back pages that the printer spoilt.",
    "completion": "Print the line that completes commands with the Tab key.",
}
"""Each command and its one-line help, so that ``--help`` loads none of them."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and turns errors into messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the commands in the order in which a campaign needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"outreach.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command inside the one place where errors become messages and exit codes."""
        with boundary():
            return super().invoke(ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
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
