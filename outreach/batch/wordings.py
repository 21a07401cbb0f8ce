"""Warn when somebody would get the same words a second time: a batch keeps hashes of its texts, never the texts."""

import hashlib
from collections.abc import Mapping, Sequence

from outreach.batch.folder import MANIFEST, Manifest
from outreach.batch.plans import patterns
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import Material
from outreach.campaign.templates import Template
from outreach.letters.merge import used_names
from outreach.model import Plan, Problem

ROUNDS = frozenset({"round", "answered", "last_sent"})
"""What a text names that says something else in the next round."""


def wordings(template: Template | None) -> dict[str, str]:
    """Return a hash of each text of a template, by language."""
    texts = template.texts if template else {}
    return {language: hashlib.sha256(text.text.encode()).hexdigest() for language, text in texts.items()}


def repeated(campaign: Campaign, material: Material, plans: Sequence[Plan]) -> Problem | None:
    """Return a warning where people who were written to before would get the same text again."""
    if material.template is None:
        return None
    now, known = wordings(material.template), dict[int, Mapping[str, str]]()
    aware = {code for code, text in material.template.texts.items() if _knows_rounds(material.template, code)}
    count = 0
    for plan in patterns(plans):
        before = plan.earlier
        if before and before.batch and plan.language not in aware:
            if before.batch not in known:
                known[before.batch] = _of_batch(campaign, before.batch)
            count += known[before.batch].get(before.language) == now.get(plan.language)
    if not count:
        return None
    people = "1 person gets" if count == 1 else f"{count:,} people get"
    remedy = "write for them {% if round > 1 %} … {% endif %} into it, or give the mailing another template"
    return Problem(material.template.source, f"{people} this text a second time, word for word", remedy)


def _knows_rounds(template: Template, language: str) -> bool:
    return any(name in ROUNDS for name, *_ in used_names(template.texts[language]))


def _of_batch(campaign: Campaign, number: int) -> Mapping[str, str]:
    """Return the hashes of the texts that a batch was made from; none where its folder is not here."""
    try:
        facts = Manifest(campaign.batch_folder(number) / MANIFEST).facts()
    except (OSError, ValueError):
        return {}
    found = facts.get("texts")
    return found if isinstance(found, dict) else {}
