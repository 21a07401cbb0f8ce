"""Look at lists by themselves: how their columns are understood, what changed between two, and a clean copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from outreach import tables
from outreach.campaign.campaign import Campaign, Mailing
from outreach.campaign.lists import list_file, list_to, lists_of, read_lists
from outreach.campaign.material import beside_list
from outreach.errors import InputError, nearest
from outreach.letters.dative import proposed_dative
from outreach.model import Kind, ListFile, Table
from outreach.people.columns import Columns, named_cells, understood
from outreach.people.list_changes import Changes, changes_between
from outreach.people.recipients import ALONE, Companions, Reading, people_in, recipients_from
from outreach.workers.pool import Workers
from outreach.writers.clean_list import PROBLEMS, workbook

PROPOSED = "name_dative is a proposal: look it over"
"""What the last column says of a row whose dative the tool has put there."""
SAMPLES = 2
"""How many values of a column are shown."""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column: its header, the tool's word for it, some of its values; `guessed` where it is misspelled."""

    header: str
    name: str
    samples: tuple[str, ...]
    guessed: bool


@dataclass(frozen=True, slots=True)
class ListSeen:
    """How a list is understood: its columns, its data set, and what that adds to every row."""

    source: str
    columns: tuple[ColumnSeen, ...]
    dataset: str
    added: Mapping[str, str]
    notes: tuple[str, ...]


def look_at(path: Path, campaign: Campaign | None, workers: Workers) -> ListSeen:
    """Return how the columns of the list at `path` are understood; raise `InputError` if it cannot be read."""
    table = _table(path, campaign, workers)
    mailing = _mailing_of(path, campaign)
    columns = understood(table, mailing.columns if mailing else {})
    seen = tuple(
        ColumnSeen(header, name, _samples(table, header), header in columns.guessed)
        for header, name in columns.names.items()
    )
    return ListSeen(table.source, seen, columns.dataset.get("title", ""), _added(columns), table.notes)


def _added(columns: Columns) -> dict[str, str]:
    return {name: " / ".join(text.split("\n")) for name, text in columns.dataset.get("default", {}).items()}


def _samples(table: Table, header: str) -> tuple[str, ...]:
    values = dict.fromkeys(value for row in table.rows if (value := row.cells.get(header, "")))
    return tuple(islice(values, SAMPLES))


def compare(old: Path, new: Path, campaign: Campaign | None, workers: Workers) -> Changes:
    """Return what became of the people of the list `old` in the list `new`.

    Rows with a problem are compared too, as long as they name somebody. The settings of the mailing to one of the
    lists apply to both.
    """
    mailing = _mailing_of(new, campaign) or _mailing_of(old, campaign)
    settings = mailing.columns if mailing else {}
    companions = _companions(campaign, mailing, workers)
    kind = mailing.kind if mailing else None
    before, after = (people_in(_table(path, campaign, workers), settings, kind, companions) for path in (old, new))
    return changes_between(before, after)


def _companions(campaign: Campaign | None, mailing: Mailing | None, workers: Workers) -> Companions:
    if campaign is None or mailing is None:
        return ALONE
    tables_read = read_lists(lists_of(campaign, mailing), workers)
    return beside_list(campaign, list_to(campaign, mailing), mailing, tables_read, [])


def read_people(path: Path, campaign: Campaign | None, workers: Workers) -> Reading:
    """Return everybody in the list at `path`, even those who are held back, with the faults of the rows."""
    mailing = _mailing_of(path, campaign)
    table, companions = _table(path, campaign, workers), _companions(campaign, mailing, workers)
    reading = recipients_from(
        table, mailing.columns if mailing else {}, mailing.kind if mailing else None, companions, hold=(), doubles=False
    )
    if not (reading.recipients or reading.skipped) and reading.problems:
        raise InputError(f"{table.source} cannot be used", reading.problems)
    return reading


def empty_list(kind: Kind) -> bytes:
    """Return an empty clean list for people of a `kind`."""
    return workbook(kind, [])


def clean_copy(
    source: Path, campaign: Campaign | None, workers: Workers, kind: Kind | None = None
) -> tuple[bytes, int, int]:
    """Return the people of the list `source` under the tool's columns, how many rows, and how many with problems.

    Every row gets the id by which the ledger knows the person, so that a name can be corrected later.
    """
    copied = _copied(source, campaign, workers, kind)
    data = workbook(copied.kind, copied.rows, copied.others)
    return data, len(copied.rows), sum(1 for row in copied.rows if row[PROBLEMS])


def with_datives(source: Path, campaign: Campaign | None, workers: Workers) -> tuple[bytes, int]:
    """Return a clean copy of a list of prisoners with proposals in the empty cells of `name_dative`, and how many."""
    copied = _copied(source, campaign, workers, Kind.PRISONER)
    datives = ["" if row.get("name_dative") else proposed_dative(row) for row in copied.rows]
    rows = [_proposed(row, dative) if dative else row for row, dative in zip(copied.rows, datives, strict=True)]
    return workbook(copied.kind, rows, copied.others), sum(map(bool, datives))


def _proposed(row: Mapping[str, str], dative: str) -> dict[str, str]:
    return {**row, "name_dative": dative, PROBLEMS: "; ".join(filter(None, (row[PROBLEMS], PROPOSED)))}


@dataclass(frozen=True, slots=True)
class _Copied:
    """The rows of a list under the tool's columns, with what is wrong in them, and the list's other columns."""

    kind: Kind
    rows: Sequence[Mapping[str, str]]
    others: Sequence[str]


def _copied(source: Path, campaign: Campaign | None, workers: Workers, kind: Kind | None) -> _Copied:
    table, reading = _table(source, campaign, workers), read_people(source, campaign, workers)
    mailing = _mailing_of(source, campaign)
    columns = understood(table, mailing.columns if mailing else {})
    ids = {one.row.number: one.id for one in reading.recipients}
    faults = {one.row.number: one.reason for one in reading.skipped}
    known = tables.clean_list()[(kind or reading.kind).value]
    others = [name for name in dict.fromkeys(columns.names.values()) if name not in (*known, PROBLEMS)]
    rows = []
    for row in table.rows:
        cells = named_cells(row, columns)
        rows.append({**cells, "id": ids.get(row.number) or cells.get("id", ""), PROBLEMS: faults.get(row.number, "")})
    return _Copied(kind or reading.kind, rows, others)


def _mailing_of(path: Path, campaign: Campaign | None) -> Mailing | None:
    """Return the mailing that is written to the list at `path`: its settings say what the columns mean."""
    mailings = campaign.mailings.values() if campaign else ()
    return next((one for one in mailings if one.to.resolve() == path.resolve()), None)


def _place(path: Path, campaign: Campaign | None) -> ListFile:
    if campaign is None:
        return ListFile(path, path.name)
    mailing = _mailing_of(path, campaign)
    return list_to(campaign, mailing) if mailing else list_file(campaign, path)


def _table(path: Path, campaign: Campaign | None, workers: Workers) -> Table:
    place = _place(path, campaign)
    table = read_lists([place], workers).get(place)
    if isinstance(table, Table):
        return table
    if table is None:
        near = nearest(path.name, [one.name for one in path.parent.glob("*")])
        raise InputError(f"{path} is not there" + (f"; did you mean {path.with_name(near)}?" if near else ""))
    raise InputError(f"{place.source} cannot be read", [table])
