"""What a picture shows that a prison may mind: the words drawn in it, and its colours."""

import re
from collections.abc import Iterator
from io import BytesIO

from outreach.care.breach import PictureFacts
from outreach.care.colours import colour_name, other_colours

_DRAWN = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg\b", re.IGNORECASE | re.DOTALL)
SIDE = 64
"""A photo is looked at in so many pixels each way."""
SHARE = 0.01
"""A colour counts if so much of the picture, of 1, has it: less is noise."""
OTHER = "other colours"


def picture_facts(name: str, data: bytes, place: str = "") -> PictureFacts:
    """Return what a picture shows, called `name` in messages; nothing where it cannot be read, which the press tells."""
    try:
        words, colours = _of_drawing(data) if _DRAWN.match(data) else ((), _of_photo(data))
    except (ValueError, OSError, SyntaxError):
        return PictureFacts(name, place=place)
    return PictureFacts(name, words, colours, place)


def _of_drawing(data: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of an SVG, and whether it has other colours than black and blue; its title is not drawn."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 — where a letter to a prison has a drawing

    root = fromstring(data)
    words = tuple(dict.fromkeys(filter(None, (" ".join(text.split()) for text in _texts(root)))))
    coloured = next(other_colours(data.decode("utf-8", "replace"), ("black", "blue")), None)
    return words, (OTHER,) if coloured else ()


def _texts(element: object) -> Iterator[str]:
    for one in element.iter():  # type: ignore[attr-defined]  # an element of ElementTree, which has no public type here
        if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == "text":
            yield "".join(one.itertext())


def _of_photo(data: bytes) -> tuple[str, ...]:
    """Return the names of the colours that a noticeable share of a photo has."""
    from PIL import Image  # noqa: PLC0415 — where a letter to a prison has a photo

    from outreach.pictures.whole import whole_pictures_only  # noqa: PLC0415 — loads Pillow too

    with whole_pictures_only(), Image.open(BytesIO(data)) as picture:
        picture.draft("RGB", (SIDE, SIDE))
        small = picture.convert("RGBA").resize((SIDE, SIDE))
    white = Image.new("RGBA", small.size, "white")
    counted = Image.alpha_composite(white, small).convert("RGB").getcolors(SIDE * SIDE) or []
    shares: dict[str, int] = {}
    for count, pixel in counted:
        red, green, blue = pixel  # type: ignore[misc]  # three numbers in this mode
        name = colour_name(red / 255, green / 255, blue / 255)
        shares[name] = shares.get(name, 0) + count
    return tuple(OTHER if name == "other" else name for name, count in shares.items() if count >= SHARE * SIDE * SIDE)
