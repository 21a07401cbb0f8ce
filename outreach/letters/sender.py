"""The sender on the paper: the letterhead with its particulars, and how much of it all a prison sees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from outreach.l10n.address import free_lines
from outreach.model import Kind, Plan, Sender
from outreach.stationery.colours import ink
from outreach.stationery.letterheads import LOGO_PLACES, Look

BLANK = "\u00a0"
"""Stands where a template wants a name and none is to be printed: room to sign by hand."""
NAMES = ("name", "given_name", "family_name", "patronymic", "signature_name")
REVEALING = ("address", "street", "postal_code", "city", "region", "email", "phone", "website", "footer")
PARTICULARS = ("phone", "email", "website")
"""What stands below the address in a letterhead, in this order."""


def reduced(sender: Sender, name: str, *, return_address: bool) -> Sender:
    """Return the sender as a prison may see them; `name` is ``full``, ``initials`` or ``none``."""
    shown = SHOWN[name]
    fields = {key: shown(value) if key in NAMES and value else value for key, value in sender.fields.items()}
    if not return_address:
        fields |= dict.fromkeys((key for key in REVEALING if fields.get(key)), BLANK)
        fields["city"] = BLANK  # also where it is taken from the address
    address = sender.address if return_address else ()
    # A group's letterhead tells as much as an address does.
    head = reduced(sender.head, name, return_address=True) if sender.head and return_address else None
    return replace(sender, name=shown(sender.name), address=address, fields=fields, head=head)


def initials(name: str) -> str:
    """Return ``J. B.`` for ``Johanna Beispiel``; a double name keeps its hyphen."""
    return " ".join("-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in name.split())


SHOWN: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"full": str, "initials": initials, "none": lambda _name: BLANK}
)
"""What a setting leaves of a name."""


def look_of(plan: Plan) -> Look | None:
    """Return how the letterhead of a piece looks; None where there is none. To prisoners it is black."""
    head = plan.sender.head or plan.sender
    letterhead = head.fields.get("letterhead", "")
    if not letterhead or not head.address:
        return None
    logo = (head.fields.get("logo_place") or LOGO_PLACES[0]) if head.fields.get("logo") else ""
    colour = "" if plan.recipient.kind is Kind.PRISONER else head.fields.get("colour", "")
    return Look(letterhead, logo, ink(colour)) if colour else Look(letterhead, logo)


def letterhead_parts(plan: Plan, country: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the lines of the letterhead by the parts of the paper; none without one. `country` ends the address.

    A prison refuses letters with addresses on the internet and numbers that nobody explains: to prisoners a
    letterhead is a name and a postal address.
    """
    look = look_of(plan)
    if look is None:
        return {}
    head = plan.sender.head or plan.sender
    wanted = () if plan.recipient.kind is Kind.PRISONER else PARTICULARS
    contact = tuple(text for one in wanted if (text := head.fields.get(one, "").strip()))
    address = (*head.address, *country)
    foot = free_lines(head.fields.get("footer", "")) if wanted else ()
    return {
        "look": (look.name,), "head-name": (head.name,), "head-address": address, "head-contact": contact,
        "head-line": (*address, *contact), "foot": foot,
    }  # fmt: skip
