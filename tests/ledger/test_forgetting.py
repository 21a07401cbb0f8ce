"""Who is forgotten is gone from the tables, and the counts stay; the same on both back ends."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pieces import ACTION, FILE, merged, plan

from outreach.ledger import claims, stories, views
from outreach.ledger.claims import RecordedFile, letters_by_recipient
from outreach.ledger.copying import copy_to_file
from outreach.ledger.database import IntegrityError, Ledger
from outreach.ledger.events import Action, Fact, tell
from outreach.ledger.forgetting import (
    erase,
    forget_again,
    is_erased,
    last_event,
    last_heard_of,
    new_id,
    newcomers,
    pieces_with,
)
from outreach.ledger.joining import join
from outreach.ledger.marks import mark
from outreach.ledger.opening import open_ledger
from outreach.ledger.promises import broken_promises
from outreach.ledger.standings import tracks
from outreach.ledger.stories import EventFilter
from outreach.model import State

FORGET = Action("tester", ACTION.date, "forget")


def test_the_person_is_gone_and_the_counts_stay(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"), plan("b", about="a"))
    mark(ledger, [uids["a"]], State.SENT, Action("tester", ACTION.date, note="told by a"))
    tell(ledger, [Fact("answered", recipient="a", person="key", name="Name a", country="DE", note="dear b")], ACTION)
    assert [row["recipient"] for row in pieces_with(ledger, ["a"])] == ["a", "b"]
    before = len(stories.events(ledger, EventFilter()))

    erase(ledger, {"a": new_id("a")}, {1: [RecordedFile(FILE.name, "1" * 64, 9)]}, FORGET)
    ledger.wipe()

    events = stories.events(ledger, EventFilter())
    assert len(events) == before + 1
    gone = [event for event in events if event["recipient"].startswith("forgotten-")]
    assert {(event["person"], event["note"]) for event in gone} == {("", "")}
    assert {event["name"] for event in gone} == {"", "(forgotten)"}
    assert {event["country"] for event in gone} == {"DE", ""}
    (about,) = ledger.execute("SELECT about FROM piece WHERE recipient = 'b'").fetchone()
    assert about == gone[0]["recipient"]
    assert sum(claims.letters_by_recipient(ledger).values()) == 2
    assert "a" not in last_heard_of(ledger)
    assert broken_promises(ledger) == []


def test_nothing_else_can_be_erased(ledger: Ledger) -> None:
    merged(ledger, plan("a"))
    for statement in (
        "UPDATE event SET note = 'x'", "UPDATE event SET kind = 'sent'", "DELETE FROM event",
        "UPDATE piece SET name = 'somebody else'",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), ledger.transaction():
            ledger.execute(statement)


def test_where_everybody_stands(ledger: Ledger) -> None:
    uids = merged(ledger, plan("a"), plan("b"))
    mark(ledger, [uids["a"]], State.SENT, ACTION)
    tell(ledger, [Fact("answered", recipient="c", name="Name c", country="FR")], ACTION)
    found = {one.facts["recipient"]: one for one in tracks(ledger)}
    assert {name: one.state for name, one in found.items()} == {"a": "sent", "b": "merged", "c": ""}
    assert found["a"].days["sent"] == ACTION.date.isoformat()
    assert (found["c"].answers, found["c"].piece) == (1, None)
    assert [one.facts["recipient"] for one in tracks(ledger, country="FR")] == ["c"]
    assert [one.facts["recipient"] for one in tracks(ledger, state="merged")] == ["b"]


def test_the_ledger_knows_whether_a_forgetting_got_as_far_as_it(ledger: Ledger) -> None:
    merged(ledger, plan("a"), plan("b"))
    new = {"a": new_id("a"), "b": new_id("b")}
    after = last_event(ledger)
    assert not is_erased(ledger, new.values(), after)

    erase(ledger, new, {}, FORGET)

    assert is_erased(ledger, new.values(), after)
    assert not is_erased(ledger, new.values(), last_event(ledger)), "a later forgetting of the same is another one"
    assert {new_id(one) for one in new.values()} == {*new.values()}, "who was forgotten keeps the new id"


# ── the forgotten do not come back ───────────────────────────────────────────────────────────────

NAME, NOTE = "Name a", "her daughter posted it"


def _another_letter(ben: Ledger) -> None:
    merged(ben, plan("a", 2))


def _a_letter_outside_the_tool(ben: Ledger) -> None:
    tell(ben, [Fact("sent", recipient="a", person="key", name=NAME, country="DE", note=NOTE)], ACTION)


def _an_answer_to_our_letter(ben: Ledger) -> None:
    (uid,) = (row["uid"] for row in ben.execute("SELECT uid FROM piece WHERE recipient = 'a'"))
    mark(ben, [uid], State.SENT, Action("Ben", ACTION.date, note=NOTE))
    mark(ben, [uid], State.ANSWERED, Action("Ben", ACTION.date, note=f"{NAME} says thanks"))


def _a_letter_under_another_id(ben: Ledger) -> None:
    """As if the list had got a column of ids meanwhile; name and birth date are the same."""
    other = plan("a-new", 2)
    merged(ben, replace(other, recipient=replace(other.recipient, name=NAME, person="key of a")))


def _a_letter_about_them(ben: Ledger) -> None:
    merged(ben, plan("c", about="a"))


def _an_address_that_changed(ben: Ledger) -> None:
    fact = Fact("address_changed", recipient="a", name=NAME, detail=f'{{"street": "{NOTE}"}}')
    tell(ben, [fact], Action("Ben", ACTION.date, note=NOTE))


BRINGS = {
    "nothing new": lambda _ben: None,
    "another letter": _another_letter,
    "a letter outside the tool": _a_letter_outside_the_tool,
    "an answer to our letter": _an_answer_to_our_letter,
    "a letter under another id": _a_letter_under_another_id,
    "a letter about them": _a_letter_about_them,
    "an address that changed": _an_address_that_changed,
}


@pytest.fixture
def ben(ledger: Ledger, tmp_path: Path) -> Iterator[Ledger]:
    """Give a colleague's ledger, which has what ours had before somebody was forgotten in ours."""
    mine = plan("a")
    merged(ledger, replace(mine, recipient=replace(mine.recipient, person="key of a")), plan("b", about="a"))
    tell(ledger, [Fact("noted", recipient="a", name=NAME, note=NOTE)], ACTION)
    copy_to_file(ledger, tmp_path / "ben.sqlite")
    with open_ledger(tmp_path / "ben.sqlite") as other:
        yield other


