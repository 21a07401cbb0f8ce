"""A last check of set pages: they show no word from another piece's row.

Each side is laid out by itself, so nothing should be found. The check looks at what was drawn, not at what was
intended. A word that a style adds, such as a number of a list, belongs to no row.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import NoReturn, Self
from urllib.parse import unquote

import tinycss2
from markupsafe import Markup
from tinycss2.ast import Node

from outreach.errors import SettingError
from outreach.letters.merge import Fields
from outreach.press.document import base_style, folio_style, stationery_style
from outreach.press.drawn_text import TAG, Drawn, words_in, words_of_html
from outreach.press.tasks import Job, PieceText
from outreach.storage.files import files_below

_ATTRIBUTE = re.compile(r"""\b(?!class\b|style\b)[\w-]+\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_NUMBERED = re.compile(r"\d+")
_LETTERED = re.compile(r"\d+|[ivxlcdm]+|\w{1,2}")
"""What counts pages and items: digits, and with other kinds of counters Roman numerals or letters of an alphabet."""
_ALPHABETS = re.compile(r"alpha|latin|roman|greek|armenian|georgian|hebrew|cjk|type=", re.IGNORECASE)


class RowWords:
    """The words of the rows that some pieces are made from, and those that their style adds."""

    def __init__(self, source: str, pieces: Sequence[PieceText], style: str, assets: Path) -> None:
        """Read nothing yet, because most jobs never need it. `source` is what messages call the pieces' template."""
        self._source, self._pieces, self._style, self._folder = source, pieces, style, assets

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the rows of a job."""
        style = base_style() + stationery_style(job.stationery) + folio_style(job.stationery, job.template.language)
        return cls(job.template.source, (*job.pieces, *job.samples), style + job.style, job.assets)

    def require_own(self, html: str, drawn: Sequence[Drawn], numbers: Iterable[int]) -> None:
        """Raise `SettingError` if pages show a word that is only in rows of pieces other than `numbers`.

        `html` is what the pages were set from, `drawn` what is drawn on them.
        """
        own = frozenset(numbers)
        for word in self._unknown(html, drawn):
            holders = self._holders.get(word)
            if holders and not own & holders and not self._explained(word, html, drawn):
                self._stop(word, min(own), min(holders))

    @staticmethod
    def _unknown(html: str, drawn: Sequence[Drawn]) -> set[str]:
        return words_in("\n".join([one.text for one in drawn])) - words_of_html(html)

    @cached_property
    def _holders(self) -> Mapping[str, set[int]]:
        """For each word, the pieces whose rows hold it."""
        holders: dict[str, set[int]] = {}
        for piece in self._pieces:
            for word in words_in("\n".join(_texts(piece))):
                holders.setdefault(word, set()).add(piece.number)
        return holders

    @cached_property
    def _of_the_style(self) -> set[str]:
        """The words that a style, the stationery or a drawing in the template's folder may add to any page."""
        found = _words_of_style(self._style)
        for path in files_below(self._folder):
            with suppress(OSError):
                if read := WORDED.get(path.suffix.lower()):
                    found |= read(path.read_text(encoding="utf-8", errors="replace"))
        return found

    def _explained(self, word: str, html: str, drawn: Sequence[Drawn]) -> bool:
        """Tell whether a word comes from the side itself: from an attribute, a counter, or as a part of another."""
        attributes = "\n".join("".join(groups) for groups in _ATTRIBUTE.findall(html))
        own = words_of_html(html) | words_in(unescape(TAG.sub("", html))) | words_in(unescape(attributes))
        own |= self._of_the_style
        shown = words_in("\n".join([one.text for one in drawn]))
        plain = words_in("\n".join([one.text for one in drawn if not one.generated]))
        counted = _LETTERED if _ALPHABETS.search(self._style + html) else _NUMBERED
        return (
            word in own
            or (word not in plain and counted.fullmatch(word) is not None)
            or any(_is_part(word, whole, shown) for whole in own if word in whole)
        )

    def _stop(self, word: str, number: int, other: int) -> NoReturn:
        raise SettingError(
            f"{self._source}: the pages of piece {number} would show “{word}”, which stands in the row of piece {other} "
            "alone; nothing was printed. This is a fault of outreach: please report it, without the names"
        )


def _texts(piece: PieceText) -> Iterator[str]:
    """Yield what a row, its sender and its address say."""
    for value in piece.values.values():
        if isinstance(value, Fields):
            yield from value.cells.values()
        elif isinstance(value, Markup):
            yield unescape(TAG.sub(" ", value))
        else:
            yield str(value)
    for lines in piece.parts.values():
        yield from lines


def _words_of_style(style: str) -> set[str]:
    return words_of_html(unquote("\n".join(_strings(tinycss2.parse_component_value_list(style)))))


WORDED: Mapping[str, Callable[[str], set[str]]] = {".svg": words_of_html, ".css": _words_of_style}
"""Files of a template that can bring words along, and how these are read from them."""


def _strings(tokens: Iterable[Node]) -> Iterator[str]:
    """Yield the strings and addresses in a style, wherever they are nested; a drawing can stand in an address."""
    for token in tokens:
        if token.type in ("string", "url"):
            yield str(token.value)
        yield from _strings(getattr(token, "content", None) or getattr(token, "arguments", None) or ())


def _is_part(word: str, whole: str, shown: Iterable[str], *, used: bool = False) -> bool:
    """Tell whether `word` is a part of a longer word that lines or tags divide."""
    if not whole:
        return used
    return any(
        _is_part(word, whole[len(part) :], shown, used=used or part == word) for part in shown if whole.startswith(part)
    )
