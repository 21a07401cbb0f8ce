"""Care for the record and for privacy: audit, restore, forget, lock."""
