"""How a batch is divided for printers and people: volumes, sheets, names of files."""

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from outreach.errors import UsageError

LONGEST_NAME = 120
"""Bytes of a file name, less than the 143 that encrypted folders allow, with room for a number."""
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(1, 10))})
"""Names that Windows keeps for devices, whatever their ending (Microsoft, Naming Files, Paths, and Namespaces)."""
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class Portion:
    """Pieces that are printed as one file: indexes into the batch, and the sender, if it is for one sender."""

    indexes: tuple[int, ...]
    sender: str = ""


def volumes(senders: Sequence[str], per_file: int | None, *, by_sender: bool = False) -> list[Portion]:
    """Cut a batch into volumes of at most `per_file` pieces, in print order, those of each sender together.

    `senders` names who signs each piece; without `per_file`, a sender's pieces are one volume.
    """
    groups: dict[str, list[int]] = {}
    for index, sender in enumerate(senders):
        groups.setdefault(sender if by_sender else "", []).append(index)
    size = per_file or len(senders)
    return [
        Portion(tuple(group[start : start + size]), sender)
        for sender, group in groups.items()
        for start in range(0, len(group), size)
    ]


def fronts_and_backs(pieces: Iterable[Sequence[int]]) -> tuple[list[int], list[int | None]]:
    """Return the pages for the fronts and for the backs of the sheets; each piece begins a new sheet.

    `pieces` hold the pages of each; a back that stays empty is None. Both lists are as long as there
    are sheets, and in the order of the sheets.
    """
    fronts: list[int] = []
    backs: list[int | None] = []
    for pages in pieces:
        fronts += pages[::2]
        backs += [*pages[1::2], *([None] if len(pages) % 2 else [])]
    return fronts, backs


def sheets(page_counts: Iterable[int], *, duplex: bool) -> int:
    """Return how many sheets of paper the pieces take, each beginning a new one."""
    return sum((count + 1) // 2 if duplex else count for count in page_counts)


def pattern_fields(pattern: str) -> list[str]:
    """Return the columns named in a pattern such as ``{country}-{family_name}``; raise `UsageError` at a fault."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise UsageError(f"`{pattern}` is not a pattern; write it as {{country}}-{{family_name}}") from error
    names = [name for _, name, _, _ in parts if name is not None]
    plain = all(name.isidentifier() and not form and not turn for _, name, form, turn in parts if name is not None)
    if not names or not plain:
        raise UsageError(f"`{pattern}` names no column; write it as {{country}}-{{family_name}}")
    return names


def file_names(pattern: str, rows: Iterable[Mapping[str, str]], ending: str) -> list[str]:
    """Return a file name for each of `rows`: safe on every system, inside its folder, none twice.

    Names that differ only in capitals count as the same, as on Windows and macOS.
    """
    taken: set[str] = set()
    names = []
    for number, row in enumerate(rows, 1):
        stem = safe_name(pattern.format_map(row)) or f"{number:04d}"
        name, again = stem, 1
        while name.casefold() in taken:
            again += 1
            name = f"{stem}-{again}"
        taken.add(name.casefold())
        names.append(name + ending)
    return names


def safe_name(text: str) -> str:
    """Return `text` as a file name that every system takes, without its ending; empty if nothing is left of it."""
    name = re.sub(r"\s+", " ", _UNSAFE.sub("-", unicodedata.normalize("NFC", text)))
    name = name.strip(" .-")
    while len(name.encode()) > LONGEST_NAME:
        name = name[:-1].rstrip(" .-")
    return f"{name}-" if name.partition(".")[0].strip().lower() in RESERVED else name
