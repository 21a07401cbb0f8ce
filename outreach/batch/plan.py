"""Plan a mailing: who is due today, about whom, in which language, signed by whom."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from outreach.batch.plans import Plans
from outreach.batch.wordings import repeated
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.care.address_age import address_findings
from outreach.care.person import person_findings
from outreach.care.verdict import Verdict, verdict
from outreach.errors import UsageError, instead
from outreach.l10n import address
from outreach.ledger import claims, views
from outreach.ledger.database import Ledger
from outreach.letters.sender import reduced
from outreach.model import Earlier, Kind, Plan, Problem, Recipient, Skipped, batch_name
from outreach.people import selection
from outreach.people.identity import Written, id_in, known_again
from outreach.people.same_as import stands_alone
from outreach.schedule import pairing


@dataclass(frozen=True, slots=True)
class MailingPlan:
    """What a merge of one mailing would do today."""

    campaign: Campaign
    material: Material
    plans: Sequence[Plan]
    skipped: tuple[Skipped, ...]
    written: int
    repeated: Problem | None = None

    @property
    def held(self) -> int:
        """Count the rows that are held back out of care."""
        return sum(1 for skipped in self.skipped if skipped.held)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The rows that have no language, no sender or nobody to write about; those of the list are not repeated."""
        told = len(self.material.to.skipped) + len(self.material.to.held)
        rest = (one for one in self.skipped[told:] if not one.held)
        return tuple(Problem(one.row.source, one.reason, row=one.row.number) for one in rest)


def plan_mailing(
    campaign: Campaign,
    material: Material,
    ledger: Ledger | None,
    wanted: selection.Wanted,
    today: dt.date,
    passed: Collection[str] = (),
) -> MailingPlan:
    """Return who is written to in this run: due, asked for, not held back, with text and sender.

    `passed` are the rules of care that somebody chose to override.
    """
    mailing, history = material.mailing, _history(material, ledger)
    letters = claims.letters_by_recipient(ledger) if ledger else {}
    pairs = _pairs(material, ledger)
    returned = views.returned(ledger) if ledger else {}
    among = selection.Wanted(where=mailing.where)
    wanted = selection.settled(wanted, material.to.recipients)
    people = selection.in_order(material.to.recipients, letters)
    plans, skipped, written = Plans(people), [*material.to.skipped, *material.to.held], 0
    for place, recipient in enumerate(people):
        if not selection.matches(recipient, wanted) or not selection.matches(recipient, among):
            continue
        before = history.last_piece(recipient)
        if before is None and (held := history.again.get(recipient.id)):
            skipped.append(held)
            continue
        due = selection.due_round(before, mailing.every, today)
        if due is None:
            written += 1
            continue
        plan = _plan(campaign, material, recipient, pairs.get(recipient.id), due, before)
        if isinstance(plan, Plan):
            plan = _cared_for(campaign, plan, material, today, returned.get(recipient.id), passed)
        if isinstance(plan, Skipped):
            skipped.append(plan)
        else:
            plans.add(place, plan)
    limited = plans[: wanted.limit] if wanted.limit is not None else plans
    return MailingPlan(
        campaign, material, limited, tuple(skipped), written, repeated(campaign, material, limited) if letters else None
    )


@dataclass(frozen=True, slots=True)
class _History:
    """People written to before: by id, and by identity if no longer in the list; `again` look like the latter."""

    earlier: Mapping[str, Earlier]
    strangers: Mapping[str, Earlier]
    again: Mapping[str, Skipped]

    def last_piece(self, recipient: Recipient) -> Earlier | None:
        """Return the last piece to a recipient, who may stand in the ledger under an id that the list no longer has."""
        ids = (recipient.id, *recipient.aliases)
        pieces = [*(self.earlier.get(one) for one in ids), self.strangers.get(id_in(recipient.person))]
        return max((piece for piece in pieces if piece), key=lambda piece: piece.date, default=None)


def _history(material: Material, ledger: Ledger | None) -> _History:
    """Return what the ledger knows about people who are, or were, in the list."""
    earlier = claims.earlier_pieces(ledger, material.mailing.name) if ledger else {}
    present = {recipient.id for recipient in material.to.recipients if earlier}
    strangers = {
        id_in(piece.person): piece for known, piece in earlier.items() if piece.person and known not in present
    }
    return _History(earlier, strangers, _known_again(material, ledger, earlier))


