"""The packing list has everybody at the right place, whatever script a name is written in."""

import io

import pikepdf
import pypdfium2
import pytest

from outreach import tables
from outreach.pdf.sections import Section, write_sections
from outreach.press import packing_pages
from outreach.press.packing_pages import ROWS_A_PAGE, PackingList, PackingRow, packing_lists, set_packing_list
from outreach.workers.pool import Call, Workers

PAGES = 8


def packing_list(*odd: tuple[int, str]) -> list[PackingList]:
    """Return the parts of a list of eight pages, with some names at other places than the usual ones."""
    names = {number: f"Person {number:03}" for number in range(1, PAGES * ROWS_A_PAGE + 1)} | dict(odd)
    rows = [PackingRow(number, name, "DE" if number < 200 else "FR", "en", "") for number, name in names.items()]
    return list(packing_lists("Packing list", "Campaign", lambda: rows))


def pdf_of(parts: list[PackingList]) -> bytes:
    """Return the list as a PDF."""
    output = io.BytesIO()
    write_sections(output, map(set_packing_list, parts))
    return output.getvalue()


def texts(data: bytes) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.mark.parametrize("odd", [[], [(1, "राहुल गांधी"), (250, "محمد علي")]])
def test_every_page_has_its_own_names_and_number_whoever_set_it(odd: list[tuple[int, str]]) -> None:
    pages = texts(pdf_of(packing_list(*odd)))

    for index, text in enumerate(pages):
        numbers = range(index * ROWS_A_PAGE + 1, (index + 1) * ROWS_A_PAGE + 1)
        assert f"{index + 1} / {PAGES}" in text
        assert [number for number in numbers if f"Person {number:03}" not in text] == [
            number for number, _ in odd if number in numbers
        ]
        assert text.count("Person") == ROWS_A_PAGE - sum(1 for number, _ in odd if number in numbers)


def test_the_same_pages_come_out_alike_beside_one_that_is_not_plain() -> None:
    plain, again, mixed = (pdf_of(packing_list(*odd)) for odd in ([], [], [(100, "محمد علي")]))

    assert plain == again
    with pikepdf.open(io.BytesIO(plain)) as one, pikepdf.open(io.BytesIO(mixed)) as other:
        same = [content(a) == content(b) for a, b in zip(one.pages, other.pages, strict=True)]
    assert [index for index, equal in enumerate(same) if not equal] == [2]


@pytest.mark.parametrize("letters", ["i", "W", "Wi", "ж", "Ш", "a b ", "AV", "Ть"])
def test_a_name_is_cut_where_its_column_ends_and_not_before(letters: str) -> None:
    pdf = pypdfium2.PdfDocument(pdf_of(packing_list((3, letters * 120))))
    text = pdf[0].get_textpage()

    found = text.search("…").get_next()

    assert found
    right = text.get_charbox(found[0])[2] / packing_pages.MM
    assert (
        33 + packing_pages.NAME_WIDTH - 7 < right <= 33 + packing_pages.NAME_WIDTH
    )  # kerning brings some letters closer


def test_a_name_that_fits_is_not_cut() -> None:
    assert "Ilaria Tilli Filippi Lilli Illiberi\n" in texts(
        pdf_of(packing_list((3, "Ilaria Tilli Filippi Lilli Illiberi")))
    )[0].replace("\r", "")


def test_no_language_is_cut(press: Workers) -> None:
    rows = [PackingRow(n, "Person", "RS", code, "") for n, code in enumerate(tables.languages(), 1)]
    (part,) = packing_lists("Packing list", "Campaign", lambda: rows)
    section = press.run(Call(set_packing_list, part, 60))
    assert isinstance(section, Section)
    page = pypdfium2.PdfDocument(section.pdf())[0].get_textpage()

    for code in tables.languages():  # three dots in the place of letters are read as those letters, all at one place
        found = page.search(f"RS · {code}").get_next()
        assert found, code
        at, count = found
        assert len({page.get_charbox(at + i)[0] for i in range(count)}) == count, code


def test_a_long_list_is_set_in_parts_that_know_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing_pages, "PAGES_OF_THE_FIRST", 4)
    monkeypatch.setattr(packing_pages, "PAGES_A_PART", 2)
    parts = packing_list()

    pages = texts(pdf_of(parts))

    assert [(part.first, len(part.rows)) for part in parts] == [(1, 136), (5, 68), (7, 68)]
    assert all(f"{number} / {PAGES}" in page for number, page in enumerate(pages, 1))
    assert [page.count("Person") for page in pages] == [ROWS_A_PAGE] * PAGES
    assert all("Stamps: DE 199, FR 73" in page for page in pages)


def content(page: pikepdf.Page) -> bytes:
    """Return what a page draws."""
    page.contents_coalesce()
    return page.Contents.read_bytes()
