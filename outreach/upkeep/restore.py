"""Put a copy of the ledger in its place; what it replaces is kept beside."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from outreach.campaign.campaign import Campaign
from outreach.errors import LedgerError
from outreach.ledger import backups
from outreach.ledger.backups import LedgerSummary
from outreach.ledger.database import FILE_NAME
from outreach.ledger.lineage import forget_lineage
from outreach.ledger.sqlite import connected
from outreach.storage.files import private_folder


@dataclass(frozen=True, slots=True)
class Swap:
    """What a restore would do: the copy, the present ledger, and why that cannot be read, if so."""

    copy: Path
    ledger: Path
    new: LedgerSummary
    old: LedgerSummary | None
    damage: str = ""


def look(campaign: Campaign, copy: Path) -> Swap:
    """Return what putting `copy` back would do; raise `LedgerError` where it must not be done."""
    require_file(campaign)
    ledger = campaign.folder / FILE_NAME
    new, old, damage = backups.summarised(copy), None, ""
    if ledger.exists():
        try:
            old = backups.summarised(ledger)
        except LedgerError as error:
            damage = error.message
    if old and old.campaign != new.campaign:
        raise LedgerError(f"{copy} is the ledger of another campaign; put it back in that campaign's folder")
    return Swap(copy, ledger, new, old, damage)


def require_file(campaign: Campaign) -> None:
    """Refuse where the ledger is on a server, which has its own means to copy and bring back."""
    if campaign.ledger:
        raise LedgerError(
            "the ledger of this campaign is on a PostgreSQL server: back it up and bring it back there (pg_dump)"
        )


def restore(campaign: Campaign, swap: Swap) -> Path | None:
    """Keep the present ledger in the folder of backups and put the copy in its place; return where it is kept."""
    kept = None
    if swap.old:
        with connected(swap.ledger) as ledger:
            kept = backups.back_up(ledger, swap.ledger, backups.REPLACED)
    elif swap.ledger.exists():
        folder = private_folder(swap.ledger.parent / backups.FOLDER)
        at = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        kept = swap.ledger.replace(folder / f"ledger-{at}-damaged-{backups.REPLACED}.sqlite")
        for side in swap.ledger.parent.glob(f"{FILE_NAME}-*"):
            side.replace(folder / f"{kept.name}{side.name.removeprefix(FILE_NAME)}")
    backups.put_back(swap.copy, swap.ledger)
    forget_lineage(campaign.prints)
    return kept
