"""Take the paper out of a scanned or photographed signature, so that only its ink is printed."""

from PIL import Image, ImageFilter, ImageStat

SMALL = 160
"""Pixels of the longer side at which the paper is looked at: shadows are larger than strokes."""
STROKE = 9
"""Pixels of that small picture that a stroke is thinner than."""
WIDEST = 1650
"""Pixels of the longer side that are printed: 70 mm at 600 dots an inch."""
INK, PAPER = 0.55, 0.88
"""Brightness in parts of the paper's around it: what is darker is ink in full, what is brighter is paper."""
DARK_PAPER = 90
"""The brightness, of 255, that paper has at least; a dark picture is no signature on paper."""


def without_paper(picture: Image.Image) -> Image.Image:
    """Return the ink of a signature on nothing; a picture that is transparent already, or dark, stays as it is."""
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    picture = picture.convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    grey = picture.convert("L")
    paper = _paper(grey)
    if ImageStat.Stat(paper).mean[0] < DARK_PAPER:
        return picture
    picture.putalpha(_share(grey, paper).point([_opacity(value / 255) for value in range(256)]))
    return picture


def _paper(grey: Image.Image) -> Image.Image:
    """Return the brightness of the paper at each place, with its shadows and without the ink."""
    factor = SMALL / max(grey.size)
    size = tuple(max(round(side * factor), 1) for side in grey.size)
    small = grey.resize((size[0], size[1]), Image.Resampling.BOX)
    small = small.filter(ImageFilter.MaxFilter(STROKE)).filter(ImageFilter.GaussianBlur(STROKE / 2))
    return small.resize(grey.size, Image.Resampling.BILINEAR)


def _share(grey: Image.Image, paper: Image.Image) -> Image.Image:
    """Return the brightness of each pixel in parts of the paper's, 255 where they are the same."""
    parts = bytes(
        min(255, 255 * own // max(around, 1)) for own, around in zip(grey.tobytes(), paper.tobytes(), strict=True)
    )
    return Image.frombytes("L", grey.size, parts)


def _opacity(share: float) -> int:
    return round(255 * min(max((PAPER - share) / (PAPER - INK), 0.0), 1.0))
