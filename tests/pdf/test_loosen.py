"""A PDF of WeasyPrint's taken apart and put together again shows the same."""

import base64
import io

import pikepdf
import pypdfium2
from PIL import Image
from weasyprint import HTML

from outreach.pdf.loosen import section_of

TEXT = "<p style='break-before: page'>Dear <b>Rosa</b>, see <a href='https://example.org/a_(b)'>this</a> for 5 0 R</p>"


def picture() -> str:
    """Return the address of a small picture with transparency."""
    data = io.BytesIO()
    Image.new("RGBA", (40, 30), (200, 30, 30, 128)).save(data, "PNG")
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()


def rasters(pdf: bytes) -> list[bytes]:
    """Return the pages as pixels."""
    return [page.render(scale=1).to_pil().tobytes() for page in pypdfium2.PdfDocument(pdf)]


def test_text_links_and_pictures_look_as_before() -> None:
    title = "<title>Rosa’s secret</title><h1>Heading</h1>"
    before = HTML(string=f"{title}<img src='{picture()}' style='opacity: .5'>{TEXT}{TEXT}").write_pdf()

    after = section_of(before).pdf()

    assert rasters(after) == rasters(before)
    with pikepdf.open(io.BytesIO(after)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [str(page.Annots[0].A.URI) for page in list(pdf.pages)[1:]] == ["https://example.org/a_(b)"] * 2


def test_what_a_document_says_of_itself_is_left_behind() -> None:
    before = HTML(string="<title>Rosa’s secret</title><meta name=author content=Volunteer><h1>Heading</h1>").write_pdf()

    with pikepdf.open(io.BytesIO(section_of(before).pdf())) as pdf:
        assert sorted(pdf.Root.keys()) == ["/Pages", "/Type"]
        assert sorted(pdf.docinfo.keys()) == ["/Producer"]
