"""What the rules of a prison ask about a piece, taken from its plan before it is merged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from outreach.care.rule_books import Rules
from outreach.l10n.address import language_of
from outreach.model import Plan, Sender
from outreach.stationery import Stationery

RETURN_PARTS = ("letterhead", "return-line")
HEAD_PARTS = ("head-name", "head-address")
"""What a letterhead shows to a prison; its frames are not among those of the paper itself."""
SHORTEST_ID = 3
"""Shorter ids would be found in ordinary words."""


@dataclass(frozen=True, slots=True)
class PieceFacts:
    """What is known of a piece to a prisoner before it is merged; it travels into the press with it.

    `address` are the lines on the envelope side. `sender` are the words by which the sender is known, `sender_lines`
    what is printed of the sender, `withheld` what is known of the sender and must not be printed. `ids` must never be
    on the paper; `passed` are the rules that somebody decided to break, with a reason in the ledger; `enclosures` is
    what goes into the envelope; `official` are the languages of the country.
    """

    rules: Rules
    kind: str
    language: str
    address: tuple[str, ...] = ()
    birth_year: str = ""
    prisoner_number: str = ""
    patronymic: bool = False
    return_address: bool = True
    sender: str = ""
    sender_lines: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    official: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()


def facts_of(
    plan: Plan,
    rules: Rules,
    stationery: Stationery,
    parts: Mapping[str, Sequence[str]],
    enclosures: Sequence[str],
    passed: Collection[str],
    whole_sender: Sender | None,
) -> PieceFacts:
    """Return the facts of a piece whose ready lines are `parts`.

    `passed` are rules that somebody overrode; `whole_sender` is the sender before `[care]` left something out.
    """
    cells, sender = plan.recipient.fields, plan.sender
    printed = {part for side in stationery.sides for frame in side.frames for part in frame.parts}
    there = (*(part for part in RETURN_PARTS if part in printed), *HEAD_PARTS)
    shown = [line for part in there for line in parts.get(part, ())]
    return PieceFacts(
        rules=rules,
        kind=stationery.kind,
        language=plan.language,
        address=tuple(parts.get("address", ())),
        birth_year=cells.get("birth_date", "")[:4],
        prisoner_number=cells.get("prisoner_number", ""),
        patronymic=bool(cells.get("patronymic")),
        return_address=bool(sender.address and shown),
        sender=sender.name,
        sender_lines=tuple(dict.fromkeys((sender.name, *shown))),
        withheld=whole_sender.address if whole_sender and not sender.address else (),
        ids=tuple(one for one in (plan.recipient.id, sender.id) if _is_a_code(one)),
        enclosures=tuple(enclosures),
        official=language_of(plan.recipient.country),
        passed=frozenset(passed),
    )


def _is_a_code(identity: str) -> bool:
    """Tell whether an id is a mark, not a name that may well stand in a letter."""
    return len(identity) >= SHORTEST_ID and any(sign.isdigit() for sign in identity)
