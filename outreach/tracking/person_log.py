"""Record what happened to a person outside the tool: a letter, an answer, a note, a new address."""

from outreach.ledger import marks, stories, views
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.events import Action, Fact, tell
from outreach.ledger.stories import Person
from outreach.model import State, batch_name


def record_for_person(
    ledger: Ledger, person: Person, kind: str, action: Action, *, mailing: str = "", sender: str = ""
) -> str:
    """Record one fact about `person`; return what it is about, or ``""`` if it is on record already.

    An answer or a return belongs to the person's latest letter, if it is on its way; otherwise it is recorded by
    itself.
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
    """Tell whether the same was recorded before: running the same command twice does nothing the second time."""
    wanted = stories.EventFilter(since=action.date, until=action.date, by=action.by, recipient=person.recipient)
    return any(
        event["kind"] == kind and event["note"] == action.note and not event["undone"]
        for event in stories.events(ledger, wanted)
    )
