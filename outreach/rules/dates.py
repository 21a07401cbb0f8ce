"""Dates as people write them, and what they mean."""

import datetime as dt
import re

_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
HALF = 12
"""Above it a number is a day, not a month."""


def iso_date(text: str) -> str:
    """Return a date as ``1970-03-15``, a year as ``1970``; what is no date, or may be two, comes back as it is.

    15.03.1970 is read day first wherever it is written with points; with / or - only if it can be read in one way.
    """
    if year := re.fullmatch(r"(\d{4})\.0", text):
        return year[1]
    match = _PARTS.fullmatch(text)
    if not match:
        return text
    first, sign, second, year_text = int(match[1]), match[2], int(match[3]), int(match[4])
    if sign == "." or first > HALF or first == second:
        day, month = first, second
    elif second > HALF:
        day, month = second, first
    else:
        return text
    try:
        return dt.date(year_text, month, day).isoformat()
    except ValueError:
        return text


def is_date(text: str) -> bool:
    """Tell whether `text` is empty, a year, a month or a day in ISO form."""
    if not text:
        return True
    if not _ISO.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < len("2026-11-20") else text)
    except ValueError:
        return False
    return True
