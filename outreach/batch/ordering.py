"""The order of a batch: one and the same for letters, envelopes, labels and packing list."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from outreach.model import Plan
from outreach.storage.on_demand import chosen

Key = Callable[[Plan], tuple[object, ...]]


def folded(text: str) -> str:
    """Return a text as it is compared when sorting: without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def counted(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key that counts as people do: 9 before 10, numbers before words."""
    parts = re.findall(r"\d+|\D+", folded(text))
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _name(plan: Plan) -> tuple[object, ...]:
    person = plan.recipient
    family = person.fields.get("family_name") or person.name.split()[-1]
    return folded(family), folded(person.fields.get("given_name", "")), folded(person.name)


def _sheet(plan: Plan) -> tuple[object, ...]:
    return plan.recipient.row.source, plan.recipient.row.number


def _postal_code(plan: Plan) -> tuple[object, ...]:
    return plan.recipient.country, counted(plan.recipient.fields.get("postal_code", "")), *_name(plan)


ORDERS: Mapping[str, Key] = MappingProxyType(
    {
        "country": lambda plan: (plan.recipient.country, *_name(plan)),
        "postal-code": _postal_code,
        "name": _name,
        "sheet": _sheet,
        "sender": lambda plan: (folded(plan.sender.name), *_sheet(plan)),
    }
)
"""By what a batch can be sorted. A postal code is sorted within its country."""


def in_order(plans: Sequence[Plan], order: str) -> Sequence[Plan]:
    """Return the plans in an order; those that are alike stay as they were."""
    keys = [ORDERS[order](plan) for plan in plans]
    return chosen(plans, sorted(range(len(keys)), key=keys.__getitem__))
