"""The long proof: thousands of letters drawn at random are set as WeasyPrint sets them."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pytest
from PIL import Image, ImageChops
from press.express.both_ways import STYLE, express, letters, weasyprint
from press.express.drawn_letters import draw_letter, draw_style, drawing

from outreach.press.express import differences

LETTERS, EACH, RASTERS = 2000, 40, 50
DPI = 150
MOST, MARKED, SHARE = 96, 16, 0.0001
"""Antialiasing: no pixel differs by more than MOST of 255, and at most this SHARE of all by more than MARKED."""


@dataclass(frozen=True)
class Batch:
    """Letters of one style as the lane and WeasyPrint set them."""

    taken: int
    refused: tuple[str, ...]
    ours: bytes
    theirs: bytes


def batches() -> Iterator[Batch]:
    """Yield batches, each with a style and a language of its own, until enough letters were taken."""
    seed = taken = 0
    while taken < LETTERS:
        seed += 1
        draw = drawing(seed)
        kind = draw_style(draw)
        surfaces = [draw_letter(draw, kind) for _ in range(EACH)]
        outcome = express(kind.style).set(surfaces)
        chosen = [surfaces[i] for i in outcome.taken]
        theirs = weasyprint(kind.style, chosen) if chosen else b""
        yield Batch(len(chosen), tuple(outcome.refused.values()), outcome.pdf, theirs)
        taken += len(chosen)


def picture(data: bytes, page: int) -> Image.Image:
    """Return a page as a picture."""
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[page].render(scale=DPI / 72).to_pil().convert("L")


def contrast(one: Image.Image, other: Image.Image) -> list[int]:
    """Return how many pixels differ by 0, 1, … 255."""
    return ImageChops.difference(one, other).histogram()


def only_antialiasing(histogram: list[int]) -> bool:
    """Tell whether pixels differ by no more than a glyph's rounding to a fraction of a pixel makes them differ."""
    return not sum(histogram[MOST + 1 :]) and sum(histogram[MARKED + 1 :]) <= SHARE * sum(histogram)


def test_a_page_that_is_a_pixel_lower_has_more_than_differences_of_antialiasing() -> None:
    page = picture(weasyprint(STYLE, letters(["en"])[:1]), 0)

    assert only_antialiasing(contrast(page, page))
    assert not only_antialiasing(contrast(page, ImageChops.offset(page, 0, 1)))
    assert not only_antialiasing(contrast(page, ImageChops.offset(page, 1, 0)))


@pytest.mark.long
def test_two_thousand_letters_drawn_at_random_are_set_alike(capsys: pytest.CaptureFixture[str]) -> None:
    taken = 0
    refused: Counter[str] = Counter()
    found: list[str] = []
    histogram = [0] * 256
    rasters = 0
    for batch in batches():
        taken += batch.taken
        refused.update(batch.refused)
        if batch.taken:
            found += differences(batch.ours, batch.theirs)
        if batch.taken and rasters < RASTERS:
            page = batch.taken // 2
            pixels = contrast(picture(batch.ours, page), picture(batch.theirs, page))
            histogram = [a + b for a, b in zip(histogram, pixels, strict=True)]
            rasters += 1
    with capsys.disabled():
        sys.stdout.write(report(taken, refused, found, histogram, rasters))

    assert found == []
    assert taken >= LETTERS
    assert taken > refused.total()
    assert rasters == RASTERS
    assert only_antialiasing(histogram)


def report(taken: int, refused: Counter[str], found: list[str], histogram: list[int], rasters: int) -> str:
    """Return the figures in words."""
    pixels, most = sum(histogram), max(i for i, count in enumerate(histogram) if count)
    shares = ", ".join(f"{sum(histogram[i:]) / pixels:.5%} by {i} or more" for i in (1, 16, 64))
    reasons = "; ".join(f"{count} × {reason}" for reason, count in refused.most_common())
    return (
        f"\n{taken} letters compared, {len(found)} differences; {refused.total()} left to WeasyPrint ({reasons})\n"
        f"{rasters} pages at {DPI} dpi: no pixel differs by more than {most} of 255; {shares}\n"
    )