def _known_again(material: Material, ledger: Ledger | None, earlier: Mapping[str, Earlier]) -> dict[str, Skipped]:
    """Hold back, by their ids, the newcomers who look like somebody who was written to under another name."""
    if not ledger or not earlier:
        return {}
    people = material.to.recipients
    known = {one for person in people for one in (person.id, id_in(person.person), *person.aliases)}
    gone = {one: piece for one, piece in earlier.items() if one not in known and id_in(piece.person) not in known}
    newcomers = [one for one in people if gone and one.id not in earlier and not stands_alone(one)]
    if not newcomers:
        return {}
    written = [one for one in claims.written_to(ledger, material.mailing.name) if one.id in gone]
    found = known_again(newcomers, written)
    return {one.id: _held_again(one, *found[one.id]) for one in newcomers if one.id in found}


def _held_again(recipient: Recipient, written: Written, why: str) -> Skipped:
    piece = f"piece {written.number} in {batch_name(written.batch)}, “{written.name}”"
    reason = (
        f"“{recipient.name}” looks like the recipient of {piece} ({why}), who is not in the list any more; if this is "
        f"the same person, write this `id` into the row: {written.id}; if not, write no into its column `same_as`"
    )
    return Skipped(recipient.row, reason, held=True)


def _cared_for(
    campaign: Campaign,
    plan: Plan,
    material: Material,
    today: dt.date,
    returned: dt.date | None,
    passed: Collection[str],
) -> Plan | Skipped:
    """Return a plan for a prison with all precautions, or the row held back; other plans stay unchanged."""
    rules = material.rules.of(plan.recipient)
    if not rules:
        return plan
    cells = plan.recipient.fields
    found = (*address_findings(rules, cells, today, returned), *person_findings(rules, cells, today))
    held = [one for one in found if verdict(one, passed) is Verdict.STOP]
    if held:
        reasons = "; ".join(f"{one.rule}: {one.message}; {one.remedy}" for one in held)
        return Skipped(plan.recipient.row, f"held back: {reasons}", held=True)
    care = campaign.care
    sender = reduced(plan.sender, care.sender_name, return_address=care.return_address)
    return replace(plan, care=found, sender=sender)


def require_somebody(materials: Sequence[Material], wanted: selection.Wanted) -> None:
    """Raise `UsageError` when a person or a column that was asked for is in none of the lists."""
    faults = [selection.unmet(wanted, material.to.recipients, material.to.columns) for material in materials]
    if faults and all(faults):
        raise UsageError(faults[0])


def _pairs(material: Material, ledger: Ledger | None) -> dict[str, Recipient]:
    if material.about is None:
        return {}
    known = claims.known_pairs(ledger, material.mailing.name) if ledger else {}
    return pairing.pair(material.to.recipients, material.about.recipients, known)


def _plan(
    campaign: Campaign,
    material: Material,
    recipient: Recipient,
    about: Recipient | None,
    due: int,
    before: Earlier | None,
) -> Plan | Skipped:
    template = material.template
    texts = template.texts if template else {}
    fallback = () if recipient.kind is Kind.PRISONER else campaign.languages
    language = selection.choose_language(recipient, list(texts), fallback)
    if language is None:
        wish = recipient.language or address.country_name(recipient.country, "en")
        return Skipped(recipient.row, f"language: the template has no text for “{wish}”")
    if material.about is not None and about is None:
        return Skipped(recipient.row, "about: the list of prisoners has nobody to write about")
    sender_id = recipient.fields.get("sender") or _signer(campaign, material, before)
    sender = material.senders.get(sender_id)
    if sender is None:
        remedy = instead(sender_id, material.senders)
        return Skipped(recipient.row, f"sender: “{sender_id}” does not exist; {remedy}")
    head_id = material.mailing.letterhead_of or sender.fields.get("letterhead_of", "")
    if head_id and head_id not in material.senders:
        remedy = instead(head_id, material.senders)
        return Skipped(recipient.row, f"letterhead_of: “{head_id}” does not exist; {remedy}")
    if fault := material.messages.fault(recipient, language):
        return Skipped(recipient.row, fault)
    message = material.messages.text(recipient, language)
    signer = replace(sender, head=material.senders[head_id]) if head_id else sender
    earlier = replace(before, person="") if before else None
    return Plan(material.mailing.name, recipient, about, signer, language, due, message, earlier=earlier)


def _signer(campaign: Campaign, material: Material, before: Earlier | None) -> str:
    """Return who signs if the row does not say: the sender that the merge asked for, else the last letter's signer."""
    mailing = material.mailing
    last = before.sender if before and not mailing.sender_asked else ""
    return last if last in material.senders else mailing.sender or campaign.sender.id
