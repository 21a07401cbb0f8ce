"""Count what the record holds, for charts and tables: every number can be counted again from the events."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from outreach.batch.overview import Listed, Overview
from outreach.ledger.database import Ledger, LedgerRow
from outreach.model import Kind

FEWEST = 5
"""A public report names nothing of which there are fewer."""
WEEKS_UP_TO = 120
"""Days; a shorter time is cut into weeks, a longer one into months."""
ANSWER_DAYS = (7, 14, 30, 60, 90, 180)
"""Up to so many days an answer took; the last group is longer than all of them."""
MOST_MEMBERS = 3000
"""The largest parliament of the world is a little smaller; a longer list is none, and is not drawn member by member."""
UNKNOWN = ""
"""Stands where a list does not tell."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the record is wanted; what is empty or None means all."""

    since: dt.date | None = None
    until: dt.date | None = None
    country: str = ""
    mailing: str = ""
    party: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many letters were sent under a name, and how many of them were answered and came back."""

    name: str
    sent: int
    answered: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """A week or a month by its first day: letters sent in it, and up to its end."""

    start: dt.date
    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A group of a parliament: one word a member, ``none``, ``sent`` or ``answered``."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a report shows. `plan` is how many people the lists hold; days are calendar days."""

    sent: int = 0
    people: int = 0
    answered: int = 0
    returned: int = 0
    plan: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    weekly: bool = False
    periods: tuple[Period, ...] = ()
    countries: tuple[Count, ...] = ()
    parties: tuple[Count, ...] = ()
    chambers: tuple[Count, ...] = ()
    mailings: tuple[Count, ...] = ()
    senders: tuple[Count, ...] = ()
    prisoners: tuple[Count, ...] = ()
    answer_days: tuple[tuple[int | None, int], ...] = ()
    median_days: float | None = None
    coverage: tuple[Coverage, ...] = ()
    public: bool = False


@dataclass(slots=True)
class _Letter:
    """One letter as the record has it."""

    row: LedgerRow
    sent: dt.date
    answered: dt.date | None = None
    returned: bool = False


_EVENTS = """
    SELECT event.kind, event.date, event.piece, coalesce(piece.mailing, event.mailing) AS mailing,
        coalesce(piece.recipient, event.recipient) AS recipient, coalesce(piece.country, event.country) AS country,
        coalesce(piece.sender, event.sender) AS sender, coalesce(piece.name, event.name) AS name,
        coalesce(piece.about, '') AS about
    FROM event LEFT JOIN piece ON piece.id = event.piece
    WHERE event.kind IN ('sent', 'answered', 'returned') AND NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = event.id)
    ORDER BY event.id
"""


def figures(ledger: Ledger | None, overview: Overview | None, asked: Filter = Filter()) -> Figures:
    """Return the figures of the record; `overview` tells the party, chamber and kind of whoever is on a list now."""
    people = overview.people if overview else {}
    rows = ledger.execute(_EVENTS).fetchall() if ledger else []
    wanted = [row for row in rows if _fits(row, asked, people)]
    letters, loose = _letters(wanted)
    known = [one for one in people.values() if _listed(one, asked)]
    return Figures(
        sent=len(letters),
        people=len({one.row["recipient"] for one in letters}),
        answered=sum(one.answered is not None for one in letters) + loose["answered"],
        returned=sum(one.returned for one in letters) + loose["returned"],
        plan=len(known),
        since=min((one.sent for one in letters), default=None),
        until=max((one.sent for one in letters), default=None),
        **_over_time(letters),  # type: ignore[arg-type]  # two fields by name
        countries=_counts(letters, lambda row: row["country"]),
        parties=_counts(letters, _field_of(people, "party")),
        chambers=_counts(letters, _field_of(people, "chamber")),
        mailings=_counts(letters, lambda row: row["mailing"]),
        senders=_counts(letters, lambda row: row["sender"]),
        prisoners=_prisoners(letters, known, people),
        answer_days=_answer_days(letters),
        median_days=median(days) if (days := _days(letters)) else None,
        coverage=_coverage(letters, known),
    )


def _fits(row: LedgerRow, asked: Filter, people: Mapping[str, Listed]) -> bool:
    if (asked.country and row["country"] != asked.country) or (asked.mailing and row["mailing"] != asked.mailing):
        return False
    if (asked.since and row["date"] < asked.since.isoformat()) or (
        asked.until and row["date"] > asked.until.isoformat()
    ):
        return False
    return not asked.party or _field_of(people, "party")(row) == asked.party


def _listed(one: Listed, asked: Filter) -> bool:
    fits = asked.country in ("", one.country) and asked.party in ("", one.fields.get("party", ""))
    return fits and (not asked.mailing or asked.mailing in one.places)


def _letters(rows: Iterable[LedgerRow]) -> tuple[list[_Letter], Counter[str]]:
    """Return the letters that were sent, and how many answers and returns belong to none of them."""
    letters: list[_Letter] = []
    by_piece: dict[int, _Letter] = {}
    loose: Counter[str] = Counter()
    for row in rows:
        mine = by_piece.get(row["piece"])
        if row["kind"] == "sent":
            letters.append(_Letter(row, dt.date.fromisoformat(row["date"])))
            if row["piece"] is not None:
                by_piece[row["piece"]] = letters[-1]
        elif mine is None:
            loose[row["kind"]] += 1
        elif row["kind"] == "answered":
            mine.answered = mine.answered or dt.date.fromisoformat(row["date"])
        else:
            mine.returned = True
    return letters, loose


