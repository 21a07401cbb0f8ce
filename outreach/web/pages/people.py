"""People: everybody on the lists and in the record, chosen by what they are; and the story of one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from outreach.batch.overview import InMailing, Listed, Overview
from outreach.errors import UsageError
from outreach.l10n.speech import N_
from outreach.ledger import stories, views
from outreach.ledger.database import LedgerRow
from outreach.ledger.stories import Person
from outreach.people.search import found_among
from outreach.tracking import person_log
from outreach.web.pages.arrived import as_person, everybody_known
from outreach.web.visit import Page, Visit

A_PAGE = 100
PLACES = {
    "": N_("everybody"), InMailing.DUE: N_("due"), InMailing.NEVER: N_("never written to"), InMailing.WRITTEN: N_("have a letter"),
    InMailing.HELD: N_("held back"), InMailing.FAULT: N_("row with a fault"), "returned": N_("address in doubt"),
}  # fmt: skip
"""By what people can be chosen."""
FIELDS = {
    "facility": N_("Prison"), "birth_date": N_("Born"), "office": N_("Office"), "chamber": N_("Chamber"),
    "party": N_("Party or group"), "constituency": N_("Constituency"), "status": N_("Status"),
    "last_confirmed": N_("Address confirmed"), "notes": N_("Notes in the list"),
}  # fmt: skip
RECORDED = {
    "noted": N_("Note kept: {name}"), "address_confirmed": N_("Address confirmed: {name}"),
    "address_changed": N_("New address noted: {name}"), "sent": N_("Letter from outside recorded: {name}"),
}  # fmt: skip
"""What can be recorded of a person on this page, and what is said then."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which people of the lists are wanted: where they stand, in which country and mailing."""

    place: str = ""
    country: str = ""
    mailing: str = ""

    def takes(self, one: Listed, returned: Mapping[str, object]) -> bool:
        """Tell whether somebody is among them."""
        if self.country and one.country != self.country:
            return False
        if self.place == "returned":
            return one.id in returned
        places = [place for name, place in one.places.items() if self.mailing in ("", name)]
        wanted = (InMailing.DUE, InMailing.NEVER) if self.place == InMailing.DUE else (self.place,)
        return (not self.place and (not self.mailing or bool(places))) or any(place in wanted for place in places)


def _people(visit: Visit) -> Response:
    overview, fresh = visit.overview()
    choice = Choice(visit.asked("place"), visit.asked("country"), visit.asked("mailing"))
    with visit.board.record() as ledger:
        returned = views.returned(ledger) if ledger else {}
    listed = list(overview.people.values()) if overview else []
    found = [one for one in listed if choice.takes(one, returned)]
    number = max(int(page), 1) if (page := visit.asked("page")).isdecimal() and len(page) < 7 else 1  # noqa: PLR2004 — digits
    return _list(visit, overview, found, choice, number, fresh=fresh)


def _list(
    visit: Visit, overview: Overview | None, found: Sequence[Listed], choice: Choice, number: int, *, fresh: bool
) -> Response:
    countries = sorted({one.country for one in overview.people.values()}) if overview else []
    return visit.page(
        "people.html", overview=overview, fresh=fresh, found=found, choice=choice, places=PLACES, number=number,
        shown=found[(number - 1) * A_PAGE : number * A_PAGE], pages=-(-len(found) // A_PAGE),
        countries=sorted((visit.speech.country(code), code) for code in countries),
    )  # fmt: skip


def _find(visit: Visit) -> Response:
    """Look for people by name; names never stand in an address."""
    overview, fresh = visit.overview(wait=True)
    found = found_among(overview.people.values() if overview else (), visit.filled("name"))
    return _list(visit, overview, found, Choice(), 1, fresh=fresh)


def _person(visit: Visit) -> Response:
    person, listed = _whom(visit)
    if person is None:
        return visit.page("lost.html", 404)
    with visit.board.record() as ledger:
        events = stories.events(ledger, stories.EventFilter(recipient=person.recipient)) if ledger else []
        doubtful = person.recipient in views.returned(ledger) if ledger else False
    return visit.page(
        "person.html", person=person, listed=listed, events=list(reversed(events)), doubtful=doubtful, fields=FIELDS,
        undoable=_undoable(events),
    )  # fmt: skip


def _undoable(events: Sequence[LedgerRow]) -> set[str]:
    """Return the actions that can be taken back from the person's page: each was about this person alone."""
    return {
        one["action"] for one in events if one["kind"] not in ("merged", "undone", "void", "reprinted", "overridden")
        and not one["undone"] and one["command"] in ("board", "log")
    }  # fmt: skip


def _whom(visit: Visit) -> tuple[Person | None, Listed | None]:
    """Return who stands behind the handle in the address: in the record, on a list, or both."""
    overview, _ = visit.overview()
    listed = overview.people if overview else {}
    keys, handle = visit.board.keys, visit.asked("handle")
    recipient = keys.behind(handle, listed)
    if recipient is not None:
        return as_person(listed[recipient]), listed[recipient]
    known = everybody_known(visit)
    recipient = keys.behind(handle, known)
    return (known[recipient], None) if recipient is not None else (None, None)


def _tell(visit: Visit) -> Response:
    """Record something about a person."""
    person, _ = _whom(visit)
    kind, note = visit.filled("do"), visit.filled("note")
    if person is None:
        raise UsageError("this person is not on record any more; look for them again")
    if kind not in RECORDED:
        raise UsageError("press one of the buttons of this page")
    if kind == "noted" and not note:
        raise UsageError("write the note first")
    action = visit.board.action("board", visit.day(), note)
    with visit.board.own_record() as ledger:
        done = person_log.record_for_person(ledger, person, kind, action)
    if not done:
        return visit.to(
            visit.request.url.path, visit.speech.text("{name}: that is on record already", name=person.name)
        )
    return visit.to(visit.request.url.path, visit.speech.text(RECORDED[kind], name=person.name), action.group)


PAGES = (Page("/people", _people, _find), Page("/people/{handle}", _person, _tell))
