"""Serve a template's own files to WeasyPrint, and nothing else.

WeasyPrint 70 wants a subclass of its fetcher. Templates come from strangers: whatever is not a file
below the template's folder or a ``data:`` address is refused, so nothing is ever fetched, and the
neutral base address keeps the volunteer's folders out of the PDF.
"""

import mimetypes
import urllib.parse
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from weasyprint.urls import URLFetcher, URLFetcherResponse

BASE_URL = "template://files/"
MAXIMUM_PIXELS = 50_000_000
"""A larger picture costs more memory than a letter may have: 50 megapixels, 150 MB decoded."""

for schemes in (urllib.parse.uses_relative, urllib.parse.uses_netloc):
    if "template" not in schemes:
        schemes.append("template")


class RefusedError(ValueError):
    """An address that a template may not use."""


class TemplateFetcher(URLFetcher):
    """The only way from a letter to a file; `failures` collects what could not be served."""

    def __init__(self, folder: Path) -> None:
        """Serve the files below `folder`."""
        super().__init__(allowed_protocols=("template", "data"), allow_redirects=False)
        self._folder = folder.resolve()
        self.failures: dict[str, str] = {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the content behind `url`, or note the failure and raise."""
        try:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            return self._serve(url)
        except (ValueError, OSError, Image.DecompressionBombError) as error:
            name = urllib.parse.unquote(url.removeprefix(BASE_URL))[:200]
            self.failures.setdefault(name, _reason(error))
            raise

    def _serve(self, url: str) -> URLFetcherResponse:
        if not url.startswith(BASE_URL):
            raise RefusedError("only files in the template's own folder can be used")
        name = urllib.parse.unquote(urllib.parse.urlsplit(url).path).lstrip("/")
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise RefusedError("only files in the template's own folder can be used")
        mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        data = path.read_bytes()
        if mime in ("image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff"):
            data, mime = clean_picture(data), "image/png" if mime != "image/jpeg" else mime
        return URLFetcherResponse(url, data, {"Content-Type": mime})


def clean_picture(data: bytes) -> bytes:
    """Return a picture without its metadata, turned upright; raise where it is none or too large."""
    with Image.open(BytesIO(data)) as picture:
        if picture.width * picture.height > MAXIMUM_PIXELS:
            raise RefusedError(
                f"the picture has {picture.width} × {picture.height} pixels, more than "
                f"{MAXIMUM_PIXELS // 1_000_000} million; make it smaller"
            )
        upright = ImageOps.exif_transpose(picture)
        upright.info.clear()  # Pillow would write a comment that it read into what it saves
        output = BytesIO()
        if picture.format == "JPEG":
            mode = upright if upright.mode in ("RGB", "L") else upright.convert("RGB")
            mode.save(output, "JPEG", quality=92, subsampling=0)
        else:
            clean = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
            clean.save(output, "PNG")
    return output.getvalue()


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError | IsADirectoryError):
        return "is not there; put it into the template's folder"
    if isinstance(error, RefusedError):
        return f"was refused: {error}"
    return "cannot be read as a picture; save it again as PNG or JPEG"
