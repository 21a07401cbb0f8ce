"""How much of the sender stands on a letter to a prison: the whole name, initials, or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from outreach.model import Sender

BLANK = "\u00a0"
"""Stands where a template wants a name and none is to be printed: room to sign by hand."""
NAMES = ("name", "given_name", "family_name", "patronymic")
REVEALING = ("address", "street", "postal_code", "city", "region", "email", "phone")


def reduced(sender: Sender, name: str, *, return_address: bool) -> Sender:
    """Return the sender as a prison may see them; `name` is ``full``, ``initials`` or ``none``."""
    shown = SHOWN[name]
    fields = {key: shown(value) if key in NAMES and value else value for key, value in sender.fields.items()}
    if not return_address:
        fields |= dict.fromkeys((key for key in REVEALING if fields.get(key)), BLANK)
        fields["city"] = BLANK  # also where it is taken from the address
    address = sender.address if return_address else ()
    return replace(sender, name=shown(sender.name), address=address, fields=fields)


def initials(name: str) -> str:
    """Return ``J. B.`` for ``Johanna Beispiel``; a double name keeps its hyphen."""
    return " ".join("-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in name.split())


SHOWN: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"full": str, "initials": initials, "none": lambda _name: BLANK}
)
"""What a setting leaves of a name."""
