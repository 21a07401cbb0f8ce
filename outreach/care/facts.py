"""What the rules of a prison ask about a piece, taken from its plan before it is merged."""

from collections.abc import Collection, Mapping, Sequence

from outreach.care.checks import Facts
from outreach.care.rule_books import Rules
from outreach.model import Plan
from outreach.stationery import Stationery

RETURN_PARTS = frozenset({"return-line", "letterhead"})
SHORTEST_ID = 3
"""Shorter ids would be found in ordinary words."""


def facts_of(
    plan: Plan,
    rules: Rules,
    stationery: Stationery,
    parts: Mapping[str, Sequence[str]],
    enclosures: Sequence[str],
    passed: Collection[str],
) -> Facts:
    """Return the facts of a piece whose ready lines are `parts`; `passed` are rules that somebody overrode."""
    cells, sender = plan.recipient.fields, plan.sender
    printed = {part for side in stationery.sides for frame in side.frames for part in frame.parts}
    return Facts(
        rules=rules,
        kind=stationery.kind,
        language=plan.language,
        address=tuple(parts.get("address", ())),
        birth_year=cells.get("birth_date", "")[:4],
        prisoner_number=cells.get("prisoner_number", ""),
        patronymic=bool(cells.get("patronymic")),
        return_address=bool(sender.address) and bool(RETURN_PARTS & printed),
        sender=sender.name,
        ids=tuple(one for one in (plan.recipient.id, sender.id) if _is_a_code(one)),
        enclosures=tuple(enclosures),
        passed=frozenset(passed),
    )


def _is_a_code(identity: str) -> bool:
    """Tell whether an id is a mark, not a name that may well stand in a letter."""
    return len(identity) >= SHORTEST_ID and any(sign.isdigit() for sign in identity)
