"""``outreach board``: the whole job in the browser."""

from pathlib import Path

import click

from outreach.campaign.campaign import find_campaign
from outreach.cli import console
from outreach.errors import OutreachError


@click.command()
@click.option("--no-open", is_flag=True, help="Only show the address; open it yourself.")
@click.pass_context
def command(ctx: click.Context, *, no_open: bool) -> None:
    """Open the board: everything in the browser, on this computer alone.

    The board works on the same files and the same ledger as the commands, and both may be used at the same
    time. Nobody but you can open it. Ctrl-C ends it; it also ends after an hour in which nobody used it.
    Without a campaign its first page makes one, or opens one that is there.
    """
    from outreach.web.opening import open_board  # noqa: PLC0415 — only this command needs a server

    def tell(url: str) -> None:
        console.line("The board is open in your browser. Ctrl-C ends it.")
        console.strong(url)
        if no_open or click.launch(url):
            console.line("Open this address: it works once, for the browser that opens it first.")

    open_board(_folder(ctx), tell)
    console.line("The board is closed.")


def _folder(ctx: click.Context) -> Path | None:
    """Return the campaign folder that was named, or in which one is; None for the page that chooses one."""
    named = ctx.find_root().obj
    if named is not None:
        return Path(named).resolve()
    try:
        return find_campaign(Path.cwd())
    except OutreachError:
        return None
