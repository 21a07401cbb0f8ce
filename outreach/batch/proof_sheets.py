"""Proof sheets of a batch: so that everybody knows what they sign."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from outreach.batch.claim import Claimed
from outreach.batch.order import Order
from outreach.batch.press_jobs import piece_text
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.errors import SettingError, UsageError
from outreach.l10n.languages import chain, language_code, locale
from outreach.model import Plan
from outreach.pdf.binder import cleaned
from outreach.people.recipients import name_in
from outreach.press.calls import set_proofs
from outreach.press.proof_pages import Proof, Proofs, ProofSide
from outreach.tables import languages
from outreach.workers.pool import Call, Died, Workers, too_much

PROOF_SECONDS, PROOF_SECONDS_A_PIECE = 60.0, 0.5
"""How long proof sheets may take; one needs about 40 ms."""


def proof_language(text: str) -> str:
    """Return the code of the language that the proofs are wanted in; raise `UsageError` for an unknown one."""
    code = language_code(text)
    if not any(known in languages() for known in chain(code)):
        raise UsageError(f"--proof: nobody knows the language `{text}`; there are: {', '.join(languages())}")
    return code


def proofs_pdf(claim: Claimed, plans: Sequence[Plan], order: Order, workers: Workers) -> bytes:
    """Return the proof sheets of the pieces of `plans` as a PDF, in the language that `order` names."""
    campaign, material, date = claim.campaign, claim.mailing.material, order.action.date
    template = material.template
    proofs = tuple(_proof(campaign, material, plan, place, order.proof, date) for place, plan in enumerate(plans, 1))
    sheets = Proofs(
        f"Proof sheets · {claim.name}",
        f"{campaign.name} · {material.mailing.name} · {date.isoformat()} · for you, not for the envelope",
        template.folder if template else campaign.folder,
        proofs,
    )
    call = Call(set_proofs, sheets, PROOF_SECONDS + PROOF_SECONDS_A_PIECE * len(proofs))
    pdf = workers.run(call)
    if isinstance(pdf, Died):
        raise SettingError(f"the proof sheets {too_much('to set')}; merge fewer letters with --limit")
    return cleaned(pdf)


def missing_note(material: Material, language: str) -> str:
    """Return a note for people who want proofs in a language that the template lacks, or ``""``."""
    texts = material.template.texts if material.template else {}
    if any(code in texts for code in chain(language)):
        return ""
    name = locale(language).get_display_name("en")
    known = ", ".join(texts)
    return f"{material.mailing.name}: the template has no text in {name}, so the proofs show none; there are: {known}"


def _proof(campaign: Campaign, material: Material, plan: Plan, place: int, language: str, date: dt.date) -> Proof:
    texts = material.template.texts if material.template else {}
    code = next((code for code in chain(language) if code in texts), language)
    message = material.messages.text(plan.recipient, language)
    translated = replace(plan, language=code, message=message)
    own, other = plan.recipient.name, name_in(plan.recipient.fields, language)
    return Proof(
        place,
        own if own == other else f"{own} · {other}",
        ProofSide(plan.language, texts[plan.language], piece_text(campaign, plan, place, date)),
        ProofSide(code, texts.get(code), piece_text(campaign, translated, place, date)),
    )
