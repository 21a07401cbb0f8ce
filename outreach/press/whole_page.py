"""Set a whole page of HTML of the tool's own, such as a report; runs in a child process."""


def set_page(html: str) -> bytes:
    """Return the PDF of a page that needs no other file; whatever it would fetch is refused."""
    from weasyprint import HTML  # noqa: PLC0415 — WeasyPrint is loaded in the child only

    from outreach.press.fetcher import BASE_URL  # noqa: PLC0415 — the same
    from outreach.press.layout import NO_FILES, shipped_fonts  # noqa: PLC0415 — the same

    page = HTML(string=html, base_url=BASE_URL, url_fetcher=NO_FILES)
    written: bytes = page.render(font_config=shipped_fonts()).write_pdf()
    return written
