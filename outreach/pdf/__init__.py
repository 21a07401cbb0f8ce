"""Finished pages: bound into one file, imposed on sheets, shifted for a printer, inspected."""
