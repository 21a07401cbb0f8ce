"""Track pieces: say what happened to them, and count their states."""

from collections.abc import Sequence
from typing import Any

from outreach.ledger import marks
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger, LedgerRow
from outreach.ledger.lookup import Lists, batch_number, chosen_pieces
from outreach.model import State, batch_name


def mark_pieces(
    ledger: Ledger, what: Sequence[str], numbers: str | None, state: State, action: Action, lists: Lists | None = None
) -> tuple[list[str], int, int]:
    """Bring the chosen pieces into `state`, all or none; return what is meant, how many moved, how many were there.

    What is meant is a batch as it was written, or a person's whole name with the piece.
    """
    chosen = {one: chosen_pieces(ledger, one, numbers, state, lists) for one in what}
    moved, there = marks.mark(ledger, [piece["uid"] for some in chosen.values() for piece in some], state, action)
    return [_meant(text, pieces) for text, pieces in chosen.items()], moved, there


def _meant(text: str, pieces: Sequence[LedgerRow]) -> str:
    if batch_number(text) is not None:
        return text
    piece = pieces[0]
    return f"{piece['name']} ({batch_name(piece['batch'])}, number {piece['number']})"


def state_counts(rows: Sequence[LedgerRow], key: str) -> dict[Any, dict[str, int]]:
    """Return the number of pieces by `key` (``mailing`` or ``id``) and state, from `views.batches`."""
    counts: dict[Any, dict[str, int]] = {}
    for row in rows:
        states = counts.setdefault(row[key], {})
        states[row["state"]] = states.get(row["state"], 0) + row["pieces"]
    return counts
