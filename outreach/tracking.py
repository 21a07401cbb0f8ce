"""Track pieces: choose the ones a person means, bring back spoilt pages, count states."""

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from outreach.binding import write_pages
from outreach.config import FILE_NAMES, Campaign, batch_name
from outreach.errors import LedgerError, UsageError
from outreach.ledger import marks, views
from outreach.ledger.claims import Action
from outreach.model import State

_BATCH = re.compile(r"(?:prints/)?batch-0*(\d+)/?", re.IGNORECASE)


def chosen_pieces(
    ledger: sqlite3.Connection, what: str, numbers: str | None, state: State | None = None
) -> list[sqlite3.Row]:
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


def _latest(ledger: sqlite3.Connection, person: str) -> sqlite3.Row:
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


def mark_pieces(
    ledger: sqlite3.Connection, what: str, numbers: str | None, state: State, action: Action
) -> tuple[int, int]:
    """Bring the chosen pieces into `state`; return how many moved and how many were there already."""
    pieces = chosen_pieces(ledger, what, numbers, state)
    return marks.mark(ledger, [piece["uid"] for piece in pieces], state, action)


def reprint(
    campaign: Campaign, ledger: sqlite3.Connection, what: str, numbers: str | None, action: Action
) -> tuple[Path, int, int]:
    """Write the pages of the chosen pieces once more, and record why; return file, pieces, pages.

    The pages come from the batch's own file, which must be as it was recorded.
    """
    pieces = chosen_pieces(ledger, what, numbers)
    void = [piece for piece in pieces if piece["state"] == State.VOID]
    if numbers and void:
        raise LedgerError(f"piece {void[0]['number']} ({void[0]['name']}) is void and is not printed again")
    pieces = [piece for piece in pieces if piece["state"] != State.VOID]
    batch = pieces[0]["batch"] if pieces else 0
    source = _verified_file(campaign, ledger, batch)
    folder = campaign.prints
    count = len(list(folder.glob(f"{batch_name(batch)}-reprint-*.pdf"))) + 1
    target = folder / f"{batch_name(batch)}-reprint-{count}.pdf"
    pages = write_pages(source, [(p["first_page"], p["last_page"]) for p in pieces], target)
    marks.note_reprint(ledger, [piece["uid"] for piece in pieces], action)
    return target, len(pieces), pages


def _verified_file(campaign: Campaign, ledger: sqlite3.Connection, batch: int) -> Path:
    """Return the batch's PDF; raise if it is gone or not the one that was recorded."""
    recorded = {file.name: file for file in views.files(ledger, batch)}
    name = next((name for name in FILE_NAMES.values() if name in recorded), "letters.pdf")
    path = campaign.batch_folder(batch) / name
    if not path.is_file():
        raise LedgerError(f"{campaign.relative(path)} is gone; mark the pieces void and merge them again")
    if hashlib.sha256(path.read_bytes()).hexdigest() != recorded[name].sha256:
        raise LedgerError(
            f"{campaign.relative(path)} is not the file that was recorded; put your copy back, "
            "or mark the pieces void and merge them again"
        )
    return path


def state_counts(rows: Sequence[sqlite3.Row], key: str) -> dict[object, dict[str, int]]:
    """Return the number of pieces by `key` (``mailing`` or ``id``) and state."""
    counts: dict[object, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row[key], {})[row["state"]] = row["pieces"]
    return counts
