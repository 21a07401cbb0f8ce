"""An answer came, or a letter came back: find the person, choose the letter, done."""

from starlette.responses import Response

from outreach.batch.overview import Listed
from outreach.errors import UsageError
from outreach.l10n.speech import N_
from outreach.ledger import marks, stories, views
from outreach.ledger.stories import Person
from outreach.model import State
from outreach.people.search import found_among
from outreach.tracking import person_log
from outreach.web.visit import Page, Visit

WHAT = {"answered": N_("An answer came"), "returned": N_("A letter came back")}


def everybody_known(visit: Visit) -> dict[str, Person]:
    """Return everybody in the ledger and on the lists, by id."""
    with visit.board.record() as ledger:
        known = {one.recipient: one for one in stories.people(ledger)} if ledger else {}
    overview, _ = visit.overview(wait=not known)
    listed = overview.people.values() if overview else ()
    return {**{one.id: as_person(one) for one in listed}, **known}


def as_person(one: Listed) -> Person:
    """Return somebody of a list as the ledger speaks of them."""
    return Person(one.id, one.person, one.name, one.country)


def _kind(visit: Visit) -> str:
    what = visit.filled("what") or visit.asked("what")
    return what if what in WHAT else "answered"


def _ask(visit: Visit) -> Response:
    return visit.page("arrived.html", what=_kind(visit), words=WHAT, found=None, person=None)


def _arrived(visit: Visit) -> Response:
    """Show who may be meant, or the letters of the person who is; record it when the letter is chosen."""
    known = everybody_known(visit)
    who = visit.filled("who")
    if who:
        recipient = visit.board.keys.behind(who, known)
        if recipient is None:
            raise UsageError("this person is not on record any more; look for them again")
        person = known[recipient]
        return _record(visit, person) if visit.filled("do") else _letters(visit, person)
    found = found_among(known.values(), visit.filled("name"))
    if len(found) == 1:
        return _letters(visit, found[0])
    return visit.page("arrived.html", what=_kind(visit), words=WHAT, found=found, person=None)


def _letters(visit: Visit, person: Person) -> Response:
    with visit.board.record() as ledger:
        pieces = views.pieces_to(ledger, person.recipient) if ledger else []
    mine = [one for one in pieces if one["state"] != State.VOID]
    return visit.page("arrived.html", what=_kind(visit), words=WHAT, found=None, person=person, pieces=mine)


def _record(visit: Visit, person: Person) -> Response:
    kind = _kind(visit)
    action = visit.board.action("board", visit.day(), visit.filled("note"))
    with visit.board.own_record() as ledger:
        if piece := visit.filled("piece"):
            moved, _ = marks.mark(ledger, [piece], State(kind), action)
            done = bool(moved)
        else:
            done = bool(person_log.record_for_person(ledger, person, kind, action))
    if not done:
        return visit.to("/arrived", visit.speech.text("{name}: that is on record already", name=person.name), what=kind)
    say = N_("Answer recorded: {name}") if kind == State.ANSWERED else N_("Return recorded: {name}")
    return visit.to("/arrived", visit.speech.text(say, name=person.name), action.group, what=kind)


PAGES = (Page("/arrived", _ask, _arrived),)
