"""Global ids: every record in the ledger has one, which is the same on every computer."""

import uuid


def new_uid() -> str:
    """Return a new global id, 32 digits, so that ledgers of one campaign can be joined."""
    return uuid.uuid4().hex
