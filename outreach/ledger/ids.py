"""Global ids: whatever the ledger records is known by one, on every computer."""

import uuid


def new_uid() -> str:
    """Return a new global id, 32 digits, so that ledgers of one campaign can be joined."""
    return uuid.uuid4().hex
