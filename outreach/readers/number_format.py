"""What a person sees of a number: the zeros, decimals, percents and dates of its number format."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

Show = Callable[[str], str]
"""Turns a number as the file holds it into the text that a person sees."""
DAY, CLOCK = "yyyy-mm-dd", "h:mm"
BUILT_IN: Mapping[int, str] = MappingProxyType(
    {
        1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: DAY, 15: DAY, 16: DAY,
        17: "mmm-yy", 18: CLOCK, 19: "h:mm:ss", 20: CLOCK, 21: "h:mm:ss", 22: f"{DAY} {CLOCK}", 39: "#,##0.00", 7: "#,##0.00", 8: "#,##0.00",
        40: "#,##0.00", 43: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
        **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), DAY),
        **dict.fromkeys((32, 33, 34, 35, 55, 56), f"{DAY} {CLOCK}"),
    }
)  # fmt: skip
"""The formats that files name by number alone; other numbers stay plain. 27 to 36 and 50 to 58 are days and times.

Source: ECMA-376, part 1, 18.8.30.
"""
GENERAL = frozenset({"", "General", "GENERAL", "general", "@", "Standard"})
LARGEST_PLAIN = 1e21
"""Above it a number is shown with an exponent."""
_BRACKETS = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_ZEROS = re.compile(r"[0 \-/.()]*0[0 \-/()]*")
_QUOTED = re.compile(r'"[^"]*"|\[(?!(?:h+|m+|s+)\])[^\]]*\]|[\\_].', re.IGNORECASE)
_OF_A_DATE = re.compile("[dmyhs]", re.IGNORECASE)
_OF_A_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DAYS_OF_1900, _DAYS_OF_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 — a spreadsheet knows no zones
_LEAP_DAY = 60
"""Excel counts a 29th of February 1900: days before it are one day later than they seem."""
_DECIMALS = re.compile(r"[#,?]*0+\.(0+)(%?)|[#,?]*0+(%)")


def plain(text: str) -> str:
    """Return a number without a format: 15 digits as spreadsheet programs keep them, no ``.0``."""
    if text.isdigit() and not text.startswith("0"):
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if value.is_integer() and abs(value) < LARGEST_PLAIN:
        return str(int(value))
    return format(value, ".15g")


@lru_cache(maxsize=1024)
def shown_as(code: str, *, from_1904: bool = False) -> Show:
    """Return how numbers look in the format `code`; what the tool does not show stays a plain number."""
    if code in GENERAL:
        return plain
    show = _way_of(code, from_1904=from_1904)

    def safe(text: str) -> str:
        try:
            return show(text)
        except (ValueError, OverflowError):
            return plain(text)  # no number, or one for which the program shows #######

    return safe if show is not plain else plain


def _way_of(code: str, *, from_1904: bool) -> Show:
    if _OF_A_DATE.search(_QUOTED.sub("", code.split(";", maxsplit=1)[0])):
        return _as_date(code, from_1904=from_1904)
    pattern = _BRACKETS.sub(lambda match: f'"{match[1] or ""}"', _first_section(code))
    bare = _LITERAL.sub("", pattern)
    if decimals := _DECIMALS.fullmatch(bare.strip()):
        return _with_decimals(len(decimals[1] or ""), percent=bool(decimals[2] or decimals[3]))
    if _ZEROS.fullmatch(bare) and "." not in bare:
        return _with_zeros(pattern, bare.count("0"))
    return plain


def _first_section(code: str) -> str:
    """Return the part of a format that is for positive numbers."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code, maxsplit=1)[0]


def _with_decimals(places: int, *, percent: bool) -> Show:
    def show(text: str) -> str:
        value = float(text) * (100 if percent else 1)
        return format(value, f".{places}f") + ("%" if percent else "")

    return show


def _with_zeros(pattern: str, zeros: int) -> Show:
    """Return how numbers look in a format such as ``00000``, ``"D-"00000`` or ``00000-0000``."""

    def show(text: str) -> str:
        value = float(text)
        if value < 0 or abs(value) >= LARGEST_PLAIN:
            return plain(text)
        return _filled(pattern, format(value, ".0f").zfill(zeros))

    return show


def _filled(pattern: str, digits: str) -> str:
    """Put `digits` into the zeros of a number format; what more there are stand at the first zero."""
    parts = re.findall(r'"[^"]*"|\\.|_.|\*.|.', pattern)
    spare = len(digits) - parts.count("0")
    text, position = "", 0
    for part in parts:
        if part == "0":
            step = 1 + (spare if position == 0 else 0)
            text, position = text + digits[position : position + step], position + step
        elif part[0] == '"':
            text += part.strip('"')
        elif part[0] not in "_*":
            text += part.removeprefix("\\")
    return text.strip()


def _as_date(code: str, *, from_1904: bool) -> Show:
    """Return how days and times look: always in the order of ISO, with the parts that the format shows."""
    letters = _LITERAL.sub("", _BRACKETS.sub("", _first_section(code))).lower()
    year_only = "y" in letters and "d" not in letters and "h" not in letters
    parts = 1 if year_only and "m" not in letters else 2 if year_only else 3
    duration = bool(_OF_A_DURATION.search(code.split(";", maxsplit=1)[0]))

    @lru_cache(maxsize=65536)
    def show(text: str) -> str:
        days = float(text)
        return date_text(dt.timedelta(days=days) if duration else moment(days, from_1904=from_1904), parts)

    return show


def moment(days: float, *, from_1904: bool = False) -> dt.datetime | dt.time:
    """Return the moment that a number of days means; a part of one day is a time alone."""
    whole, part = divmod(days, 1)
    time = dt.timedelta(milliseconds=round(part * 86_400_000))
    if 0 <= days < 1 and not time.days:
        return (_DAYS_OF_1904 + time).time()
    if from_1904:
        return _DAYS_OF_1904 + dt.timedelta(days=whole) + time
    return _DAYS_OF_1900 + dt.timedelta(days=whole + (0 < days < _LEAP_DAY)) + time


def date_text(value: object, parts: int = 3) -> str:
    """Return a day as ``1970-03-15`` (or its first `parts`), with its time unless that is midnight."""
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return "-".join(value.date().isoformat().split("-")[:parts])
        return value.isoformat(" ", "minutes")
    if isinstance(value, dt.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
