"""Reserve the pieces of a batch and the folder to make it in; a claim that comes to nothing is released."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from outreach.batch.plan import MailingPlan
from outreach.campaign.campaign import Campaign
from outreach.errors import LedgerError, tell_of_disk
from outreach.ledger import claims
from outreach.ledger.database import Ledger, survives_cuts, transaction
from outreach.model import Earlier, Plan, batch_name
from outreach.pdf.binder import BoundPiece
from outreach.storage import files
from outreach.storage.on_demand import chosen


@dataclass(frozen=True, slots=True)
class Claimed:
    """A batch that is being made: its number, its working folder, its pieces in print order."""

    campaign: Campaign
    mailing: MailingPlan
    number: int
    folder: Path
    uids: Sequence[str]
    plans: Sequence[Plan]

    @property
    def name(self) -> str:
        """The name of the batch."""
        return batch_name(self.number)

    @property
    def final(self) -> Path:
        """The folder of the batch once it is whole."""
        return self.campaign.batch_folder(self.number)

    def plans_of(self, bound: Iterable[BoundPiece]) -> Sequence[Plan]:
        """Return the plans of the pieces in `bound`, in their order."""
        return chosen(self.plans, (piece.place for piece in bound))


@contextmanager
def claimed(ledger: Ledger, mailing: MailingPlan) -> Iterator[Claimed]:
    """Reserve the pieces of a mailing that nobody else has claimed since it was planned.

    The claim is released unless the batch is in its final folder in the end. Raises `LedgerError` when
    nobody is left to write to, and `SettingError` when the disk fails.
    """
    claim: Claimed | None = None
    with ExitStack() as stack:
        try:
            claim = _claim(ledger, mailing, stack)
            yield claim
        except OSError as error:
            tell_of_disk(error, mailing.campaign.prints)
        finally:
            if claim is not None and not claim.final.exists():
                claims.release(ledger, claim.number)


@survives_cuts
def _claim(ledger: Ledger, mailing: MailingPlan, stack: ExitStack) -> Claimed:
    campaign, stationery = mailing.campaign, mailing.material.mailing.stationery.name
    number, uids = 0, claims.Uids(0)
    with ExitStack() as guard:
        try:
            with transaction(ledger):
                plans = _free(ledger, mailing)
                number, uids = claims.claim(ledger, plans, stationery, above=max(campaign.batch_folders(), default=0))
                folder = guard.enter_context(_guarded(campaign.working_folder(number)))
        except BaseException:  # Ctrl-C may come when the claim is made and nothing refers to it yet
            if claims.stands(ledger, uids):
                claims.release(ledger, number)
            raise
        stack.push(guard.pop_all())
    return Claimed(campaign, mailing, number, folder, uids, plans)


def _free(ledger: Ledger, mailing: MailingPlan) -> Sequence[Plan]:
    name = mailing.material.mailing.name
    taken = claims.earlier_pieces(ledger, name)
    free = mailing.plans
    if taken:
        due = (n for n, one in enumerate(mailing.plans) if _still_due(one, taken.get(one.recipient.id)))
        free = chosen(mailing.plans, due)
    if not free:
        raise LedgerError(f"somebody else has just merged all letters of {name}; see: outreach status")
    return free


def _still_due(plan: Plan, earlier: Earlier | None) -> bool:
    return earlier is None or earlier.round < plan.round


@contextmanager
def _guarded(folder: Path) -> Iterator[Path]:
    """Guard the working folder against other commands."""
    try:
        with files.guarded_folder(folder):
            yield folder
    except files.InUseError as error:
        raise LedgerError("another command is just finishing this batch; run it again") from error
