"""Pieces come in any order and are bound in theirs; equal sides are kept once; sheets are filled."""

import io

import pypdfium2

from outreach.pdf.binder import Binder, BoundPiece, blank_page, bound
from outreach.pdf.sections import Section, compressed
from outreach.pdf.set_pieces import SetPiece, SetSide


def section(*heights: int) -> Section:
    """Return pages of 100 pt width; the height tells one from another."""
    content = compressed(b"")
    pages = [
        (b"<</Type/Page/MediaBox[0 0 100 %d]/Resources<<>>/Contents %s>>" % (height, b"\0%d\0" % len(heights)), None)
        for height in heights
    ]
    return Section.of([*pages, content], list(range(len(heights))))


def heights(data: bytes) -> list[int]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [round(page.get_size()[1]) for page in pdf]


def test_pieces_that_come_out_of_order_are_bound_in_the_order_of_their_numbers() -> None:
    file = io.BytesIO()
    binder = Binder(file)
    binder.add([section(300, 301)], [SetPiece(3, (SetSide("c", 0, (0, 1)),))])
    binder.add([section(100)], [SetPiece(1, (SetSide("a", 0, (0,)),))])
    binder.add([section(200)], [SetPiece(2, (SetSide("b", 0, (0,)),))])

    places = binder.bind()

    assert list(places) == [BoundPiece(1, 1, 1), BoundPiece(2, 2, 2), BoundPiece(3, 3, 4)]
    assert heights(file.getvalue()) == [100, 200, 300, 301]


def test_a_piece_with_an_odd_number_of_pages_fills_its_sheet_with_an_empty_page() -> None:
    file = io.BytesIO()
    binder = Binder(file, blank_page(50, 60))
    binder.add([section(100, 200)], [SetPiece(1, (SetSide("a", 0, (0,)),)), SetPiece(2, (SetSide("b", 0, (1,)),))])

    places = binder.bind()

    assert list(places) == [BoundPiece(1, 1, 1), BoundPiece(2, 3, 3)]
    assert heights(file.getvalue()) == [100, 170, 200, 170]


def test_a_side_that_several_pieces_share_is_taken_from_the_first_that_brings_it() -> None:
    picture, other = section(400), section(401)
    pieces = [
        SetPiece(1, (SetSide("picture", 0, (0,)), SetSide("1", 2, (0,)))),
        SetPiece(2, (SetSide("picture", 1, (0,)), SetSide("2", 2, (1,)))),
    ]

    assert heights(bound([picture, other, section(101, 102)], pieces)) == [400, 101, 400, 102]
