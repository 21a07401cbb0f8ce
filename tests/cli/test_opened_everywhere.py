"""What is bound opens everywhere: qpdf has nothing against it, and every viewer shows and copies the same."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from conftest import CampaignFolder
from PIL import Image, ImageChops

pytestmark = pytest.mark.long

CELL = 12
"""Pixels at 50 dots an inch that one cell of a page's picture averages: a line of text is half as high."""
FAR = 40
"""How far two viewers' cells may lie apart, of 255: they smooth letters in their own ways."""
WORD = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]+")
"""A word of the Latin, Greek or Cyrillic script; viewers copy other scripts in orders of their own."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
VIEWERS: dict[str, Callable[[Path, Path], list[str]]] = {
    "pdftoppm": lambda pdf, out: ["pdftoppm", "-r", "50", "-l", "3", "-png", str(pdf), str(out / "page")],
    "gs": lambda pdf, out: [
        "gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", "-r50", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4",
        "-dLastPage=3", f"-sOutputFile={out}/page-%d.png", str(pdf),
    ],
    "mutool": lambda pdf, out: ["mutool", "draw", "-q", "-r", "50", "-o", f"{out}/page-%d.png", str(pdf), "1-3"],
}  # fmt: skip


def require(program: str) -> None:
    """Skip where a program is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the PDFs of the sample campaign: letters and postcards in all its languages."""
    samples = CampaignFolder(tmp_path_factory.mktemp("samples"))
    assert samples.run("init", str(samples.folder)).code == 0
    shown = samples.run("merge", "--yes")
    assert shown.code == 0, shown.err
    return sorted(samples.folder.glob("prints/batch-*/*.pdf"))


def coarse(picture: Image.Image) -> Image.Image:
    """Return a page's picture in cells that average what is in them."""
    size = (round(picture.width / CELL), round(picture.height / CELL))
    return picture.convert("L").resize(size, Image.Resampling.BOX)


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
def test_every_viewer_shows_the_same_picture(bound: list[Path], tmp_path: Path, viewer: str) -> None:
    require(viewer)
    for number, pdf in enumerate(bound):
        out = tmp_path / f"out-{number}"
        out.mkdir()
        subprocess.run(VIEWERS[viewer](pdf, out), check=True, capture_output=True)
        pictures = sorted(out.iterdir(), key=lambda path: int(path.stem.rpartition("-")[2]))

        assert pictures, pdf
        for page, path in zip(pypdfium2.PdfDocument(str(pdf)), pictures, strict=False):
            with Image.open(path) as shown:
                ours = page.render(scale=50 / 72).to_pil().resize(shown.size)
                differing = max(ImageChops.difference(coarse(shown), coarse(ours)).tobytes())
            assert differing <= FAR, f"{pdf.name}, {path.name}"
