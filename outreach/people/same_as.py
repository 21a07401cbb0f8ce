"""Decide about people who are in a list twice: they are reported, held back, and settled by ``same_as``.

The column names the other row of the same person (an id or a name), or says ``no`` if there is none, or ``not ID;
ID`` for rows that are other people. Its answer is final; without an answer there is a problem, and the later row is
held back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from outreach import tables
from outreach.model import Problem, Recipient
from outreach.people.doubles import doubles
from outreach.people.identity import id_in
from outreach.storage.on_demand import Items

COLUMN = "same_as"
People = Items[Recipient]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a cell of the column says: the `same` as one, as nobody, or `different` from some (all folded)."""

    text: str = ""
    same: str = ""
    nobody: bool = False
    different: frozenset[str] = frozenset()


@dataclass(slots=True)
class Verdicts:
    """By the index of a person: why they are held back, and their other ids."""

    held: dict[int, str] = field(default_factory=dict)
    aliases: dict[int, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def settled_doubles(people: People, ours: Sequence[Claim]) -> Verdicts:
    """Return who of `people` is held back as the same person as another, and who may be; `ours` is what their rows say."""
    verdicts = Verdicts()
    known = _by_reference(people) if any(claim.same for claim in ours) else {}
    for index, claim in enumerate(ours):
        if claim.same and (other := _meant(index, claim, people, ours, known, verdicts)) is not None:
            verdicts.held[index] = f"the same person as in row {people[other].row.number} ({COLUMN})"
            _note_alias(verdicts, people, other, index)
    for pair in doubles(people, (index for index, claim in enumerate(ours) if not claim.nobody)):
        first, second = pair.first, pair.second
        if second in verdicts.held or first in verdicts.held or _apart(first, second, people, ours):
            continue
        verdicts.held[second] = f"perhaps the same person as in row {people[first].row.number}: {pair.why}"
        verdicts.problems.append(_suspicion(people[first], people[second], pair.why))
        _note_alias(verdicts, people, first, second)
    return verdicts


def stands_alone(person: Recipient) -> bool:
    """Tell whether a row says that its person is in no other row."""
    return tables.spelled(COLUMN, person.fields.get(COLUMN, "")) == "no"


def claim_in(cells: Mapping[str, str]) -> Claim:
    """Return what a row says of its person; the same value for all rows that say the same."""
    return _claim(cells.get(COLUMN, ""))


@lru_cache(maxsize=tables.VALUES_REMEMBERED)
def _claim(text: str) -> Claim:
    if not text or tables.spelled(COLUMN, text) == "no":
        return Claim(text, nobody=bool(text))
    word, _, rest = text.strip().partition(" ")
    if rest and tables.spelled(COLUMN, word):
        return Claim(text, different=frozenset(tables.folded(one) for one in rest.split(";")))
    return Claim(text, same=tables.folded(text))


def _by_reference(people: People) -> dict[str, int | None]:
    """Map folded ids and names to people; a name that several people have is left out."""
    known: dict[str, int | None] = {}
    for index, person in enumerate(people):
        name = tables.folded(person.name)
        known[name] = None if name in known else index
    return known | {tables.folded(person.id): index for index, person in enumerate(people)}


def _meant(
    index: int,
    claim: Claim,
    people: People,
    ours: Sequence[Claim],
    known: Mapping[str, int | None],
    verdicts: Verdicts,
) -> int | None:
    """Return the person that a row names, following rows that name another in turn; a wrong name is a problem."""
    row, other, seen = people[index].row, known.get(claim.same), {index}
    while other is not None and other not in seen and ours[other].same:
        seen.add(other)
        other = known.get(ours[other].same)
    if other is not None and other not in seen:
        return other
    message = f"“{claim.text}” is nobody else's id or name in this list, or that of several"
    remedy = "write the id or the whole name of the other row; `no` if this is nobody else"
    verdicts.problems.append(Problem(row.source, message, remedy, row=row.number, column=COLUMN))
    verdicts.held[index] = f"{COLUMN}: {message}"
    return None


def _apart(first: int, second: int, people: People, ours: Sequence[Claim]) -> bool:
    """Tell whether either row says that it is not the other."""
    for one, other in ((first, second), (second, first)):
        names = {tables.folded(people[other].id), tables.folded(people[other].name)}
        if names & ours[one].different:
            return True
    return False


def _note_alias(verdicts: Verdicts, people: People, first: int, second: int) -> None:
    ids = (people[second].id, id_in(people[second].person))
    verdicts.aliases[first] = (*verdicts.aliases.get(first, ()), *ids)


def _suspicion(first: Recipient, second: Recipient, why: str) -> Problem:
    reference = first.name if first.id.startswith("~") else first.id
    return Problem(
        second.row.source,
        f"“{second.name}” is perhaps “{first.name}” in row {first.row.number} ({why}); no letter until you say",
        f"write into the column `{COLUMN}` of this row: {reference} if they are one person, no if they are not",
        row=second.row.number,
        column="name",
    )
