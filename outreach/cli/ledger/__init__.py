"""``outreach ledger``: look after the record itself."""

import click

from outreach.cli.groups import LazyGroup

COMMANDS = {
    "check": "Verify that the ledger keeps its promises, and say how to mend what is wrong.",
    "backup": "Write a copy of the ledger.",
    "restore": "Put a copy of the ledger in its place.",
    "copy": "Copy the ledger from a file to a server, or back.",
    "export": "Write the ledger to a file, for somebody of the same campaign.",
    "join": "Bring somebody else's ledger of the same campaign into this one.",
    "release": "Free the people of a batch that another computer will never finish.",
}
"""Each command and its one-line help."""
OLD_NAMES = {"merge": "join"}
"""What commands were called in earlier versions: a merge makes letters, and two ledgers are joined."""


@click.group(cls=LazyGroup, table=COMMANDS, package="outreach.cli.ledger", old_names=OLD_NAMES)
def command() -> None:
    """Look after the ledger: the record of who was written to.

    \b
      outreach ledger check           is everything as it was recorded?
      outreach ledger backup          a copy, into the folder backups
      outreach ledger restore FILE    bring a copy back
      outreach ledger copy FROM TO    from a file to a server, or back
      outreach ledger export FILE     for somebody of the same campaign
      outreach ledger join FILE       bring theirs into yours
      outreach ledger release BATCH   when another computer will never finish it
    """
