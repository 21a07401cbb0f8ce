"""What happened to pieces later: marks, logs, and the tracking sheet."""
