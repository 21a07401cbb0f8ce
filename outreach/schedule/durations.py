"""Read a length of time such as ``60 days``, ``18m`` or ``2y``: the one parser for settings and options."""

import re

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
"""Days of each unit; a unit is written as its word, its plural or its first letter."""
LONGEST = 100 * DAYS["year"]
"""Days; a date that lies further away than this is nobody's plan."""
_UNITS = {spelling: days for word, days in DAYS.items() for spelling in (word, f"{word}s", word[0])}


def days_of(text: str) -> int | None:
    """Return the days of a length of time, from 1 to 100 years, or None if `text` is not one."""
    match = re.fullmatch(r"([0-9]{1,5}) *([a-z]+)", text.strip().lower())
    if not match or match[2] not in _UNITS:
        return None
    days = int(match[1]) * _UNITS[match[2]]
    return days if 1 <= days <= LONGEST else None
