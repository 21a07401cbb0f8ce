"""Make a picture ready for the press: upright, without its metadata, no larger than print needs, whatever its format."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from io import BytesIO
from typing import cast
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from outreach.pictures.whole import whole_pictures_only

FORMATS = (
    "JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "DIB", "ICO", "PPM", "JPEG2000", "PSD", "AVIF", "PCX", "SGI", "QOI",
)  # fmt: skip
"""The formats that are read. Others are refused: some of Pillow's readers start a program, or need one."""
LARGEST = 200_000_000
"""Pixels of a picture that is opened: decoded it takes 600 MB of the 2 GB that a process has."""
ENOUGH = 24_000_000
"""Pixels from which on a picture is made smaller: A4 at 400 dots an inch has 15 million."""
PRINTED = 50_000_000
"""Pixels that are printed as they are: 150 MB decoded."""
VIEW_BOX = 4
"""Numbers that say where a drawing in SVG begins, and how wide and high it is."""
SVG, PNG, JPEG = "image/svg+xml", "image/png", "image/jpeg"
_HEIF_KINDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"mif1", b"msf1", b"heif")
SAVE_AGAIN = "save it again as PNG or JPEG"
Image.MAX_IMAGE_PIXELS = None  # the limits above are told with what to do


class PictureError(ValueError):
    """A picture that cannot be printed; the message says what it is, and after a semicolon what to do."""


@lru_cache(maxsize=4)
def ready_picture(
    data: bytes, *, across: bool = False, change: Callable[[Image.Image], Image.Image] | None = None
) -> tuple[bytes, str]:
    """Return a picture as WeasyPrint takes it, and its media type; raise `PictureError` where it cannot be printed.

    With `across`, one that is higher than wide is turned on its side, as a card shows it. `change` is done to the
    upright picture, which is then saved without loss. The last few are remembered: a photo is on every card.
    """
    if _is_svg(data):
        return _sound_svg(data), SVG
    with whole_pictures_only(), _opened(data) as picture:
        if picture.width * picture.height > LARGEST and not isinstance(picture, JpegImageFile):
            raise PictureError(
                f"has {_size(picture)} pixels, more than {LARGEST // 1_000_000} million; make it smaller"
            )
        smaller = _scaled(picture)
        _held_as_told(smaller, data)
        try:
            upright = ImageOps.exif_transpose(smaller)
            upright.load()
        except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, ArithmeticError) as error:
            raise _damaged() from error
        upright = _of_eight_bits(upright)
        if across and upright.height > upright.width:
            upright = upright.transpose(Image.Transpose.ROTATE_90)
        upright.info = {key: upright.info[key] for key in ("transparency",) if key in upright.info}
        return (
            _saved(change(upright), None) if change else _saved(upright, picture if _is_photo(picture, data) else None)
        )


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 bits or more a pixel as one of 8; Pillow would make most of it white."""
    if picture.mode[0] not in "IF":
        return picture
    numbers = picture.convert("F")
    most = cast("tuple[float, float]", numbers.getextrema())[1]
    whole = 65535 if picture.mode[0] == "I" and most > 255 else max(most, 255)  # noqa: PLR2004 — 8 and 16 bits
    return numbers.point(lambda value: value * (255 / whole) + 0).convert("L")


def _damaged() -> PictureError:
    return PictureError("is damaged: it ends too early or is broken inside; copy it anew from where it comes from")


def _opened(data: bytes) -> Image.Image:
    """Open a picture by what is in it, not by its name."""
    formats = _formats()
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_KINDS:
        formats = (_heif(),)
    try:
        return Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        if not data:
            raise PictureError("is empty (0 bytes); copy it anew from where it comes from") from error
        known = next((name for start, name in _SIGNATURES if data.startswith(start) or data[4:12] == start), "")
        if known in {*FORMATS, "HEIF"}:
            raise _damaged() from error
        what = f"is in the format {known}, which is not printed" if known else "cannot be read as a picture"
        raise PictureError(f"{what}; {SAVE_AGAIN}") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, ArithmeticError, RuntimeError) as error:
        raise _damaged() from error


_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG", "PNG"), (b"GIF8", "GIF"), (b"RIFF", "WEBP"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"),
    (b"BM", "BMP"), (b"\0\0\1\0", "ICO"), (b"\xff\x4f\xff\x51", "JPEG2000"), (b"\0\0\0\x0cjP  ", "JPEG2000"), (b"8BPS", "PSD"),
    (b"qoif", "QOI"), (b"\x0a\x05", "PCX"), (b"\x01\xda", "SGI"), (b"P5", "PPM"), (b"P6", "PPM"), (b"ftypavif", "AVIF"),
    *((b"ftyp" + kind, "HEIF") for kind in _HEIF_KINDS),
    (b"%!PS", "EPS"), (b"\xc5\xd0\xd3\xc6", "EPS"), (b"%PDF", "PDF"), (b"\xd7\xcd\xc6\x9a", "WMF"), (b"\x01\0\0\0", "EMF"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"), (b"\xff\x0a", "JPEG XL"), (b"PK", "ZIP"),
)  # fmt: skip
"""How files begin, and the names of their formats."""


@cache
def _formats() -> tuple[str, ...]:
    """Return the formats that this build of Pillow reads."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


