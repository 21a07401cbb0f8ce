"""Make recipients from rows: who they are, where their letters go, and what is missing."""

import datetime as dt
import re
import unicodedata
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from anyascii import anyascii

from outreach import tables
from outreach.l10n import address
from outreach.l10n.languages import chain, language_code, script
from outreach.model import Kind, Problem, Recipient, Row, Skipped, Table
from outreach.people.columns import Columns, kind_of, named_cells, understood
from outreach.people.datasets import newest_terms, term_ended
from outreach.people.facilities import in_facility
from outreach.people.identity import id_in, marks
from outreach.people.row_faults import missing_columns, row_faults
from outreach.people.same_as import Claim, claim_in, settled_doubles
from outreach.storage.on_demand import Chosen, Growing, Places


@dataclass(frozen=True, slots=True)
class Reading:
    """The result for a list: its recipients, the rows held back, and the rows with a fault; `notes` are guesses."""

    kind: Kind
    recipients: Sequence[Recipient]
    held: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    columns: tuple[str, ...]
    headers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Companions:
    """What belongs to a list: the prisons, the offices joined to it, and values that all its rows share.

    `facilities` map an id or name to a prison's cells; `offices` map the id of a person to the cells
    of the chosen office; `shared` are columns for the rows where they are empty; `problems` are theirs.
    """

    facilities: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    offices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


ALONE = Companions()


def recipients_from(
    table: Table,
    settings: Mapping[str, str],
    kind: Kind | None = None,
    beside: Companions = ALONE,
    hold: Collection[str] | None = None,
    today: dt.date = dt.date.min,
    *,
    doubles: bool = True,
    roster: Growing[Recipient] | None = None,
    named: Callable[[Recipient], tuple[str, ...]] | None = None,
) -> Reading:
    """Return the people in `table`; a row with a fault is a problem and a skipped row, not the end.

    `settings` are the mailing's ``[columns]``; `hold` are the statuses that hold a row back (all in
    columns.toml if it is None); people whose term in office ended before `today` are held back too. Without `doubles`
    nobody is held back as the same person in another spelling. The people are put into the `roster`, into a list in
    memory if there is none. `named` says how the address names a prisoner.
    """
    columns = understood(table, settings)
    kind = kind or kind_of(columns.names, columns.dataset)
    used = tuple(dict.fromkeys([*columns.names.values(), *map(tables.header_key, table.headers), *beside.shared]))
    if problems := missing_columns(table, columns, kind, {*beside.shared, *(["address"] if beside.offices else [])}):
        return Reading(kind, (), (), tuple(problems), (), used, table.headers)
    people = _People(kind, [] if roster is None else roster, named if kind is Kind.PRISONER else None)
    for row, cells in _newest_rows(table, columns):
        cells = with_surroundings(cells, beside)  # noqa: PLW2901 — the same cells, completed
        ended = term_ended(cells, columns.dataset, today)
        reason = f"in office until {ended}" if ended else tables.spelled("held", cells.get("status", ""))
        people.add(row, cells, reason if ended or hold is None or reason in hold else "")
    if doubles and not (columns.dataset.get("person") or columns.dataset.get("distinct")):
        people.hold_doubles()
    found = Chosen(people.known, array("I", (i for i in range(len(people.known)) if i not in people.reasons)))
    notes = tuple(f"“{header}” is read as {columns.names[header]}" for header in sorted(columns.guessed))
    problems = [*people.problems, *beside.problems]
    return Reading(kind, found, tuple(people.held), tuple(problems), tuple(people.skipped), used, table.headers, notes)


def people_in(
    table: Table, settings: Mapping[str, str], kind: Kind | None = None, beside: Companions = ALONE
) -> list[Recipient]:
    """Return everybody whom `table` names, whatever else is wrong with their rows."""
    columns = understood(table, settings)
    kind = kind or kind_of(columns.names, columns.dataset)
    rows = ((row, with_surroundings(cells, beside)) for row, cells in _newest_rows(table, columns))
    return [recipient_from(kind, row, cells) for row, cells in rows if display_name(cells)]


