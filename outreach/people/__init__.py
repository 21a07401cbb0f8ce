"""Rows become recipients: columns, identity, facilities, duplicates, selection."""
