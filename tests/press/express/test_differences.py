"""The comparison finds every difference that a reader could see, however small."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from press.express.both_ways import STYLE, express, letters, weasyprint

from outreach.press.express import differences

LINKED = [
    one.replace("About", '<a href="https://example.org/x">About</a>', 1) for one in letters(["en"], rich=True)[:2]
]
SURFACES = [*LINKED, letters(["de"])[0]]
STYLES = {
    "hyphenation limit": ("hyphenate-limit-chars: 12 5 5; orphans", "hyphenate-limit-chars: 6 3 3; orphans"),
    "hyphenation off": ("hyphens: auto; hyphenate", "hyphens: manual; hyphenate"),
    "margin off by half a point": ("p { margin: 0 0 2.4mm", "p { margin: 0 0 calc(2.4mm + .5pt)"),
    "kerning off": ("p { margin", "p { font-kerning: none; margin"),
    "justified instead of left": (
        "p { margin: 0 0 2.4mm; text-align: left",
        "p { margin: 0 0 2.4mm; text-align: justify",
    ),
    "size off by a tenth": ("font: 11pt/1.4", "font: 11.1pt/15.4pt"),
    "page margin off by a tenth of a millimetre": ("20mm 22.0mm 25mm", "20mm 22.0mm 25.1mm"),
    "frame off by a tenth of a millimetre": ("top: 37.7mm", "top: 37.8mm"),
    "frame text half a point larger": ("font-size: 10.5pt", "font-size: 11pt"),
    "bold lost": (".subject { font-weight: bold", ".subject { font-weight: normal"),
    "another family": ("font: 7pt/2.9mm 'Noto Sans'", "font: 7pt/2.9mm 'Gentium Plus'"),
    "colour": ("p { margin", "p { color: #010101; margin"),
    "fold mark thicker": ("border-top: 0.15mm", "border-top: 0.2mm"),
    "paper": ("size: 210.0mm 297.0mm", "size: 210mm 297.1mm"),
}
TEXTS = {
    "language of hyphenation": ('lang="en"', 'lang="de"'),
    "letters swapped": ("roof and", "roof nad"),
    "a Cyrillic letter that looks Latin": ("roof and", "ro\u043ef and"),
    "an apostrophe of another kind": ("isn’t", "isn't"),
    "underline lost": ("<u>", "<span>"),
    "bold lost": ("<b>", "<span>"),
    "link elsewhere": ("example.org/x", "example.org/y"),
    "link lost": ('<a href="https://example.org/x">', "<span>"),
    "a word lost": ("kindly ", ""),
}
ENDS = {"<u>": "</u>", "<b>": "</b>", '<a href="https://example.org/x">': "</a>"}


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Give the letters as the lane sets them, like WeasyPrint."""
    found = express(STYLE).set(SURFACES)
    assert found.taken == (0, 1, 2)
    assert differences(found.pdf, weasyprint(STYLE, SURFACES)) == []
    return found.pdf


@pytest.mark.parametrize("mutant", [*STYLES])
def test_a_style_that_is_slightly_off_is_caught(pdf: bytes, mutant: str) -> None:
    old, new = STYLES[mutant]
    assert old in STYLE

    assert differences(pdf, weasyprint(STYLE.replace(old, new), SURFACES))


@pytest.mark.parametrize("mutant", [*TEXTS])
def test_a_text_that_is_slightly_off_is_caught_on_its_page(pdf: bytes, mutant: str) -> None:
    old, new = TEXTS[mutant]
    changed = SURFACES[1].replace(old, new)
    if old in ENDS:
        changed = changed.replace(ENDS[old], "</span>")
    assert changed != SURFACES[1]

    found = differences(pdf, weasyprint(STYLE, [SURFACES[0], changed, SURFACES[2]]))

    assert found
    assert all(line.startswith("page 2: ") for line in found)


def mutated(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a PDF with `change` made to it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        output = io.BytesIO()
        pdf.save(output)
    return output.getvalue()


def nothing(_: pikepdf.Pdf) -> None:
    """Leave it as it is."""


def moved_by(points: float) -> Callable[[pikepdf.Pdf], None]:
    """Return what moves the second page's content down."""

    def move(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].contents_add(f"1 0 0 1 0 {-points} cm".encode(), prepend=True)

    return move


def swap_a_glyph(pdf: pikepdf.Pdf) -> None:
    """Put another glyph of the same font in the place of the first one of the second page's last text."""
    page = pdf.pages[1]
    instructions = [*pikepdf.parse_content_stream(page)]
    at = max(i for i, one in enumerate(instructions) if str(one.operator) == "TJ")
    codes = bytearray(bytes(next(item for item in instructions[at].operands[0] if isinstance(item, pikepdf.String))))
    codes[1] ^= 1
    instructions[at] = pikepdf.ContentStreamInstruction(
        [pikepdf.Array([pikepdf.String(bytes(codes))])], pikepdf.Operator("TJ")
    )
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def hide_the_second_pages_text(pdf: pikepdf.Pdf) -> None:
    """Take the second page's content away."""
    pdf.pages[1].Contents = pdf.make_stream(b"")


def test_a_pdf_that_was_only_written_anew_is_alike(pdf: bytes) -> None:
    assert differences(mutated(pdf, nothing), pdf) == []


@pytest.mark.parametrize(
    "change",
    [moved_by(15.4), moved_by(0.5), moved_by(0.03), hide_the_second_pages_text],
    ids=["line", "half", "bit", "all"],
)
def test_a_letter_that_lies_lower_or_is_empty_is_caught(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> None:
    found = differences(mutated(pdf, change), weasyprint(STYLE, SURFACES))

    assert found
    assert all(line.startswith("page 2: ") for line in found)


def test_letters_one_line_lower_are_caught(pdf: bytes) -> None:
    lower = [one.replace('<div class="body"><p>', '<div class="body"><p><br>') for one in SURFACES]

    assert differences(pdf, weasyprint(STYLE, lower))


def test_a_glyph_that_was_swapped_in_the_pdf_is_caught(pdf: bytes) -> None:
    assert differences(mutated(pdf, swap_a_glyph), pdf)


def test_a_page_too_many_or_too_few_is_caught(pdf: bytes) -> None:
    assert differences(pdf, weasyprint(STYLE, SURFACES[:1])) == ["3 pages against 1"]
    assert differences(pdf, weasyprint(STYLE, [*SURFACES, SURFACES[0]])) == ["3 pages against 4"]


def test_letters_in_another_order_are_caught(pdf: bytes) -> None:
    assert differences(pdf, weasyprint(STYLE, SURFACES[::-1]))
    assert differences(pdf, weasyprint(STYLE, SURFACES[::-1]), [0, 1, 2], [2, 1, 0]) == []
