from collections.abc import Callable, Sequence
from typing import Any

from pydyf import PDF
from weasyprint.formatting_structure.boxes import Box
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.pdf.stream import Stream
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
    bleed: dict[str, float]
    bookmarks: list[Any]
    forms: dict[Any, list[Any]]
    height: float
    links: list[tuple[str, str, Any, Box]]
    width: float
    _page_box: Box
    def __init__(self, page_box: Box) -> None: ...
    def paint(self, stream: Stream, scale: float = ...) -> None: ...

class Document:
    pages: list[Page]
    fonts: dict[int, Font]
    metadata: DocumentMetadata
    def copy(self, pages: Sequence[Page]) -> Document: ...
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
        cache: dict[str, Any] | None = ...,
    ) -> Document: ...
    def write_pdf(self) -> bytes: ...
