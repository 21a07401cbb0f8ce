from collections.abc import Callable, Sequence

from pydyf import PDF
from weasyprint.formatting_structure.boxes import Box
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

__version__: str

class CSS:
    def __init__(
        self,
        *,
        string: str,
        base_url: str | None = ...,
        url_fetcher: URLFetcher | None = ...,
        font_config: FontConfiguration | None = ...,
    ) -> None: ...

class Page:
    anchors: dict[str, tuple[float, float]]
    width: float
    height: float
    _page_box: Box

class Document:
    pages: list[Page]
    fonts: dict[int, Font]
    metadata: DocumentMetadata
    def write_pdf(
        self, *, finisher: Callable[[Document, PDF], None] | None = ..., uncompressed_pdf: bool = ...
    ) -> bytes: ...

class HTML:
    def __init__(self, *, string: str, base_url: str | None = ..., url_fetcher: URLFetcher | None = ...) -> None: ...
    def render(
        self,
        *,
        stylesheets: Sequence[CSS] = ...,
        font_config: FontConfiguration | None = ...,
        presentational_hints: bool = ...,
    ) -> Document: ...
    def write_pdf(self) -> bytes: ...
