"""Today: what matters now in a sentence, one obvious action, and what waits."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.responses import Response

from outreach.batch.overview import InMailing, Listed, Overview
from outreach.ledger import views
from outreach.ledger.database import Ledger
from outreach.ledger.totals import Totals, totals, unposted
from outreach.model import Kind
from outreach.web.visit import Page, Visit
from outreach.web.watcher import version_of

AHEAD = 60
"""Days: a card abroad takes weeks, so birthdays are shown early."""
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Birthday:
    """Somebody's next birthday, and how old they become if the year is known."""

    day: dt.date
    who: Listed
    age: int


def _today(visit: Visit) -> Response:
    board = visit.board
    overview, fresh = visit.overview()
    with board.record() as ledger:
        waiting = unposted(ledger)
        counts, doubtful = board.remembered("totals", version_of(ledger), "all", lambda: _counted(ledger))
    moment = id(overview), board.today()
    held, faulty, birthdays = board.remembered("today", moment, "all", lambda: _people_today(overview, board.today()))
    return visit.page(
        "today.html", overview=overview, fresh=fresh, totals=counts, waiting=waiting, doubtful=doubtful, held=held,
        faulty=faulty, birthdays=birthdays,
        reason=_first_reason(overview), work=board.bench.under_way(),
    )  # fmt: skip


def _counted(ledger: Ledger | None) -> tuple[Totals, int]:
    """Return what the record holds as a whole, and how many addresses are in doubt."""
    return totals(ledger), len(views.returned(ledger)) if ledger else 0


def _people_today(overview: Overview | None, today: dt.date) -> tuple[int, int, list[Birthday]]:
    """Return how many people are held back, how many rows have a fault, and the next birthdays."""
    held, faulty = _standing(overview, InMailing.HELD), _standing(overview, InMailing.FAULT)
    return held, faulty, _birthdays(overview, today)


def _first_reason(overview: Overview | None) -> str:
    """Return why the first of those whose row has a fault cannot be written to."""
    people = overview.people.values() if overview else ()
    found = (one.reasons[name] for one in people for name, place in one.places.items() if place is InMailing.FAULT)
    return next(found, "")


def _standing(overview: Overview | None, place: InMailing) -> int:
    """Count the people who stand in a place in any mailing."""
    return sum(place in one.places.values() for one in overview.people.values()) if overview else 0


def _birthdays(overview: Overview | None, today: dt.date) -> list[Birthday]:
    """Return the prisoners' birthdays of the next weeks, the nearest first."""
    people = overview.people.values() if overview else ()
    return sorted(_coming(people, today), key=lambda one: one.day)[:SHOWN]


def _coming(people: Iterable[Listed], today: dt.date) -> Iterator[Birthday]:
    for one in people:
        born = _date(one.fields.get("birth_date", ""))
        if one.kind is Kind.PRISONER and born:
            day = next_birthday(born, today)
            if (day - today).days <= AHEAD:
                yield Birthday(day, one, day.year - born.year)


def next_birthday(born: dt.date, today: dt.date) -> dt.date:
    """Return the next birthday from `today` on; who was born on 29 February has it on 1 March in other years."""
    for year in (today.year, today.year + 1):
        try:
            day = born.replace(year=year)
        except ValueError:
            day = dt.date(year, 3, 1)
        if day >= today:
            return day
    raise AssertionError  # the next year's is always ahead


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


PAGES = (Page("/today", _today),)
