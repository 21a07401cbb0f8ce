"""Whatever is done in whatever order: the ledger agrees with a plain model of it."""

import datetime as dt
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from outreach.errors import LedgerError
from outreach.ledger.claims import (
    Action,
    RecordedFile,
    RecordedPiece,
    claim,
    earlier_pieces,
    letters_by_recipient,
    record,
    release,
    unfinished,
)
from outreach.ledger.database import open_ledger, transaction
from outreach.ledger.marks import mark, undo
from outreach.model import Kind, Plan, Recipient, Row, Sender, State

ACTION = Action("tester", dt.date(2026, 11, 20))
PEOPLE = st.lists(st.sampled_from("abcde"), unique=True, min_size=1, max_size=5)
MERGED, PRINTED, SENT = State.MERGED, State.PRINTED, State.SENT
ALLOWED = {
    (MERGED, PRINTED), (MERGED, SENT), (PRINTED, SENT), (SENT, State.RETURNED), (SENT, State.ANSWERED),
    *((state, State.VOID) for state in State if state is not State.VOID),
}  # fmt: skip
"""Written down a second time, and not taken from the code."""
INCLUDED = {
    (SENT, PRINTED), (State.RETURNED, PRINTED), (State.ANSWERED, PRINTED), (State.RETURNED, SENT), (State.ANSWERED, SENT),
}  # fmt: skip
"""What was answered has been sent: marking it so changes nothing."""


@dataclass
class Piece:
    """What the model knows of a piece."""

    recipient: str
    round: int
    state: State = MERGED


@dataclass
class Model:
    """Pieces by uid, claims by batch, and the markings that can be undone."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    claims: dict[int, dict[str, Piece]] = field(default_factory=dict)
    markings: list[dict[str, State]] = field(default_factory=list)

    def living(self, recipient: str) -> list[Piece]:
        """Return the pieces to a person that count."""
        waiting = [piece for claims in self.claims.values() for piece in claims.values()]
        known = [piece for piece in self.pieces.values() if piece.state is not State.VOID]
        return [piece for piece in (*waiting, *known) if piece.recipient == recipient]


class LedgerMachine(RuleBasedStateMachine):
    """Claims, records, releases, marks and undoes as they come."""

    @initialize()
    def start(self) -> None:
        """Open an empty ledger."""
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.connection = self.stack.enter_context(open_ledger(self.folder / "ledger.sqlite"))
        self.connection.execute("PRAGMA synchronous = OFF")
        self.model = Model()

    def teardown(self) -> None:
        """Close it."""
        if hasattr(self, "stack"):
            self.stack.close()

    @rule(people=PEOPLE, again=st.booleans())
    def claim(self, people: list[str], again: bool) -> None:  # noqa: FBT001 — drawn by Hypothesis
        """Claim a piece for whoever has none; in the next round for all, if `again`."""
        with transaction(self.connection):
            earlier = earlier_pieces(self.connection, "letters")
            due = {
                one: earlier[one].round + 1 if one in earlier else 1 for one in people if again or one not in earlier
            }
            if not due:
                return
            batch, plans = claim(self.connection, [_plan(one, number) for one, number in due.items()], "plain-a4")
        self.model.claims[batch] = {uid: Piece(one.recipient.id, one.round) for uid, one in plans.items()}

    @precondition(lambda self: self.model.claims)
    @rule(data=st.data())
    def record(self, data: st.DataObject) -> None:
        """Record a batch, perhaps without some of its pieces."""
        batch = data.draw(st.sampled_from(sorted(self.model.claims)))
        claims = self.model.claims.pop(batch)
        kept = data.draw(st.lists(st.sampled_from([*claims]), unique=True, min_size=1))
        pieces = [RecordedPiece(uid, i, i, i) for i, uid in enumerate(kept, 1)]
        record(self.connection, batch, pieces, [RecordedFile("letters.pdf", "0" * 64, 1)], ACTION)
        self.model.pieces |= {uid: claims[uid] for uid in kept}

    @precondition(lambda self: self.model.claims)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """Give a claim back."""
        batch = data.draw(st.sampled_from(sorted(self.model.claims)))
        release(self.connection, batch)
        del self.model.claims[batch]

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), wanted=st.sampled_from([state for state in State if state is not MERGED]))
    def mark(self, data: st.DataObject, wanted: State) -> None:
        """Mark some pieces; all move, or none does."""
        uids = data.draw(st.lists(st.sampled_from([*self.model.pieces]), unique=True, min_size=1, max_size=3))
        states = {uid: self.model.pieces[uid].state for uid in uids}
        moving = {u: state for u, state in states.items() if state is not wanted and (state, wanted) not in INCLUDED}
        if any((state, wanted) not in ALLOWED for state in moving.values()):
            with pytest.raises(LedgerError):
                mark(self.connection, uids, wanted, ACTION)
            return
        assert mark(self.connection, uids, wanted, ACTION) == (len(moving), len(uids) - len(moving))
        for uid in moving:
            self.model.pieces[uid].state = wanted
        if moving:
            self.model.markings.append(moving)

    @rule()
    def undo(self) -> None:
        """Take the last marking back, unless somebody would then have two pieces."""
        if not self.model.markings or self._would_double(self.model.markings[-1]):
            with pytest.raises(LedgerError):
                undo(self.connection, ACTION)
            return
        before = self.model.markings.pop()
        assert undo(self.connection, ACTION)[1] == len(before)
        for uid, state in before.items():
            self.model.pieces[uid].state = state

    def _would_double(self, before: dict[str, State]) -> bool:
        pieces = [self.model.pieces[uid] for uid in before]
        return any(
            piece.state is State.VOID and other.round == piece.round
            for piece in pieces
            for other in self.model.living(piece.recipient)
        )

    @invariant()
    def states_agree(self) -> None:
        """The ledger and the model know the same pieces in the same states."""
        rows = self.connection.execute("SELECT uid, state FROM standing").fetchall()
        assert {row["uid"]: row["state"] for row in rows} == {uid: p.state for uid, p in self.model.pieces.items()}
        assert unfinished(self.connection) == sorted(self.model.claims)

    @invariant()
    def nobody_has_two_pieces_in_a_round(self) -> None:
        """Nobody is written to twice."""
        for person in "abcde":
            rounds = [piece.round for piece in self.model.living(person)]
            assert len(rounds) == len(set(rounds))
        rows = self.connection.execute(
            "SELECT count(*) AS pieces FROM standing WHERE state != 'void' GROUP BY mailing, recipient, round"
        )
        assert all(row["pieces"] == 1 for row in rows)

    @invariant()
    def letters_are_counted(self) -> None:
        """The counts by which prisoners are put in order are right."""
        counts = dict.fromkeys("abcde", 0)
        for piece in self.model.pieces.values():
            counts[piece.recipient] += piece.state is not State.VOID
        assert letters_by_recipient(self.connection) == {one: number for one, number in counts.items() if number}


def _plan(id_: str, number: int) -> Plan:
    person = Recipient(Kind.PRISONER, id_, id_, (id_,), ("Street",), "DE", "", {}, Row("list", 2, {}))
    return Plan("letters", person, None, Sender("us", "Us", ("Street 1",), "DE"), "en", number)


class LongLedgerMachine(LedgerMachine):
    """The same for longer."""


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestLedgerForLong = pytest.mark.long(LongLedgerMachine.TestCase)
TestLedgerForLong.settings = settings(max_examples=1000, stateful_step_count=60, deadline=None)
