"""Settle what earlier runs left, before a merge begins: batches that were cut off, ledgers that are gone."""

from collections.abc import Sequence

from outreach.batch.folder import MANIFEST, record_batch
from outreach.campaign.campaign import Campaign, Mailing
from outreach.errors import LedgerError, tell_of_disk
from outreach.ledger import claims
from outreach.ledger.database import FILE_NAME as LEDGER_FILE
from outreach.ledger.database import Ledger
from outreach.model import batch_name
from outreach.storage import files


def require_ledger(campaign: Campaign, ledger: Ledger | None) -> None:
    """Refuse to go on when there are batches but no ledger: everybody would be written to again."""
    batches = [*campaign.batch_folders().values()]
    if ledger is None and batches and not campaign.ledger:
        raise LedgerError(
            f"ledger.sqlite is gone, but {campaign.relative(batches[0])} is there: nobody can know who was written to. "
            "Put your copy of ledger.sqlite back; to begin anew, move the folder prints away"
        )
    if ledger is None and campaign.ledger and (campaign.folder / LEDGER_FILE).exists():
        raise LedgerError(
            "the ledger on the server is empty, but ledger.sqlite is here and knows who was written to; bring it over "
            "first: outreach ledger copy ledger.sqlite SERVER"
        )


def renamed(campaign: Campaign, mailings: Sequence[Mailing], ledger: Ledger) -> list[str]:
    """Return a warning when a mailing may be an old one under a new name."""
    known = claims.mailings(ledger)
    gone, new = known - set(campaign.mailings), {mailing.name for mailing in mailings} - known
    if not (gone and new):
        return []
    told = (
        f"Careful: the ledger knows {', '.join(sorted(gone))}, which campaign.toml no longer has. If you renamed it to "
        f"{', '.join(sorted(new))}, give it its old name back, or everybody is written to again."
    )
    return [told]


def take_up(campaign: Campaign, ledger: Ledger, *, dry_run: bool = False) -> list[str]:
    """Settle batches whose run was cut off: record those that lie on disk, release the others.

    Returns a line for each. A batch that another process is making right now is left alone; a dry run
    settles nothing and only says that there is something to settle.
    """
    told: list[str] = []
    if dry_run:
        numbers = [batch_name(number) for number in claims.unfinished(ledger)]
        return [f"{', '.join(numbers)} is under way or was interrupted; a merge takes it up"] if numbers else []
    for number in claims.unfinished(ledger):
        final = campaign.batch_folder(number)
        folder = campaign.working_folder(number)
        try:
            with files.guarded_folder(folder):
                if number not in claims.unfinished(ledger):
                    continue
                if (final / MANIFEST).is_file():
                    record_batch(ledger, number, final)
                    told.append(f"{batch_name(number)} was finished but not recorded; it is recorded now")
                else:
                    claims.release(ledger, number)
                    told.append(f"{batch_name(number)} was interrupted; its pieces are free again")
        except files.InUseError:
            continue
        except OSError as error:
            tell_of_disk(error, campaign.prints)
    return told
