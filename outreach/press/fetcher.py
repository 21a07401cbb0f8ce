"""Serve a template's own files to WeasyPrint, and nothing else.

WeasyPrint 70 wants a subclass of its fetcher. Templates come from strangers. Only files below the template's folder
and ``data:`` addresses are served, so nothing is ever fetched. The neutral base address keeps the volunteer's folders
out of the PDF.
"""

import mimetypes
import urllib.parse
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from types import MappingProxyType
from typing import Self

from weasyprint.urls import URLFetcher, URLFetcherResponse

from outreach.pictures.files import bytes_of, plain_bytes
from outreach.pictures.ready import PictureError, ready_picture
from outreach.pictures.signature import without_paper
from outreach.press.document import ACROSS

BASE_URL = "template://files/"
FONTS = (".ttf", ".otf", ".ttc", ".woff", ".woff2")
DATA_SHOWN = 40
"""Characters of a picture inside the text by which messages call it."""

for schemes in (urllib.parse.uses_relative, urllib.parse.uses_netloc):
    if "template" not in schemes:
        schemes.append("template")


class TemplateFetcher(URLFetcher):
    """The only way from a letter to a file; `failures` collects the files that could not be served."""

    def __init__(self, folder: Path, pictures: Mapping[str, Path] = MappingProxyType({})) -> None:
        """Serve the files below `folder`, and the campaign's own `pictures` under their names."""
        super().__init__(allowed_protocols=("template", "data"), allow_redirects=False)
        self._folder = folder.resolve()
        self._pictures = pictures
        self.failures: dict[str, str] = {}

    def anew(self) -> Self:
        """Return a fetcher that serves the same files, and has noted no failure."""
        other = copy(self)
        other.failures = {}
        return other

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the content behind `url`, or note the failure and raise."""
        try:
            if url.startswith("data:"):
                response = super().fetch(url, headers)
                return self._response(url, response.read(), response.content_type)
            return self._serve(url)
        except Exception as error:  # for any of them, WeasyPrint silently leaves out the picture
            name = urllib.parse.unquote(url.removeprefix(BASE_URL).removesuffix(ACROSS))
            own = self._pictures.get(name)
            place = "the campaign's folder, or correct the sender's row" if own else "the template's folder"
            self.failures.setdefault(
                name[:DATA_SHOWN] if name.startswith("data:") else name[:200], _reason(error, place)
            )
            raise

    def _serve(self, url: str) -> URLFetcherResponse:
        if not url.startswith(BASE_URL):
            raise PermissionError(url)
        name = urllib.parse.unquote(urllib.parse.urlsplit(url).path).lstrip("/")
        own = self._pictures.get(name)
        data = plain_bytes(own) if own else bytes_of(self._folder, name)
        return self._response(url, data, mimetypes.guess_type(name)[0] or "", name)

    def _response(self, url: str, data: bytes, mime: str, name: str = "") -> URLFetcherResponse:
        """Return what WeasyPrint gets: style sheets and fonts unchanged, everything else as a picture."""
        if not (mime.startswith(("text/", "font/")) or name.lower().endswith(FONTS)):
            signature = name in self._pictures and name.endswith("/signature")
            data, mime = ready_picture(data, across=url.endswith(ACROSS), change=without_paper if signature else None)
        return URLFetcherResponse(url, data, {"Content-Type": mime})


def _reason(error: Exception, place: str) -> str:
    if isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return f"is not there; put it into {place}"
    if isinstance(error, PermissionError):
        return "was refused: only files in the template's own folder can be used"
    if isinstance(error, PictureError):
        return str(error)
    return "cannot be read as a picture; save it again as PNG or JPEG"
