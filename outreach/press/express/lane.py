"""The lane itself: which surfaces it takes, what it learns from, and how its work is proved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.pdf.sections import Section
from outreach.press.express.kind import SurfaceKind, UnlearntError
from outreach.press.express.markup import Path, Surface, read_inline, read_surface
from outreach.press.express.plain import NotPlainError, require_plain_characters
from outreach.press.express.proof import differences
from outreach.press.express.reading import misread
from outreach.press.express.setting import SetLetter, Setter
from outreach.press.express.stylesheet import require_plain_sheet
from outreach.press.express.write import Book

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from weasyprint import Document

    from outreach.press.express.face import FontFile
    from outreach.press.inside_weasyprint import Font

_SAMPLES = 12  # samples that a kind may take to learn; each costs a WeasyPrint page
_TRIES = 40  # tries at a sample, with those that turn out not to be plain


@dataclass(frozen=True, slots=True)
class Outcome:
    """The pages of the surfaces taken, in order; refused gives the reason for each of the others.

    taken are positions in the list of surfaces; page i of the section shows surface taken[i].
    compared are the positions that were set by WeasyPrint too; differences what that showed. A kind
    of surface that differed is refused as a whole, in this call and in later ones. misread says what was read on
    pages that show texts not from their surface; these are among the refused.
    """

    section: Section
    taken: tuple[int, ...]
    refused: dict[int, str]
    misread: dict[int, str] = field(default_factory=dict)
    compared: tuple[int, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def pdf(self) -> bytes:
        """The section as a PDF; empty when no surface was taken."""
        return self.section.pdf() if self.taken else b""


@dataclass(slots=True, eq=False)
class _Known:
    """A kind with its setter and the samples spent on it; dead says why it was given up."""

    kind: SurfaceKind
    setter: Setter
    samples: int = 0
    tries: int = 0
    dead: str = ""


_Letters = dict[int, tuple[SetLetter, _Known]]


def _require_plain_text(surface: Surface) -> None:
    """Raise NotPlainError for what needs no sample to be refused.

    A sample changes the lane: the lane is then not kept for the next job, and learns widths of glyphs.
    """
    require_plain_characters("".join("".join(surface.texts).split()))
    for block in surface.shape.leaves:
        read_inline(surface.texts[block.text], block.path)


class _Fonts(dict[int, "Font"]):
    """The fonts of a document, by WeasyPrint's key; their glyphs keep the widths that they had in others.

    WeasyPrint rounds the width of a glyph at the size that it meets first, anew in each document. The
    fonts are embedded whole: what is compared are glyphs, not their outlines.
    """

    def __init__(self, known: dict[str, FontFile]) -> None:
        super().__init__()
        self._known = known

    def __setitem__(self, key: int, font: Font) -> None:
        if font.hash in self._known:
            font.widths.update(self._known[font.hash].widths)
        font.clean = _leave_whole
        super().__setitem__(key, font)


def _leave_whole(_glyphs: object, _hinting: object) -> None:
    """Stand in for WeasyPrint's subsetting of a font."""


