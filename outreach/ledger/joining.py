"""Join two ledgers of one campaign: everything has a global id, so nothing comes in twice.

If the two conflict, both entries stay on record, and the conflict is reported.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from outreach.errors import LedgerError
from outreach.ledger.contradictions import contradictions
from outreach.ledger.copying import Record, put, records
from outreach.ledger.database import Ledger, LedgerRow, survives_cuts
from outreach.ledger.forgetting import is_forgotten
from outreach.model import batch_name

MOST = 1000
"""So many contradictions are told."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What came in: batches as (name there, number here), pieces, events; and what needs a person's decision."""

    batches: tuple[tuple[int, int], ...]
    pieces: int
    events: int
    conflicts: tuple[str, ...]


@survives_cuts
def join(ledger: Ledger, other: Ledger, name: str, *, begun_apart: bool = False) -> Joined:
    """Bring everything that `other` has and `ledger` has not into `ledger`; `name` tells where it came from.

    Raises `LedgerError` for a ledger of another campaign, unless both were `begun_apart`, and with a problem for every
    row of `other` that contradicts what is on record here. Its rows themselves must make sense: `foreign_file`.
    """
    with ledger.transaction():
        if _campaign(ledger) != _campaign(other) and not begun_apart:
            raise LedgerError(
                f"{name} was begun apart from this ledger, perhaps for another campaign. If it is of the same one, and "
                "people have the same ids in both lists, add --begun-apart"
            )
        if strays := list(islice(contradictions(ledger, other, name), MOST)):
            raise LedgerError(f"nothing was brought in: {name} contradicts what is on record here", strays)
        states = {row["uid"]: row for row in ledger.execute("SELECT uid, state, recipient, name FROM piece")}
        batches = _bring_batches(ledger, other, name)
        new = _bring_pieces(ledger, other)
        events = _bring_events(ledger, other)
        told = [
            *_two_letters(ledger, new),
            *_letters_outside(ledger, new),
            *_two_ends(other, states),
            *_forgotten_there(other, states),
        ]
    return Joined(tuple(batches), len(new), events, tuple(dict.fromkeys(told)))


def _campaign(ledger: Ledger) -> object:
    return ledger.execute("SELECT uid FROM campaign").fetchone()["uid"]


def _numbers(ledger: Ledger, table: str) -> dict[object, int]:
    """Return the row number of each global id."""
    return {row["uid"]: row["id"] for row in ledger.execute(f"SELECT uid, id FROM {table}")}  # noqa: S608 — our own words


def _uids(ledger: Ledger, table: str) -> dict[object, object]:
    """Return the global id of each row number."""
    return {number: uid for uid, number in _numbers(ledger, table).items()}


def _recorded(ledger: Ledger) -> set[object]:
    """Return the numbers of the batches that were recorded: they have files."""
    return {row["batch"] for row in ledger.execute("SELECT DISTINCT batch FROM file")}


def _bring_batches(ledger: Ledger, other: Ledger, name: str) -> list[tuple[int, int]]:
    """Bring in the batches that were recorded; they get numbers of their own here.

    A batch that is only claimed here was finished there: the claim came with a copy of the folder, and is released.
    """
    known, finished, mine = _numbers(ledger, "batch"), _recorded(other), _recorded(ledger)
    number = max([0, *known.values()])
    brought: list[tuple[int, int]] = []
    for batch in list(records(other, "batch")):
        here = known.get(batch["uid"])
        if batch["id"] not in finished or here in mine:
            continue
        if here is not None:
            ledger.execute("DELETE FROM piece WHERE batch = :batch", {"batch": here})
            ledger.execute("DELETE FROM batch WHERE id = :batch", {"batch": here})
        number += 1
        origin = batch["origin"] or f"{batch_name(batch['id'])} of {name}"
        put(ledger, "batch", [{**batch, "id": number, "place": "", "origin": origin}])
        files = "SELECT batch, name, sha256, size FROM file WHERE batch = :batch"
        rows = other.execute(files, {"batch": batch["id"]})
        put(ledger, "file", [{**dict(zip(row.keys(), row, strict=True)), "batch": number} for row in rows])
        brought.append((batch["id"], number))
    return brought


def _bring_pieces(ledger: Ledger, other: Ledger) -> set[str]:
    """Bring in the merged pieces and return their global ids.

    A second one to the same person in the same round gets the next attempt.
    """
    known, batches, theirs = _numbers(ledger, "piece"), _numbers(ledger, "batch"), _uids(other, "batch")
    attempts: dict[tuple[object, ...], set[int]] = {}
    for row in ledger.execute("SELECT mailing, recipient, round, attempt FROM piece"):
        attempts.setdefault((row["mailing"], row["recipient"], row["round"]), set()).add(row["attempt"])
    brought: set[str] = set()

    def new() -> Iterator[Record]:
        for piece in records(other, "piece", "state"):
            if piece["uid"] not in known and piece["state"]:
                taken = attempts.setdefault((piece["mailing"], piece["recipient"], piece["round"]), set())
                attempt = max(taken) + 1 if piece["attempt"] in taken else piece["attempt"]
                taken.add(attempt)
                brought.add(piece["uid"])
                yield {**piece, "attempt": attempt, "batch": batches[theirs[piece["batch"]]]}

    put(ledger, "piece", new(), numbered=False)
    return brought


