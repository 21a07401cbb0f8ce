"""Move the content of the pages of a PDF for a printer that prints off centre.

A shift moves the box of a page, never its content: what is printed stays the same, byte for byte.
"""

from collections.abc import Container, Iterable
from pathlib import Path

import pikepdf

from outreach.pdf.binder import save
from outreach.pdf.printer_offset import Shift
from outreach.stationery import MM
from outreach.storage.files import rewrite_file


def shift_pages(path: Path, shift: Shift, backs: Container[int] = ()) -> None:
    """Move everything on the pages of the PDF at `path`; one that was moved before is moved anew, not further.

    `backs` are the pages, counted from 1, that are printed on the second side of a sheet.
    """

    def write(target: Path) -> None:
        with pikepdf.open(path) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                moved = shift.back if shift.back and number in backs else shift
                left, bottom, right, top = (float(edge) for edge in page.mediabox)
                across, up = moved.right * MM, -moved.down * MM
                page.MediaBox = pikepdf.Array([-across, -up, right - left - across, top - bottom - up])
            save(pdf, target)

    rewrite_file(path, write)


def backs_of(pieces: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return the pages on the second sides of sheets, for pieces of these first and last pages that begin new sheets."""
    return frozenset(page for first, last in pieces for page in range(first + 1, last + 1, 2))
