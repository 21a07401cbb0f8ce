"""Text in UTF-8 that some program took for another encoding and saved so: ``JÃ¼rgen`` is Jürgen.

Every letter beyond a to z has become two or three signs. Read back as bytes they are UTF-8 again, which
hardly any real word is.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache

CODECS = ("cp1252", "cp1250", "cp1251", "cp1254", "mac_roman", "cp850", "cp437", "iso8859-2")
"""What programs take UTF-8 for, the most frequent first."""
TIMES = 3
"""A file may have gone wrong so many times."""
FIRST_OTHER = "\u0370"
"""The first letter that is not Latin."""
LEADS = "ÃÂÄÅĂĹŃƒ"
_RUN = re.compile("[^\x00-\x7f]+")
_SIGNS = re.compile("[\u0400-\u04ff\u0590-\u05ff\u0600-\u06ff\u0370-\u03ff]")
_QUOTES = "‘’“”–—…"
_PLAUSIBLE = (
    (0x80, 0x17F), (0x18F, 0x18F), (0x1A0, 0x1B0), (0x218, 0x21B), (0x259, 0x259), (0x2BB, 0x2BC), (0x370, 0x52F), (0x5D0, 0x5EA), (0x620, 0x64A), (0x660, 0x6D3), (0x900, 0x97F),
    (0x1E00, 0x1FFF), (0x2010, 0x2044), (0x20AC, 0x20AC), (0x2116, 0x2122), (0x3000, 0x30FF), (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3), (0xFEFF, 0xFEFF),
)  # fmt: skip
"""Letters and signs of names and addresses, as ranges of code points; controls, where a text went wrong twice."""


def mended(text: str) -> str:
    """Return `text` as it was before its encoding was mistaken; most texts come back as they are."""
    for _ in range(TIMES):
        better = next((found for codec in CODECS if (found := _read_back(text, codec)) != text), text)
        if better == text:
            break
        text = better
    return text


def _read_back(text: str, codec: str) -> str:
    """Return `text` with every run of signs that is UTF-8 in `codec` read as such."""
    return _RUN.sub(lambda run: _meant(run[0], codec, text[: run.start()][-1:], text[run.end() :][:1]), text)


def _meant(run: str, codec: str, before: str, after: str) -> str:
    """Return the letters that a run of signs means, or the run itself."""
    numbers = _bytes_of(codec)
    if any(sign not in numbers for sign in run):
        return run
    try:
        letters = bytes(numbers[sign] for sign in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
    if not all(any(first <= ord(letter) <= last for first, last in _PLAUSIBLE) for letter in letters):
        return run
    return run if _may_be_meant(run, letters, before, after) else letters


def _may_be_meant(run: str, letters: str, before: str, after: str) -> bool:
    """Tell whether a run that is UTF-8 by chance may stand there as it is.

    One letter of two signs is little proof: where it is not Latin, where both signs are letters of one script (Рё), but
    for the capitals with which Latin letters in UTF-8 begin, or where a quotation mark follows („Ä“).
    """
    if len(letters) > 1 or len(run) > 2:  # noqa: PLR2004 — a lead and one sign after it
        return False
    in_latin = any(sign.isascii() and sign.isalpha() for sign in before + after)
    if letters >= FIRST_OTHER or (_SIGNS.search(run) and not in_latin):
        return True
    if run.isalpha() and run[0] not in LEADS and not _SIGNS.search(run):
        return True
    return run[-1] in _QUOTES and not after.isalpha()


@cache
def _bytes_of(codec: str) -> Mapping[str, int]:
    """Map the signs that bytes from 80 on are in `codec`; controls stand for themselves, as some programs keep them."""
    return {chr(number): number for number in range(0x80, 0xA0)} | {sign: number for number, sign in _signs_of(codec)}


def _signs_of(codec: str) -> Iterator[tuple[int, str]]:
    for number in range(0x80, 0x100):
        with suppress(UnicodeDecodeError):
            yield number, bytes([number]).decode(codec)