def _bring_events(ledger: Ledger, other: Ledger) -> int:
    """Bring in the events that are new, in their order, and return how many they are."""
    known, numbers = _numbers(ledger, "event"), _numbers(ledger, "piece")
    pieces, events = _uids(other, "piece"), _uids(other, "event")
    merged = {row["piece"] for row in ledger.execute("SELECT piece FROM event WHERE kind = 'merged'")}
    undone = {row["undoes"] for row in ledger.execute("SELECT undoes FROM event WHERE undoes IS NOT NULL")}
    forgotten = {row["id"] for row in ledger.execute("SELECT id FROM piece WHERE recipient LIKE 'forgotten-%'")}
    before, following = len(known), max([0, *known.values()])

    def new() -> Iterator[Record]:
        for following_, event in enumerate(_unknown(), following + 1):
            known[event["uid"]] = following_
            yield {**event, "id": following_}

    def _unknown() -> Iterator[Record]:
        for event in records(other, "event"):
            number = numbers.get(pieces[event["piece"]]) if event["piece"] is not None else None
            target = known.get(events[event["undoes"]]) if event["undoes"] is not None else None
            lost = event["piece"] is not None and number is None
            if event["uid"] in known or lost or (event["kind"] == "merged" and number in merged) or target in undone:
                continue
            erased = {"note": "", "detail": ""} if number in forgotten else {}
            yield {**event, **erased, "piece": number, "undoes": target}

    put(ledger, "event", new())
    ledger.numbers_were_given()
    return len(known) - before


def _two_letters(ledger: Ledger, new: set[str]) -> Iterator[str]:
    """Report people with two letters of one round, of which some are `new`, by list id or as the same person."""
    last: dict[tuple[str, ...], LedgerRow] = {}
    told: set[tuple[str, str]] = set()
    for row in ledger.execute("SELECT * FROM piece WHERE state NOT IN ('', 'void') ORDER BY id"):
        for who in {("id", row["recipient"]), ("person", row["person"] or row["recipient"])}:
            key = (*who, row["mailing"], str(row["round"]))
            before = last.get(key)
            last[key] = row
            if before and new & {before["uid"], row["uid"]} and (before["uid"], row["uid"]) not in told:
                told.add((before["uid"], row["uid"]))
                yield (
                    f"{before['name']} has two letters of {row['mailing']}: in {batch_name(before['batch'])} and "
                    f"{batch_name(row['batch'])}; if one is not posted yet, keep it back: outreach mark void"
                )


_OUTSIDE = """
    SELECT story.name, story.mailing, story.date, piece.batch, piece.uid FROM story
    JOIN piece ON piece.mailing = story.mailing AND piece.recipient = story.recipient
    WHERE story.piece IS NULL AND story.kind = 'sent' AND NOT story.undone AND piece.state NOT IN ('', 'void')
"""


def _letters_outside(ledger: Ledger, new: set[str]) -> Iterator[str]:
    for row in ledger.execute(_OUTSIDE):
        if row["uid"] in new:
            yield (
                f"{row['name']} has a letter of {row['mailing']} in {batch_name(row['batch'])}, and one written outside "
                f"the tool on {row['date']}"
            )


_APART = ({"returned", "answered"},)


def _two_ends(other: Ledger, before: dict[str, LedgerRow]) -> Iterator[str]:
    """Report the pieces whose states differ between the two ledgers."""
    for row in other.execute("SELECT uid, state, name, batch, number FROM piece WHERE state <> ''"):
        here = before[row["uid"]]["state"] if row["uid"] in before else ""
        ends = {here, row["state"]}
        if here and len(ends) > 1 and ("void" in ends or ends in _APART):
            yield (
                f"the letter to {row['name']} is {here} here and {row['state']} there; both are on record, "
                "and what is wrong can be undone: outreach history"
            )


def _forgotten_there(other: Ledger, before: dict[str, LedgerRow]) -> Sequence[str]:
    query = "SELECT uid FROM piece WHERE recipient LIKE 'forgotten-%'"
    here = [before[row["uid"]] for row in other.execute(query) if row["uid"] in before]
    named = {row["recipient"]: row["name"] for row in here if not is_forgotten(row["recipient"])}
    return [f"{name} was forgotten there and is known here: outreach forget {who}" for who, name in named.items()]