@cache
def _heif() -> str:
    """Teach Pillow to read the photos of iPhones, and return the name of their format."""
    import pi_heif  # noqa: PLC0415 — a library of its own is loaded, for such photos alone

    pi_heif.register_heif_opener(thumbnails=False)
    return "HEIF"


def _size(picture: Image.Image) -> str:
    return f"{picture.width} × {picture.height}"


def _scaled(picture: Image.Image) -> Image.Image:
    """Return a picture of more pixels than print needs smaller; a JPEG is not even decoded at its full size."""
    pixels = picture.width * picture.height
    if pixels <= PRINTED:
        return picture
    share = (ENOUGH / pixels) ** 0.5
    size = max(round(picture.width * share), 1), max(round(picture.height * share), 1)
    orientation = picture.getexif().get(_ORIENTATION)
    if isinstance(picture, JpegImageFile):
        picture.draft(None, size)
    try:
        smaller = picture.resize(
            size,
            Image.Resampling.LANCZOS if picture.mode not in {"P", "1"} else Image.Resampling.NEAREST,
            reducing_gap=2.0,
        )
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise _damaged() from error
    if orientation:
        smaller.getexif()[_ORIENTATION] = orientation
    return smaller


def _held_as_told(picture: Image.Image, data: bytes) -> None:
    """Give a HEIC photo back the note how the camera was held, where nothing else in the file turns it.

    pi-heif takes the note away, since most such files have a box ``irot`` or ``imir`` that it obeys.
    """
    held = picture.info.get("original_orientation")
    if held and not any(box in data[:HEIF_HEAD] for box in (b"irot", b"imir")):
        picture.getexif()[_ORIENTATION] = held


HEIF_HEAD = 65_536
"""Bytes at the beginning of a HEIC file in which its boxes stand."""
_ORIENTATION = 0x0112
"""The tag that says how the camera was held (EXIF 2.3, 4.6.4)."""


def _is_photo(picture: Image.Image, data: bytes) -> bool:
    """Tell whether a picture was saved with loss, as photos are, so that it stays small."""
    return picture.format in {"JPEG", "MPO", "HEIF", "AVIF"} or (picture.format == "WEBP" and data[12:16] == b"VP8 ")


def _saved(upright: Image.Image, original: Image.Image | None) -> tuple[bytes, str]:
    """Return the file and its type; a photo stays a photo, all else is saved without loss."""
    output = BytesIO()
    if original and not upright.has_transparency_data:
        _save_jpeg(upright, original, output)
        return output.getvalue(), JPEG
    transparent = upright.has_transparency_data
    upright.convert("RGBA" if transparent else "RGB").save(output, "PNG")
    return output.getvalue(), PNG


def _save_jpeg(upright: Image.Image, original: Image.Image, output: BytesIO) -> None:
    """Save as finely as the camera did: the file grows by little, and the picture does not get worse."""
    upright.info.clear()  # Pillow would write a comment that it read into what it saves
    if isinstance(original, JpegImageFile) and upright.mode in ("RGB", "L") and original.quantization:
        with suppress(ValueError):  # tables that a camera may write and Pillow may not
            upright.save(output, "JPEG", qtables=original.quantization, subsampling=get_sampling(original))
            return
    upright.convert("RGB").save(output, "JPEG", quality=92, subsampling=0)


def _is_svg(data: bytes) -> bool:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<?xml", b"<svg", b"<!DOCTYPE svg", b"<!--")) and b"<svg" in data[:65536]


def _sound_svg(data: bytes) -> bytes:
    """Return a drawing that WeasyPrint can read; what it cannot, it would leave out in silence."""
    try:
        root = fromstring(data)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise PictureError("is damaged, or no SVG drawing; save it again as plain SVG, or as PNG") from error
    if root.tag.rpartition("}")[2] != "svg":
        raise PictureError(f"is no SVG drawing; {SAVE_AGAIN}")
    if not len(root):
        raise PictureError(f"is an empty drawing; {SAVE_AGAIN}")
    if box := root.get("viewBox"):
        try:
            four = [float(number) for number in re.split(r"[\s,]+", box.strip())]
        except ValueError:
            four = []
        if len(four) != len(["x", "y", "w", "h"]) or four[2] <= 0 or four[3] <= 0:
            raise PictureError(f"is a drawing without a right size (viewBox “{box}”); {SAVE_AGAIN}")
    return data
