"""Rules: values in, values out; no file, no database, no process."""
