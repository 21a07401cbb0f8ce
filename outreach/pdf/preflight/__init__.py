"""Preflight: measure in the finished PDF whether it can be printed and posted.

The template does not matter, only where the ink is. Runs in a child process, since a stranger's template may have
shaped the PDF.
"""

from outreach.pdf.preflight.flight import Expected, Flight, Found


def preflight(flight: Flight) -> Found:
    """Measure the pieces of `flight`; return what is wrong with each."""
    from outreach.pdf.preflight.measure import measured  # noqa: PLC0415 — the child alone loads pdfium and pikepdf

    return measured(flight)


__all__ = ["Expected", "Flight", "Found", "preflight"]
