"""Decide what somebody recorded by changing a row of the tracking sheet: values in, changes and faults out."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.errors import instead
from outreach.l10n.dates import iso_date
from outreach.model import State

DATES = ("printed", "sent", "returned", "answered")
"""The columns that hold the day of a step; each is called like the state that it leads to."""
CONFIRMED = "address confirmed"
NOTES = "notes"
ORDER = [state.value for state in State]
UNDO = "a step is taken back with: outreach mark --undo"


@dataclass(frozen=True, slots=True)
class Change:
    """Something to record: an event's kind, its day, and for a note its text."""

    kind: str
    day: dt.date
    note: str = ""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that makes no sense: its column, what is wrong, what to do."""

    column: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The present state of a letter in the ledger: its state, the day of each step, its notes."""

    state: str
    days: Mapping[str, str] = field(default_factory=dict)
    confirmed: Collection[str] = ()
    notes: Collection[str] = ()


Found = Change | CellFault


def changes(
    cells: Mapping[str, str],
    exported: Mapping[str, str],
    now: Standing,
    arrows: Mapping[str, Collection[str]],
    today: dt.date,
) -> list[Found]:
    """Return what the row `cells` adds to what was `exported` and to what is on record `now`.

    `arrows` are the states from which a letter may come into each state.
    """  # fmt: skip
    found = [
        *_days(cells, exported, today),
        *_confirmed(cells, exported, now, today),
        *_notes(cells, exported, now, today),
    ]
    steps = {one.kind: one.day for one in found if isinstance(one, Change) and one.kind in DATES}
    rest = [one for one in found if not (isinstance(one, Change) and one.kind in DATES)]
    state = _state(cells.get("state", ""), exported.get("state", ""), steps, today)
    if isinstance(state, CellFault):
        return [state, *rest]
    return [*_steps(steps, state, now, arrows), *rest]


def _days(cells: Mapping[str, str], exported: Mapping[str, str], today: dt.date) -> Iterator[Found]:
    """Yield a step for each day that was filled in."""
    for column in DATES:
        cell, before = cells.get(column, ""), exported.get(column, "")
        if cell == before:
            continue
        if before:
            what = "was erased" if not cell else f"was changed to {cell}"
            yield CellFault(column, f"the day {before} on record {what}", f"put it back; {UNDO}")
        else:
            yield _day(column, column, cell, today)


def _day(column: str, kind: str, cell: str, today: dt.date) -> Found:
    try:
        day = dt.date.fromisoformat(iso_date(cell.partition(" ")[0]))
    except ValueError:
        return CellFault(column, f"`{cell}` is not a day", f"write it as {today.isoformat()}")
    if day > today:
        return CellFault(column, f"{day} has not come yet", "write the day on which it happened")
    return Change(kind, day)


def _state(cell: str, before: str, steps: Mapping[str, dt.date], today: dt.date) -> Change | CellFault | None:
    """Return the step that a changed state asks for; its day is today if the row gives none."""
    wanted = cell.strip().lower()
    if wanted == before:
        return None
    if wanted not in ORDER:
        return CellFault(
            "state", f"`{cell}` is not a state" if cell else "the state was erased", instead(wanted, ORDER)
        )
    if before and ORDER.index(wanted) < ORDER.index(before):
        return CellFault("state", f"a letter that is {before} cannot become {wanted} again", f"put it back; {UNDO}")
    return None if wanted in steps else Change(wanted, today)


def _steps(
    steps: Mapping[str, dt.date], state: Change | None, now: Standing, arrows: Mapping[str, Collection[str]]
) -> Iterator[Found]:
    """Yield the steps that are not on record yet, in their order, each only where an arrow leads to it."""
    wanted = {**steps, **({state.kind: state.day} if state else {})}
    current = now.state
    for kind in sorted(wanted, key=ORDER.index):
        known = now.days.get(kind)
        if known and kind in steps and known != wanted[kind].isoformat():
            yield CellFault(kind, f"the ledger has {known} for it meanwhile", f"write {known}; {UNDO}")
        if known:
            continue
        if current and current not in arrows[kind]:
            allowed = " or ".join(one for one in ORDER if one in arrows[kind] and one != State.VOID)
            column = kind if kind in steps else "state"
            yield CellFault(column, f"a letter that is {current} cannot become {kind}", f"it must be {allowed} first")
            return
        if kind == State.SENT and current == State.MERGED:
            yield Change(State.PRINTED, wanted[kind])
        yield Change(kind, wanted[kind])
        current = kind if current else current


def _confirmed(cells: Mapping[str, str], exported: Mapping[str, str], now: Standing, today: dt.date) -> Iterator[Found]:
    cell, before = cells.get(CONFIRMED, ""), exported.get(CONFIRMED, "")
    if cell == before:
        return
    if not cell:
        yield CellFault(CONFIRMED, f"the day {before} on record was erased", "put it back")
        return
    found = _day(CONFIRMED, "address_confirmed", cell, today)
    if isinstance(found, CellFault) or found.day.isoformat() not in now.confirmed:
        yield found


def _notes(cells: Mapping[str, str], exported: Mapping[str, str], now: Standing, today: dt.date) -> Iterator[Found]:
    """Yield what was written into the notes beyond those on record."""
    cell, before = cells.get(NOTES, ""), exported.get(NOTES, "")
    if not before.startswith("'"):
        cell = cell.removeprefix("'")  # a spreadsheet program may show the sign that makes a text of a formula
    if cell == before:
        return
    added = cell.removeprefix(before) if cell.startswith(before) else _added_lines(cell.split("\n"), before.split("\n"))
    if added is None:
        yield CellFault(NOTES, "a note on record was changed or erased", "put it back, and write what is new below it")
        return
    note = "\n".join(line.strip() for line in added.strip(" ;,\n").split("\n"))
    if note and note not in now.notes:
        yield Change("noted", today, note)


def _added_lines(lines: Sequence[str], before: Sequence[str]) -> str | None:
    """Return the lines that are not in `before`, or None if one of those is gone."""
    if any(line not in lines for line in before):
        return None
    return "\n".join(line for line in lines if line not in before)
