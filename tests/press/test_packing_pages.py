"""The packing list has everybody at the right place, whatever script a name is written in."""

import io
from dataclasses import replace
from itertools import accumulate

import pikepdf
import pypdfium2
import pytest

from outreach import tables
from outreach.l10n.languages import script, words
from outreach.pdf.sections import Section, write_sections
from outreach.press import packing_pages
from outreach.press.packing_pages import (
    LIST_TOP,
    SLOT,
    SLOTS_A_PAGE,
    Heading,
    PackingList,
    PackingRow,
    packing_lists,
    set_packing_list,
)
from outreach.press.widths import advance
from outreach.stationery import MM
from outreach.workers.pool import Call, Workers

PAGES = 8
LANGUAGES = [
    pytest.param(code, marks=[] if code in {"ar", "de", "el", "ru"} else [pytest.mark.long])
    for code in tables.languages()
]


HEADING = Heading("en", "Packing list", ("Campaign", "Letters: 216"))


def packing_list(*odd: tuple[int, str]) -> list[PackingList]:
    """Return the parts of a list of eight pages, with some names at other places than the usual ones."""
    names = {number: f"Person {number:03}" for number in range(1, PAGES * SLOTS_A_PAGE + 1)} | dict(odd)
    rows = [PackingRow(number, name, "DE" if number < 200 else "FR", "en") for number, name in names.items()]
    return list(packing_lists(HEADING, lambda: rows))


def pdf_of(parts: list[PackingList]) -> bytes:
    """Return the list as a PDF."""
    output = io.BytesIO()
    write_sections(output, map(set_packing_list, parts))
    return output.getvalue()


def texts(data: bytes) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.mark.parametrize("odd", [[], [(1, "राहुल गांधी"), (210, "محمد علي")]])
def test_every_page_has_its_own_names_and_number_whoever_set_it(odd: list[tuple[int, str]]) -> None:
    pages = texts(pdf_of(packing_list(*odd)))

    for index, text in enumerate(pages):
        numbers = range(index * SLOTS_A_PAGE + 1, (index + 1) * SLOTS_A_PAGE + 1)
        assert f"{index + 1} / {PAGES}" in text
        assert [number for number in numbers if f"Person {number:03}" not in text] == [
            number for number, _ in odd if number in numbers
        ]
        assert text.count("Person") == SLOTS_A_PAGE - sum(1 for number, _ in odd if number in numbers)


def test_the_same_pages_come_out_alike_beside_one_that_is_not_plain() -> None:
    plain, again, mixed = (pdf_of(packing_list(*odd)) for odd in ([], [], [(75, "محمد علي")]))

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
    right, edge = text.get_charbox(found[0])[2] / MM, packing_pages.TO_LEFT + packing_pages.TO_WIDTH
    assert edge - 7 < right <= edge  # kerning brings some letters closer


def test_a_name_that_fits_is_not_cut() -> None:
    assert "Ilaria Tilli Filippi Lilli Illiberi\n" in texts(
        pdf_of(packing_list((3, "Ilaria Tilli Filippi Lilli Illiberi")))
    )[0].replace("\r", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_written_in_the_language_of_those_who_pack_and_no_word_is_cut(press: Workers, language: str) -> None:
    rows = [PackingRow(n, "Person", "RS", code, "Somebody") for n, code in enumerate(tables.languages(), 1)]
    (part,) = packing_lists(replace(HEADING, language=language), lambda: rows)
    section = press.run(Call(set_packing_list, part, 60))
    assert isinstance(section, Section)
    page = pypdfium2.PdfDocument(section.pdf())[0].get_textpage()
    shown = " ".join(page.get_text_bounded().split())

    assert "…" not in shown
    for key in ("to", "about", "country", "language", "printed", "packed", "posted", "stamps"):
        word = words(language, "packing", key)
        assert word in shown or script(language) in ("Arab", "Deva"), word
        if key in ("printed", "packed", "posted"):
            assert sum(map(advance, word)) * packing_pages.SMALL_SIZE < packing_pages.BOX_PITCH


@pytest.mark.parametrize("length", [0, 40, 200, 900])
def test_a_note_stands_whole_below_its_person_in_bold_and_no_box_is_moved(press: Workers, length: int) -> None:
    note = ("do not write about the family " * 40)[:length].strip()
    rows = [PackingRow(n, f"Person {n:03}", "DE", "en", note=note if n == 3 else "") for n in range(1, 31)]
    (part,) = packing_lists(HEADING, lambda: rows)
    section = press.run(Call(set_packing_list, part, 60))
    assert isinstance(section, Section)
    pdf = pypdfium2.PdfDocument(section.pdf())
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pdf)

    assert note.replace(" ", "") in text
    assert [number for number in range(1, 31) if f"Person{number:03}" not in text] == []
    for page in pdf:
        numbers = [n for n in range(1, 31) if f"Person {n:03}" in page.get_textpage().get_text_bounded()]
        middles = [_middle(page, f"Person {n:03}") for n in numbers]
        grid = [LIST_TOP + SLOT * place for place in accumulate((rows[n - 1].slots for n in numbers[:-1]), initial=0)]
        assert middles == pytest.approx([y + SLOT / 2 for y in grid], abs=2.5)


def _middle(page: pypdfium2.PdfPage, text: str) -> float:
    """Return how far from the top (mm) a text stands."""
    found = page.get_textpage()
    match = found.search(text).get_next()
    assert match
    _, bottom, _, top = found.get_charbox(match[0])
    return (page.get_size()[1] - (top + bottom) / 2) / MM


def test_who_signs_stands_above_the_list_if_it_is_one_and_beside_each_if_they_are_several() -> None:
    def text(*senders: str) -> str:
        rows = [PackingRow(n, "Person", "DE", "en", sender=sender) for n, sender in enumerate(senders, 1)]
        return texts(pdf_of(list(packing_lists(HEADING, lambda: rows))))[0]

    assert text("Johanna", "Johanna").count("Johanna") == 1
    assert "Signed by: Johanna" in text("Johanna", "Johanna")
    assert [text("Johanna", "Camille").count(name) for name in ("Johanna", "Camille")] == [1, 1]


def test_a_long_list_is_set_in_parts_that_know_of_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing_pages, "PAGES_OF_THE_FIRST", 4)
    monkeypatch.setattr(packing_pages, "PAGES_A_PART", 2)
    parts = packing_list()

    pages = texts(pdf_of(parts))

    assert [(part.first, len(part.pages)) for part in parts] == [(1, 4), (5, 2), (7, 2)]
    assert all(f"{number} / {PAGES}" in page for number, page in enumerate(pages, 1))
    assert [page.count("Person") for page in pages] == [SLOTS_A_PAGE] * PAGES
    assert all("Stamps: France 17, Germany 199" in page.replace("\xa0", " ") for page in pages)


def content(page: pikepdf.Page) -> bytes:
    """Return what a page draws."""
    page.contents_coalesce()
    return page.Contents.read_bytes()
