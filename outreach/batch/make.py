"""Make a batch: claim its pieces, set, bind and inspect them, write what goes with them, record it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.batch import companions, packing_list
from outreach.batch.claim import Claimed, claimed
from outreach.batch.folder import record_batch
from outreach.batch.order import Crew, Order
from outreach.batch.pages import Pages, bind, inspect, set_pieces
from outreach.batch.plan import MailingPlan
from outreach.batch.press_jobs import jobs_for
from outreach.care.verdict import reason_of, told
from outreach.ledger.database import Ledger
from outreach.model import Problem, Skipped
from outreach.storage import files


@dataclass(frozen=True, slots=True)
class Batch:
    """What a merge made: the folder, the number of pieces, pages and sheets of paper, the rows left out.

    `stamps` tells how many pieces go to each country, by its code. Without pieces nothing was written.
    """

    folder: Path
    pieces: int
    pages: int
    skipped: tuple[Skipped, ...]
    faults: tuple[Problem, ...] = ()
    volumes: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    stamps: tuple[tuple[str, int], ...] = ()
    sheets: int = 0


def make_batch(mailing: MailingPlan, order: Order, crew: Crew, ledger: Ledger) -> Batch:
    """Make one batch, all of it or none; if no piece could be made, nothing is written, and `faults` say why."""
    with claimed(ledger, mailing) as claim:
        listed = packing_list.start(claim, claim.plans, order, crew)
        jobs = jobs_for(mailing.campaign, mailing.material, claim.plans, order.action.date, order.override.rules)
        pages = bind(claim, set_pieces(claim, jobs, crew), order, crew)
        pages = inspect(claim, pages, order, crew)
        batch = _outcome(claim, pages)
        if not pages.pieces or (order.strict and batch.faults):
            return replace(batch, pieces=0)
        packing_list.write(listed, claim, pages, order, crew)
        made = companions.write(claim, pages, batch.skipped, order, crew)
        files.publish_folder(claim.folder, claim.final)
        record_batch(ledger, claim.number, claim.final)
    return replace(
        batch,
        volumes=made.volumes,
        stamps=made.stamps,
        sheets=made.sheets,
        faults=(*batch.faults, *pages.measured),
    )


def _outcome(claim: Claimed, pages: Pages) -> Batch:
    """Return what became of the claimed pieces: how many are in the PDF, and why the others are not."""
    judged, plans = pages.judged, claim.plans
    failed = (Skipped(plans[f.number - 1].recipient.row, reason_of(f.problem)) for f in pages.faults)
    faults = sorted((*pages.faults, *judged.stopped), key=lambda fault: fault.number)
    return Batch(
        claim.final,
        len(pages.pieces),
        _count(pages.pieces),
        (*claim.mailing.skipped, *failed, *judged.skipped(plans)),
        faults=tuple(told(plans, faults)),
        warnings=tuple(told(plans, judged.warned)),
    )


def _count(pieces: Sequence[companions.BoundPiece]) -> int:
    return sum(piece.last_page - piece.first_page + 1 for piece in pieces)