def _over_time(letters: Sequence[_Letter]) -> dict[str, object]:
    """Cut the time from the first letter to the last into weeks or months, the empty ones too."""
    if not letters:
        return {}
    days = Counter(one.sent for one in letters)
    first, last = min(days), max(days)
    weekly = (last - first).days <= WEEKS_UP_TO
    sent: Counter[dt.date] = Counter()
    for day, count in days.items():
        sent[_start(day, weekly=weekly)] += count
    periods, total, start = [], 0, _start(first, weekly=weekly)
    while start <= last:
        total += sent[start]
        periods.append(Period(start, sent[start], total))
        start = _start(start + dt.timedelta(days=7 if weekly else 32), weekly=weekly)
    return {"weekly": weekly, "periods": tuple(periods)}


def _start(day: dt.date, *, weekly: bool) -> dt.date:
    return day - dt.timedelta(days=day.weekday()) if weekly else day.replace(day=1)


def _field_of(people: Mapping[str, Listed], name: str) -> Callable[[LedgerRow], str]:
    def value(row: LedgerRow) -> str:
        listed = people.get(row["recipient"])
        return listed.fields.get(name, UNKNOWN) if listed else UNKNOWN

    return value


def _counts(letters: Iterable[_Letter], name: Callable[[LedgerRow], str]) -> tuple[Count, ...]:
    """Count letters by a name, the most first; without a single known name there is nothing to tell apart."""
    sent: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    returned: Counter[str] = Counter()
    for one in letters:
        called = str(name(one.row))
        sent[called] += 1
        answered[called] += one.answered is not None
        returned[called] += one.returned
    if not any(sent):
        return ()
    ordered = sorted(sent, key=lambda called: (not called, -sent[called], called))
    return tuple(Count(called, sent[called], answered[called], returned[called]) for called in ordered)


def _prisoners(letters: Iterable[_Letter], known: Iterable[Listed], people: Mapping[str, Listed]) -> tuple[Count, ...]:
    """Count the letters to each prisoner and about each, also those who had none; the fewest first."""
    counts = {one.id: 0 for one in known if one.kind is Kind.PRISONER}
    for one in letters:
        for who in (one.row["recipient"], one.row["about"]):
            if who in counts:
                counts[who] += 1
    return tuple(Count(people[who].name, n) for who, n in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])))


def _days(letters: Iterable[_Letter]) -> list[int]:
    return [(one.answered - one.sent).days for one in letters if one.answered is not None]


def _answer_days(letters: Iterable[_Letter]) -> tuple[tuple[int | None, int], ...]:
    """Count the answers by how many days they took at most; None is for longer ones."""
    days = _days(letters)
    if not days:
        return ()
    counts: dict[int | None, int] = dict.fromkeys([*ANSWER_DAYS, None], 0)
    for one in days:
        counts[next((most for most in ANSWER_DAYS if one <= most), None)] += 1
    return tuple(counts.items())


def _coverage(letters: Iterable[_Letter], known: Iterable[Listed]) -> tuple[Coverage, ...]:
    """Return for each party on the lists which of its members were written to, and who of them answered."""
    state: dict[str, str] = {}
    for one in letters:
        who = one.row["recipient"]
        state[who] = "answered" if one.answered or state.get(who) == "answered" else "sent"
    groups: dict[str, list[str]] = defaultdict(list)
    for listed in known:
        if listed.kind is Kind.POLITICIAN:
            groups[listed.fields.get("party", UNKNOWN)].append(state.get(listed.id, "none"))
    if sum(map(len, groups.values())) > MOST_MEMBERS:
        return ()
    ordered = sorted(groups.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0]))
    return tuple(Coverage(name, tuple(sorted(members))) for name, members in ordered)


def public(found: Figures) -> Figures:
    """Return the figures for everybody: no person, and nothing of which there are fewer than five."""
    return replace(
        found,
        answered=_enough(found.answered), returned=_enough(found.returned),
        countries=_large(found.countries), parties=_large(found.parties), chambers=_large(found.chambers),
        mailings=_large(found.mailings), senders=(), prisoners=(),
        periods=found.periods if all(one.sent == 0 or one.sent >= FEWEST for one in found.periods) else (),
        answer_days=found.answer_days if all(n == 0 or n >= FEWEST for _, n in found.answer_days) else (),
        median_days=found.median_days if found.answered >= FEWEST else None,
        coverage=tuple(
            one for one in found.coverage
            if all(n == 0 or n >= FEWEST for n in Counter(one.members).values())
        ),
        public=True,
    )  # fmt: skip


def _enough(count: int) -> int:
    return count if count >= FEWEST else 0


def _large(counts: Iterable[Count]) -> tuple[Count, ...]:
    return tuple(
        Count(one.name, one.sent, _enough(one.answered), _enough(one.returned)) for one in counts if one.sent >= FEWEST
    )
