"""Who is written to next, and about whom."""
