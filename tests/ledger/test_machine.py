"""Whatever is done in whatever order: the ledger agrees with a plain model of it."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pieces import ACTION, FILE, plan
from servers import server

from outreach.errors import LedgerError
from outreach.ledger import copying, joining
from outreach.ledger.claims import (
    Action,
    RecordedPiece,
    claim,
    earlier_pieces,
    letters_by_recipient,
    record,
    release,
    unfinished,
)
from outreach.ledger.database import Ledger, transaction
from outreach.ledger.events import Fact, tell
from outreach.ledger.marks import mark, note_reprint, undo
from outreach.ledger.opening import open_ledger
from outreach.ledger.promises import broken_promises
from outreach.model import State

EVERYBODY = "abcde"
PEOPLE = st.lists(st.sampled_from(EVERYBODY), unique=True, min_size=1, max_size=5)
FACTS = ("sent", "answered", "returned", "noted", "address_changed", "address_confirmed")
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
STEPS = [MERGED, PRINTED, SENT, State.RETURNED, State.ANSWERED, State.VOID]
BEN = "Ben"
DAYS = st.integers(min_value=0, max_value=9).map(lambda days: ACTION.date + dt.timedelta(days=days))


@dataclass
class Piece:
    """What the model knows of a piece."""

    recipient: str
    round: int
    state: State = MERGED
    elsewhere: State = MERGED
    """How far somebody else brought it, whose markings only they take back."""

    def comes_to(self, state: State) -> None:
        """Bring it into a state, unless somebody else brought it further."""
        self.state = max(state, self.elsewhere, key=STEPS.index)


@dataclass
class Model:
    """Pieces by uid, claims by batch, and the markings and facts that can be undone."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    claims: dict[int, dict[str, Piece]] = field(default_factory=dict)
    markings: list[dict[str, State] | tuple[str, str]] = field(default_factory=list)
    outside: list[tuple[str, str]] = field(default_factory=list)
    """Facts about people without a piece: kind and person."""

    def living(self, recipient: str) -> list[Piece]:
        """Return the pieces to a person that count."""
        waiting = [piece for claims in self.claims.values() for piece in claims.values()]
        known = [piece for piece in self.pieces.values() if piece.state is not State.VOID]
        return [piece for piece in (*waiting, *known) if piece.recipient == recipient]


