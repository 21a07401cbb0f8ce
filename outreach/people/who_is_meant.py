"""Whom a typed text means: somebody's exact id; else a whole name; else a part of one."""

import unicodedata
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import TypeVar

T = TypeVar("T")
Texts = Callable[[T], Iterable[str]]


class Match(IntEnum):
    """How a text was found, the surest way first."""

    ID = 0
    WHOLE_NAME = 1
    PART_OF_A_NAME = 2
    NOTHING = 3


def meant(text: str, people: Iterable[T], ids: Texts[T], names: Texts[T]) -> tuple[Match, list[T]]:
    """Return everybody whom `text` fits best, and how; people whom it fits less well are left out."""
    wanted = _plain(text)
    found: dict[Match, list[T]] = {match: [] for match in Match}
    for one in people if wanted else ():
        found[_match(wanted, one, ids, names)].append(one)
    best = next((match for match in Match if found[match]), Match.NOTHING)
    return best, [] if best is Match.NOTHING else found[best]


def _match(wanted: str, one: T, ids: Texts[T], names: Texts[T]) -> Match:
    if any(wanted == _plain(text) for text in ids(one)):
        return Match.ID
    plain = [_plain(name) for name in names(one)]
    if wanted in plain:
        return Match.WHOLE_NAME
    return Match.PART_OF_A_NAME if any(wanted in name for name in plain) else Match.NOTHING


def _plain(text: str) -> str:
    """Return a text as it is compared: small letters, one space between words, accents in one spelling."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
