"""WeasyPrint lays out each surface in a separate document, so that no surface can affect another.

Style sheets and fonts are read once and shared. The pages of many documents are written into one PDF.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from outreach.press import document
from outreach.press.fetcher import BASE_URL, TemplateFetcher
from outreach.press.inked_page import InkedPage
from outreach.press.inside_weasyprint import DocumentMetadata, RasterImage
from outreach.stationery import Stationery

NO_FILES = URLFetcher(allowed_protocols=(), allow_redirects=False)
"""Serves nothing: for pages of the tool's own."""


@lru_cache(maxsize=4)
def fonts(style: str, assets: Path) -> FontConfiguration:
    """Return the fonts that a template can use: the shipped ones, and those that its own style adds.

    Each template has a separate configuration, since two templates may use one name for different fonts.
    """
    del style, assets  # they are the keys of the configurations
    return FontConfiguration()


def shipped_fonts() -> FontConfiguration:
    """Return the fonts that come with the tool."""
    return fonts("", Path())


def fonts_of(style: str, assets: Path) -> FontConfiguration:
    """Return the fonts for a style; styles without their own fonts share one configuration."""
    return fonts(style, assets) if "@font-face" in style.lower() else shipped_fonts()


@dataclass(frozen=True, slots=True)
class StyleSheets:
    """Style sheets ready for WeasyPrint, their fonts, and the files that they name but that cannot be served."""

    css: tuple[CSS, ...]
    fonts: FontConfiguration
    failures: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=32)
def style_sheets(paper: Stationery, language: str, style: str, assets: Path) -> StyleSheets:
    """Return the style sheets of a template on a stationery, read once in each process."""
    fetcher, known = TemplateFetcher(assets), fonts_of(style, assets)
    texts = (
        document.base_style() + document.stationery_style(paper),
        style,
        document.folio_style(paper, language),
    )
    css = (CSS(string=text, base_url=BASE_URL, url_fetcher=fetcher, font_config=known) for text in texts)
    return StyleSheets(tuple(css), known, fetcher.failures)


@lru_cache(maxsize=8)
def own_style(style: str) -> StyleSheets:
    """Return the style of the tool's own pages, in the shipped fonts."""
    return StyleSheets((CSS(string=style, font_config=shipped_fonts()),), shipped_fonts())


class Pictures(dict[str, Any]):
    """Pictures that several documents show, by their addresses: each is read once.

    WeasyPrint fills it. Drawings in SVG keep hold of the document that they were read for, so they are read again,
    and so is what could not be served: it is a fault of every document that needs it.
    """

    def forget_what_cannot_be_shared(self) -> None:
        """Keep photographs, and the bytes that WeasyPrint keeps of them."""
        for address, picture in [*self.items()]:
            if not isinstance(picture, (RasterImage, bytes)):
                del self[address]


def lay_out(
    surface: str, sheets: StyleSheets, fetcher: URLFetcher = NO_FILES, pictures: Pictures | None = None
) -> Document:
    """Return a surface laid out on separate pages."""
    html = HTML(string=document.page_html(surface), base_url=BASE_URL, url_fetcher=fetcher)
    cache = Pictures() if pictures is None else pictures
    try:
        return html.render(stylesheets=sheets.css, font_config=sheets.fonts, cache=cache, presentational_hints=True)
    finally:
        cache.forget_what_cannot_be_shared()


def together(documents: Iterable[Document]) -> Document:
    """Return one document with the pages of several; it leaves out their metadata."""
    first, *others = documents
    whole = first.copy([InkedPage(page) for one in (first, *others) for page in one.pages])
    whole.metadata = DocumentMetadata()
    return whole
