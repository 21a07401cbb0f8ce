"""Claim pieces before they are set, record them when they lie on disk, release them otherwise."""

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.errors import LedgerError
from outreach.ledger.database import Ledger, LedgerRow, day, survives_cuts
from outreach.ledger.events import Action, Fact, add_events, now
from outreach.ledger.ids import new_uid
from outreach.ledger.schema import not_undone
from outreach.model import Earlier, Plan, batch_name, values_of
from outreach.people.identity import Written
from outreach.storage.on_demand import OnDemand

__all__ = [
    "Action", "RecordedFile", "RecordedPiece", "claim", "earlier_pieces", "known_pairs", "letters_by_recipient",
    "made_elsewhere", "mailings", "next_batch", "record", "release", "stands", "unfinished",
]  # fmt: skip


UID = 16
"""Bytes in a global id; as text it is twice as long."""


@dataclass(frozen=True, slots=True)
class RecordedPiece:
    """The place of a set piece in its batch: its number and its pages in the PDF, counted from 1.

    `overridden` names the prison rules that were overridden for it, with the reason.
    """

    uid: str
    number: int
    first_page: int
    last_page: int
    overridden: str = ""


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A file of a batch with the hash by which it is checked; `size` in bytes."""

    name: str
    sha256: str
    size: int


def next_batch(ledger: Ledger) -> int:
    """Return the number that the next batch gets."""
    return int(ledger.execute("SELECT coalesce(max(id), 0) + 1 FROM batch").fetchone()[0])


class Uids(OnDemand[str]):
    """Global ids in their order; memory holds sixteen bytes for each."""

    def __init__(self, count: int) -> None:
        """Make this many new ones."""
        self._bytes = bytearray()
        for _ in range(count):
            self._bytes += bytes.fromhex(new_uid())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._bytes) // UID

    def made(self, index: int) -> str:
        """Return one of them."""
        return self._bytes[UID * index : UID * (index + 1)].hex()


def claim(ledger: Ledger, plans: Sequence[Plan], stationery: str, *, above: int = 0) -> tuple[int, Uids]:
    """Reserve a piece for each of `plans` in one transaction; return the batch and the pieces' uids in their order.

    Must be called inside a transaction that also checked that the recipients are still due. The
    batch gets a number larger than `above`, the highest one that a folder has.
    """
    batch, mailing = max(next_batch(ledger), above + 1), plans[0].mailing
    _refuse_second_letters(plans, earlier_pieces(ledger, mailing))
    values = {
        "id": batch, "uid": new_uid(), "mailing": mailing, "stationery": stationery, "at": now(), "place": ledger.place,
    }  # fmt: skip
    ledger.execute(
        "INSERT INTO batch (id, uid, mailing, stationery, created_at, place)"
        " VALUES (:id, :uid, :mailing, :stationery, :at, :place)",
        values,
    )
    uids = Uids(len(plans))
    attempts = _attempts(ledger, mailing)
    claimed = zip(uids, plans, strict=True)
    ledger.executemany(_CLAIM, (_piece(uid, plan, batch, n, attempts) for n, (uid, plan) in enumerate(claimed, 1)))
    return batch, uids


_PIECE_COLUMNS = (
    "uid", "batch", "number", "mailing", "recipient", "person", "round", "attempt", "about", "sender", "language",
    "name", "country",
)  # fmt: skip
_CLAIM = f"INSERT INTO piece ({', '.join(_PIECE_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _PIECE_COLUMNS)})"  # noqa: S608


def _piece(uid: str, plan: Plan, batch: int, number: int, attempts: dict[tuple[str, int], int]) -> dict[str, object]:
    recipient = plan.recipient
    return {
        "uid": uid, "batch": batch, "number": number, "mailing": plan.mailing, "recipient": recipient.id,
        "person": recipient.person, "round": plan.round, "attempt": attempts.get((recipient.id, plan.round), 0) + 1,
        "about": plan.about.id if plan.about else "", "sender": plan.sender.id, "language": plan.language,
        "name": recipient.name, "country": recipient.country,
    }  # fmt: skip


def _refuse_second_letters(plans: Sequence[Plan], living: dict[str, Earlier]) -> None:
    for plan in plans if living else ():
        if plan.recipient.id in living and living[plan.recipient.id].round >= plan.round:
            raise LedgerError(f"{plan.recipient.name} has a piece of this mailing already; nobody is written to twice")


def _attempts(ledger: Ledger, mailing: str) -> dict[tuple[str, int], int]:
    """Return the number of voided pieces by recipient and round: a new attempt is allowed after them."""
    rows = ledger.execute(
        "SELECT recipient, round, max(attempt) AS attempt FROM piece WHERE mailing = :mailing GROUP BY recipient, round",
        {"mailing": mailing},
    )
    return {(row["recipient"], row["round"]): row["attempt"] for row in rows}


@survives_cuts
def record(
    ledger: Ledger,
    batch: int,
    pieces: Iterable[RecordedPiece],
    files: Sequence[RecordedFile],
    action: Action,
) -> None:
    """Record a batch that lies on disk: its pieces are merged, those that failed are released.

    `pieces` may be gone through more than once.
    """
    with ledger.transaction():
        kept = _put_in_place(ledger, batch, pieces)
        ledger.executemany(
            "INSERT INTO file (batch, name, sha256, size) VALUES (:batch, :name, :sha256, :size)",
            [{"batch": batch, **values_of(file)} for file in files],
        )
        ids = array("q", (row["id"] for row in ledger.execute(_RECORDED, {"batch": batch})))
        if len(ids) != kept:
            raise LedgerError(
                f"the claim of {batch_name(batch)} was given back while it was made, and its people may have got another "
                "letter since; throw its PDF away and merge again"
            )
        overridden = {piece.number: piece.overridden for piece in pieces if piece.overridden}
        add_events(ledger, _facts(ids, overridden), action)


def _put_in_place(ledger: Ledger, batch: int, pieces: Iterable[RecordedPiece]) -> int:
    """Note the places of the pieces of a batch and release all others; return how many were released."""
    ledger.execute(
        "CREATE TEMP TABLE IF NOT EXISTS kept (uid TEXT PRIMARY KEY, number INTEGER, first INTEGER, last INTEGER)"
    )
    ledger.execute("DELETE FROM kept")
    ledger.executemany(
        "INSERT INTO kept (uid, number, first, last) VALUES (:uid, :number, :first_page, :last_page)",
        map(values_of, pieces),
    )
    ledger.execute("DELETE FROM piece WHERE batch = :batch AND uid NOT IN (SELECT uid FROM kept)", {"batch": batch})
    ledger.execute(
        "UPDATE piece SET number = kept.number, first_page = kept.first, last_page = kept.last"
        " FROM kept WHERE kept.uid = piece.uid"
    )
    return int(ledger.execute("SELECT count(*) AS pieces FROM kept").fetchone()["pieces"])


_RECORDED = "SELECT id FROM piece WHERE batch = :batch ORDER BY number"


def _facts(ids: Sequence[int], overridden: Mapping[int, str]) -> Iterator[Fact]:
    """Yield what happened to the pieces in their order, from number 1 on."""
    for number, piece in enumerate(ids, 1):
        yield Fact("merged", piece)
        if number in overridden:
            yield Fact("overridden", piece, note=overridden[number])


def stands(ledger: Ledger, claimed: Sequence[str]) -> bool:
    """Tell whether a claim, known by the uids of its pieces, is in the ledger."""
    uid = claimed[0] if claimed else ""
    return bool(ledger.execute("SELECT 1 FROM piece WHERE uid = :uid", {"uid": uid}).fetchone())


@survives_cuts
def release(ledger: Ledger, batch: int) -> None:
    """Release a claim from which nothing was printed, as if it had never been made."""
    with ledger.transaction():
        ledger.execute("DELETE FROM piece WHERE batch = :batch", {"batch": batch})
        ledger.execute("DELETE FROM batch WHERE id = :batch", {"batch": batch})


def unfinished(ledger: Ledger) -> list[int]:
    """Return the batches of this campaign folder that were claimed and never recorded: under way, or interrupted."""
    rows = ledger.execute(
        "SELECT id FROM batch WHERE place = :place AND origin = ''"
        " AND NOT EXISTS (SELECT 1 FROM file WHERE file.batch = batch.id) ORDER BY id",
        {"place": ledger.place},
    )
    return [row["id"] for row in rows]


def made_elsewhere(ledger: Ledger) -> list[LedgerRow]:
    """Return number and time of the batches that were claimed on other computers and not recorded yet."""
    return ledger.execute(
        "SELECT id, created_at FROM batch WHERE place <> :place AND origin = ''"
        " AND NOT EXISTS (SELECT 1 FROM file WHERE file.batch = batch.id) ORDER BY id",
        {"place": ledger.place},
    ).fetchall()


_STANDS = not_undone("event")
_EARLIER = f"""
    SELECT found.*, last.sender, last.language, last.batch FROM (
    SELECT piece.recipient, max(piece.person) AS person, max(piece.round) AS round, max(piece.id) AS last,
        max(CASE piece.state WHEN 'answered' THEN 1 ELSE 0 END) AS answered,
        max(coalesce(
            (SELECT max(date) FROM event WHERE event.piece = piece.id AND kind = 'sent' AND {_STANDS}),
            (SELECT max(date) FROM event WHERE event.piece = piece.id AND kind = 'merged'),
            substr(batch.created_at, 1, 10))) AS date
    FROM piece JOIN batch ON batch.id = piece.batch
    WHERE piece.mailing = :mailing AND piece.state <> 'void'
    GROUP BY piece.recipient) AS found JOIN piece last ON last.id = found.last