class ExpressLane:
    """Sets the plain surfaces of one style; keeps what it learnt from call to call.

    Raises whatever WeasyPrint raises when it lays out a sample.
    """

    def __init__(self, style: str, lay_out: Callable[[Sequence[str]], Document]) -> None:
        """Look at the `style`; `lay_out` has WeasyPrint lay out surfaces, each in a document of its own."""
        self._lay_out = lay_out
        self._fonts: dict[str, FontFile] = {}
        self._root = Path()
        self._kinds: dict[Path, _Known] = {}
        self._dead = ""
        self.altered = False
        """Whether anything was learnt, or given up, since `learn`."""
        try:
            require_plain_sheet(style)
        except NotPlainError as reason:
            self._dead = str(reason)

    def learn(self, surfaces: Sequence[str]) -> None:
        """Learn from the plain ones among `surfaces`."""
        for html in surfaces:
            with suppress(NotPlainError):
                self._letter(html, read_surface(html, self._root))
        self.altered = False

    def set(self, surfaces: Sequence[str], proof: Collection[int] = ()) -> Outcome:
        """Set the surfaces that are plain, one page each, and compare those in `proof` with WeasyPrint's."""
        refused: dict[int, str] = {}
        letters: _Letters = {}
        strange: dict[int, str] = {}
        for position, surface in self._read(surfaces, refused).items():
            try:
                letter, known = self._letter(surfaces[position], surface)
            except NotPlainError as reason:
                refused[position] = str(reason)
                continue
            if text := misread(letter.texts, surface.texts):
                strange[position], refused[position] = text, "a page that shows another text"
            else:
                letters[position] = letter, known
        compared = tuple(position for position in sorted(proof) if position in letters)
        section = self._write(letters)
        found = self._prove(section, letters, compared, surfaces)
        for position in [position for position, (_, known) in letters.items() if known.dead]:
            refused[position] = letters.pop(position)[1].dead
        if found:
            section = self._write(letters)
        return Outcome(section, tuple(letters), refused, strange, compared, tuple(found))

    def _read(self, surfaces: Sequence[str], refused: dict[int, str]) -> dict[int, Surface]:
        """Read the surfaces and shape the words of known kinds together, at a fraction of the cost."""
        read: dict[int, Surface] = {}
        by_kind: dict[Path, list[Surface]] = {}
        for position, html in enumerate(surfaces):
            try:
                read[position] = surface = read_surface(html, self._root)
                by_kind.setdefault(surface.shape.block.path, []).append(surface)
            except NotPlainError as reason:
                refused[position] = str(reason)
        for path in self._kinds.keys() & by_kind.keys():
            self._kinds[path].setter.prepare(by_kind[path])
        return read

    def _prove(
        self, section: Section, letters: _Letters, compared: Sequence[int], surfaces: Sequence[str]
    ) -> list[str]:
        """Compare letters with WeasyPrint's, kind by kind; a kind that differs is given up."""
        found: list[str] = []
        for known in dict.fromkeys(known for _, known in letters.values()):
            chosen = [position for position in compared if letters[position][1] is known]
            wrong = self._compare(section, letters, chosen, surfaces) if chosen else []
            if wrong:
                self.altered = True
                known.dead = f"differs from WeasyPrint: {wrong[0]}"
            found += wrong
        return found

    def _letter(self, html: str, surface: Surface) -> tuple[SetLetter, _Known]:
        if self._dead:
            raise NotPlainError(self._dead)
        known = self._known(surface)
        while True:
            if known.dead:
                raise NotPlainError(known.dead)
            try:
                letter = known.setter.set(surface)
                if letter.neighbours <= known.kind.neighbours:
                    return letter, known
            except UnlearntError:
                pass  # a sample will tell
            self._learn(known, html, surface)

    def _known(self, surface: Surface) -> _Known:
        path = surface.shape.block.path
        known = self._kinds.get(path)
        if known is None:
            kind = SurfaceKind(path, self._fonts)
            known = self._kinds[path] = _Known(kind, Setter(kind))
        return known

    def _learn(self, known: _Known, html: str, surface: Surface) -> None:
        """Learn from one more sample, and keep what it taught only if it can be set alike."""
        if known.samples >= _SAMPLES or known.tries >= _TRIES:
            raise NotPlainError("a structure that is too rare to learn")
        _require_plain_text(surface)
        known.tries += 1
        self.altered = True
        document = self._document([html])
        known.kind.learn(document.pages)
        reference = document.write_pdf(uncompressed_pdf=True)
        self._note_widths(document)
        letter = known.setter.set(surface)
        ours = self._write({0: (letter, known), 1: (letter, known)})  # what stands on two pages is written as a form
        found = differences(ours.pdf([0]), reference)
        if found:
            known.dead = f"differs from WeasyPrint: {found[0]}"
            raise NotPlainError(known.dead)
        known.kind.neighbours |= letter.neighbours
        known.samples += 1

    def _note_widths(self, document: Document) -> None:
        """Take WeasyPrint's roundings of glyph widths for the glyphs not met before."""
        for font in document.fonts.values():
            file = self._fonts.get(font.hash)
            if file is not None:
                file.widths = {**font.widths, **file.widths}

    def _document(self, surfaces: Sequence[str]) -> Document:
        """Have surfaces laid out, in fonts whose glyphs are as wide as in the lane's first samples."""
        document = self._lay_out(surfaces)
        document.fonts = _Fonts(self._fonts)
        return document

    def _write(self, letters: _Letters) -> Section:
        book = Book(self._fonts)
        for letter, known in letters.values():
            book.add(letter, known.kind.page_size)
        return book.section()

    def _compare(
        self, section: Section, letters: _Letters, compared: Sequence[int], surfaces: Sequence[str]
    ) -> list[str]:
        order = {position: page for page, position in enumerate(letters)}
        reference = self._document([surfaces[position] for position in compared]).write_pdf(uncompressed_pdf=True)
        return differences(section.pdf([order[position] for position in compared]), reference)
