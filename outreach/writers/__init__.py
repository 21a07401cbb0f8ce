"""Spreadsheets that the tool writes."""
