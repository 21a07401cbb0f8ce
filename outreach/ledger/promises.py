"""Verify the promises of the tables: they are undamaged, no step is missing, every state follows from its events."""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from outreach.ledger.database import Ledger
from outreach.ledger.row_rules import faults
from outreach.ledger.schema import DECIDING_EVENT, RECORDED, not_undone
from outreach.ledger.sqlite import RESTORE
from outreach.model import Problem, batch_name

MOST = 1000
"""So many wrong values are told."""
NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "printed": "merged",
        "sent": "printed",
        "returned": "sent",
        "answered": "sent",
        "void": "merged",
    }
)
"""The step without which each step cannot have happened, even if somebody took that one back later."""
_STATES = f"""
    SELECT piece.name, piece.batch, piece.number, piece.state FROM piece
    WHERE coalesce(piece.state_event, 0) <> coalesce(({DECIDING_EVENT}), 0)
    OR piece.state <> coalesce((SELECT e.kind FROM event e WHERE e.id = piece.state_event), '')
"""  # noqa: S608 — our own words
_MISSING = f"""
    SELECT piece.name, piece.batch, piece.number FROM event e JOIN piece ON piece.id = e.piece
    WHERE e.kind = :kind AND {not_undone("e")}
    AND NOT EXISTS (SELECT 1 FROM event o WHERE o.piece = e.piece AND o.kind = :needed)
"""  # noqa: S608 — our own words


def broken_promises(ledger: Ledger) -> list[Problem]:
    """Return the broken promises of an undamaged ledger, one for which `Ledger.damage` found nothing."""
    return [*wrong_values(ledger), *_wrong_states(ledger), *_missing_steps(ledger)]


def wrong_values(ledger: Ledger) -> list[Problem]:
    """Return the values that make no sense, such as a day that does not exist; the first ones where there are many."""
    today = dt.date.today()  # noqa: DTZ011 — the user's own day
    name = ledger.file.name if ledger.file else ledger.name
    found = (
        Problem(name, message, RESTORE, int(row[0]), column, table)
        for table, columns in RECORDED.items()
        for row in ledger.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 — our own words
        for column, message in faults(table, dict(zip(columns, row, strict=True)), today)
    )
    return list(islice(found, MOST))


def _wrong_states(ledger: Ledger) -> Iterator[Problem]:
    for row in ledger.execute(_STATES).fetchall():
        message = f"{row['name']} is called {row['state'] or 'claimed'}, but the events say another thing"
        yield Problem(batch_name(row["batch"]), message, RESTORE, row=row["number"], unit="number")


def _missing_steps(ledger: Ledger) -> Iterator[Problem]:
    for kind, needed in NEEDED.items():
        for row in ledger.execute(_MISSING, {"kind": kind, "needed": needed}).fetchall():
            message = f"{row['name']} is {kind}, but was never {needed}"
            yield Problem(batch_name(row["batch"]), message, RESTORE, row=row["number"], unit="number")
