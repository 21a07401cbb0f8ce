"""Sections written into a PDF: whole, in any order, each thing once."""

import io

import pikepdf
import pypdfium2
import pytest

from outreach.pdf import sections
from outreach.pdf.sections import Section, SectionReader, SectionWriter, compressed, reference

FONT = (b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", None)


def section(*words: str) -> Section:
    """Return a section with one page a word, that share a font, and with something that nobody needs."""
    objects = [FONT, (b"<</F %s>>" % reference(0), None), compressed(b"lost" * 1000)]
    pages = []
    for word in words:
        objects.append(compressed(b"BT /F 20 Tf 20 20 Td (%s) Tj ET" % word.encode()))
        resources = b"/Resources<</Font %s>>" % reference(1)
        objects.append(
            (b"<</Type/Page/MediaBox[0 0 200 50]/Contents %s%s>>" % (reference(len(objects) - 1), resources), None)
        )
        pages.append(len(objects) - 1)
    return Section.of(objects, pages)


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def faults(pdf: bytes) -> list[str]:
    """Return what qpdf has to say against a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.check_pdf_syntax()


def test_pages_of_several_sections_stand_in_the_order_asked_for() -> None:
    output = io.BytesIO()
    writer = SectionWriter(output)
    first, second = writer.take(section("one", "two")), writer.take(section("three"))
    numbers = [writer.page(head) for head in (*second, *first)]

    writer.finish([numbers[1], numbers[2], numbers[0]])

    assert texts(output.getvalue()) == ["one", "two", "three"]
    assert faults(output.getvalue()) == []


def test_a_page_that_is_shown_again_shares_its_content() -> None:
    output = io.BytesIO()
    writer = SectionWriter(output)
    (head,) = writer.take(section("again"))
    writer.finish([writer.page(head) for _ in range(3)])

    with pikepdf.open(io.BytesIO(output.getvalue())) as pdf:
        assert len({page.obj.objgen for page in pdf.pages}) == 3
        assert len({page.Contents.objgen for page in pdf.pages}) == 1


def test_what_no_page_needs_is_not_written() -> None:
    with pikepdf.open(io.BytesIO(section("word").pdf())) as pdf:
        kept = [item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/Type" not in item]

    assert kept == [b"BT /F 20 Tf 20 20 Td (word) Tj ET"]


def test_a_thousand_pages_in_many_object_streams_are_whole() -> None:
    words = [f"word{i}" for i in range(1000)]
    pdf = section(*words).pdf()

    assert texts(pdf) == words
    assert faults(pdf) == []


def test_a_document_that_is_written_in_many_parts_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "ROWS_TOGETHER", 3)
    words = [f"word{i}" for i in range(20)]
    pdf = section(*words).pdf()

    assert texts(pdf) == words
    assert faults(pdf) == []
    assert texts(SectionReader(io.BytesIO(pdf)).section([19, 0, 3]).pdf()) == ["word19", "word0", "word3"]


def test_some_pages_of_a_section_make_a_pdf_of_their_own() -> None:
    assert texts(section("one", "two", "three").pdf([2, 0])) == ["three", "one"]


def test_the_same_pages_give_the_same_bytes_and_others_another_identifier() -> None:
    def identifier(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return bytes(opened.trailer.ID[0])

    assert section("one").pdf() == section("one").pdf()
    assert identifier(section("one").pdf()) != identifier(section("two").pdf())


def test_only_the_producer_is_named() -> None:
    with pikepdf.open(io.BytesIO(section("one").pdf())) as pdf:
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {"/Producer": "outreach"}


def test_pages_are_taken_out_of_a_long_pdf_whole_and_in_the_order_asked_for() -> None:
    whole = SectionReader(io.BytesIO(section(*(f"word{i}" for i in range(1000))).pdf()))

    some = whole.section([999, 3, 500]).pdf()

    assert len(whole) == 1000
    assert texts(some) == ["word999", "word3", "word500"]
    assert faults(some) == []
    with pikepdf.open(io.BytesIO(some)) as pdf:
        assert len({page.Resources.Font.F.objgen for page in pdf.pages}) == 1


def test_a_text_that_looks_like_a_reference_stays_as_it_is() -> None:
    page = (b"<</Type/Page/MediaBox[0 0 200 50]/Note(see 99 0 R and 0 0 R)>>", None)
    taken = SectionReader(io.BytesIO(Section.of([page], [0]).pdf())).section([0])

    assert taken == Section.of([page], [0])


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no reference", b"startxref\n5\n%%EOF\n"])
def test_what_was_not_written_piece_by_piece_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="piece by piece"):
        SectionReader(io.BytesIO(content))
