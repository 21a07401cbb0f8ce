"""Preflight: measure in the finished PDF whether it can be printed and posted.

Nothing of the template is asked: what counts is where the ink stands. Runs in a child process, since
the PDF shows what a stranger's template made of it.
"""

from outreach.pdf.preflight.flight import Expected, Flight, Found


def preflight(flight: Flight) -> Found:
    """Measure the pieces of `flight`; return what is wrong with each."""
    from outreach.pdf.preflight.measure import measured  # noqa: PLC0415 — the child alone loads pdfium and pikepdf

    return measured(flight)


__all__ = ["Expected", "Flight", "Found", "preflight"]
