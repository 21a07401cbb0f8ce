"""Child processes under limits of time and memory."""
