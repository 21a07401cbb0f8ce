"""Safety: a copy of the record, a check of it, and what is kept of whom."""

from starlette.responses import Response

from outreach.campaign.record import the_ledger
from outreach.errors import LedgerError
from outreach.ledger import backups
from outreach.ledger.database import FILE_NAME
from outreach.upkeep.audit import audit
from outreach.web.visit import Page, Visit

SHOWN = 10


def _safety(visit: Visit) -> Response:
    campaign = visit.board.campaign()
    copies = sorted((campaign.folder / backups.FOLDER).glob("*.sqlite"), reverse=True)
    return visit.page(
        "safety.html", campaign=campaign, copies=[one.name for one in copies[:SHOWN]], found=None,
        on_a_server=bool(campaign.ledger),
    )  # fmt: skip


def _do(visit: Visit) -> Response:
    """Copy or check the record."""
    campaign = visit.board.campaign()
    with visit.board.record() as found:
        ledger = the_ledger(found)
        if visit.filled("do") == "copy":
            if ledger.file is None:
                raise LedgerError("this record lies on a server, and is copied there")
            path = backups.back_up(ledger, campaign.folder / FILE_NAME)
            return visit.to("/safety", visit.speech.text("A copy was made: {file}", file=path.name))
        problems = audit(campaign, ledger)
    return visit.page("safety.html", campaign=campaign, copies=(), found=problems, on_a_server=bool(campaign.ledger))


PAGES = (Page("/safety", _safety, _do),)
