"""Preflight: measure in the finished PDF whether it can be printed and posted.

The template does not matter, only where the ink is. Runs in a child process, since a stranger's template may have
shaped the PDF.
"""

from dataclasses import dataclass

from outreach.stationery import Stationery
from outreach.stationery.print_services import Finding


@dataclass(frozen=True, slots=True)
class Expected:
    """A piece as it should be: number, first and last page from 1, the lines of its address."""

    number: int
    first_page: int
    last_page: int
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flight:
    """What to measure: a PDF, its paper, its pieces (all of them, or a sample), and whose rules apply.

    `total` is the last page that holds a piece; `edge` in mm is what no printer reaches. Of a long PDF, `content`
    may be an excerpt with the pages of the pieces, which count from its first one; the whole has `pages`.
    """

    path: str
    source: str
    paper: Stationery
    pieces: tuple[Expected, ...]
    total: int
    edge: float = 4.0
    service: str = ""
    size: int = 0
    content: bytes = b""
    pages: int = 0


Found = tuple[tuple[int, Finding], ...]
"""What was found: the number of the piece (0 for the whole file) and the finding."""


def preflight(flight: Flight) -> Found:
    """Measure the pieces of `flight`; return what is wrong with each."""
    from outreach.pdf.preflight.measure import measured  # noqa: PLC0415 — the child alone loads pdfium and pikepdf

    return measured(flight)
