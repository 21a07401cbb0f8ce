"""Record what happened to a person outside the tool: a letter, an answer, a note, a new address."""

from collections.abc import Callable, Sequence

from outreach.errors import UsageError
from outreach.ledger import marks, stories, views
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.events import Action, Fact, tell
from outreach.ledger.stories import Person
from outreach.model import Recipient, State, batch_name

SHOWN = 8
"""So many names are listed when a part of a name fits several people."""


def find_person(ledger: Ledger | None, text: str, lists: Callable[[], Sequence[Recipient]] | None = None) -> Person:
    """Return whom `text` names: somebody in the ledger, else on the lists; they are read only if need be."""
    found = stories.called(stories.people(ledger), text) if ledger else []
    if not found and lists:
        listed = {one.id: Person(one.id, one.person, one.name, one.country) for one in lists()}
        found = stories.called([*listed.values()], text)
    if len(found) == 1:
        return found[0]
    if not found:
        where = "in the ledger or on the lists" if lists else "in the ledger"
        raise UsageError(f"nobody called “{text}” is {where}; look at the spelling, or put the person on a list")
    names = ", ".join(f"{one.name} ({one.recipient})" for one in found[:SHOWN])
    raise UsageError(f"“{text}” may be any of these: {names}; write the whole name, or the id in brackets")


def record_for_person(
    ledger: Ledger, person: Person, kind: str, action: Action, *, mailing: str = "", sender: str = ""
) -> str:
    """Record one fact about `person`; return what it is about, or ``""`` where it stands on record already.

    An answer or a return belongs to the person's latest letter, if it is on its way; else it stands for itself.
    """
    if _on_record(ledger, person, kind, action):
        return ""
    if kind in (State.ANSWERED, State.RETURNED) and (piece := _on_its_way(ledger, person, mailing)):
        marks.mark(ledger, [piece["uid"]], State(kind), action)
        return f"{batch_name(piece['batch'])}, number {piece['number']}"
    fact = Fact(
        kind, recipient=person.recipient, person=person.person, name=person.name, country=person.country,
        mailing=mailing, sender=sender,
    )  # fmt: skip
    tell(ledger, [fact], action)
    return "no letter of ours"


def _on_its_way(ledger: Ledger, person: Person, mailing: str) -> LedgerRow | None:
    pieces = [piece for piece in views.pieces_of(ledger, person.recipient) if mailing in ("", piece["mailing"])]
    return pieces[0] if pieces and pieces[0]["state"] == State.SENT else None


def _on_record(ledger: Ledger, person: Person, kind: str, action: Action) -> bool:
    """Tell whether the same was told before: the same command given twice does nothing twice."""
    wanted = stories.Wanted(since=action.date, until=action.date, by=action.by, recipient=person.recipient)
    return any(
        event["kind"] == kind and event["note"] == action.note and not event["undone"]
        for event in stories.events(ledger, wanted)
    )
