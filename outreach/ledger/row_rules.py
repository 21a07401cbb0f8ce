"""The rules for every value in a ledger: they check rows that came from elsewhere, and our own."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

Check = Callable[[object, dt.date], str]
"""Returns what is wrong with a value on a day, or ``""``."""
LARGEST = 2**31 - 1
"""The largest number that PostgreSQL's INTEGER holds."""
LONGEST = 40_000
"""Characters in a text; a cell of a spreadsheet has 32,767 at most."""
FIRST_DAY = dt.date(1900, 1, 1)
AHEAD = dt.timedelta(days=366)
"""A day further in the future was never meant; a computer's clock may be some days wrong."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00")


def _number(least: int, most: int = LARGEST) -> Check:
    def check(value: object, _today: dt.date) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return ""
        return f"is {_shown(value)}, and must be a number from {least} to {most}"

    return check


def _or_nothing(check: Check) -> Check:
    return lambda value, today: "" if value is None else check(value, today)


def _like(pattern: str, what: str) -> Check:
    form = re.compile(pattern)

    def check(value: object, _today: dt.date) -> str:
        return "" if isinstance(value, str) and form.fullmatch(value) else f"is {_shown(value)}, and must be {what}"

    return check


def _text(value: object, _today: dt.date) -> str:
    if not isinstance(value, str):
        return f"is {_shown(value)}, and must be a text"
    if len(value) > LONGEST:
        return f"has {len(value):,} characters; at most {LONGEST:,} are allowed"
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return "holds bytes that are no text"
    return ""


def _filled(value: object, today: dt.date) -> str:
    return "is empty" if value == "" else _text(value, today)


def _detail(value: object, today: dt.date) -> str:
    if fault := _text(value, today):
        return fault
    try:
        json.loads(str(value) if str(value).startswith("{") else "{}")
    except (ValueError, RecursionError):
        return "begins as JSON, and is none"
    return ""


def _day(value: object, today: dt.date) -> str:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return f"is {_shown(value)}, and must be a day such as 2026-11-20"
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return f"is {_shown(value)}, a day that does not exist"
    return "" if FIRST_DAY <= day <= today + AHEAD else f"is {_shown(value)}, too long ago or too far ahead"


def _time(value: object, _today: dt.date) -> str:
    fault = f"is {_shown(value)}, and must be a time such as 2026-11-20T22:03:19+00:00"
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return fault
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return fault
    return ""


def _file_name(value: object, today: dt.date) -> str:
    if fault := _filled(value, today):
        return fault
    name = str(value)
    inside = not name.startswith("/") and not re.search(r"[\\:]", name) and not {"", ".", ".."} & set(name.split("/"))
    return "" if inside else f"is {_shown(value)}, which is not a file inside a batch"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 — as much as helps to find it


MOST_PAGES = 10_000
"""Pages of one piece; whoever prints some of a batch's pieces goes through theirs."""
_ID = _number(1)
_TURN = _number(1, 1_000_000)
_UID = _like("[0-9a-f]{32}", "32 digits from 0 to 9 and a to f")
RULES: Mapping[str, Mapping[str, Check]] = MappingProxyType(
    {
        "campaign": {"uid": _UID},
        "batch": {
            "id": _ID, "uid": _UID, "mailing": _filled, "stationery": _text, "created_at": _time, "place": _text,
            "origin": _text,
        },
        "piece": {
            "id": _ID, "uid": _UID, "batch": _ID, "number": _ID, "mailing": _filled, "recipient": _filled,
            "person": _text, "round": _TURN, "attempt": _TURN, "about": _text, "sender": _text, "language": _text,
            "name": _text, "country": _text, "first_page": _number(0), "last_page": _number(0),
        },
        "event": {
            "id": _ID, "uid": _UID, "action": _UID, "at": _time, "date": _day, "by": _text, "kind": _text,
            "piece": _or_nothing(_ID), "mailing": _text, "recipient": _text, "person": _text, "name": _text,
            "country": _text, "sender": _text, "note": _text, "detail": _detail, "command": _text,
            "undoes": _or_nothing(_ID),
        },
        "file": {
            "batch": _ID, "name": _file_name, "sha256": _like("[0-9a-f]{64}", "64 digits from 0 to 9 and a to f"),
            "size": _number(0, 2**53),
        },
    }
)  # fmt: skip
"""What each column of each table may hold."""


def faults(table: str, row: Mapping[str, object], today: dt.date) -> Iterator[tuple[str, str]]:
    """Yield each column of `row` with an impossible value, and what is wrong; `today` limits the days."""
    found = {
        column: fault
        for column, check in RULES[table].items()
        if column in row and (fault := check(row[column], today))
    }
    yield from found.items()
    if (
        table == "piece"
        and not found
        and not 0 <= int(str(row["last_page"])) - int(str(row["first_page"])) < MOST_PAGES
    ):
        yield "last_page", f"does not fit the first page, {row['first_page']}"
