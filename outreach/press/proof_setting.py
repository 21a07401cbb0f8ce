"""Set proof sheets: each proof is laid out by itself, and then they are placed below one another on sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weasyprint import Document

from outreach.press import copying
from outreach.press.fetcher import TemplateFetcher
from outreach.press.inked_page import InkedPage
from outreach.press.inside_weasyprint import DocumentMetadata
from outreach.press.layout import Pictures, lay_out, own_style, together
from outreach.press.proof_pages import (
    BELOW_A_PROOF,
    BELOW_THE_HEAD,
    NUMBERED,
    STYLE,
    Proof,
    Proofs,
    head_html,
    proof_html,
)
from outreach.press.stacked_sheets import MM, StackedEntry, StackedSheet, stacked
from outreach.press.strangers import RowWords

NEXT_SHEET = '<div style="break-before: page"></div>'


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A proof, its HTML, and the document that it makes."""

    proof: Proof
    html: str
    document: Document


def set_proofs(sheets: Proofs) -> bytes:
    """Return the proof sheets as a PDF; raise `SettingError` if a proof shows a word from another one."""
    proofs = list(_laid_out(sheets))
    head = StackedEntry(lay_out(head_html(sheets), own_style(STYLE)), BELOW_THE_HEAD * MM)
    placed = stacked([head, *(StackedEntry(one.document, BELOW_A_PROOF * MM) for one in proofs)])
    grounds = lay_out(NEXT_SHEET * len(placed), own_style(NUMBERED))
    whole = grounds.copy([StackedSheet(*one) for one in zip(grounds.pages, placed, strict=True)])
    whole.metadata = DocumentMetadata()
    pdf = copying.pdf_of(whole)
    _look_at(sheets, proofs)
    return pdf


def _laid_out(sheets: Proofs) -> Iterator[_LaidOut]:
    style, fetcher, pictures = own_style(STYLE), TemplateFetcher(sheets.assets), Pictures()
    for proof in sheets.proofs:
        html = proof_html(proof)
        yield _LaidOut(proof, html, together([lay_out(html, style, fetcher, pictures)]))


def _look_at(sheets: Proofs, proofs: Sequence[_LaidOut]) -> None:
    """Check whether a proof shows a word from another one."""
    texts = [side.text for proof in sheets.proofs for side in (proof.original, proof.translation) if side.text]
    rows = RowWords(sheets.title, texts, STYLE, sheets.assets)
    for one in proofs:
        drawn = [text for page in one.document.pages if isinstance(page, InkedPage) for text in page.drawn]
        rows.require_own(one.html, drawn, [one.proof.number])
