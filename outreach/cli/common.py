"""What several commands share: finding the campaign, the mailings, the workers, the ledger."""

import datetime as dt
import getpass
import hashlib
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from outreach.campaign.campaign import LOCKED, Campaign, Mailing, find_campaign, load_campaign
from outreach.campaign.safe_place import danger
from outreach.errors import LedgerError, OutreachError, UsageError, instead
from outreach.ledger.database import FILE_NAME, Ledger, open_existing, open_ledger
from outreach.ledger.lineage import known_again
from outreach.tables import header_key

if TYPE_CHECKING:
    from outreach.campaign.lists import ListRead
    from outreach.campaign.material import Material
    from outreach.pdf.printer_offset import Shift
    from outreach.workers.pool import Workers

MOST_WORKERS = 64


def campaign_of(ctx: click.Context, *, locked: bool = False) -> Campaign:
    """Return the campaign that the command was called for; a locked one is refused, unless it is asked for."""
    folder = ctx.find_root().obj
    path = find_campaign(Path.cwd()) if folder is None else Path(folder).resolve()
    if not (path / "campaign.toml").is_file():
        raise UsageError(
            f"{folder} is not a campaign folder: it has no campaign.toml; make one with: outreach init {folder}"
        )
    if not locked and (path / LOCKED).exists():
        raise LedgerError("this campaign is locked; bring everything back with: outreach unlock")
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


def mailings_named(campaign: Campaign, names: Sequence[str]) -> list[Mailing]:
    """Return the mailings called `names`, all of the campaign's if none is named."""
    unknown = [name for name in names if name not in campaign.mailings]
    if unknown:
        raise UsageError(f"there is no mailing `{unknown[0]}`; {instead(unknown[0], campaign.mailings)}")
    return [campaign.mailings[name] for name in dict.fromkeys(names or campaign.mailings)]


def mailing_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a mailing."""
    try:
        names = campaign_of(ctx).mailings
    except OutreachError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def own_settings() -> Path:
    """Return the folder of the user's own settings, for all campaigns."""
    return Path(click.get_app_dir("outreach"))


def printer_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that moves what is printed for a printer that was calibrated."""
    return click.option(
        "--printer", metavar="NAME", shell_complete=_printer_names,
        help="Move everything as this printer needs it, as found out with outreach calibrate.",
    )(command)  # fmt: skip


def pieces_of_a_batch(command: Callable[..., None]) -> Callable[..., None]:
    """Add what all commands take that print something beside a batch: whose, which pieces, for which printer."""
    command = click.option("--pieces", metavar="NUMBERS", help="Only these pieces of the batch, as 3-7,9.")(
        printer_option(command)
    )
    return click.argument("what", metavar="BATCH|PERSON", shell_complete=batch_names)(command)


def _printer_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from outreach.pdf import printer_offset  # noqa: PLC0415 — loads pikepdf

    try:
        names = printer_offset.known(own_settings())
    except OutreachError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def shift_of(printer: str | None) -> "Shift | None":
    """Return how far everything moves for a printer; None without one."""
    if printer is None:
        return None
    from outreach.pdf import printer_offset  # noqa: PLC0415 — loads pikepdf

    return printer_offset.shift_for(own_settings(), printer)


def batch_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a batch, the newest first."""
    try:
        folders = campaign_of(ctx).prints.glob("batch-[0-9]*")
    except OutreachError:
        return []
    names = sorted((folder.name for folder in folders if folder.is_dir()), reverse=True)
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def rule_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a rule of prisons."""
    from outreach.care.rule_books import SETTINGS  # noqa: PLC0415 — only where rules are asked for

    return [CompletionItem(name) for name in SETTINGS if name.startswith(incomplete)]


def cluster(address: str) -> "Workers":
    """Return the workers of a Dask cluster."""
    from outreach.press import dask  # noqa: PLC0415 — only where there is one

    return dask.cluster(address)


def workers(count: int | None = None, most: int = MOST_WORKERS) -> "Workers":
    """Return child processes that see only the shipped fonts: `count`, else as OUTREACH_WORKERS says, else one a core.

    `most` is how many of them there is work for.
    """
    from outreach.workers.pool import Limits, Workers, process_pool  # noqa: PLC0415 — only where something is read or set

    total = min(count or _workers_wished() or os.cpu_count() or 1, most)
    return Workers(total, partial(process_pool, limits=Limits(), fonts=_fonts()))


def press(count: int | None = None) -> "Workers":
    """Return the same for setting pages: WeasyPrint is loaded once for all of them, beginning now where that can be."""
    from outreach.storage.memory import give_memory_back  # noqa: PLC0415
    from outreach.workers.pool import Limits, Workers, loaded_ahead, process_pool  # noqa: PLC0415 — as above

    give_memory_back()
    total = count or _workers_wished() or os.cpu_count() or 1
    if total == 1:
        return workers(total)
    context = loaded_ahead("outreach.press.preload")
    return Workers(total, partial(process_pool, limits=Limits(), fonts=_fonts(), context=context))


@contextmanager
def readers(press: "Workers", count: int | None, lists: int) -> "Iterator[Workers]":
    """Give who reads some `lists`: processes for that alone, or the one that sets too where only one is wanted."""
    if press.count == 1:
        yield press
    else:
        with workers(count, most=lists) as crew:
            yield crew


def _fonts() -> Path:
    return Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))


def _workers_wished() -> int:
    wish = os.environ.get("OUTREACH_WORKERS", "").strip()
    if wish and not (wish.isdecimal() and 1 <= int(wish) <= MOST_WORKERS):
        raise UsageError(f"OUTREACH_WORKERS={wish} is not a number from 1 to {MOST_WORKERS}")
    return int(wish or 0)


@contextmanager
def existing_ledger(campaign: Campaign) -> Iterator[Ledger | None]:
    """Open the campaign's ledger if it has one; nothing is made."""
    with open_existing(_where(campaign), place_of(campaign)) as ledger, known_again(ledger, campaign.prints):
        yield ledger


