"""Set a whole HTML page made by the tool, such as a report."""

from weasyprint import HTML

from outreach.press.fetcher import BASE_URL
from outreach.press.layout import NO_FILES, shipped_fonts


def set_page(html: str) -> bytes:
    """Return the PDF of a page that needs no other file; whatever it would fetch is refused."""
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=NO_FILES)
    written: bytes = page.render(font_config=shipped_fonts()).write_pdf()
    return written
