"""What a paragraph is by the name of its style, in the languages of the word processors."""

import re
from functools import cache

from outreach import tables

_ROLES = (
    (r"title|subject|titel|betreff(zeile)?|objet|titre|asunto|título|oggetto|titolo|тема|onderwerp|emne|ämne|temat|předmět", "subject"),
    (r"salutation|anrede|greeting", "salutation"),
    (r"closing|complimentary closing|gru(ß|ss)formel|signature|unterschrift", "closing"),
    (r"date|datum", "date"),
    (r"(inside|envelope|recipient|sender|return|delivery)[ _-]?(address|name)?|addressee|empfängeradresse|absender", "address"),
    (r"(?:heading|überschrift|titre|заголовок)[ _]?([1-6])", "h"),
)  # fmt: skip


@cache
def _subjects() -> frozenset[str]:
    return frozenset(str(tables.pack(code)["labels"]["subject"]).casefold() for code in tables.languages())


@cache
def role_of(style: str) -> str:
    """Return the role of paragraphs in a style of this name, ``""`` for those that are plain text."""
    name = style.strip().casefold().replace("_20_", " ")
    if name in _subjects():
        return "subject"
    for pattern, role in _ROLES:
        if match := re.fullmatch(pattern, name):
            return role if role != "h" else f"h{match[match.lastindex or 0]}"
    return ""
