"""A leaf of text: where its lines may break, and how much of it fits in a width."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, compress
from typing import TYPE_CHECKING

from outreach.press.express.face import NO_BREAK_SPACE
from outreach.press.express.hyphenation import hyphenations
from outreach.press.express.plain import COMMON, LETTER, MIXED, NotPlainError, script_of, scripts_along
from outreach.press.inside_weasyprint import FROM_UNITS, TO_UNITS, ffi, get_log_attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.press.express.face import Face, GlyphRun

_SIMPLE = re.compile(r"[^\W_\u00aa\u00ba]+[.,;:!?]?").fullmatch  # letters or digits, and one mark at most
_IS_LINE_BREAK = bytes(byte & 1 for byte in range(256))  # the first bit of a PangoLogAttr


@dataclass(slots=True)
class LinePart:
    """What a line takes from a leaf: characters start to end, and where the next line resumes.

    width is in Pango units; resume is None when nothing of the leaf is left; text holds the
    characters with the hyphen, if any.
    """

    leaf: Leaf
    start: int
    end: int
    text: str
    resume: int | None
    width: int
    runs: list[GlyphRun]

    @property
    def pixels(self) -> float:
        """The width in px."""
        pixels: float = self.width * FROM_UNITS
        return pixels

    @property
    def breakable(self) -> bool:
        """Whether a line could break inside this part."""
        breaks = self.leaf.breaks
        found = bisect_right(breaks, self.start)
        return found < len(breaks) and breaks[found] < self.start + len(self.text)

    @property
    def spaces(self) -> int:
        """How many spaces justification may stretch."""
        return self.text.count(" ") + self.text.count(NO_BREAK_SPACE)

    def trailing_space(self) -> int:
        """Return the width of the space that ends this part, in Pango units."""
        return self.leaf.face.space.width if self.text.endswith(" ") else 0

    def stripped(self) -> LinePart:
        """Return this part without the space that ends it."""
        if not self.text.endswith(" "):
            return self
        width = self.width - self.trailing_space()
        return LinePart(self.leaf, self.start, self.end - 1, self.text[:-1], self.resume, width, self.runs[:-1])


class Leaf:
    """Text of one face without forced line breaks; positions are characters of it."""

    def __init__(self, face: Face, text: str, script: str = "") -> None:
        """Shape the words of `text`; its script may be known already."""
        self.face = face
        self.text = text
        self.script = script or script_of(text)
        self.pieces = text.split(" ")
        self.offsets = list(accumulate([len(piece) + 1 for piece in self.pieces], initial=0))[:-1]
        self._scripts = scripts_along(text) if self.script == MIXED else ""
        self.runs = self._shaped()
        space = face.space.width
        self.ends = list(accumulate([run.width + space for run in self.runs], initial=-space))[1:]

    @cached_property
    def breaks(self) -> list[int]:
        """Where a line may break, the end of the text included."""
        return breaks_between(self.text, self.pieces, self.offsets, self.face.style["lang"])

    def _shaped(self) -> list[GlyphRun]:
        if self.script != MIXED:
            return self.face.words(self.pieces, self.script)
        places = zip(self.pieces, self.offsets, strict=True)
        return [self._shape(at, at + len(piece)) for piece, at in places]

    def fit(self, start: int, width: float) -> LinePart:
        """Fill a line of the given width (px) from a character on, as WeasyPrint would."""
        if start and self.script == MIXED:
            # A line that starts inside mixed scripts is itemized from its own start.
            return self._moved(Leaf(self.face, self.text[start:]).fit(0, width), start)
        limit = int(max(0, width) * TO_UNITS)
        if not start and self.ends[-1] <= limit:
            return LinePart(self, 0, len(self.text), self.text, None, self.ends[-1], self.runs)
        first = bisect_right(self.offsets, start) - 1
        base = self._base(start, first)
        last = bisect_right(self.ends, limit + base, first) - 1
        self._require_certain(last)
        if last == len(self.runs) - 1:
            return self._part(start, len(self.text), "", None)
        if self._ends_simply(start, first, last):
            return self._simple_line(start, first, last, base, limit)
        end = self._longest(start, base, last, limit)
        return self._hyphenated(start, end, base, limit) or self._broken(start, end)

    def begins_simply(self, start: int) -> bool:
        """Tell whether a line that starts at a character is independent of what stands before it."""
        return self.script != MIXED and bool(_SIMPLE(self.pieces[bisect_right(self.offsets, start) - 1]))

    def _ends_simply(self, start: int, first: int, last: int) -> bool:
        """Tell whether a line ends after its `last` whole word, or in the next one: words that are simple say so."""
        return (
            last >= first
            and self.script != MIXED
            and all(map(_SIMPLE, self.pieces[last : last + 3]))
            and (self.script == COMMON or LETTER.search(self.text, start, self.offsets[last + 1]) is not None)
        )

    def _simple_line(self, start: int, first: int, last: int, base: int, limit: int) -> LinePart:
        """Return the line that `_ends_simply`; base and limit in Pango units."""
        runs = self.runs[first : last + 1]
        if start > self.offsets[first]:
            runs[0] = self._shape(start, self.offsets[first] + len(self.pieces[first]))
        width = self.ends[last] - base
        resume = self.offsets[last + 1]
        room = limit - width - self.face.space.width
        for length, run in self.face.beginnings(self.pieces[last + 1], self.script):
            if run.width <= room:
                stop = resume + length
                text = self.text[start:stop] + self.face.style["hyphenate_character"]
                return LinePart(self, start, stop, text, stop, limit - room + run.width, [*runs, run])
        return LinePart(self, start, resume - 1, self.text[start : resume - 1], resume, width, runs)

    def rest(self, start: int) -> LinePart:
        """Take everything after a character, however wide."""
        if start and self.script == MIXED:
            return self._moved(Leaf(self.face, self.text[start:]).rest(0), start)
        return self._part(start, len(self.text), "", None)

    @property
    def first(self) -> int:
        """Where a line that begins with this text begins: after its spaces."""
        return len(self.text) - len(self.text.lstrip(" "))

    def _moved(self, part: LinePart, by: int) -> LinePart:
        resume = None if part.resume is None else part.resume + by
        return replace(part, leaf=self, start=part.start + by, end=part.end + by, resume=resume)

    def _base(self, start: int, first: int) -> int:
        """Return what to take from ends so that they count from the start of the line."""
        inside = start - self.offsets[first]
        end = self.offsets[first] + len(self.pieces[first])
        run = self._shape(start, end) if inside else self.runs[first]
        return self.ends[first] - run.width

    def _shape(self, start: int, end: int, hyphen: str = "") -> GlyphRun:
        """Shape part of a word by itself, as it stands when a line breaks beside it."""
        text = self.text[start:end] + hyphen
        if self.script != MIXED:
            return self.face.words([text], self.script)[0]
        scripts = self._scripts[start:end]
        return self.face.word(text, scripts + scripts[-1:] * len(hyphen))

    def _require_certain(self, last: int) -> None:
        """Refuse a text whose last space alone is too wide: WeasyPrint then hyphenates otherwise."""
        if last + 2 == len(self.ends) and not self.pieces[-1]:
            raise NotPlainError("a space at the edge of a line")

    def _longest(self, start: int, base: int, last: int, limit: int) -> int | None:
        """Return the last line break that fits, None when not even the first does."""
        allowed = self.breaks
        top = self.offsets[last + 1] + len(self.pieces[last + 1])
        at = bisect_left(allowed, top) - 1
        while at >= 0 and allowed[at] > start:
            position = allowed[at]
            if self.text[position - 1] == " " or self._width_to(start, base, position) <= limit:
                return position
            at -= 1
        return None

    def _width_to(self, start: int, base: int, end: int, hyphen: str = "") -> int:
        """Return the width of a line from start to end and its hyphen."""
        piece = bisect_right(self.offsets, end - 1) - 1
        origin = max(start, self.offsets[piece])
        run = self._shape(origin, end, hyphen)
        return run.width + (0 if origin == start else self.ends[piece] - self.runs[piece].width - base)

    def _broken(self, start: int, end: int | None) -> LinePart:
        """Return the line up to a break; None stands for the first one, though it is too far."""
        if end is None:
            end = self.breaks[bisect_right(self.breaks, start)]
        resume = end if end < len(self.text) else None
        stop = end - 1 if self.text[end - 1] == " " and resume is not None else end
        return self._part(start, stop, "", resume)

    def _hyphenated(self, start: int, end: int | None, base: int, limit: int) -> LinePart | None:
        """Return the line with the beginning of the next word, if WeasyPrint would hyphenate it."""
        style = self.face.style
        resume = start if end is None else end
        if not self.face.hyphenates:
            return None
        unit = self._unit(resume, forced=end is None)
        prefixes = hyphenations(unit, style["lang"], style["hyphenate_limit_chars"])
        for prefix in prefixes:
            stop = resume + len(prefix)
            if self.text[resume:stop] != prefix:
                raise NotPlainError("a hyphenation that changes letters")
            width = self._width_to(start, base, stop, style["hyphenate_character"])
            if width <= limit or (end is None and prefix == prefixes[-1]):
                return self._part(start, stop, style["hyphenate_character"], stop)
        return None

    def _unit(self, resume: int, *, forced: bool) -> str:
        """Return the text in which WeasyPrint looks for a word to hyphenate."""
        following = self.breaks[bisect_right(self.breaks, resume)]
        if following == len(self.text):
            return self.text[resume:]
        if following == resume + 1 and forced:
            raise NotPlainError("a single character wider than its line")
        # WeasyPrint leaves out the character before the break, whether it is a space or not.
        return self.text[resume : following - 1]

    def _part(self, start: int, end: int, hyphen: str, resume: int | None) -> LinePart:
        """Gather the glyph runs from start to end; a part word is shaped by itself."""
        if self.script not in (MIXED, COMMON) and not LETTER.search(self.text, start, end):
            # Without a letter the line has no script, and a font may kern it differently.
            runs = self.face.words((self.text[start:end] + hyphen).split(" "), COMMON)
        else:
            runs = self._gathered(start, end, hyphen)
        width = sum([run.width for run in runs]) + (len(runs) - 1) * self.face.space.width
        return LinePart(self, start, end, self.text[start:end] + hyphen, resume, width, runs)

    def _gathered(self, start: int, end: int, hyphen: str) -> list[GlyphRun]:
        first = bisect_right(self.offsets, start) - 1
        last = bisect_right(self.offsets, end) - 1
        runs = self.runs[first : last + 1]
        tail = max(start, self.offsets[last])
        if hyphen or end < self.offsets[last] + len(self.pieces[last]):
            runs[-1] = self._shape(tail, end, hyphen)
        if start > self.offsets[first] and first < last:
            runs[0] = self._shape(start, self.offsets[first + 1] - 1)
        elif start > self.offsets[first]:
            runs[0] = self._shape(start, end, hyphen)
        return runs


def breaks_between(text: str, words: list[str], offsets: list[int], language: str) -> list[int]:
    """Return where lines of a text of `words` may break, its end included.

    Between words of letters or digits alone a line may break and inside them it may not; the others
    are shown to Pango, with one such word on either side: no rule of UAX #14 looks further.
    """
    odd = [index for index, word in enumerate(words) if not _SIMPLE(word)]
    if not odd:
        return [*offsets[1:], len(text)]
    found = []
    done = last = 0
    for first, last in _runs(odd, len(words) - 1):
        found += offsets[done + 1 : first + 1]
        start, end = offsets[first], offsets[last] + len(words[last])
        inside = [start + position for position in break_positions(text[start:end], language)]
        found += inside if last == len(words) - 1 else inside[:-1]
        done = last
    return found if last == len(words) - 1 else [*found, *offsets[done + 1 :], len(text)]


def _runs(odd: list[int], end: int) -> Iterator[tuple[int, int]]:
    """Yield first and last index of each run of odd words, with the word before and the word after it."""
    first = last = odd[0]
    for index in odd[1:]:
        if index > last + 2:
            yield max(0, first - 1), min(end, last + 1)
            first = index
        last = index
    yield max(0, first - 1), min(end, last + 1)


@lru_cache(maxsize=2048)
def break_positions(text: str, language: str) -> list[int]:
    """Return where lines of the text may break (Pango's log attributes), its end included."""
    attributes = get_log_attrs(text, language)
    flags = bytes(ffi.buffer(attributes))[::4].translate(_IS_LINE_BREAK)
    return list(compress(range(len(flags)), flags)) or [len(text)]
