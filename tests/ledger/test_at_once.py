"""Several processes work on one file at once, and nobody is written to twice."""

import multiprocessing
from pathlib import Path

import pytest
from pieces import ACTION, FILE, count, plan

from outreach.ledger.claims import RecordedPiece, claim, earlier_pieces, record, unfinished
from outreach.ledger.database import FILE_NAME, transaction
from outreach.ledger.opening import open_ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the place of a ledger that is not there yet."""
    return tmp_path / FILE_NAME


def claim_what_is_left(path: Path, everybody: list[str], barrier: "multiprocessing.synchronize.Barrier") -> None:
    """Claim and record whoever has no piece yet, as one organiser would; runs in a process of its own."""
    with open_ledger(path) as ledger:
        barrier.wait(20)
        with transaction(ledger):
            done = earlier_pieces(ledger, "letters")
            plans = [plan(one) for one in everybody if one not in done]
            if not plans:
                return
            batch, by_uid = claim(ledger, plans[:3], "plain-a4")
        record(ledger, batch, [RecordedPiece(uid, i, i, i) for i, uid in enumerate(by_uid, 1)], [FILE], ACTION)


def claimed_at_once(path: Path, everybody: list[str]) -> list[int | None]:
    """Have four processes claim for `everybody` at once; return how each of them ended."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(4)
    children = [
        context.Process(target=claim_what_is_left, args=(path, everybody, barrier), daemon=True) for _ in range(4)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(50)
    return [child.exitcode for child in children]


def test_organisers_who_merge_at_once_write_to_nobody_twice(path: Path) -> None:
    everybody = [f"p{i}" for i in range(9)]

    assert claimed_at_once(path, everybody) == [0] * 4

    with open_ledger(path) as ledger:
        recipients = [row["recipient"] for row in ledger.execute("SELECT recipient FROM standing")]
        assert sorted(recipients) == everybody
        assert unfinished(ledger) == []


def test_two_processes_can_make_the_ledger_at_once(path: Path) -> None:
    assert claimed_at_once(path, []) == [0] * 4

    with open_ledger(path) as ledger:
        assert count(ledger, "campaign") == 1
