"""The templates of the pages, and what they can call."""

from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outreach.l10n.speech import N_
from outreach.model import State

HERE = Path(str(files("outreach") / "web"))


class MenuEntry(NamedTuple):
    """A line of the rail at the side: where it leads, and what it is called."""

    path: str
    name: str


RAIL = (
    MenuEntry("/today", N_("Today")),
    MenuEntry("/arrived", N_("Answers and returns")),
    MenuEntry("/people", N_("People")),
    MenuEntry("/print", N_("Print and pack")),
    MenuEntry("/texts", N_("Text and picture")),
    MenuEntry("/lists", N_("Lists")),
    MenuEntry("/sender", N_("Sender and paper")),
    MenuEntry("/report", N_("Report")),
    MenuEntry("/safety", N_("Safety")),
)
STATES = {
    State.MERGED: N_("made"), State.PRINTED: N_("printed"), State.SENT: N_("posted"),
    State.RETURNED: N_("came back"), State.ANSWERED: N_("answered"), State.VOID: N_("void"),
}  # fmt: skip
HAPPENED = {
    "merged": N_("Letter made"), "printed": N_("Printed"), "sent": N_("Posted"), "returned": N_("Came back"),
    "answered": N_("Answered"), "void": N_("Made void"), "reprinted": N_("Printed again"),
    "overridden": N_("A rule was overridden"), "noted": N_("Note"), "address_changed": N_("New address"),
    "address_confirmed": N_("Address still right"), "undone": N_("Taken back"),
}  # fmt: skip
"""What a person reads for each kind of event."""


def environment() -> Environment:
    """Return the environment of the pages: everything in them is escaped, and a name that is missing is a fault."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {"rail": RAIL, "state_words": STATES, "happened": HAPPENED}
    return made


ENVIRONMENT = environment()