class LedgerMachine(RuleBasedStateMachine):
    """Claims, records, releases, marks, tells and undoes as they come, on a file."""

    @initialize()
    def start(self) -> None:
        """Open an empty ledger."""
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.ledger = self.stack.enter_context(open_ledger(self.address(), "here"))
        if self.ledger.file:
            self.ledger.execute("PRAGMA synchronous = OFF")  # the power stays on
        self.model = Model()

    def address(self) -> Path | str:
        """Return where the ledger is."""
        return self.folder / "ledger.sqlite"

    def teardown(self) -> None:
        """See that every promise holds, and close it."""
        if hasattr(self, "stack"):
            with self.stack:
                assert broken_promises(self.ledger) == []

    @rule(people=PEOPLE, again=st.booleans())
    def claim(self, people: list[str], again: bool) -> None:  # noqa: FBT001 — drawn by Hypothesis
        """Claim a piece for whoever has none; in the next round for all, if `again`."""
        with transaction(self.ledger):
            earlier = earlier_pieces(self.ledger, "letters")
            due = {
                one: earlier[one].round + 1 if one in earlier else 1 for one in people if again or one not in earlier
            }
            if not due:
                return
            batch, uids = claim(self.ledger, [plan(one, number) for one, number in due.items()], "plain-a4")
        self.model.claims[batch] = {uid: Piece(*one) for uid, one in zip(uids, due.items(), strict=True)}

    @precondition(lambda self: self.model.claims)
    @rule(data=st.data())
    def record(self, data: st.DataObject) -> None:
        """Record a batch, perhaps without some of its pieces."""
        batch = data.draw(st.sampled_from(sorted(self.model.claims)))
        claims = self.model.claims.pop(batch)
        kept = data.draw(st.lists(st.sampled_from([*claims]), unique=True, min_size=1))
        pieces = [RecordedPiece(uid, i, i, i) for i, uid in enumerate(kept, 1)]
        record(self.ledger, batch, pieces, [FILE], ACTION)
        self.model.pieces |= {uid: claims[uid] for uid in kept}

    @precondition(lambda self: self.model.claims)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        """Give a claim back."""
        batch = data.draw(st.sampled_from(sorted(self.model.claims)))
        release(self.ledger, batch)
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
                mark(self.ledger, uids, wanted, ACTION)
            return
        assert mark(self.ledger, uids, wanted, ACTION) == (len(moving), len(uids) - len(moving))
        for uid in moving:
            self.model.pieces[uid].state = wanted
        if moving:
            self.model.markings.append(moving)

    @rule(kind=st.sampled_from(FACTS), person=st.sampled_from(EVERYBODY))
    def tell(self, kind: str, person: str) -> None:
        """Tell of a letter written outside the tool, a reply, a note; the same twice is told once."""
        new = (kind, person) not in self.model.outside
        assert tell(self.ledger, [Fact(kind, recipient=person, name=person, mailing="letters")], ACTION) == int(new)
        if new:
            self.model.outside.append((kind, person))
            self.model.markings.append((kind, person))

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data())
    def reprint(self, data: st.DataObject) -> None:
        """Print a piece again; nothing moves."""
        note_reprint(self.ledger, [data.draw(st.sampled_from([*self.model.pieces]))], ACTION)

    @rule()
    def undo(self) -> None:
        """Take the last marking back, unless somebody would then have two pieces."""
        last = self.model.markings[-1] if self.model.markings else None
        if last is None or (isinstance(last, dict) and self._would_double(last)):
            with pytest.raises(LedgerError):
                undo(self.ledger, ACTION)
            return
        self.model.markings.pop()
        kind, number = undo(self.ledger, ACTION)
        if isinstance(last, tuple):
            assert (kind, number) == (last[0], 1)
            self.model.outside.remove(last)
            return
        assert number == len(last)
        for uid, state in last.items():
            self.model.pieces[uid].comes_to(state)

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
        rows = self.ledger.execute("SELECT uid, state FROM standing").fetchall()
        assert {row["uid"]: row["state"] for row in rows} == {uid: p.state for uid, p in self.model.pieces.items()}
        assert unfinished(self.ledger) == sorted(self.model.claims)

    @invariant()
    def nobody_has_two_pieces_in_a_round(self) -> None:
        """Nobody is written to twice."""
        for person in EVERYBODY:
            rounds = [piece.round for piece in self.model.living(person)]
            assert len(rounds) == len(set(rounds))
        rows = self.ledger.execute(
            "SELECT count(*) AS pieces FROM standing WHERE state != 'void' GROUP BY mailing, recipient, round"
        )
        assert all(row["pieces"] == 1 for row in rows)

    @invariant()
    def letters_are_counted(self) -> None:
        """The counts by which prisoners are put in order are right, and so is who is not due any more."""
        counts = dict.fromkeys(EVERYBODY, 0)
        for piece in self.model.pieces.values():
            counts[piece.recipient] += piece.state is not State.VOID
        outside = [person for kind, person in self.model.outside if kind == "sent"]
        for person in outside:
            counts[person] += 1
        assert letters_by_recipient(self.ledger) == {one: number for one, number in counts.items() if number}
        assert {*earlier_pieces(self.ledger, "letters")} == {
            person for person in EVERYBODY if person in outside or self.model.living(person)
        }

    @rule()
    def carry_over(self) -> None:
        """Copy the ledger, join the copy, and find that nothing is new."""
        with self._copy() as copy:
            assert _standing(copy) == _standing(self.ledger)
            done = joining.join(self.ledger, copy, "copy")
            assert (done.batches, done.pieces, done.events) == ((), 0, 0)

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), my_day=DAYS, bens_day=DAYS, alike=st.booleans())
    def go_two_ways(self, data: st.DataObject, my_day: dt.date, bens_day: dt.date, alike: bool) -> None:  # noqa: FBT001
        """Two copies mark the same piece, each in its own way and on its own day; then each is joined to the other."""
        uid = data.draw(st.sampled_from([*self.model.pieces]))
        piece = self.model.pieces[uid]
        steps = [None, *(state for state in STEPS if (piece.state, state) in ALLOWED)]
        mine = data.draw(st.sampled_from(steps))
        bens = mine if alike else data.draw(st.sampled_from(steps))
        with self._copy() as copy:
            for ledger, state, action in (
                (self.ledger, mine, Action(ACTION.by, my_day)), (copy, bens, Action(BEN, bens_day)),
            ):  # fmt: skip
                if state:
                    assert mark(ledger, [uid], state, action) == (1, 0)
            joining.join(self.ledger, copy, "Ben's")
            joining.join(copy, self.ledger, "mine")
            assert _standing(copy) == _standing(self.ledger)
            assert broken_promises(copy) == broken_promises(self.ledger) == self.ledger.damage() == []
        if mine:
            self.model.markings.append({uid: piece.state})
        piece.elsewhere = max(bens or MERGED, piece.elsewhere, key=STEPS.index)
        piece.comes_to(mine or piece.state)

    @contextmanager
    def _copy(self) -> Iterator[Ledger]:
        path = self.folder / "copy.sqlite"
        path.unlink(missing_ok=True)
        copying.copy_to_file(self.ledger, path)
        with open_ledger(path) as copy:
            yield copy


def _standing(ledger: Ledger) -> list[tuple[object, ...]]:
    return [tuple(row) for row in ledger.execute("SELECT uid, state, state_date FROM standing ORDER BY uid")]


class ServerMachine(LedgerMachine):
    """The same on a server."""

    def address(self) -> str:
        """Return the address of an empty database."""
        return server().empty_database()


class LongLedgerMachine(LedgerMachine):
    """The same for longer."""


class LongServerMachine(ServerMachine):
    """The same for longer, on a server."""


def _tests(machine: type[RuleBasedStateMachine], runs: int, steps: int) -> type:
    case = machine.TestCase
    case.settings = settings(max_examples=runs, stateful_step_count=steps, deadline=None)
    return case


TestLedger = _tests(LedgerMachine, 30, 25)
TestOnAServer = _tests(ServerMachine, 5, 25)
TestLedgerForLong = pytest.mark.long(_tests(LongLedgerMachine, 60, 50))
TestOnAServerForLong = pytest.mark.long(_tests(LongServerMachine, 50, 50))
"""At least 2,500 steps each."""
