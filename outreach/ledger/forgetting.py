"""Erase a person from the ledger: their identity goes, the data needed for counting stay."""

import json
from collections.abc import Iterable, Mapping, Sequence

from outreach.ledger.claims import RecordedFile
from outreach.ledger.database import Ledger, LedgerRow, survives_cuts
from outreach.ledger.events import Action, Fact, add_events
from outreach.ledger.ids import new_uid
from outreach.model import batch_name

FORGOTTEN = "forgotten-"
"""Begins the id that stands in the place of a forgotten person's; the tables let nothing else be erased."""
NAMELESS = "(forgotten)"
COMMAND = "forget"


def is_forgotten(recipient: str) -> bool:
    """Tell whether an id stands for somebody who was forgotten."""
    return recipient.startswith(FORGOTTEN)


def pieces_with(ledger: Ledger, recipients: Iterable[str]) -> list[LedgerRow]:
    """Return the letters to these people and about them, in the order of the batches."""
    query = "SELECT * FROM piece WHERE recipient = :recipient OR about = :recipient ORDER BY batch, number"
    found = {row["id"]: row for one in recipients for row in ledger.execute(query, {"recipient": one})}
    return sorted(found.values(), key=lambda row: (row["batch"], row["number"]))


def last_heard_of(ledger: Ledger) -> dict[str, str]:
    """Return the day of the last event of everybody, as ``2026-11-20``, by id."""
    rows = ledger.execute("SELECT recipient, max(date) AS day FROM story GROUP BY recipient")
    return {row["recipient"]: row["day"] for row in rows if not is_forgotten(row["recipient"])}


def new_id(recipient: str) -> str:
    """Return the id that replaces a person from now on; somebody who was already forgotten keeps theirs."""
    return recipient if is_forgotten(recipient) else f"{FORGOTTEN}{new_uid()[:12]}"


def last_event(ledger: Ledger) -> int:
    """Return the number of the last event, 0 before the first."""
    return int(ledger.execute("SELECT coalesce(max(id), 0) AS last FROM event").fetchone()["last"])


def is_erased(ledger: Ledger, recipients: Iterable[str], after: int) -> bool:
    """Tell whether people were erased, under their new ids, since the event `after`: all of them, or none."""
    query = "SELECT 1 FROM event WHERE recipient = :recipient AND command = :command AND id > :after"
    values = ({"recipient": one, "command": COMMAND, "after": after} for one in recipients)
    return any(ledger.execute(query, one).fetchone() for one in values)


@survives_cuts
def erase(
    ledger: Ledger, new: Mapping[str, str], rewritten: Mapping[int, Sequence[RecordedFile]], action: Action
) -> None:
    """Erase people, and record anew which files the batches in `rewritten` have, in one transaction.

    `new` are the ids that stand in the people's place, by their old ones.
    """
    ledger.overwrite_what_is_erased()
    with ledger.transaction():
        for batch, files in rewritten.items():
            ledger.execute("DELETE FROM file WHERE batch = :batch", {"batch": batch})
            ledger.executemany(
                "INSERT INTO file (batch, name, sha256, size) VALUES (:batch, :name, :sha256, :size)",
                [{"batch": batch, "name": one.name, "sha256": one.sha256, "size": one.size} for one in files],
            )
        sums = {f"{batch_name(batch)}/{one.name}": one.sha256 for batch, files in rewritten.items() for one in files}
        detail = json.dumps({"files": sums})
        for old, one in new.items():
            _erase_one(ledger, old, one)
        add_events(ledger, [Fact("noted", recipient=one, detail=detail) for one in new.values()], action)


