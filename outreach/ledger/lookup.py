"""Choose the pieces that a person means: a batch, some of its numbers, or somebody's latest letter."""

import re

from outreach.errors import UsageError
from outreach.ledger import views
from outreach.ledger.database import Ledger, LedgerRow
from outreach.model import State, batch_name

_BATCH = re.compile(r"(?:prints/)?batch-0*(\d{1,9})/?", re.IGNORECASE)


def batch_number(what: str) -> int | None:
    """Return the number of a batch written as ``batch-3``, ``batch-0003`` or its folder; None for anything else."""
    match = _BATCH.fullmatch(what.strip())
    return int(match[1]) if match else None


def chosen_pieces(ledger: Ledger, what: str, numbers: str | None, state: State | None = None) -> list[LedgerRow]:
    """Return the pieces that `what` names: a batch (with `numbers` like ``3-7,9``), or a person.

    A person's latest piece is meant. Of a whole batch, pieces that are void already are left out.
    """
    match = _BATCH.fullmatch(what.strip())
    if not match:
        if numbers:
            raise UsageError("--pieces goes with a batch, as in: batch-1 --pieces 3-7")
        return [_latest(ledger, what)]
    pieces = views.pieces(ledger, int(match[1]))
    if not pieces:
        known = ", ".join(sorted({batch_name(row["id"]) for row in views.batches(ledger)})) or "none yet"
        raise UsageError(f"there is no {batch_name(int(match[1]))}; there are: {known}")
    if numbers is None:
        return [piece for piece in pieces if state is None or piece["state"] != State.VOID]
    wanted = parse_numbers(numbers)
    missing = wanted - {piece["number"] for piece in pieces}
    if missing:
        raise UsageError(f"{batch_name(int(match[1]))} has pieces 1 to {pieces[-1]['number']}, but no {min(missing)}")
    return [piece for piece in pieces if piece["number"] in wanted]


def _latest(ledger: Ledger, person: str) -> LedgerRow:
    pieces = views.pieces_of(ledger, person)
    if not pieces:
        raise UsageError(
            f"nobody called “{person}” was written to; see the packing lists, or: outreach status --people"
        )
    names = dict.fromkeys((piece["recipient"], piece["name"]) for piece in pieces)
    if len(names) > 1:
        listed = ", ".join(name for _, name in list(names)[:8])
        raise UsageError(f"“{person}” may be any of these: {listed}; write the whole name")
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
