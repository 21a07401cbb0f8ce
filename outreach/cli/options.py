"""What several commands take: the campaign's folder, names that the shell completes, dates, printers."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from outreach.campaign.at_work import at_work
from outreach.campaign.campaign import Campaign, find_campaign, load_campaign
from outreach.errors import OutreachError, UsageError
from outreach.model import batch_name
from outreach.pdf.printer_offset import Shift, shift_for
from outreach.pdf.printer_offset import known as known_printers
from outreach.storage.visible import visible
from outreach.tables import header_key


def campaign_of(ctx: click.Context, *, alone: str = "") -> Campaign:
    """Return the campaign that the command was called for, and work in it until the command ends.

    A command that must not have others beside it gives its name as `alone`.
    """
    folder = ctx.find_root().obj
    path = find_campaign(Path.cwd()) if folder is None else Path(folder).resolve()
    if not (path / "campaign.toml").is_file():
        raise UsageError(
            f"{folder} is not a campaign folder: it has no campaign.toml; make one with: outreach init {folder}"
        )
    if not ctx.resilient_parsing:  # the shell only asks for names
        ctx.with_resource(at_work(path, alone))
    return load_campaign(path)


def campaign_if_any(ctx: click.Context) -> Campaign | None:
    """Return the campaign that the command was called for or in, or None outside of all."""
    if ctx.find_root().obj is not None:
        return campaign_of(ctx)
    try:
        folder = find_campaign(Path.cwd())
    except OutreachError:
        return None
    return load_campaign(folder)


def mailing_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a mailing."""
    try:
        names = campaign_of(ctx).mailings
    except OutreachError:
        return []
    return [CompletionItem(visible(name)) for name in names if name.startswith(incomplete)]


def own_settings() -> Path:
    """Return the folder of the user's own settings, for all campaigns."""
    return Path(click.get_app_dir("outreach"))


def printer_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that moves what is printed for a printer that was calibrated."""
    return click.option(
        "--printer", metavar="NAME", shell_complete=_printer_names,
        help="Shift everything for this printer, as measured with outreach calibrate.",
    )(command)  # fmt: skip


def pieces_of_a_batch(command: Callable[..., None]) -> Callable[..., None]:
    """Add what all commands take that print something beside a batch: whose, which pieces, for which printer."""
    command = click.option("--pieces", metavar="NUMBERS", help="Only these pieces of the batch, such as 3-7,9.")(
        printer_option(command)
    )
    return click.argument("what", metavar="BATCH|PERSON", shell_complete=batch_names)(command)


def _printer_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    try:
        names = known_printers(own_settings())
    except OutreachError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def shift_of(printer: str | None) -> Shift | None:
    """Return how far everything moves for a printer; None without one."""
    if printer is None:
        return None
    return shift_for(own_settings(), printer)


def batch_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a batch, the newest first."""
    try:
        folders = campaign_of(ctx).batch_folders()
    except OutreachError:
        return []
    names = [batch_name(number) for number in reversed(folders)]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


class Day(click.ParamType[dt.date]):
    """A date as ``2026-11-20``, ``20.11.2026``, ``today`` or ``yesterday``."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the date; a wrong one is a usage error that shows the form."""
        if isinstance(value, dt.date):
            return value
        text = str(value).strip().lower()
        days = {"today": 0, "yesterday": 1}
        if text in days:
            return dt.date.today() - dt.timedelta(days=days[text])  # noqa: DTZ011 — the user's own day
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 — a day has no zone
            except ValueError:
                continue
        raise click.BadParameter(f"`{value}` is not a date; write it as 2026-11-20", ctx, param)


def today() -> dt.date:
    """Return the user's own day."""
    return dt.date.today()  # noqa: DTZ011 — letters carry the day of the place where they are written


def split_where(texts: Sequence[str]) -> dict[str, str]:
    """Return ``column=value`` texts as a mapping."""
    pairs = [text.partition("=") for text in texts]
    wrong = [text for text, (_, sign, _) in zip(texts, pairs, strict=True) if not sign]
    if wrong:
        raise UsageError(f"`--where {wrong[0]}` is not a condition; write --where country=DE")
    return {header_key(column): value.strip() for column, _, value in pairs}
