"""Dates as people write them, and what they mean."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from outreach.tables import base_languages

_YEAR_ALONE = re.compile(r"(\d{4})(?:\.0|-00-00)")
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_DAY_NAME_YEAR = re.compile(
    r"(\d{1,2})(?:\.|st|nd|rd|th|er|º|\.º)?[\s-]+(?:de |of |d’|d')?([^\W\d_]+)\.?,?[\s-]+(?:de )?(\d{4}|\d{2})"
)
_NAME_DAY_YEAR = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NAME_YEAR = re.compile(r"([^\W\d_]+)\.?,? (?:de )?(\d{4})")
_AFTER_YEAR = re.compile(r"\s*(?:г\.?|года|р\.?|року|r\.?|roku)$")
HALF = 12
"""Above it a number is a day, not a month."""
CENTURY_TURNS = 30
"""Two digits from here on are a year of the 1900s, as spreadsheet programs read them; below, nobody knows."""
DAY_FIRST, MONTH_FIRST = "day first", "month first"


def iso_date(text: str) -> str:
    """Return a date as ``1970-03-15``, a year as ``1970``; what is no date, or may be two, comes back as it is.

    15.03.1970 is read day first wherever it is written with points; with / or - only if it can be read in one way.
    """
    if year := _YEAR_ALONE.fullmatch(text):
        return year[1]
    if not text or _ISO.fullmatch(text):
        return text
    if match := _PARTS.fullmatch(text):
        order = _order(match)
        return in_order(text, order) if order else text
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4])) or text
    return (_named(_AFTER_YEAR.sub("", text)) if any(map(str.isalpha, text)) else "") or text


def in_order(text: str, order: str) -> str:
    """Return a date of three numbers in ISO form, its day or its month read first; what is none comes back."""
    match = _PARTS.fullmatch(text)
    if not match or not (year := _whole_year(match[4])):
        return text
    first, second = int(match[1]), int(match[3])
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    return _day(year, month, day) or text


def day_order(values: Iterable[str]) -> str:
    """Tell from all dates of a column whether their day stands first: one clear date decides for all.

    Returns ``day first``, ``month first``, ``open`` where nothing decides or dates contradict each
    other, and ``""`` where no value has the form 03/04/1980.
    """
    matches = [m for m in map(_PARTS.fullmatch, values) if m and m[2] != "."]
    orders = {order for match in matches if match[1] != match[3] and (order := _order(match))}
    return orders.pop() if len(orders) == 1 else "open" if matches else ""


def _order(match: re.Match[str]) -> str:
    """Return which number of a date is its day, or ``""`` if it can be either."""
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > HALF or first == second:
        return DAY_FIRST
    return MONTH_FIRST if second > HALF else ""


def _whole_year(digits: str) -> int:
    """Return a year of four digits, or 0 where two digits may be one of two centuries."""
    year = int(digits)
    if len(digits) > len("70"):
        return year
    return 1900 + year if year >= CENTURY_TURNS else 0


def _day(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _named(text: str) -> str:
    """Return the ISO form of a date whose month is a word, such as ``15. März 1970``; ``""`` if it is none."""
    if match := _DAY_NAME_YEAR.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _NAME_DAY_YEAR.fullmatch(text):
        name, day, year = match[1], match[2], match[3]
    elif match := _NAME_YEAR.fullmatch(text):
        month = _months().get(match[1].casefold().rstrip("."), 0)
        return f"{int(match[2]):04}-{month:02}" if month else ""
    else:
        return ""
    month, whole = _months().get(name.casefold(), 0), _whole_year(year)
    return _day(whole, month, int(day)) if month and whole else ""


@cache
def _months() -> Mapping[str, int]:
    """Return the names of the months, long and short, in the campaign's languages."""
    return dict(_month_names())


def _month_names() -> Iterator[tuple[str, int]]:
    from babel import Locale  # noqa: PLC0415 — only where a date is written with words

    for language in base_languages():
        for forms in Locale(language).months.values():
            for width in ("abbreviated", "wide"):
                yield from ((name.casefold().rstrip("."), month) for month, name in forms[width].items())


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
