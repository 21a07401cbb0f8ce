"""Give organisers their spreadsheet, and read back what they changed in it as events."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from outreach.errors import InputError, LedgerError
from outreach.ledger.database import Ledger, survives_cuts
from outreach.ledger.events import Action, Fact, add_events
from outreach.ledger.marks import ARROWS
from outreach.ledger.standings import Track, tracks
from outreach.model import Problem, Row, Table
from outreach.readers import read_table
from outreach.readers.cell_text import clean
from outreach.tracking.row_changes import CONFIRMED, DATES, NOTES, Change, Found, Standing, changes
from outreach.tracking.sheet import COLUMNS, EXPORTED
from outreach.workers.pool import Call, Died, Workers, too_much

READING_SECONDS = 60.0
READ_BACK = ("state", *DATES, CONFIRMED, NOTES)
"""The columns whose changes are read back; the others are for reading."""
NEEDED = ("id", *READ_BACK)
ANYWHERE = frozenset({"sent", "answered", "returned"})
OF_A_PERSON: Mapping[str, frozenset[str]] = {kind: ANYWHERE | {""} for kind in ANYWHERE}
"""What may be told of a person without a letter of ours: what came from outside."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that a changed row says about a letter or a person, ready to be recorded."""

    track: Track
    change: Change


def texts(track: Track) -> dict[str, str]:
    """Return a row of the sheet, texts by column."""
    days = {kind: track.days.get(kind, "") for kind in ("merged", *DATES)}
    return {
        "id": track.key,
        "person": track.facts["name"],
        **{name: track.facts[name] for name in ("country", "mailing", "batch", "number", "sender")},
        "state": track.state,
        **days,
        CONFIRMED: max(track.confirmed, default=""),
        NOTES: "\n".join(dict.fromkeys(track.notes)),
        "letters": str(track.letters),
        "answers": str(track.answers),
    }


def read_sheet(path: Path, workers: Workers) -> Table:
    """Read the sheet in a child process; raise `InputError` where it is none."""
    result = workers.run(Call(read_table, (path, path.name), READING_SECONDS))
    if isinstance(result, Died):
        result = Problem(path.name, too_much("to read"), "export it again")
    if isinstance(result, Problem):
        raise InputError(f"{path.name} cannot be read", [result])
    missing = [name for name in NEEDED if name not in result.headers]
    if missing:
        problem = Problem(
            path.name, f"has no column `{missing[0]}`", "export it again: outreach export tracking.xlsx", 1
        )
        raise InputError(f"{path.name} is not a tracking sheet of this tool", [problem])
    return result


def changed(table: Table, ledger: Ledger, today: dt.date) -> tuple[list[Told], list[Problem]]:
    """Return what the rows of `table` add to the record, and the cells that make no sense."""
    known = {track.key: track for track in tracks(ledger)}
    told: dict[tuple[str, Change], Told] = {}
    problems: list[Problem] = []
    for row in table.rows:
        track = known.get(row.cells["id"])
        if track is None:
            problems += _stranger(table, row)
            continue
        problems += _read_only(table, row)
        for one in _found(row, track, today):
            if isinstance(one, Change):
                told[track.key, one] = Told(track, one)
            else:
                problems.append(_problem(table, row, one.column, one.message, one.remedy))
    return list(told.values()), problems


def _found(row: Row, track: Track, today: dt.date) -> list[Found]:
    now = {name: clean(text) for name, text in texts(track).items()}
    standing = Standing(track.state, track.days, track.confirmed, [clean(note) for note in track.notes])
    arrows: Mapping[str, frozenset[str]] = {kind.value: frozenset(ARROWS[kind]) for kind in ARROWS}
    if track.piece is None:
        arrows = {**dict.fromkeys(arrows, frozenset()), **OF_A_PERSON}
    return changes(row.cells, _exported(row) or now, standing, arrows, today)


def _exported(row: Row) -> dict[str, str]:
    """Return what the row said when it was exported; nothing where that column is gone or was changed."""
    try:
        values = json.loads(row.cells.get(EXPORTED, ""))
        return {str(name): clean(str(text)) for name, text in values.items()}
    except (ValueError, AttributeError):
        return {}


def _stranger(table: Table, row: Row) -> list[Problem]:
    if row.cells["id"]:
        message, remedy = "the ledger knows no such letter", "put the id back as it was exported, or export again"
    else:
        message, remedy = "has no id", "a letter from outside is recorded with: outreach log sent NAME"
    return [_problem(table, row, "id", message, remedy)]


def _read_only(table: Table, row: Row) -> list[Problem]:
    """Name the changed cells in columns that are not imported."""
    remedy = "put it back; names and countries are changed in your list"
    return [
        _problem(table, row, name, f"was `{text}`, and is not read back", remedy)
        for name, text in _exported(row).items()
        if name in COLUMNS and name not in READ_BACK and row.cells.get(name, text) != text
    ]


def _problem(table: Table, row: Row, column: str, message: str, remedy: str) -> Problem:
    """Return a problem with the cell as the spreadsheet program calls it, such as ``H5``."""
    position = table.headers.index(column) if column in table.headers else 0
    name = get_column_letter(position + 1)
    return Problem(table.source, message, remedy, row.number, f"cell {name}{row.number} ({column})")


@survives_cuts
def record(ledger: Ledger, table: Table, told: Sequence[Told], action: Action) -> int:
    """Record the changes that were shown, all as one action, or none; return the number of events.

    Raises `LedgerError` if somebody else recorded something meanwhile that changes what was shown.
    """
    with ledger.transaction():
        again, problems = changed(table, ledger, action.date)
        if problems or [_key(one) for one in again] != [_key(one) for one in told]:
            raise LedgerError("nothing was recorded: somebody else recorded something meanwhile; run it again")
        facts = [_fact(one) for one in told]
        add_events(ledger, facts, action)
    return len(facts)


def _key(one: Told) -> tuple[str, Change]:
    return one.track.key, one.change


def _fact(one: Told) -> Fact:
    """Return the event: of the letter if there is one, else of the person."""
    kind, track = one.change.kind, one.track
    if track.piece is not None and kind != "address_confirmed":
        return Fact(kind, track.piece, note=one.change.note, date=one.change.day)
    facts = track.facts
    return Fact(
        kind, recipient=facts["recipient"], person=facts["person"], name=facts["name"], country=facts["country"],
        note=one.change.note, date=one.change.day,
    )  # fmt: skip
