"""The files beside the PDF of a batch: the rows left out, proof sheets, volumes, addresses, the manifest."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outreach.batch import proof_sheets, volume_pages
from outreach.batch.claim import Claimed
from outreach.batch.folder import ADDRESSES, REFUSED, WANTED, Addressee, addresses_text, write_manifest
from outreach.batch.order import Crew, Order
from outreach.batch.pages import Pages
from outreach.batch.volumes import Whole, write_volumes
from outreach.batch.wordings import wordings
from outreach.care.report import care_report, outcome_of, places_looked
from outreach.ledger.claims import RecordedPiece
from outreach.letters.words import ready_lines
from outreach.model import Kind, Plan, Skipped
from outreach.pdf.binder import BoundPiece
from outreach.pdf.shift import backs_of, shift_pages
from outreach.storage import files

CARE = "care.txt"
"""What was looked at before pieces went to prisons; it names nobody."""
ENVELOPE = "envelope"
"""What the rules of prisons call an envelope for the answer."""

__all__ = ["BatchFiles", "BoundPiece", "write"]


@dataclass(frozen=True, slots=True)
class BatchFiles:
    """What was written beside the PDF: a line for each volume, the stamps by country, the sheets of paper."""

    volumes: tuple[str, ...]
    stamps: tuple[tuple[str, int], ...]
    sheets: int


def write(claim: Claimed, pages: Pages, skipped: Sequence[Skipped], order: Order, crew: Crew) -> BatchFiles:
    """Write everything that belongs to the batch into its working folder; the manifest is the last."""
    if skipped:
        from outreach.writers import skipped_rows  # noqa: PLC0415 — openpyxl is loaded when a row was skipped

        files.write_private(claim.folder / "skipped.xlsx", skipped_rows.workbook(skipped))
    plans = claim.plans_of(pages.pieces)
    if report := care_text(claim, pages, order.action.date):
        files.write_private(claim.folder / CARE, report.encode())
    if order.proof:
        files.write_private(claim.folder / "proofs.pdf", proof_sheets.proofs_pdf(claim, plans, order, crew.workers))
    if order.shift:
        both = len(claim.mailing.material.mailing.stationery.sides) > 1 or order.volumes.both_sides
        places = ((piece.first_page, piece.last_page) for piece in pages.pieces)
        shift_pages(pages.path, order.shift, backs_of(places) if both else ())
    volumes = _volumes(claim, pages, plans, order, crew)
    stamps = _write_addresses(claim, plans)
    texts = wordings(claim.mailing.material.template)
    write_manifest(claim.folder, _recorded(claim, pages), order.action, texts)
    return BatchFiles(tuple(volumes), stamps, _sheets(claim, pages, order))


def care_text(claim: Claimed, pages: Pages, today: dt.date) -> str:
    """Return the report of care for a batch to prisons; ``""`` for any other."""
    material = claim.mailing.material
    if material.to.kind is not Kind.PRISONER:
        return ""
    people = [plan.recipient for plan in claim.plans]
    places = places_looked((one.country, material.rules.books_of(one)) for one in people)
    printed = {piece.number: number for number, piece in enumerate(pages.pieces, 1)}
    outcome = outcome_of(pages.judged, printed)
    heading = f"{claim.name}, mailing {material.mailing.name}, {today.isoformat()}"
    return care_report(heading, places, outcome, today)


def _volumes(claim: Claimed, pages: Pages, plans: Sequence[Plan], order: Order, crew: Crew) -> list[str]:
    """Write the volumes and other files that the person asked for."""
    if not order.volumes.writes:
        return []
    mailing = claim.mailing.material.mailing
    facts = f"{claim.campaign.name} · {mailing.name} · {order.action.date.isoformat()}"
    places = [(piece.first_page, piece.last_page) for piece in pages.pieces]
    whole = Whole(pages.path, claim.name, facts, mailing.stationery, plans, places)
    return write_volumes(whole, order.volumes, crew.workers)


def _write_addresses(claim: Claimed, plans: Sequence[Plan]) -> tuple[tuple[str, int], ...]:
    """Write the addressees of the pieces; return how many go to each country."""
    stamps = Counter[str]()

    def addressees() -> Iterator[Addressee]:
        for number, plan in enumerate(plans, 1):
            stamps[plan.recipient.country] += 1
            lines = ready_lines(plan)
            reply = _reply(claim, plan)
            yield Addressee(number, lines["address"], lines["letterhead"], plan.recipient.country, reply)

    files.write_private(claim.folder / ADDRESSES, addresses_text(addressees()))
    return tuple(sorted(stamps.items()))


def _reply(claim: Claimed, plan: Plan) -> str:
    """Return what the prison that a piece goes to says to an envelope for the answer."""
    rule = claim.mailing.material.rules.of(plan.recipient).get("enclosures")
    if rule is None:
        return ""
    return REFUSED if ENVELOPE in rule.texts("refused") else WANTED if ENVELOPE in rule.texts("wanted") else ""


def _recorded(claim: Claimed, pages: Pages) -> Iterator[RecordedPiece]:
    """Yield the place of each piece in the batch, for the ledger to record."""
    for number, piece in enumerate(pages.pieces, 1):
        overridden = pages.judged.overridden.get(piece.number, "")
        yield RecordedPiece(claim.uids[piece.place], number, piece.first_page, piece.last_page, overridden)


def _sheets(claim: Claimed, pages: Pages, order: Order) -> int:
    """Return how many sheets of paper the pieces take."""
    counts = [piece.last_page - piece.first_page + 1 for piece in pages.pieces]
    two_sides = len(claim.mailing.material.mailing.stationery.sides) > 1
    return volume_pages.sheets(counts, duplex=two_sides or order.volumes.both_sides)
