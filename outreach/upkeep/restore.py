"""Put a copy of the ledger in its place; what it replaces is kept beside."""

from dataclasses import dataclass
from pathlib import Path

from outreach.campaign.campaign import Campaign
from outreach.errors import LedgerError
from outreach.ledger import backups
from outreach.ledger.backups import LedgerSummary
from outreach.ledger.database import FILE_NAME
from outreach.ledger.forgetting import forget_again
from outreach.ledger.lineage import forget_lineage
from outreach.ledger.schema import SCHEMA_VERSION
from outreach.ledger.sqlite import connected, version_of


@dataclass(frozen=True, slots=True)
class Swap:
    """What a restore would do: the copy, what was taken over from it, the present ledger, and its damage, if any."""

    copy: Path
    taken_over: Path
    ledger: Path
    new: LedgerSummary
    old: LedgerSummary | None
    damage: str = ""


def look(campaign: Campaign, copy: Path, taken_over: Path) -> Swap:
    """Return what restoring `copy` would do; raise `LedgerError` if it must not be done.

    `taken_over` is a ledger of our own with all that the copy records (`ledger.foreign_file`).
    """
    ledger = campaign.folder / FILE_NAME
    new, old, damage = backups.summarised(taken_over), None, ""
    if ledger.exists():
        try:
            old = backups.summarised(ledger, thorough=True)
        except LedgerError as error:
            damage = error.message
    if old and old.campaign != new.campaign:
        raise LedgerError(f"{copy} is the ledger of another campaign; put it back in that campaign's folder")
    return Swap(copy, taken_over, ledger, new, old, damage)


def require_file(campaign: Campaign) -> None:
    """Refuse if the ledger is on a server, which has its own means to back up and restore."""
    if campaign.ledger:
        raise LedgerError(
            "the ledger of this campaign is on a PostgreSQL server: back it up and bring it back there (pg_dump)"
        )


def restore(campaign: Campaign, swap: Swap) -> Path | None:
    """Keep the present ledger in the folder of backups and put the copy in its place; return where it is kept."""
    kept = None
    if swap.old:
        with connected(swap.ledger) as ledger, connected(swap.taken_over) as other:
            kept = backups.back_up(ledger, swap.ledger, backups.REPLACED)
            if version_of(ledger) == SCHEMA_VERSION:  # an older one never forgot anybody under an id of its own
                forget_again(ledger, other)
    elif swap.ledger.exists():
        kept = swap.ledger.replace(backups.free_name(swap.ledger, f"damaged-{backups.REPLACED}"))
        for side in swap.ledger.parent.glob(f"{FILE_NAME}-*"):
            side.replace(kept.with_name(f"{kept.name}{side.name.removeprefix(FILE_NAME)}"))
    backups.put_back(swap.taken_over, swap.ledger)
    forget_lineage(campaign.prints)
    return kept
