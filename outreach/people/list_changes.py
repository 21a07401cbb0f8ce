"""What changed for the people of one list in a newer one: joined, left, moved, renamed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from outreach.model import Recipient
from outreach.people.doubles import doubles
from outreach.people.identity import id_in

Pair = tuple[Recipient, Recipient]


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences of two lists; `renamed` holds old, new and why they are taken for one person."""

    joined: list[Recipient] = field(default_factory=list)
    left: list[Recipient] = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)
    renamed: list[tuple[Recipient, Recipient, str]] = field(default_factory=list)


def changes_between(old: Sequence[Recipient], new: Sequence[Recipient]) -> Changes:
    """Return who joined, who left, whose address changed and whose name changed.

    People are recognised by their id, else by name and birth date, else by similar names or dates.
    """
    changes = Changes()
    by_id = {one.id: one for one in old}
    by_marks = {id_in(one.person): one for one in old}
    gone = dict(by_id)
    for one in new:
        before = by_id.get(one.id) or by_marks.get(id_in(one.person))
        if before is None or before.id not in gone:
            changes.joined.append(one)
            continue
        del gone[before.id]
        if id_in(before.person) != id_in(one.person) and before.name != one.name:
            changes.renamed.append((before, one, "the same id"))
        _note_move(changes, before, one)
    changes.left.extend(gone.values())
    _note_renamed(changes)
    return changes


def _note_move(changes: Changes, before: Recipient, after: Recipient) -> None:
    if before.address and after.address and (before.address, before.country) != (after.address, after.country):
        changes.moved.append((before, after))


def _note_renamed(changes: Changes) -> None:
    """Match people who left with people who joined if their names or birth dates are alike."""
    people = [*changes.left, *changes.joined]
    pairs = [(people[one.first], people[one.second], one.why) for one in doubles(people)
             if one.first < len(changes.left) <= one.second]  # fmt: skip
    by_mark = {mark: one for one in changes.left for mark in _marks(one)}
    pairs += [(by_mark[mark], one, "a part of the name and the day of birth are the same")
              for one in changes.joined for mark in _marks(one) if mark in by_mark]  # fmt: skip
    for before, after, why in pairs:
        if before in changes.left and after in changes.joined:
            changes.left.remove(before)
            changes.joined.remove(after)
            changes.renamed.append((before, after, why))
            _note_move(changes, before, after)


def _marks(person: Recipient) -> set[str]:
    return set(person.person.split("~")[2:])
