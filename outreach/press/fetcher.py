"""Serve a template's own files to WeasyPrint, and nothing else.

WeasyPrint 70 wants a subclass of its fetcher. Templates come from strangers: whatever is not a file
below the template's folder or a ``data:`` address is refused, so nothing is ever fetched, and the
neutral base address keeps the volunteer's folders out of the PDF.
"""

import mimetypes
import urllib.parse
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile, get_sampling
from weasyprint.urls import URLFetcher, URLFetcherResponse

from outreach.press.document import ACROSS

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

    def __init__(self, folder: Path, pictures: Mapping[str, Path] = MappingProxyType({})) -> None:
        """Serve the files below `folder`, and the campaign's own `pictures` under their names."""
        super().__init__(allowed_protocols=("template", "data"), allow_redirects=False)
        self._folder = folder.resolve()
        self._pictures = pictures
        self.failures: dict[str, str] = {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the content behind `url`, or note the failure and raise."""
        try:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            return self._serve(url)
        except (ValueError, OSError, Image.DecompressionBombError) as error:
            name = urllib.parse.unquote(url.removeprefix(BASE_URL).removesuffix(ACROSS))[:200]
            own = self._pictures.get(name)
            place = "the campaign's folder, or correct the sender's row" if own else "the template's folder"
            self.failures.setdefault(name, _reason(error, place))
            raise

    def _serve(self, url: str) -> URLFetcherResponse:
        if not url.startswith(BASE_URL):
            raise RefusedError("only files in the template's own folder can be used")
        name = urllib.parse.unquote(urllib.parse.urlsplit(url).path).lstrip("/")
        path = self._pictures.get(name) or (self._folder / name).resolve()
        if name not in self._pictures and not path.is_relative_to(self._folder):
            raise RefusedError("only files in the template's own folder can be used")
        mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        data = path.read_bytes()
        if mime in ("image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff"):
            data, mime = clean_picture(data, across=url.endswith(ACROSS)), "image/png" if mime != "image/jpeg" else mime
        return URLFetcherResponse(url, data, {"Content-Type": mime})


def clean_picture(data: bytes, *, across: bool = False) -> bytes:
    """Return a picture without its metadata, turned upright; raise where it is none or too large.

    With `across`, one that is higher than wide is turned on its side, as a card shows it.
    """
    with Image.open(BytesIO(data)) as picture:
        if picture.width * picture.height > MAXIMUM_PIXELS:
            raise RefusedError(
                f"the picture has {picture.width} × {picture.height} pixels, more than "
                f"{MAXIMUM_PIXELS // 1_000_000} million; make it smaller"
            )
        upright = ImageOps.exif_transpose(picture)
        if across and upright.height > upright.width:
            upright = upright.transpose(Image.Transpose.ROTATE_90)
        upright.info.clear()  # Pillow would write a comment that it read into what it saves
        output = BytesIO()
        if isinstance(picture, JpegImageFile):
            _save_jpeg(upright, picture, output)
        else:
            clean = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
            clean.save(output, "PNG")
    return output.getvalue()


def _save_jpeg(upright: Image.Image, original: JpegImageFile, output: BytesIO) -> None:
    """Save as finely as the camera did: the file grows by little, and the picture does not get worse."""
    if upright.mode in ("RGB", "L"):
        upright.save(output, "JPEG", qtables=original.quantization, subsampling=get_sampling(original))
    else:
        upright.convert("RGB").save(output, "JPEG", quality=92, subsampling=0)


def _reason(error: Exception, place: str) -> str:
    if isinstance(error, FileNotFoundError | IsADirectoryError):
        return f"is not there; put it into {place}"
    if isinstance(error, Image.DecompressionBombError):
        return f"has far more than {MAXIMUM_PIXELS // 1_000_000} million pixels; make it smaller"
    if isinstance(error, RefusedError):
        return f"was refused: {error}"
    return "cannot be read as a picture; save it again as PNG or JPEG"
