"""Claim pieces before they are set, record them when they lie on disk, release them otherwise."""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.errors import LedgerError
from outreach.ledger.database import new_uid, transaction
from outreach.model import Earlier, Plan


@dataclass(frozen=True, slots=True)
class Action:
    """One command that a person gave: who, when, on which day the fact happened, and why."""

    by: str
    date: dt.date
    command: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordedPiece:
    """Where a set piece stands in its batch: its number and its pages in the PDF, counted from 1."""

    uid: str
    number: int
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A file of a batch with the hash by which it is checked; `size` in bytes."""

    name: str
    sha256: str
    size: int


def now() -> str:
    """Return the time of recording: UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def next_batch(connection: sqlite3.Connection) -> int:
    """Return the number that the next batch gets."""
    return int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM batch").fetchone()[0])


def claim(
    connection: sqlite3.Connection, plans: Sequence[Plan], stationery: str, *, above: int = 0
) -> tuple[int, dict[str, Plan]]:
    """Reserve a piece for each of `plans` in one transaction; return the batch and the plans by uid.

    Must be called inside a transaction that also checked that the recipients are still due. The
    batch gets a number larger than `above`, the highest one that a folder has.
    """
    batch = max(next_batch(connection), above + 1)
    connection.execute(
        "INSERT INTO batch (id, uid, mailing, stationery, created_at) VALUES (?, ?, ?, ?, ?)",
        (batch, new_uid(), plans[0].mailing, stationery, now()),
    )
    claimed = {new_uid(): plan for plan in plans}
    attempts = _attempts(connection, plans[0].mailing)
    living = earlier_pieces(connection, plans[0].mailing)
    for plan in plans:
        if plan.recipient.id in living and living[plan.recipient.id].round >= plan.round:
            raise LedgerError(f"{plan.recipient.name} has a piece of this mailing already; nobody is written to twice")
    connection.executemany(
        "INSERT INTO piece (uid, batch, number, mailing, recipient, person, round, attempt, about, sender,"
        " language, name, country) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                uid, batch, number, plan.mailing, plan.recipient.id, plan.recipient.person, plan.round,
                attempts.get((plan.recipient.id, plan.round), 0) + 1,
                plan.about.id if plan.about else "", plan.sender.id, plan.language,
                plan.recipient.name, plan.recipient.country,
            )
            for number, (uid, plan) in enumerate(claimed.items(), 1)
        ],
    )  # fmt: skip
    return batch, claimed


def _attempts(connection: sqlite3.Connection, mailing: str) -> dict[tuple[str, int], int]:
    """Return the number of voided pieces by recipient and round: a new attempt is allowed after them."""
    rows = connection.execute(
        "SELECT recipient, round, max(attempt) AS attempt FROM piece WHERE mailing = ? GROUP BY recipient, round",
        (mailing,),
    )
    return {(row["recipient"], row["round"]): row["attempt"] for row in rows}


def record(
    connection: sqlite3.Connection,
    batch: int,
    pieces: Iterable[RecordedPiece],
    files: Iterable[RecordedFile],
    action: Action,
) -> None:
    """Record a batch that lies on disk: its pieces are merged, those that failed are released."""
    pieces = list(pieces)
    with transaction(connection):
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (uid TEXT PRIMARY KEY)")
        connection.execute("DELETE FROM kept")
        connection.executemany("INSERT INTO kept VALUES (?)", [(piece.uid,) for piece in pieces])
        connection.execute("DELETE FROM piece WHERE batch = ? AND uid NOT IN (SELECT uid FROM kept)", (batch,))
        connection.executemany(
            "UPDATE piece SET number = ?, first_page = ?, last_page = ? WHERE uid = ?",
            [(p.number, p.first_page, p.last_page, p.uid) for p in pieces],
        )
        connection.executemany(
            "INSERT INTO file (batch, name, sha256, size) VALUES (?, ?, ?, ?)",
            [(batch, file.name, file.sha256, file.size) for file in files],
        )
        ids = connection.execute("SELECT id FROM piece WHERE batch = ? ORDER BY number", (batch,))
        add_events(connection, [(row["id"], "merged") for row in ids.fetchall()], action)


def add_events(
    connection: sqlite3.Connection,
    events: Sequence[tuple[int, str]],
    action: Action,
    undoes: Mapping[int, int] | None = None,
) -> None:
    """Append events, pairs of piece and kind, as one action that can be undone as one."""
    group, at = new_uid(), now()
    connection.executemany(
        "INSERT INTO event (uid, action, at, date, by, kind, piece, note, command, undoes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                new_uid(), group, at, action.date.isoformat(), action.by, kind, piece,
                action.note, action.command, (undoes or {}).get(index),
            )
            for index, (piece, kind) in enumerate(events)
        ],
    )  # fmt: skip


def release(connection: sqlite3.Connection, batch: int) -> None:
    """Give back a claim from which nothing was printed, as if it had not been made."""
    with transaction(connection):
        connection.execute("DELETE FROM piece WHERE batch = ?", (batch,))
        connection.execute("DELETE FROM batch WHERE id = ?", (batch,))


def unfinished(connection: sqlite3.Connection) -> list[int]:
    """Return the batches that were claimed and never recorded: under way now, or interrupted."""
    rows = connection.execute(
        "SELECT id FROM batch WHERE NOT EXISTS (SELECT 1 FROM file WHERE file.batch = batch.id) ORDER BY id"
    )
    return [row["id"] for row in rows]


def earlier_pieces(connection: sqlite3.Connection, mailing: str) -> dict[str, Earlier]:
    """Return the latest piece of `mailing` for each recipient id; void ones do not count.

    A piece counts from the day on which it was sent, else merged, else claimed.
    """
    rows = connection.execute(
        "SELECT piece.recipient, piece.person, max(piece.round) AS round,"
        " max(coalesce("
        "  (SELECT max(date) FROM event e WHERE e.piece = piece.id AND e.kind = 'sent'"
        "   AND NOT EXISTS (SELECT 1 FROM event u WHERE u.undoes = e.id)),"
        "  (SELECT max(date) FROM event e WHERE e.piece = piece.id AND e.kind = 'merged'),"
        "  substr(batch.created_at, 1, 10))) AS date"
        " FROM piece JOIN batch ON batch.id = piece.batch"
        " LEFT JOIN standing ON standing.id = piece.id"
        " WHERE piece.mailing = ? AND coalesce(standing.state, '') != 'void'"
        " GROUP BY piece.recipient",
        (mailing,),
    )
    return {row["recipient"]: Earlier(row["round"], dt.date.fromisoformat(row["date"]), row["person"]) for row in rows}


def mailings(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the mailings that the ledger knows."""
    return {row["mailing"] for row in connection.execute("SELECT DISTINCT mailing FROM piece")}


def letters_by_recipient(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many pieces each recipient id has got, over all mailings."""
    rows = connection.execute(
        "SELECT recipient, count(*) AS pieces FROM standing WHERE state != 'void' GROUP BY recipient"
    )
    return {row["recipient"]: row["pieces"] for row in rows}


def known_pairs(connection: sqlite3.Connection, mailing: str) -> dict[str, str]:
    """Return the prisoner that the latest letter of `mailing` to each recipient was about."""
    rows = connection.execute(
        "SELECT recipient, about FROM piece WHERE mailing = ? AND about != '' ORDER BY id", (mailing,)
    )
    return {row["recipient"]: row["about"] for row in rows}
