"""The tool's own pages, such as a packing list: set without a template."""

import io
from collections.abc import Iterable, Sequence

from weasyprint import Document

from outreach.pdf.loosen import section_of
from outreach.pdf.sections import Section, SectionWriter
from outreach.press import copying, express
from outreach.press.layout import lay_out, own_style, together


def set_surfaces(surfaces: Sequence[str], style: str, fallback: str, sample: str = "") -> bytes:
    """Set the tool's own pages, one surface each; `fallback` is the style of those that are not plain.

    A `sample`, a short surface of the same kind, teaches the lane at a lower cost than a whole one.
    """

    def laid_out(some: Iterable[str], extra: str = "") -> Document:
        sheets = own_style(style + extra)
        return together(lay_out(surface, sheets) for surface in some)

    if len(surfaces) < express.WORTH_LEARNING:
        return copying.pdf_of(laid_out(surfaces, fallback))
    lane = express.ExpressLane(style, laid_out)
    lane.learn([sample] if sample else [])
    outcome = lane.set(surfaces)
    if not outcome.refused:
        return outcome.pdf
    rest = section_of(copying.pdf_of(laid_out([surfaces[index] for index in outcome.refused], fallback)))
    return _interleaved([(outcome.section, outcome.taken), (rest, tuple(outcome.refused))])


def _interleaved(sections: Iterable[tuple[Section, Sequence[int]]]) -> bytes:
    """Return sections as one PDF; each section comes with the places of its pages."""
    output = io.BytesIO()
    writer = SectionWriter(output)
    pages = {
        place: writer.page(head)
        for section, places in sections
        for place, head in zip(places, writer.take(section), strict=True)
    }
    writer.finish([page for _, page in sorted(pages.items())])
    return output.getvalue()
