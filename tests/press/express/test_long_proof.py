"""The long proof: thousands of letters drawn at random are set as WeasyPrint sets them."""

import io
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from press.express.both_ways import STYLE, express, letters, weasyprint
from press.express.drawn_letters import draw_letter, draw_style, drawing
from press.express.invented_words import NAMES

from outreach.press.express import differences

LETTERS, EACH, RASTERS = 2000, 40, 50
DPI = 150


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


def differing(one: Image.Image, other: Image.Image) -> int:
    """Return how many pixels of two pictures differ, however little."""
    return sum(ImageChops.difference(one, other).histogram()[1:])


def test_two_drawings_of_a_letter_are_equal_to_the_pixel() -> None:
    for seed in (3, 7):
        draw = drawing(seed)
        kind = draw_style(draw)
        surfaces = [draw_letter(draw, kind) for _ in range(3)]
        ours = express(kind.style).set(surfaces)
        theirs = weasyprint(kind.style, [surfaces[i] for i in ours.taken])

        assert ours.taken
        for page in range(len(ours.taken)):
            assert differing(picture(ours.pdf, page), picture(theirs, page)) == 0


def test_a_letter_that_lies_a_thousandth_of_a_point_lower_is_not_equal() -> None:
    pdf = weasyprint(STYLE, letters(["en"]))
    with pikepdf.open(io.BytesIO(pdf)) as changed:
        for page in changed.pages:
            page.contents_add(b"1 0 0 1 0 -0.001 cm", prepend=True)
        lower = io.BytesIO()
        changed.save(lower)

    assert any(differing(picture(pdf, at), picture(lower.getvalue(), at)) for at in range(len(NAMES["en"])))


@pytest.mark.long
def test_two_thousand_letters_drawn_at_random_are_set_alike(capsys: pytest.CaptureFixture[str]) -> None:
    taken = 0
    refused: Counter[str] = Counter()
    found: list[str] = []
    unequal: list[int] = []
    for batch in batches():
        taken += batch.taken
        refused.update(batch.refused)
        if batch.taken:
            found += differences(batch.ours, batch.theirs)
        if batch.taken and len(unequal) < RASTERS:
            page = batch.taken // 2
            unequal.append(differing(picture(batch.ours, page), picture(batch.theirs, page)))
    with capsys.disabled():
        sys.stdout.write(report(taken, refused, found, unequal))

    assert found == []
    assert taken >= LETTERS
    assert taken > refused.total()
    assert unequal == [0] * RASTERS


def report(taken: int, refused: Counter[str], found: list[str], unequal: list[int]) -> str:
    """Return the figures in words."""
    reasons = "; ".join(f"{count} × {reason}" for reason, count in refused.most_common())
    return (
        f"\n{taken} letters compared, {len(found)} differences; {refused.total()} left to WeasyPrint ({reasons})\n"
        f"{len(unequal)} pages at {DPI} dpi: {sum(unequal)} pixels differ\n"
    )