def all_texts(ledger: Ledger) -> str:
    return "".join(
        str(value)
        for table in ("piece", "event")
        for row in ledger.execute(f"SELECT * FROM {table}")  # noqa: S608 — our own words
        for value in row
        if isinstance(value, str)
    )


@pytest.mark.parametrize("what", BRINGS)
def test_who_was_forgotten_does_not_come_back_with_a_colleagues_ledger(ledger: Ledger, ben: Ledger, what: str) -> None:
    BRINGS[what](ben)
    letters = sum(letters_by_recipient(ben).values())
    new = new_id("a")
    erase(ledger, {"a": new}, {1: [RecordedFile(FILE.name, "1" * 64, 9)]}, FORGET)

    assert forget_again(ledger, ben) == (2 if "another id" in what else 1)
    join(ledger, ben, "ben.sqlite")

    assert not [text for text in (NAME, NOTE, "key of a", "a-new") if text in all_texts(ledger)]
    assert sum(letters_by_recipient(ledger).values()) == letters, "what counting needs came in"
    assert {one.recipient for one in stories.people(ledger)} <= {new, "b", "c"}
    assert broken_promises(ledger) == []
    assert views.files(ledger, 1) == [RecordedFile(FILE.name, "1" * 64, 9)]
    assert views.files(ben, 1) == [RecordedFile(FILE.name, "1" * 64, 9)], "a copy that is put back knows the files too"


def test_a_stranger_to_both_is_told_where_somebody_was_forgotten(ledger: Ledger, ben: Ledger) -> None:
    tell(ben, [Fact("noted", recipient="n", name="Nora New", note="x")], ACTION)
    assert newcomers(ledger, ben) == [], "nobody was forgotten here yet"
    erase(ledger, {"a": new_id("a")}, {}, FORGET)
    forget_again(ledger, ben)
    assert newcomers(ledger, ben) == ["Nora New"]


@pytest.mark.usefixtures("ben")
def test_nothing_that_is_kept_lets_anybody_try_a_name(ledger: Ledger) -> None:
    """Whatever hash of a name, an id or a key somebody makes: none of them is in the ledger."""
    erase(ledger, {"a": new_id("a")}, {}, FORGET)
    kept = all_texts(ledger)
    for known in ("a", NAME, NAME.casefold(), "key of a", f"{NAME}|", "name a"):
        for kind in ("md5", "sha1", "sha256", "blake2b"):
            digest = hashlib.new(kind, known.encode())
            assert digest.hexdigest()[:8] not in kept
