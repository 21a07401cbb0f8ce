"""Track pieces: say what happened to them, and count where they stand."""

from collections.abc import Sequence
from typing import Any

from outreach.ledger import marks
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.lookup import chosen_pieces
from outreach.model import State


def mark_pieces(
    ledger: Ledger, what: Sequence[str], numbers: str | None, state: State, action: Action
) -> tuple[int, int]:
    """Bring the chosen pieces into `state`, all or none; return how many moved, and how many were there."""
    pieces = [piece for one in what for piece in chosen_pieces(ledger, one, numbers, state)]
    return marks.mark(ledger, [piece["uid"] for piece in pieces], state, action)


def state_counts(rows: Sequence[LedgerRow], key: str) -> dict[Any, dict[str, int]]:
    """Return the number of pieces by `key` (``mailing`` or ``id``) and state, from `views.batches`."""
    counts: dict[Any, dict[str, int]] = {}
    for row in rows:
        states = counts.setdefault(row[key], {})
        states[row["state"]] = states.get(row["state"], 0) + row["pieces"]
    return counts
