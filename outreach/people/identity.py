"""Recognise a person: by an id made from name and birth date, and by the rest if one of the two has changed."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.model import Kind, Recipient, Row
from outreach.people.doubles import DAY, doubles

NAME_DIGITS, WORD_DIGITS = 16, 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Written:
    """Somebody whom the ledger knows: their id, their marks, and the latest piece to them."""

    id: str
    person: str
    name: str
    country: str
    batch: int
    number: int


def marks(name: str, birth_date: str) -> str:
    """Return the marks of a person: the derived id, then one for each word of the name with the day of birth.

    The id stays the same when rows are added or sorted, or when the person moves; after a change of surname the mark
    of the first name stays.
    """
    words = _words(name)
    digests = [_digest(" ".join(sorted(words)), birth_date, NAME_DIGITS)]
    if len(birth_date) == DAY:
        digests += [_digest(word, birth_date, WORD_DIGITS) for word in words]
    return "~" + "~".join(digests)


def id_in(person: str) -> str:
    """Return the derived id from a person's marks."""
    return person[: 1 + NAME_DIGITS]


def _words(name: str) -> list[str]:
    return _WORD.findall(name.casefold())


def _digest(text: str, birth_date: str, digits: int) -> str:
    return hashlib.sha256(f"{text}|{birth_date}".encode()).hexdigest()[:digits]


def known_again(newcomers: Sequence[Recipient], gone: Sequence[Written]) -> dict[str, tuple[Written, str]]:
    """Return, by their ids, the newcomers who look like somebody the list no longer has, and why."""
    found: dict[str, tuple[Written, str]] = {}
    for newcomer, written in _same_birthday(newcomers, gone):
        found.setdefault(newcomer.id, (written, "a part of the name and the day of birth are the same"))
    everybody = [*(_as_recipient(one) for one in gone), *newcomers]
    for pair in doubles(everybody):
        if pair.first < len(gone) <= pair.second:
            found.setdefault(everybody[pair.second].id, (gone[pair.first], pair.why))
    return found


def _same_birthday(newcomers: Sequence[Recipient], gone: Sequence[Written]) -> Iterator[tuple[Recipient, Written]]:
    by_mark = {mark: one for one in gone for mark in one.person.split("~")[2:]}
    for newcomer in newcomers:
        shared = (by_mark[mark] for mark in newcomer.person.split("~")[2:] if mark in by_mark)
        if written := next(shared, None):
            yield newcomer, written


def _as_recipient(written: Written) -> Recipient:
    fields: Mapping[str, str] = {"name": written.name}
    return Recipient(Kind.POLITICIAN, written.id, written.name, (), (), written.country, "", fields, Row("", 0, fields))
