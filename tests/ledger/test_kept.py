"""The tables themselves keep what was recorded."""

import pytest
from pieces import merged, plan

from outreach.ledger.database import IntegrityError, Ledger


@pytest.mark.parametrize(
    "statement", ["DELETE FROM event", "UPDATE event SET kind = 'sent'", "UPDATE event SET note = 'x'"]
)
def test_events_are_never_changed_nor_deleted(ledger: Ledger, statement: str) -> None:
    merged(ledger, plan("a"))

    with pytest.raises(IntegrityError, match="events are never"):
        ledger.execute(statement)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM piece", "DELETE FROM batch", "INSERT INTO event SELECT * FROM event"]
)
def test_what_happened_cannot_be_taken_away_or_doubled(ledger: Ledger, statement: str) -> None:
    merged(ledger, plan("a"))

    with pytest.raises(IntegrityError):
        ledger.execute(statement)