def _newest_rows(table: Table, columns: Columns) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield the rows with their named cells; of a person's several terms only the newest."""
    rows = ((row, named_cells(row, columns)) for row in table.rows)
    if not columns.dataset.get("person"):
        yield from rows
        return
    known = list(rows)
    yield from (known[i] for i in newest_terms({i: cells for i, (_, cells) in enumerate(known)}, columns.dataset))


class _People:
    """The people of a list as its rows come in; each id once."""

    def __init__(
        self, kind: Kind, roster: Growing[Recipient], named: Callable[[Recipient], tuple[str, ...]] | None
    ) -> None:
        self.kind = kind
        self.named = named
        self.known = roster
        self.reasons: dict[int, str] = {}
        self.held: list[Skipped] = []
        self.problems: list[Problem] = []
        self.skipped: list[Skipped] = []
        self._claims: list[Claim] = []
        self._places = Places(lambda place: roster[place].id)

    def add(self, row: Row, cells: Mapping[str, str], held: str) -> None:
        """Take in one row; a person who is `held` back for a reason is known, but not written to."""
        recipient = recipient_from(self.kind, row, cells)
        name = recipient.name
        faults = [
            Problem(row.source, message, remedy, row=row.number, column=column)
            for column, message, remedy in (
                *row.faults,
                *row_faults(cells, self.kind, name, recipient.country, recipient.address),
            )
        ]
        if not faults and (place := self._places.find(recipient.id)) is not None:
            faults = [_double(cells, recipient, self.known[place].row.number)]
        if faults:
            self.problems += faults
            self.skipped.append(Skipped(row, "; ".join(_reason(fault) for fault in faults)))
            return
        self._places.add(recipient.id, len(self.known))
        self.known.append(replace(recipient, addressee=self.named(recipient)) if self.named else recipient)
        self._claims.append(claim_in(cells))
        if held:
            self.reasons[len(self.known) - 1] = held
            self.held.append(Skipped(row, f"held back: {held}", held=True))

    def hold_doubles(self) -> None:
        """Hold back every row that is, or may be, somebody who is already in the list."""
        verdicts = settled_doubles(self.known, self._claims)
        self.problems += verdicts.problems
        self.held += [Skipped(self.known[i].row, why, held=True) for i, why in verdicts.held.items()
                      if i not in self.reasons]  # fmt: skip
        for i, aliases in verdicts.aliases.items():
            self.known[i] = replace(self.known[i], aliases=aliases)
        self.reasons = verdicts.held | self.reasons


def _reason(problem: Problem) -> str:
    return f"{problem.column}: {problem.message}" if problem.column else problem.message


def with_surroundings(cells: dict[str, str], beside: Companions) -> dict[str, str]:
    """Return a row's cells with the office joined to it, its prison's address, and what all rows share."""
    if office := beside.offices.get(cells.get("id", "")):
        cells = {**cells, "address": "", "region": "", **office}
    cells = in_facility(cells, beside.facilities)
    empty = {column for column in beside.shared if not cells.get(column)}
    if "address" in empty and address.has_parts(cells):
        empty.discard("address")
    return {**cells, **{column: beside.shared[column] for column in empty}} if empty else cells


def _double(cells: Mapping[str, str], recipient: Recipient, other: int) -> Problem:
    row = recipient.row
    if cells.get("id"):
        message, remedy = f"“{recipient.id}” stands in row {other} too", "give each person an id of their own"
        return Problem(row.source, message, remedy, row=row.number, column="id")
    same = (
        "same name and birth date" if cells.get("birth_date") else "same name, and no birth date that tells them apart"
    )
    message = f"the same person as in row {other} ({same})"
    return Problem(row.source, message, "delete one of them, or add a column `id`", row=row.number, column="name")


