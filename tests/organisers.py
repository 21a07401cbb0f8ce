"""Organisers at work in processes of their own, all on one ledger."""

import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path

from pieces import ACTION, FILE, plan

from outreach.ledger.claims import Action, RecordedPiece, claim, earlier_pieces, record
from outreach.ledger.database import Ledger, survives_cuts, transaction
from outreach.ledger.marks import mark, undo
from outreach.ledger.opening import open_ledger
from outreach.model import State

AT_ONCE = 8


@survives_cuts
def claim_some(ledger: Ledger, everybody: list[str], most: int) -> tuple[int, list[str]]:
    """Claim pieces to the first few who have none yet; return the batch and the pieces."""
    with transaction(ledger):
        done = earlier_pieces(ledger, "letters")
        plans = [plan(one) for one in everybody if one not in done][:most]
        if not plans:
            return 0, []
        batch, claimed = claim(ledger, plans, "plain-a4")
    return batch, [*claimed]


def merge_and_mark(
    address: Path | str, number: int, everybody: list[str],
    barrier: "multiprocessing.synchronize.Barrier", told: "multiprocessing.Queue[int | str]",
) -> None:  # fmt: skip
    """Merge and mark until nobody is left; tell how many events that were, or what went wrong."""
    action, events = Action(f"organiser {number}", ACTION.date), 0
    try:
        with open_ledger(address, f"folder {number}") as ledger:
            barrier.wait(60)
            while True:
                batch, uids = claim_some(ledger, everybody, 7)
                if not uids:
                    break
                record(ledger, batch, [RecordedPiece(uid, i, i, i) for i, uid in enumerate(uids, 1)], [FILE], action)
                mark(ledger, uids, State.SENT, action)
                undo(ledger, action)
                mark(ledger, uids, State.SENT, action)
                events += len(uids) * 7  # merged; printed, sent; both undone; printed, sent
        told.put(events)
    except Exception as error:  # noqa: BLE001 — whatever reaches an organiser is what the test wants to see
        told.put(f"{type(error).__name__}: {error}")


def let_them_work(
    address: Path | str, everybody: list[str], trouble: Callable[[], object] | None = None
) -> list[int | str]:
    """Let the organisers begin at once, with `trouble` over and over meanwhile; return what they tell."""
    context = multiprocessing.get_context("spawn")
    barrier, told = context.Barrier(AT_ONCE + 1), context.Queue()
    children = [
        context.Process(target=merge_and_mark, args=(address, number, everybody, barrier, told), daemon=True)
        for number in range(AT_ONCE)
    ]
    for child in children:
        child.start()
    over = threading.Event()
    barrier.wait(60)
    making = threading.Thread(target=_make_trouble, args=(trouble, over))
    making.start()
    results = [told.get(timeout=120) for _ in children]
    over.set()
    making.join()
    for child in children:
        child.join(20)
    return results


def _make_trouble(trouble: Callable[[], object] | None, over: threading.Event) -> None:
    while trouble and not over.wait(0.4):
        with contextlib.suppress(Exception):  # the server may be away just now
            trouble()
