"""``outreach recipients``: lists of people by themselves."""

import click

from outreach.cli.groups import LazyGroup

COMMANDS = {
    "dative": "Propose the dative of Russian names, for somebody who knows the language.",
    "diff": "Show who joined, left, moved or was renamed between two lists.",
    "export": "Write a clean list, with drop-down lists and the problems beside the rows.",
}
"""Each command and its one-line help."""


@click.group(cls=LazyGroup, table=COMMANDS, package="outreach.cli.recipients")
def command() -> None:
    """Compare lists of people, and write a clean one.

    \b
      outreach recipients diff OLD NEW         what changed since the last download?
      outreach recipients export FILE.xlsx     an empty list to fill in
      outreach recipients dative LIST NEW.xlsx proposals for addresses in Russian
    """
