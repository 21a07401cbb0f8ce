"""What is bound opens everywhere: qpdf has nothing against it, and every viewer shows and copies the same."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import CampaignFolder
from pdf_viewers import VIEWERS, pdfium, require
from PIL import Image, ImageChops, ImageFilter

pytestmark = pytest.mark.long

PAGES = 12
"""So many pages of each file are looked at."""
DARK, LIGHT, NEAR = 96, 144, 5
"""Ink of one viewer must have ink of another within two pixels of DPI, one point: letters are smoothed in many ways."""
WORD = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+")
"""A word of the Latin, Greek or Cyrillic script; viewers copy other scripts in orders of their own."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the PDFs of the sample campaign: letters and postcards in all its languages."""
    samples = CampaignFolder(tmp_path_factory.mktemp("samples"))
    assert samples.run("init", str(samples.folder)).code == 0
    shown = samples.run("merge", "--yes")
    assert shown.code == 0, shown.err
    return sorted(samples.folder.glob("prints/batch-*/*.pdf"))


def stray(one: Image.Image, other: Image.Image) -> int:
    """Return how many pixels have ink in one picture and none near them in the other, whichever the one is."""
    other = other.resize(one.size)
    return sum(_uncovered(*pair) for pair in ((one, other), (other, one)))


def _uncovered(one: Image.Image, other: Image.Image) -> int:
    ink = one.point([255 * (value < DARK) for value in range(256)])
    blank = other.filter(ImageFilter.MinFilter(NEAR)).point([255 * (value > LIGHT) for value in range(256)])
    return sum(ImageChops.multiply(ink, blank).histogram()[1:])


def test_qpdf_has_nothing_against_it_and_all_fonts_are_subsets_in_the_file(bound: list[Path]) -> None:
    require("qpdf")
    require("pdffonts")
    for pdf in bound:
        checked = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True, check=False)
        listed = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout.splitlines()[2:]

        assert (checked.returncode, "WARNING" in checked.stdout + checked.stderr) == (0, False), pdf
        # The columns from the right: object, generation, unicode, subset, embedded.
        assert {tuple(line.split()[-5:-2]) for line in listed} == {("yes", "yes", "yes")}, pdf


def test_poppler_copies_the_text_that_pdfium_copies(bound: list[Path]) -> None:
    require("pdftotext")
    for pdf in bound:
        copied = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
        pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(str(pdf))]

        # Poppler copies a page with text that runs to the left line by line from the right.
        level = [page for page in pages if not RIGHT_TO_LEFT.search(page)]
        words = {word for page in level for word in page.replace("\ufffe", "-").split() if WORD.fullmatch(word)}
        assert words, pdf
        assert words - set(copied.split()) == set(), pdf


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_viewer_shows_the_same_picture(bound: list[Path], viewer: str) -> None:
    for pdf in bound:
        ours, theirs = pdfium(pdf, PAGES), VIEWERS[viewer](pdf, PAGES)

        assert len(ours) == len(theirs) > 0
        assert [stray(one, other) for one, other in zip(ours, theirs, strict=True)] == [0] * len(ours), pdf


def moved(page: pikepdf.Page) -> None:
    """Move one letter of a page by two points or a little more."""
    operations = [([*one.operands], one.operator) for one in pikepdf.parse_content_stream(page)]
    shown = max((one for one in operations if str(one[1]) == "TJ"), key=lambda one: len(one[0][0]))
    first, *rest = shown[0][0]
    codes = bytes(first)
    shown[0][0] = pikepdf.Array([-250, pikepdf.String(codes[:2]), 250, pikepdf.String(codes[2:]), *rest])
    page.contents_coalesce()
    page.Contents.write(pikepdf.unparse_content_stream(operations))


def without_a_font(page: pikepdf.Page) -> None:
    """Leave a font's letters out of a file."""
    fonts = page.Resources.Font
    for name in fonts.keys():  # noqa: SIM118 — no dictionary of Python's
        del fonts[name].DescendantFonts[0].FontDescriptor["/FontFile2"]


@pytest.mark.parametrize("change", [moved, without_a_font])
@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_letter_that_moved_and_a_font_left_out_are_noticed(
    bound: list[Path], tmp_path: Path, viewer: str, change: Callable[[pikepdf.Page], None]
) -> None:
    pdf, changed = next(path for path in bound if "letters" in path.name), tmp_path / "changed.pdf"
    with pikepdf.open(pdf) as opened:
        change(opened.pages[0])
        opened.save(changed)

    assert stray(pdfium(pdf, 1)[0], VIEWERS[viewer](changed, 1)[0]) > 0
