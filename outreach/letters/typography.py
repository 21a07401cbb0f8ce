"""What a language asks of the spaces and the ends of lines in a text: which words stay together, which are never cut.

The rules are the section ``[typography]`` of a language pack: words of one letter that stay with the next word
(`together`), signs before and behind which a narrow space stands that does not break (`narrow_before`,
`narrow_after`), and what is joined to the word behind it (`joined`). Whatever the language, names are never
hyphenated, and the last line of a paragraph is never half a word.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from outreach import tables

_TAGS = re.compile(r"(<(?:style|svg|script)\b.*?</(?:style|svg|script)\s*>|<[^>]*>)", re.IGNORECASE | re.DOTALL)
_LAST_WORD = re.compile(r"(?<![\w-])(\w[\w’'-]{11,})([^\w<]*(?:</(?:b|i|em|strong|span)>[^\w<]*)*</(?:p|li)>)")
LONG = 12
"""A word of fewer letters is not hyphenated, as base.css says; this one is marked only from here on."""
MARK = '<span class="whole">'
"""What stands around a word that is not hyphenated."""


class _Rules(NamedTuple):
    together: re.Pattern[str] | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    joined: re.Pattern[str] | None


def typeset(html: str, language: str, names: Iterable[str] = ()) -> str:
    """Return HTML with the spaces that its language asks for; `names` and last words of paragraphs are kept whole."""
    rules = _rules(language)
    long = [name for name in names if any(len(word) >= LONG for word in name.split())]
    if any(rules) or long:
        whole = _any_of(tuple(long)) if long else None
        parts = _TAGS.split(html)
        html = "".join(part if at % 2 else _spaced(part, rules, whole) for at, part in enumerate(parts))
    return _LAST_WORD.sub(rf"{MARK}\1</span>\2", html)


def _spaced(text: str, rules: _Rules, whole: re.Pattern[str] | None) -> str:
    if rules.together:
        text = rules.together.sub("\u00a0", text)
    if rules.before:
        text = rules.before.sub("\u202f", text)
    if rules.after:
        text = rules.after.sub("\u202f", text)
    if rules.joined:
        text = rules.joined.sub("", text)
    return whole.sub(rf"{MARK}\g<0></span>", text) if whole else text


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({word for name in names for word in name.split() if len(word) >= LONG}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


@cache
def _rules(language: str) -> _Rules:
    data = tables.pack(language).get("typography", {})
    together, joined = data.get("together", ""), data.get("joined", "")
    before, after = data.get("narrow_before", ""), data.get("narrow_after", "")
    return _Rules(
        re.compile(rf"(?<=(?<!\w)[{together}{together.upper()}]) (?=\w)") if together else None,
        re.compile(rf"(?<=[^\s\u00a0\u202f])[ \u00a0]?(?=[{re.escape(before)}](?!\w))") if before else None,
        re.compile(rf"(?<=[{re.escape(after)}])[ \u00a0]?(?=[^\s\u00a0\u202f])") if after else None,
        re.compile(rf"(?<=(?<!\w){joined}) (?=[\u0620-\u064a])") if joined else None,
    )
