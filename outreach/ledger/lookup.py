"""The one search for people and pieces that somebody names: a batch, some of its numbers, a person.

An id that the ledger knows is exact. Any other text is looked up once, among the people in the ledger and on the
lists together. If it fits several people, they are named, and nobody is chosen.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from outreach.errors import UsageError
from outreach.ledger import stories, views
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.stories import Person
from outreach.model import Recipient, State, batch_name
from outreach.people.identity import id_in
from outreach.people.who_is_meant import Match, meant

Lists = Callable[[], Sequence[Recipient]]
"""Reads everybody on the lists; called only where the ledger does not settle who is meant."""
SHOWN = 8
"""So many names are listed when a text fits several people."""
_BATCH = re.compile(r"(?:prints/)?batch-0*(\d{1,9})/?", re.IGNORECASE)


@dataclass(slots=True)
class _Known:
    """Somebody with all ids and names by which they may be called; `recorded` in the ledger or only on a list."""

    person: Person
    recorded: bool
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def batch_number(what: str) -> int | None:
    """Return the number of a batch written as ``batch-3``, ``batch-0003`` or its folder; None for anything else."""
    match = _BATCH.fullmatch(what.strip())
    return int(match[1]) if match else None


def find_person(ledger: Ledger | None, text: str, lists: Lists | None = None, *, recorded: bool = False) -> Person:
    """Return whom `text` names; with `recorded`, it must be somebody whom the ledger knows.

    Raises `UsageError` where that is nobody, or several.
    """
    where = "in the ledger or on the lists" if lists and not recorded else "in the ledger"
    found = _search(ledger, text, lists)
    if not found:
        raise UsageError(f"nobody called “{text}” is {where}; look at the spelling, or put the person on a list")
    if len(found) > 1:
        names = ", ".join(_called(one.person) for one in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise UsageError(f"“{text}” may be any of these: {names}{more}; write the whole name, or the id in brackets")
    if recorded and not found[0].recorded:
        raise UsageError(f"{_called(found[0].person)} is on a list, but not in the ledger: nothing was recorded so far")
    return found[0].person


def _called(person: Person) -> str:
    return f"{person.name} ({person.recipient})"


def _search(ledger: Ledger | None, text: str, lists: Lists | None) -> list[_Known]:
    """Look in the ledger, and unless the text is an id there, once in ledger and lists together."""
    known = _in_ledger(ledger) if ledger else {}
    match, found = meant(text, known.values(), lambda one: one.ids, lambda one: one.names)
    if match is Match.ID or not lists:
        return found
    both = [*known.values(), *_on_lists(lists(), known)]
    return meant(text, both, lambda one: one.ids, lambda one: one.names)[1]


def _in_ledger(ledger: Ledger) -> dict[str, _Known]:
    """Return everybody in the ledger by id, each by the name that was recorded last, and with all earlier ones."""
    known: dict[str, _Known] = {}
    for person in stories.names(ledger):
        one = known.setdefault(person.recipient, _Known(person, recorded=True, ids={person.recipient}))
        one.person = person
        one.names.add(person.name)
    return known


def _on_lists(listed: Iterable[Recipient], known: dict[str, _Known]) -> Iterator[_Known]:
    """Yield those who are only on the lists; people who are in the ledger too may be called as on the list."""
    new: dict[tuple[str, str], _Known] = {}
    for one in listed:
        ids = (one.id, *one.aliases, id_in(one.person))
        mine = next((known[id_] for id_ in ids if id_ in known), None)
        if mine is None:
            person = Person(one.id, one.person, one.name, one.country)
            mine = new.setdefault((one.id, one.name), _Known(person, recorded=False))
        mine.ids.add(one.id)
        mine.names |= {one.name, one.fields.get("name_latin", "")}
    yield from new.values()


def chosen_pieces(
    ledger: Ledger, what: str, numbers: str | None, state: State | None = None, lists: Lists | None = None
) -> list[LedgerRow]:
    """Return the pieces that `what` names: a batch (with `numbers` like ``3-7,9``), or a person.

    A person's latest piece is meant. Of a whole batch, pieces that are void already are left out.
    """
    number = batch_number(what)
    if number is None:
        if numbers:
            raise UsageError("--pieces goes with a batch, as in: batch-1 --pieces 3-7")
        return [_latest(ledger, what, lists)]
    pieces = views.pieces(ledger, number)
    if not pieces:
        known = ", ".join(sorted({batch_name(row["id"]) for row in views.batches(ledger)})) or "none yet"
        raise UsageError(f"there is no {batch_name(number)}; there are: {known}")
    if numbers is None:
        return [piece for piece in pieces if state is None or piece["state"] != State.VOID]
    wanted = parse_numbers(numbers)
    missing = wanted - {piece["number"] for piece in pieces}
    if missing:
        raise UsageError(f"{batch_name(number)} has pieces 1 to {pieces[-1]['number']}, but no {min(missing)}")
    return [piece for piece in pieces if piece["number"] in wanted]


def _latest(ledger: Ledger, text: str, lists: Lists | None) -> LedgerRow:
    person = find_person(ledger, text, lists)
    pieces = views.pieces_of(ledger, person.recipient)
    if not pieces:
        raise UsageError(
            f"no letter to {_called(person)} was made; see the packing lists, or: outreach status --people. "
            "What came without a letter of ours is recorded with: outreach log"
        )
    return pieces[0]


def parse_numbers(text: str) -> set[int]:
    """Return the numbers in a text like ``3-7,9``."""
    numbers: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,7})\s*(?:[-–]\s*(\d{1,7}))?\s*", part)
        if not match or int(match[2] or match[1]) < int(match[1]):
            raise UsageError(f"`{text}` is not a range of pieces; write it as 3-7,9")
        numbers.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return numbers
