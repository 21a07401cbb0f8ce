"""Put pages on sheets with pikepdf: each page becomes a form that is drawn at its place.

Pages with the same content become one form, so that a picture is stored once however often it is drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pikepdf

from outreach.stationery import MM, Box

MARK_WIDTH = 0.1
"""mm"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page drawn on a sheet: its index in the source, its box in mm, its turn in degrees counter-clockwise."""

    page: int
    box: Box
    turn: int = 0


@dataclass(frozen=True, slots=True)
class SheetSide:
    """What stands on one side of a sheet: drawings, and crop marks (boxes without width or height) in mm.

    Of each drawing so many mm show around its box; less than nothing leaves its edges white.
    """

    drawings: tuple[Drawing, ...]
    marks: tuple[Box, ...] = ()
    around: float = 0.0


class Imposer:
    """Draws the pages of `source` on the sheets of a new PDF."""

    def __init__(self, source: pikepdf.Pdf) -> None:
        """Begin with no sheet."""
        self.pdf = pikepdf.new()
        self._source = source
        self._forms: dict[object, pikepdf.Object] = {}

    def add(self, sides: Iterable[SheetSide], width: float, height: float) -> None:
        """Append sheets of `width` × `height` mm."""
        for side in sides:
            self.pdf.add_blank_page(page_size=(width * MM, height * MM))
            page = self.pdf.pages[-1]
            lines = [self._drawn(page, drawing, height, side.around * MM) for drawing in side.drawings]
            page.contents_add("\n".join([*lines, *_marks(side.marks, height)]).encode())

    def _drawn(self, page: pikepdf.Page, drawing: Drawing, height: float, around: float) -> str:
        name = page.add_resource(self._form(drawing.page, around), pikepdf.Name.XObject)
        matrix = " ".join(f"{number:.5g}" for number in _matrix(drawing, height))
        return f"q {matrix} cm {name} Do Q"

    def _form(self, number: int, around: float) -> pikepdf.Object:
        page = self._source.pages[number]
        key = (_content_key(page) or number, around)
        if key not in self._forms:
            left, bottom, right, top = (float(edge) for edge in page.trimbox)
            form = page.as_form_xobject()
            # What was moved for a printer has its page's box moved: the content still starts at nought.
            form.stream_dict.BBox = pikepdf.Array([-around, -around, right - left + around, top - bottom + around])
            self._forms[key] = self.pdf.copy_foreign(form)
        return self._forms[key]


def _content_key(page: pikepdf.Page) -> tuple[object, ...]:
    """Return a key that is equal for pages that show the same, or nothing if that cannot be known."""
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    if not all(isinstance(part, pikepdf.Object) and part.is_indirect for part in parts):
        return ()
    return tuple(part.objgen for part in parts if isinstance(part, pikepdf.Object))


def _matrix(drawing: Drawing, height: float) -> Sequence[float]:
    """Return the PDF matrix that brings a page from its own origin to its place."""
    box = drawing.box
    left, right = box.x * MM, (box.x + box.width) * MM
    bottom, top = (height - box.y - box.height) * MM, (height - box.y) * MM
    return {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }[drawing.turn]


def _marks(marks: Iterable[Box], height: float) -> list[str]:
    lines = [
        f"{b.x * MM:.2f} {(height - b.y) * MM:.2f} m {(b.x + b.width) * MM:.2f} {(height - b.y - b.height) * MM:.2f} l"
        for b in marks
    ]
    return [f"q {MARK_WIDTH * MM:.3f} w 0 G {' '.join(lines)} S Q"] if lines else []