@contextmanager
def own_ledger(campaign: Campaign) -> Iterator[Ledger]:
    """Open the campaign's ledger, making it if it is not there."""
    with open_ledger(_where(campaign), place_of(campaign)) as ledger, known_again(ledger, campaign.prints):
        yield ledger


def _where(campaign: Campaign) -> Path | str:
    """Return where the ledger is; raise `LedgerError` where a file would not be safe."""
    if campaign.ledger:
        return campaign.ledger
    if not campaign.allow_synced_folder and (why := danger(campaign.folder)):
        raise LedgerError(
            f"{campaign.folder} {why}: a ledger is damaged there sooner or later. Move the campaign folder to this "
            "computer's own disk, and share the work as docs/how-to/share-the-work.md tells; or, at your own risk, "
            "write allow_synced_folder = true below [campaign] in campaign.toml"
        )
    return campaign.folder / FILE_NAME


def place_of(campaign: Campaign) -> str:
    """Return what stands for this folder on this computer in a ledger that others share, without naming it."""
    return hashlib.sha256(f"{platform.node()}:{campaign.folder.resolve()}".encode()).hexdigest()[:16]


def the_ledger(ledger: Ledger | None) -> Ledger:
    """Return the ledger, or say that nothing was merged yet."""
    if ledger is None:
        raise UsageError("nothing was merged in this campaign yet; begin with: outreach merge")
    return ledger


def who() -> str:
    """Return the name that the ledger notes: OUTREACH_BY, or the account's name."""
    try:
        return os.environ.get("OUTREACH_BY") or getpass.getuser()
    except OSError:
        return "unknown"


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


def lists_read(materials: "Sequence[Material]") -> "list[ListRead]":
    """Return what came of each list of several mailings, each list once."""
    return list(dict.fromkeys(one for material in materials for one in material.lists))


def split_where(texts: Sequence[str]) -> dict[str, str]:
    """Return ``column=value`` texts as a mapping."""
    pairs = [text.partition("=") for text in texts]
    wrong = [text for text, (_, sign, _) in zip(texts, pairs, strict=True) if not sign]
    if wrong:
        raise UsageError(f"`--where {wrong[0]}` is not a condition; write --where country=DE")
    return {header_key(column): value.strip() for column, _, value in pairs}
