"""The ledger: an append-only record of what happened to every piece; states are computed from it."""
