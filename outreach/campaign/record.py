"""The campaign's ledger: where it is, whether that place is safe, who writes to it."""

import getpass
import hashlib
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.campaign.at_work import at_work
from outreach.campaign.campaign import Campaign
from outreach.campaign.safe_place import danger
from outreach.errors import LedgerError, UsageError
from outreach.ledger.database import FILE_NAME, Ledger
from outreach.ledger.lineage import known_again
from outreach.ledger.opening import open_existing, open_ledger


@contextmanager
def existing_ledger(campaign: Campaign) -> Iterator[Ledger | None]:
    """Open the campaign's ledger if it has one; nothing is made."""
    with (
        at_work(campaign.folder),
        open_existing(_where(campaign), place_of(campaign)) as ledger,
        known_again(ledger, campaign.prints),
    ):
        yield ledger


@contextmanager
def own_ledger(campaign: Campaign) -> Iterator[Ledger]:
    """Open the campaign's ledger, making it if it is not there."""
    with (
        at_work(campaign.folder),
        open_ledger(_where(campaign), place_of(campaign)) as ledger,
        known_again(ledger, campaign.prints),
    ):
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
    """Return a mark for this folder on this computer, for a shared ledger; it does not name the folder."""
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
