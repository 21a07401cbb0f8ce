"""The one way in which commands write a FILE that the person named: never over what is the campaign's or the tool's."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from outreach.campaign.campaign import Campaign
from outreach.campaign.own_files import owned_by_campaign
from outreach.cli import console
from outreach.cli.options import own_settings
from outreach.errors import UsageError
from outreach.storage.files import new_file, real, replace_file

SHOWN = 3
"""So many of the files that would be replaced are named."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file that may be written: `path` is as the person wrote it, `target` has no links in it."""

    path: Path
    target: Path
    replaces: bool

    def write(self, data: bytes | Iterable[bytes]) -> None:
        """Write the file in one step, readable by its owner alone."""
        if self.replaces:
            replace_file(self.target, data)
            return
        try:
            new_file(self.target, data)
        except FileExistsError as error:
            raise UsageError(f"{self.path} came there meanwhile, and stays as it is; choose another name") from error


def outputs(paths: Sequence[Path], campaign: Campaign | None, *, force: bool) -> list[Output]:
    """Return the files that were named for what a command writes; ask before others are replaced, unless with `force`.

    Raises `UsageError` where one is a file of the campaign or of the tool, and ends the command where the person says
    no.
    """
    found = [_output(path, campaign) for path in paths]
    there = [one for one in found if one.replaces]
    if there and not force:
        names = ", ".join(str(one.path) for one in there[:SHOWN]) + (" …" if len(there) > SHOWN else "")
        are = "is" if len(there) == 1 else "are"
        question, unasked = (
            f"{names} {are} there already. Replace?",
            f"{names} {are} there already; add --force to replace",
        )
        if not console.agreed(question, default=False, unasked=f"{unasked}, or choose another name"):
            console.line("Nothing was written.")
            raise click.exceptions.Exit(0)
    return found


def _output(path: Path, campaign: Campaign | None) -> Output:
    require_foreign(path, campaign)
    target = real(path)
    os.scandir(target.parent).close()  # a folder that is not there is told before anything is made
    if target.exists() and not target.is_file():
        raise UsageError(f"{path} is not a file that can be replaced; choose another name")
    return Output(path, target, replaces=target.exists())


def require_foreign(path: Path, campaign: Campaign | None) -> None:
    """Raise `UsageError` where an output would be a file of the campaign or of the tool."""
    target = real(path)
    what = owned_by_campaign(target, campaign)
    if target.is_relative_to(own_settings().resolve()):
        what = "a file of your own settings"
    if what:
        raise UsageError(f"{path} is {what}, where no command writes anything else; choose another name")


def force_option(*more: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option that replaces a file without asking; `more` are older names of it."""
    return click.option("--force", *more, "force", is_flag=True, help="Replace a file that is there already.")