def _erase_one(ledger: Ledger, old: str, new: str) -> None:
    """Put the id `new` and no name in the place of one person, and take away what was noted about them."""
    values = {"old": old, "new": new, "nameless": NAMELESS}
    ledger.execute("UPDATE piece SET about = :new WHERE about = :old", values)
    ledger.execute("UPDATE piece SET recipient = :new, person = '', name = :nameless WHERE recipient = :old", values)
    ledger.execute(
        "UPDATE event SET note = '', detail = '', person = '', name = ''"
        " WHERE piece IN (SELECT id FROM piece WHERE recipient = :new)",
        values,
    )
    ledger.execute(
        "UPDATE event SET recipient = :new, person = '', name = '', note = '', detail = ''"
        " WHERE piece IS NULL AND recipient = :old",
        values,
    )


def forget_again(ledger: Ledger, other: Ledger) -> int:
    """Erase in `other` everybody whom `ledger` has forgotten, under the same id; return the number of people.

    `other` is a copy, or holds a file that somebody brought. People are recognised only by the letters and events
    that both have: nothing is kept against which a name could be tested (decision 27).
    """
    new = _forgotten_meanwhile(ledger, other)
    with other.transaction():
        for old, one in new.items():
            _erase_one(other, old, one)
        if new or _anybody_forgotten(ledger):
            _take_files(ledger, other)
    return len(new)


def newcomers(ledger: Ledger, other: Ledger) -> list[str]:
    """Return the people unknown to `ledger`, if it has forgotten anybody: only a human can tell who they are."""
    if not _anybody_forgotten(ledger):
        return []
    everybody = "SELECT recipient, name FROM piece UNION SELECT recipient, name FROM event WHERE piece IS NULL"
    known = {row["recipient"] for row in ledger.execute(everybody)}
    rows = [row for row in other.execute(everybody) if row["recipient"] not in known]
    return sorted({str(row["name"]) for row in rows if row["name"] and not is_forgotten(row["recipient"])})


def _anybody_forgotten(ledger: Ledger) -> bool:
    return bool(ledger.execute("SELECT 1 FROM event WHERE command = :command LIMIT 1", {"command": COMMAND}).fetchone())


_SAID_OF_PEOPLE = (
    "SELECT uid, recipient AS who, person FROM piece",
    "SELECT uid, about AS who, '' AS person FROM piece WHERE about <> ''",
    "SELECT uid, recipient AS who, person FROM event WHERE piece IS NULL",
)
"""Everything that names somebody, with the global id by which two ledgers know it to be the same."""


def _forgotten_meanwhile(ledger: Ledger, other: Ledger) -> dict[str, str]:
    """Return the ids under which `ledger` has forgotten people, by the ids that they have in `other`."""
    new: dict[str, str] = {}
    same: dict[str, str] = {}
    for query in _SAID_OF_PEOPLE:
        gone = {row["uid"]: row["who"] for row in ledger.execute(query) if is_forgotten(row["who"])}
        for row in other.execute(query) if gone else ():
            if row["uid"] in gone and not is_forgotten(row["who"]):
                new.setdefault(row["who"], gone[row["uid"]])
                same.setdefault(row["person"], new[row["who"]])
    for query in _SAID_OF_PEOPLE if same else ():
        new |= {
            row["who"]: same[row["person"]] for row in other.execute(query) if row["person"] and row["person"] in same
        }
    return {old: one for old, one in new.items() if not is_forgotten(old)}


def _take_files(ledger: Ledger, other: Ledger) -> None:
    """Record in `other` the files of the batches that both ledgers know, since a forgetting changed them."""
    numbers = {row["uid"]: row["id"] for row in other.execute("SELECT uid, id FROM batch")}
    query = "SELECT batch.uid, file.name, file.sha256, file.size FROM file JOIN batch ON batch.id = file.batch"
    rows = [row for row in ledger.execute(query) if row["uid"] in numbers]
    for number in {numbers[row["uid"]] for row in rows}:
        other.execute("DELETE FROM file WHERE batch = :batch", {"batch": number})
    other.executemany(
        "INSERT INTO file (batch, name, sha256, size) VALUES (:batch, :name, :sha256, :size)",
        [
            {"batch": numbers[row["uid"]], "name": row["name"], "sha256": row["sha256"], "size": row["size"]}
            for row in rows
        ],
    )
