"""``outreach completion``: print the line that completes commands with the Tab key."""

import click

from outreach.cli import console

LINES = {
    "bash": ('eval "$(_OUTREACH_COMPLETE=bash_source outreach)"', "~/.bashrc"),
    "zsh": ('eval "$(_OUTREACH_COMPLETE=zsh_source outreach)"', "~/.zshrc"),
    "fish": ("_OUTREACH_COMPLETE=fish_source outreach | source", "~/.config/fish/completions/outreach.fish"),
}


@click.command()
@click.argument("shell", type=click.Choice(list(LINES)))
def command(shell: str) -> None:
    """Print the line that completes commands with the Tab key."""
    text, file = LINES[shell]
    console.line(text)
    console.note(f"Add this line to {file} and open a new terminal.")