"""  # noqa: S608 — our own words
_OUTSIDE = f"""
    SELECT recipient, max(person) AS person, count(*) AS round, max(date) AS date,
        0 AS answered, max(sender) AS sender, '' AS language, 0 AS batch FROM event
    WHERE piece IS NULL AND kind = 'sent' AND mailing = :mailing AND {_STANDS} GROUP BY recipient
"""  # noqa: S608 — our own words


def earlier_pieces(ledger: Ledger, mailing: str) -> dict[str, Earlier]:
    """Return the latest letter of `mailing` for each recipient id; void pieces do not count.

    A piece counts from the day on which it was sent, else merged, else claimed. A letter that was
    written outside the tool counts as a round of its own.
    """
    found: dict[str, Earlier] = {}
    for query in (_EARLIER, _OUTSIDE):
        for row in ledger.execute(query, {"mailing": mailing}):
            before = found.get(row["recipient"], Earlier(0, dt.date.min))
            latest = max(before.date, day(row["date"]))
            found[row["recipient"]] = Earlier(
                before.round + row["round"], latest, before.person or row["person"],
                before.answered or bool(row["answered"]), before.sender or row["sender"],
                before.batch or row["batch"], before.language or row["language"],
            )  # fmt: skip
    return found


def written_to(ledger: Ledger, mailing: str) -> list[Written]:
    """Return everybody who got a piece of `mailing`, each with their latest one; void pieces do not count."""
    rows = ledger.execute(
        "SELECT recipient, person, name, country, batch, number FROM piece"
        " WHERE mailing = :mailing AND state <> 'void' ORDER BY id",
        {"mailing": mailing},
    )
    latest = {row["recipient"]: row for row in rows}
    return [
        Written(who, row["person"], row["name"], row["country"], row["batch"], row["number"])
        for who, row in latest.items()
    ]


def mailings(ledger: Ledger) -> set[str]:
    """Return the names of the mailings that the ledger knows."""
    return {row["mailing"] for row in ledger.execute("SELECT DISTINCT mailing FROM piece")}


_LETTERS = f"""
    SELECT recipient, sum(letters) AS letters FROM (
        SELECT recipient, count(*) AS letters FROM piece WHERE state NOT IN ('', 'void') GROUP BY recipient
        UNION ALL
        SELECT recipient, count(*) AS letters FROM event
        WHERE piece IS NULL AND kind = 'sent' AND {_STANDS} GROUP BY recipient
    ) AS counted GROUP BY recipient
"""  # noqa: S608 — our own words


def letters_by_recipient(ledger: Ledger) -> dict[str, int]:
    """Return how many letters each recipient id has got, over all mailings and outside the tool."""
    return {row["recipient"]: int(row["letters"]) for row in ledger.execute(_LETTERS)}


def known_pairs(ledger: Ledger, mailing: str) -> dict[str, str]:
    """Return the prisoner that the latest letter of `mailing` to each recipient was about."""
    rows = ledger.execute(
        "SELECT recipient, about FROM piece WHERE mailing = :mailing AND about <> '' ORDER BY id", {"mailing": mailing}
    )
    return {row["recipient"]: row["about"] for row in rows}