def display_name(cells: Mapping[str, str]) -> str:
    """Return the name from the sheet, or put together from its parts."""
    if whole := cells.get("name"):
        return whole
    given, family = cells.get("given_name", ""), cells.get("family_name", "")
    if given and family.startswith(f"{given} "):
        return family  # a column “Name” beside “First name” may hold both
    return " ".join(part for part in (given, cells.get("patronymic", ""), family) if part)


def recipient_from(kind: Kind, row: Row, cells: Mapping[str, str]) -> Recipient:
    """Return the person in a row's named cells."""
    country = address.country_code(cells.get("country", ""))
    name = display_name(cells)
    person = marks(name, cells.get("birth_date", ""))
    return Recipient(
        kind=kind,
        id=cells.get("id") or id_in(person),
        person=person,
        name=name,
        addressee=_addressee(kind, cells, name),
        address=address.address_lines(cells, country or "US"),
        country=country,
        language=language_code(cells.get("language", "")),
        fields=cells,
        row=row,
    )


def _addressee(kind: Kind, cells: Mapping[str, str], display: str) -> tuple[str, ...]:
    """Return the first lines of the address: the person, and where they are."""
    if kind is Kind.PRISONER:
        return (display,)  # the rules of the prison say more, if they are known
    title = cells.get("title", "")
    line = display if not title or display.startswith(title) else f"{title} {display}"
    organisation = cells.get("organisation", "")
    return (line, *organisation.split("\n")) if organisation else (line,)


def localised(cells: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the cells as a letter in `language` sees them: ``charge_de`` becomes ``charge``."""
    own = {column: value for name, column in _in_language(tuple(cells), language) if (value := cells[name])}
    return {**cells, **own}


@cache
def _in_language(columns: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    """Return the columns that end in the language, each with the one it stands for, the most exact last."""
    endings = ["_" + tables.suffix(code) for code in reversed(chain(language))]
    return tuple((name, name.removesuffix(end)) for end in endings for name in columns if name.endswith(end))


def localised_cell(cells: Mapping[str, str], column: str, language: str) -> str:
    """Return one cell as `localised` has it."""
    for name in _own_columns(column, language):
        if value := cells.get(name):
            return value
    return cells.get(column, "")


@cache
def _own_columns(column: str, language: str) -> tuple[str, ...]:
    return tuple(f"{column}_{tables.suffix(code)}" for code in chain(language))


def name_in(cells: Mapping[str, str], language: str) -> str:
    """Return the person's name as a letter in `language` writes it, if the sheet has it in that language or script."""
    own = next((name for code in chain(language) if (name := cells.get(f"name_{tables.suffix(code)}"))), "")
    latin = cells.get("name_latin", "") if script(language) != "Cyrl" else ""
    return own or latin or display_name(cells)


def latin_beside(name: str, cells: Mapping[str, str]) -> str:
    """Return a name in Latin letters, for those who cannot read its script; ``""`` if it is in Latin letters.

    Cyrillic and Greek are transliterated if the sheet does not say how; other scripts would lose too much.
    """
    if not any(char.isalpha() and not unicodedata.name(char, "").startswith("LATIN") for char in name):
        return ""
    return cells.get("name_latin") or (str(anyascii(name)) if _WRITTEN_OUT.search(name) else "")


_WRITTEN_OUT = re.compile(r"[\u0370-\u052f]")

GONE = ("released", "dead")
"""Nobody writes to a member of parliament about these; who may have no letters needs it most."""
ADDED = frozenset(
    {
        "title", "given_name", "family_name", "gender", "birth_date", "name", "country_name",
        "birth_year", "facility_name",
    }
)  # fmt: skip
"""What a template may use of every person, beside the list's own columns."""


def template_columns(columns: Iterable[str]) -> frozenset[str]:
    """Return the columns that a template can name: those of the list, without language endings too."""
    columns = set(columns)
    endings = "|".join(sorted(map(tables.suffix, tables.languages()), key=len, reverse=True))
    plain = {match[1] for name in columns if (match := re.fullmatch(rf"(\w+?)_({endings})", name))}
    return frozenset(columns | plain | ADDED)
