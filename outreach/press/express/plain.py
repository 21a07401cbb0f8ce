"""What counts as plain: the refusal, the characters, their scripts and the pairs that share one."""

from __future__ import annotations

import re


class NotPlainError(Exception):
    """The lane leaves this letter to WeasyPrint; the message says why in a few words."""


# Scripts by their first letter: Latin, Cyrillic, Greek; everything else here is Common.
# Source: Scripts.txt of the Unicode Character Database. Combining marks are left out on
# purpose: they are placed by the font, and only WeasyPrint knows how.
_LATIN = (
    r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8"
    r"\u1e00-\u1eff\ufb00-\ufb06"
)
_CYRILLIC = r"\u0400-\u0482\u048a-\u052f"
_GREEK = r"\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0384\u0386\u0388-\u03e1\u03f0-\u03ff\u1f00-\u1fff"
# Soft hyphens, zero-width and fixed-width spaces, joiners and emoji are absent: each has a
# line breaking rule of its own.
_COMMON = (
    r" -@\[-`{-~\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7"
    r"\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a"
    r"\u20ac\u2116\u2122\u2212"
)
_FORBIDDEN = re.compile(f"[^{_LATIN}{_CYRILLIC}{_GREEK}{_COMMON}]")
_LATIN_TEXT = re.compile(f"[{_LATIN}{_COMMON}]*")
_HAS = {
    "L": re.compile(f"[{_LATIN}]"),
    "C": re.compile(f"[{_CYRILLIC}]"),
    "G": re.compile(f"[{_GREEK}]"),
}
LETTER = re.compile(f"[{_LATIN}{_CYRILLIC}{_GREEK}]")
COMMON = "0"
MIXED = "?"
# A letter of each script, put before Common characters so that Pango gives them that script.
ANCHOR = {"L": "a ", "C": "\u044f ", "G": "\u03b1 ", COMMON: ""}
# The pairs whose closing character takes the script of its opening one (pango-script.c).
_CLOSES = {")": "(", ">": "<", "]": "[", "}": "{", "»": "«", "’": "‘", "”": "“", "›": "‹"}
_OPENS = frozenset(_CLOSES.values())


def require_plain_characters(text: str) -> None:
    """Raise NotPlainError when the text holds a character that the lane does not set."""
    found = _FORBIDDEN.search(text)
    if found:
        raise NotPlainError(f"character U+{ord(found[0]):04X}")


def script_of(text: str) -> str:
    """Return the one script of the text, COMMON when it has no letter, MIXED when several.

    Raise NotPlainError when the text holds a character that the lane does not set.
    """
    if _LATIN_TEXT.fullmatch(text):
        return "L" if LETTER.search(text) else COMMON
    require_plain_characters(text)
    found = [script for script, pattern in _HAS.items() if pattern.search(text)]
    if len(found) > 1:
        return MIXED
    return found[0] if found else COMMON


def scripts_along(text: str) -> str:
    """Return the script of each character as Pango's itemization gives it.

    Common characters take the script before them, or the first one after them at the start;
    a closing bracket or quotation mark takes the script of the one that opens it. Source:
    PangoScriptIter (Pango 1.50), itself after ICU's script run sample.
    """
    own = [_own_script(character) for character in text]
    out: list[str] = []
    start = 0
    opened: list[list[str]] = []
    while start < len(text):
        start = _script_run(text, own, start, opened, out)
    return "".join(out)


def _script_run(text: str, own: list[str], start: int, opened: list[list[str]], out: list[str]) -> int:
    """Append one run of equal script to out; return where the next begins."""
    current = COMMON
    fixed = len(opened)
    position = start
    while position < len(text):
        character, script = text[position], own[position]
        closing = _CLOSES.get(character)
        if character in _OPENS:
            opened.append([character, current])
        elif closing and opened:
            while opened and opened[-1][0] != closing:
                opened.pop()
            fixed = min(fixed, len(opened))
            if opened:
                script = opened[-1][1]
        if COMMON not in (current, script) and current != script:
            break
        if current == COMMON and script != COMMON:
            current = script
            for pair in opened[fixed:]:
                pair[1] = current
            fixed = len(opened)
        if closing and opened:
            opened.pop()
            fixed = min(fixed, len(opened))
        position += 1
    out.append(current * (position - start))
    return position


def _own_script(character: str) -> str:
    for script, pattern in _HAS.items():
        if pattern.match(character):
            return script
    return COMMON
