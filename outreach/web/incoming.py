"""Take in files of strangers: put aside under a safe name, read in a caged child, gone afterwards."""

import io
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import UploadFile

from outreach.campaign.beginning import folder_name
from outreach.errors import InputError
from outreach.model import Problem
from outreach.storage.files import private_folder, remove_folder
from outreach.texts import READERS, TextFile, read_seconds, read_text
from outreach.workers.pool import Call, Died, Workers, too_much

FOLDER = ".incoming"
PHOTO_SECONDS = 30.0
MOST_PIXELS = 120_000_000
"""More than any camera of today makes, and what a child can hold."""
LONGEST_EDGE = 3000
"""Pixels: 300 dots an inch on an A4 page's width."""
QUALITY = 90


@contextmanager
def put_aside(folder: Path, file: UploadFile) -> Iterator[Path]:
    """Write what was sent into a folder of its own below `folder`; it is gone afterwards."""
    place = private_folder(private_folder(folder / FOLDER) / secrets.token_hex(8))
    path = place / (folder_name(Path(str(file.filename).replace("\\", "/")).name) or "file")
    try:
        with path.open("wb") as out:
            shutil.copyfileobj(file.file, out)
        yield path
    finally:
        remove_folder(place)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture to be made ready, and the size in mm at which it is printed."""

    path: Path
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ReadyPhoto:
    """A picture as JPEG without anything that a camera wrote into it; `dpi` is how sharp it is printed."""

    data: bytes
    dpi: int


def ready_picture(path: Path, width: float, height: float, workers: Workers) -> ReadyPhoto:
    """Return a photo made ready for a side of `width` by `height` mm; raise `InputError` for what is no picture."""
    result = workers.run(Call(_ready, Photo(path, width, height), PHOTO_SECONDS))
    if isinstance(result, Died):
        result = Problem(path.name, too_much(), "save it again as JPEG, in a smaller size")
    if isinstance(result, Problem):
        raise InputError(f"“{path.name}” cannot be used as a picture", [result])
    return result


def _ready(photo: Photo) -> ReadyPhoto | Problem:
    """Turn, cut to the side's form in the middle, and write anew; runs in a child process."""
    from PIL import Image, ImageOps  # noqa: PLC0415 — the parent never opens pictures of strangers

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(photo.path, formats=("JPEG", "PNG", "WEBP", "TIFF")) as opened:
            turned = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Problem(photo.path.name, "is no picture that can be read", "save it as JPEG or PNG")
    wide = max(photo.width, photo.height) / min(photo.width, photo.height)
    lying = photo.width >= photo.height
    ratio = wide if lying else 1 / wide
    width = min(turned.width, round(turned.height * ratio), LONGEST_EDGE)
    size = (max(width, 1), max(round(width / ratio), 1))
    output = io.BytesIO()
    ImageOps.fit(turned, size).save(output, "JPEG", quality=QUALITY)
    return ReadyPhoto(output.getvalue(), round(size[0] / photo.width * 25.4))


def read_letter(path: Path, language: str, postcard: bool, workers: Workers) -> tuple[str, tuple[str, ...]]:  # noqa: FBT001 — one of two kinds
    """Return the template that a letter from a word processor makes, and what of it was left out."""
    if path.suffix.lower() not in READERS:
        raise InputError(f"“{path.name}” is no letter that can be read; save it as one of: {', '.join(READERS)}")
    result = workers.run(Call(read_text, TextFile(path, path.name, language, postcard), read_seconds(path)))
    if isinstance(result, Died):
        result = Problem(path.name, too_much(), "save it again as .docx")
    if isinstance(result, Problem):
        raise InputError(f"“{path.name}” cannot be used as a letter", [result])
    return result.text.text, result.notes
