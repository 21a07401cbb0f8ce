"""Find out in which encoding a text file was written, and say so."""

import codecs
import re

from outreach.model import Problem
from outreach.readers.errors import UnreadableError
from outreach.readers.likely_encoding import ENCODINGS, Guess, guess

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNICODE = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
"""What people call the encodings that hold every letter."""
SAMPLE = 200_000
"""Bytes that are looked at to tell whether a text is in UTF-8."""
MOSTLY = 20
"""Of so many parts of a file one may be broken, and it is still taken for what the others say."""


def decode(data: bytes, source: str, wanted: str = "") -> tuple[str, str]:
    """Return `data` as text, and a note on the encoding: the `wanted` one, else the one found out.

    What cannot be read becomes U+FFFD, which is a fault of its row. Raises `UnreadableError` where
    two encodings are about as likely.
    """
    if wanted:
        return _as_wanted(data, source, wanted)
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), UNICODE[encoding]
    if b"\0" in data and not _few_zeros(data):
        encoding = _without_mark(data, source)
        return data.decode(encoding, errors="replace"), UNICODE[encoding]
    if _is_utf8(data):
        return data.decode("utf-8", errors="replace"), UNICODE["utf-8"]
    found = guess(data)
    if not found.clear:
        raise UnreadableError(_doubt(found, source))
    return data.decode(found.encoding, errors="replace"), f"{ENCODINGS[found.encoding].label} (a guess)"


def _doubt(found: Guess, source: str) -> Problem:
    """Return the problem of a list whose encoding nobody can be sure of."""
    first, second = ENCODINGS[found.encoding].label, ENCODINGS[found.rival].label
    message = f"its encoding is not clear: “{found.word}” in {first}, “{found.rivals_word}” in {second}"
    remedy = (
        f'write the right one below [reading."{source}"] in campaign.toml, as in: encoding = "{found.encoding}"; '
        "or save the list as .xlsx or as UTF-8"
    )
    return Problem(source, message, remedy)


def _as_wanted(data: bytes, source: str, wanted: str) -> tuple[str, str]:
    name = re.sub(r"(?i)^windows[-_ ]?", "cp", wanted.strip())
    name = "utf-8-sig" if name.lower().replace("-", "") == "utf8" else name
    try:
        codec = codecs.lookup(name)
        return data.decode(codec.name, errors="replace"), wanted
    except (LookupError, UnicodeError) as error:
        remedy = "write one such as utf-8, utf-16, windows-1252, windows-1251, windows-1250, iso-8859-2"
        message = f"nobody knows the encoding `{wanted}`, or the file is not in it"
        raise UnreadableError(Problem(source, message, remedy)) from error


def _few_zeros(data: bytes) -> bool:
    """Tell whether a text has some zero bytes by accident: a row each, not every second byte."""
    return data.count(b"\0") * MOSTLY < len(data)


def _without_mark(data: bytes, source: str) -> str:
    """Tell UTF-16 without its mark by the zero bytes beside Latin letters, digits and separators."""
    head = data[:20_000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > len(head) / MOSTLY and zeros > MOSTLY * others and _decodes(data, encoding):
            return encoding
    raise UnreadableError(Problem(source, "is not a text file", "save the list again as .csv or .xlsx"))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        return "\0" not in data.decode(encoding)
    except UnicodeError:
        return False


def _is_utf8(data: bytes) -> bool:
    """Tell whether a file is in UTF-8; a few broken characters do not make it another encoding."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data[:SAMPLE].decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        return sum(1 for character in text if character > "\x7f") - broken > MOSTLY * broken
    return True
