"""The packing list has everybody at the right place, whatever script a name is written in."""

import io

import pikepdf
import pypdfium2
import pytest

from outreach.press.packing import ROWS_A_PAGE, PackingList, PackingRow, set_packing_list

PAGES = 8


def packing_list(*odd: tuple[int, str]) -> PackingList:
    """Return a list of eight pages, with some names at other places than the usual ones."""
    names = {number: f"Person {number:03}" for number in range(1, PAGES * ROWS_A_PAGE + 1)} | dict(odd)
    rows = tuple(PackingRow(number, name, "DE", "en", "") for number, name in names.items())
    return PackingList("Packing list", "Campaign", rows)


def texts(data: bytes) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.mark.parametrize("odd", [[], [(1, "राहुल गांधी"), (250, "محمد علي")]])
def test_every_page_has_its_own_names_and_number_whoever_set_it(odd: list[tuple[int, str]]) -> None:
    pages = texts(set_packing_list(packing_list(*odd)))

    for index, text in enumerate(pages):
        numbers = range(index * ROWS_A_PAGE + 1, (index + 1) * ROWS_A_PAGE + 1)
        assert f"{index + 1} / {PAGES}" in text
        assert [number for number in numbers if f"Person {number:03}" not in text] == [
            number for number, _ in odd if number in numbers
        ]
        assert text.count("Person") == ROWS_A_PAGE - sum(1 for number, _ in odd if number in numbers)


def test_the_same_pages_come_out_alike_beside_one_that_is_not_plain() -> None:
    plain, again, mixed = (set_packing_list(packing_list(*odd)) for odd in ([], [], [(100, "محمد علي")]))

    assert plain == again
    with pikepdf.open(io.BytesIO(plain)) as one, pikepdf.open(io.BytesIO(mixed)) as other:
        same = [content(a) == content(b) for a, b in zip(one.pages, other.pages, strict=True)]
    assert [index for index, equal in enumerate(same) if not equal] == [2]


def content(page: pikepdf.Page) -> bytes:
    """Return what a page draws."""
    page.contents_coalesce()
    return page.Contents.read_bytes()
