"""Pages that were set before, found again by a hash of what they were made from."""
