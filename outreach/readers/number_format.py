"""What a person sees of a number: the zeros, decimals, percents and dates of its number format."""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

Look = Callable[[str], str]
"""Turns a number as the file holds it into the text that a person sees."""
GENERAL = frozenset({"", "General", "GENERAL", "general", "@", "Standard"})
LARGEST_PLAIN = 1e21
"""Above it a number is shown with an exponent."""
_BRACKETS = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_ZEROS = re.compile(r"[0 \-/.()]*0[0 \-/()]*")
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
def look_of(code: str, *, from_1904: bool = False) -> Look:
    """Return how numbers look in the format `code`; what the tool does not show stays a plain number."""
    if code in GENERAL:
        return plain
    look = _look(code, from_1904=from_1904)

    def safe(text: str) -> str:
        try:
            return look(text)
        except (ValueError, OverflowError):
            return plain(text)  # no number, or one for which the program shows #######

    return safe if look is not plain else plain


def _look(code: str, *, from_1904: bool) -> Look:
    if is_date_format(code) or is_timedelta_format(code):
        return _date_look(code, from_1904=from_1904)
    pattern = _BRACKETS.sub(lambda match: f'"{match[1] or ""}"', _first_section(code))
    bare = _LITERAL.sub("", pattern)
    if decimals := _DECIMALS.fullmatch(bare.strip()):
        return _decimal_look(len(decimals[1] or ""), percent=bool(decimals[2] or decimals[3]))
    if _ZEROS.fullmatch(bare) and "." not in bare:
        return _zeros_look(pattern, bare.count("0"))
    return plain


def _first_section(code: str) -> str:
    """Return the part of a format that is for positive numbers."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code, maxsplit=1)[0]


def _decimal_look(places: int, *, percent: bool) -> Look:
    def look(text: str) -> str:
        value = float(text) * (100 if percent else 1)
        return format(value, f".{places}f") + ("%" if percent else "")

    return look


def _zeros_look(pattern: str, zeros: int) -> Look:
    """Return how numbers look in a format such as ``00000``, ``"D-"00000`` or ``00000-0000``."""

    def look(text: str) -> str:
        value = float(text)
        if value < 0 or abs(value) >= LARGEST_PLAIN:
            return plain(text)
        return _filled(pattern, format(value, ".0f").zfill(zeros))

    return look


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


def _date_look(code: str, *, from_1904: bool) -> Look:
    """Return how days and times look: always in the order of ISO, with the parts that the format shows."""
    letters = _LITERAL.sub("", _BRACKETS.sub("", _first_section(code))).lower()
    year_only = "y" in letters and "d" not in letters and "h" not in letters
    parts = 1 if year_only and "m" not in letters else 2 if year_only else 3
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    duration = is_timedelta_format(code)

    @lru_cache(maxsize=65536)
    def look(text: str) -> str:
        return date_text(from_excel(float(text), epoch, timedelta=duration), parts)

    return look


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
