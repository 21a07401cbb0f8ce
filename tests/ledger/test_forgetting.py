"""Who is forgotten is gone from the tables, and the counts stay; the same on both back ends."""

import pytest
from pieces import ACTION, FILE, merged, plan

from outreach.ledger import claims, stories
from outreach.ledger.claims import RecordedFile
from outreach.ledger.database import IntegrityError, Ledger
from outreach.ledger.events import Action, Fact, tell
from outreach.ledger.forgetting import erase, is_erased, last_event, last_heard_of, new_id, pieces_with
from outreach.ledger.marks import mark
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
