"""Measure the speed of the whole command against a plain WeasyPrint loop."""
