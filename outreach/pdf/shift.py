"""Move the content of the pages of a PDF for a printer that prints off centre.

A shift moves the box of a page, never its content: what is printed stays the same, byte for byte.
"""

from pathlib import Path

import pikepdf

from outreach.pdf.binder import save
from outreach.pdf.printer_offset import Shift
from outreach.stationery import MM
from outreach.storage.files import rewrite_file


def shift_pages(path: Path, shift: Shift) -> None:
    """Move everything on the pages of the PDF at `path`; a new shift replaces an earlier one."""

    def write(target: Path) -> None:
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                left, bottom, right, top = (float(edge) for edge in page.mediabox)
                across, up = shift.right * MM, -shift.down * MM
                page.MediaBox = pikepdf.Array([-across, -up, right - left - across, top - bottom - up])
            save(pdf, target)

    rewrite_file(path, write)
