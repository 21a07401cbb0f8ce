"""What is set is right, the same every time, and no piece's business of another's."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from setting_child import FONTS, set_in_child, set_pieces

from outreach.letters.merge import Fields, TemplateText
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.pool import Call, Died, Limits, Workers, process_pool

LETTER = "<p>I write to you, {{ recipient.name }}.</p><p>{{ recipient.text }}</p>"
TABLE = "<table><tr><td>I write</td><td>to {{ recipient.name }}.</td></tr></table><p><b>{{ recipient.text }}</b></p>"
CARD = "{% block picture %}<img src='own.png' style='width: 148mm'>{% endblock %}{% block body %}<p>{{ recipient.text }}</p>{% endblock %}"
ADDRESS = ("Rosa Luxemburg", "Street 1", "10115 Berlin")


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """Give a template's own folder with a picture in it."""
    Image.new("RGB", (148, 105), (1, 2, 250)).save(tmp_path / "own.png")
    return tmp_path


def piece(number: int, text: str = "Text", name: str = "", address: tuple[str, ...] = ADDRESS) -> PieceText:
    """Return what one piece is made from."""
    cells = {"name": name or f"Person {number}", "text": text, "picture": f"{text}.png", "empty": ""}
    parts = {
        "address": address,
        "return-line": ("Us", "Street 2"),
        "letterhead": ("Us", "Street 2"),
        "date": ("1 May",),
    }
    return PieceText(number, {"salutation": f"Dear {number},", "recipient": Fields("recipient", cells)}, parts)


def job(assets: Path, *pieces: PieceText, body: str = LETTER, paper: str = "din5008b", style: str = "") -> Job:
    """Return a job; `body` is a whole template if it has blocks."""
    text = body if "{% block" in body else "{% block body %}" + body + "{% endblock %}"
    return Job(STATIONERY[paper], TemplateText("letter/en.html", "en", text), style, assets, pieces, Limits())


def texts(result: SetJob) -> Mapping[int, list[str]]:
    """Return the text of each piece's pages."""
    documents = [pypdfium2.PdfDocument(section.pdf()) for section in result.sections]
    return {
        one.number: [
            documents[side.section][page].get_textpage().get_text_bounded() for side in one.sides for page in side.pages
        ]
        for one in result.pieces
    }


def painted(result: SetJob, number: int) -> list[bytes]:
    """Return the pages of a piece as pixels."""
    (one,) = [one for one in result.pieces if one.number == number]
    pages = [
        pypdfium2.PdfDocument(result.sections[side.section].pdf())[page] for side in one.sides for page in side.pages
    ]
    return [page.render(scale=1.5).to_pil().tobytes() for page in pages]


def faults(result: SetJob) -> dict[int, str]:
    """Return what is told of each piece that could not be set."""
    return {fault.number: str(fault.problem) for fault in result.faults}


def times_taught(task: Job, contents: tuple[str, ...]) -> int:
    """Do a job once for each content of a file beside it, written anew; return how often the lane was taught."""
    from outreach.press import lanes, worker  # loads WeasyPrint, which the process of the tests never does

    taught: list[Job] = []
    teach = lanes._teach

    def noted(task: Job, samples: Sequence[str]) -> object:
        taught.append(task)
        return teach(task, samples)

    try:
        lanes._teach = noted  # type: ignore[assignment]
        for content in contents:
            (task.assets / "note.css").unlink(missing_ok=True)
            (task.assets / "note.css").write_text(content, encoding="utf-8")
            worker.set_job(task)
    finally:
        lanes._teach = teach
    return len(taught)


def taught_for_the_same(task: Job) -> int:
    return times_taught(task, ("same", "same", "same"))


def taught_for_others(task: Job) -> int:
    return times_taught(task, ("one", "other"))


# ── what is set ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("body", [LETTER, TABLE], ids=["plain", "table"])
def test_each_piece_has_its_own_words_on_its_own_pages(press: Workers, assets: Path, body: str) -> None:
    result = set_in_child(press, job(assets, *(piece(i, f"word{i}") for i in (3, 1, 2)), body=body))

    assert result.faults == ()
    found = texts(result)
    assert [*found] == [3, 1, 2]
    for number, (page,) in found.items():
        assert f"Person {number}." in page
        assert [word for word in ("word1", "word2", "word3") if word in page] == [f"word{number}"]


@pytest.mark.parametrize("paper", [*STATIONERY])
def test_every_stationery_prints_every_part_on_paper_of_its_size(press: Workers, assets: Path, paper: str) -> None:
    body = (
        CARD if paper == "postcard-a6" else "{% block subject %}About{% endblock %}{% block body %}Text{% endblock %}"
    )

    result = set_in_child(press, job(assets, piece(1), body=body, paper=paper))

    assert result.faults == ()
    text = " ".join(texts(result)[1])
    assert all(word in text for word in ("Rosa Luxemburg", "10115 Berlin", "Us", "Dear 1,", "Text"))
    width, height = STATIONERY[paper].width, STATIONERY[paper].height
    for document in (section.pdf() for section in result.sections):
        for page in pypdfium2.PdfDocument(document):
            assert page.get_size() == pytest.approx((width * 72 / 25.4, height * 72 / 25.4), abs=0.5)


def test_a_long_letter_goes_on_on_further_pages(press: Workers, assets: Path) -> None:
    result = set_in_child(press, job(assets, piece(1, "word " * 1500 + "END"), piece(2)))

    pages = texts(result)
    assert len(pages[1]) > 2
    assert "END" in pages[1][-1]
    assert len(pages[2]) == 1


def test_later_pages_of_a_letter_are_numbered_and_a_single_page_is_not(press: Workers, assets: Path) -> None:
    result = set_in_child(press, job(assets, piece(1), piece(2, "word " * 2000), piece(3), piece(4, "word " * 900)))

    found = [[page.rsplit("\r\n", 1)[-1].strip() for page in pages] for pages in texts(result).values()]
    assert [pages[1:] for pages in found] == [[], ["page 2 of 3", "page 3 of 3"], [], ["page 2 of 2"]]
    assert not any("page" in pages[0] for pages in found)


def test_a_side_that_is_the_same_for_all_is_set_once(press: Workers, assets: Path) -> None:
    result = set_in_child(
        press, job(assets, *(piece(i, f"word{i}") for i in range(1, 5)), body=CARD, paper="postcard-a6")
    )

    pictures = {(one.sides[0].key, one.sides[0].section, one.sides[0].pages) for one in result.pieces}
    messages = {one.sides[1].key for one in result.pieces}
    assert (len(pictures), len(messages)) == (1, 4)


def test_values_are_text_and_never_tags(press: Workers, assets: Path) -> None:
    (page,) = texts(set_in_child(press, job(assets, piece(1, "<b>bold</b> & more"))))[1]

    assert "<b>bold</b> & more" in page


# ── the same every time ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body", [LETTER, TABLE, "<p>{{ recipient.text }}</p><img src='own.png'>"], ids=["plain", "table", "picture"]
)
def test_the_same_job_gives_the_same_bytes(press: Workers, assets: Path, body: str) -> None:
    task = job(assets, *(piece(i, f"word{i}") for i in range(1, 4)), body=body)

    first, second = set_in_child(press, task), set_in_child(press, task)
    with Workers(1, lambda count: process_pool(count, Limits(), FONTS)) as others:
        third = set_in_child(others, task)

    assert first == second == third


@pytest.mark.parametrize("body", [LETTER, TABLE], ids=["plain", "table"])
def test_a_piece_looks_the_same_alone_and_among_others(press: Workers, assets: Path, body: str) -> None:
    pieces = [piece(1, "short"), piece(2, "word " * 700), piece(3, "Größe – «Ёлка» fi ffl"), piece(4, "last")]
    together = set_in_child(press, job(assets, *pieces, body=body))

    for one in pieces:
        alone = set_in_child(press, job(assets, one, body=body))
        assert painted(alone, one.number) == painted(together, one.number)
        assert texts(alone)[one.number] == texts(together)[one.number]


def test_a_piece_does_not_depend_on_the_order_of_its_neighbours(press: Workers, assets: Path) -> None:
    pieces = [piece(i, f"word{i} " * i * 20) for i in range(1, 5)]

    forth, back = set_in_child(press, job(assets, *pieces)), set_in_child(press, job(assets, *reversed(pieces)))

    assert texts(forth) == texts(back)
    assert all(painted(forth, i) == painted(back, i) for i in range(1, 5))


def test_files_that_are_written_anew_with_the_same_content_need_not_be_learnt_again(
    press: Workers, assets: Path
) -> None:
    pieces = [piece(number) for number in range(1, 11)]
    task = replace(job(assets, *pieces), samples=(pieces[0],))

    assert press.run(Call(taught_for_the_same, task, 60)) == 1
    assert press.run(Call(taught_for_others, task, 60)) == 2


def test_counters_and_marked_texts_of_one_piece_do_not_run_on_into_the_next(press: Workers, assets: Path) -> None:
    body = "<ol><li>{{ recipient.text }}</li></ol><p class=n></p>"
    style = "p.n { counter-increment: n } p.n::before { content: 'count ' counter(n) }"

    result = set_in_child(press, job(assets, piece(1), piece(2), piece(3), body=body, style=style))

    assert all("count 1" in pages[0] for pages in texts(result).values())


def test_lists_in_lists_have_markers_that_the_fonts_have(press: Workers, assets: Path) -> None:
    body = (
        "<ul><li>one<ul><li>two<ul><li>three</li></ul></li></ul></li></ul><ol><li>four<ul><li>five</li></ul></li></ol>"
    )

    result = set_in_child(press, job(assets, piece(1), body=body))

    assert faults(result) == {}
    (page,) = texts(result)[1]
    assert [page.count(marker) for marker in ("•", "–")] == [1, 3]


# ── faults ───────────────────────────────────────────────────────────────────────────────────────


def one_fault(press: Workers, task: Job) -> str:
    """Return what is told of piece 2, and see that pieces 1 and 3 are set."""
    result = set_in_child(press, task)
    assert [*faults(result)] == [2]
    assert [one.number for one in result.pieces] == [1, 3]
    assert {number: len(pages) for number, pages in texts(result).items()}.keys() == {1, 3}
    return faults(result)[2]


def test_an_empty_cell_is_a_fault_of_its_piece(press: Workers, assets: Path) -> None:
    task = job(assets, piece(1), piece(2, ""), piece(3))

    assert "`recipient.text` is empty in this row" in one_fault(press, task)


def test_a_missing_glyph_is_a_fault_that_names_the_character(press: Workers, assets: Path) -> None:
    told = one_fault(press, job(assets, piece(1, "Größe Ёлка"), piece(2, "name 漢 and 字"), piece(3)))

    assert "no font of this tool has the character" in told
    assert "“字” (U+5B57)" in told
    assert "“漢” (U+6F22)" in told


def test_a_missing_glyph_in_the_address_is_a_fault_too(press: Workers, assets: Path) -> None:
    told = one_fault(press, job(assets, piece(1), piece(2, address=("漢", "Street", "Town")), piece(3)))

    assert "U+6F22" in told


@pytest.mark.parametrize("paper", [*STATIONERY])
def test_an_address_with_too_many_lines_is_a_fault(press: Workers, assets: Path, paper: str) -> None:
    long = tuple(f"Line {i}" for i in range(1, 12))
    body = CARD if paper == "postcard-a6" else LETTER

    told = one_fault(press, job(assets, piece(1), piece(2, address=long), piece(3), body=body, paper=paper))

    assert f"the address does not fit on {paper}: " in told
    assert "mm too much; shorten it, or choose another stationery" in told


@pytest.mark.parametrize("paper", [*STATIONERY])
def test_an_address_with_a_line_that_is_too_long_is_set_in_two_or_is_a_fault(
    press: Workers, assets: Path, paper: str
) -> None:
    long = ("Committee " * 6, "Street 1", "W" * 90, "10115 Berlin", "Region", "Country")
    body = CARD if paper == "postcard-a6" else LETTER

    result = set_in_child(press, job(assets, piece(1, address=long), body=body, paper=paper))

    assert result.faults == () or "the address does not fit" in faults(result)[1]


def test_a_message_that_is_too_long_for_a_postcard_is_a_fault(press: Workers, assets: Path) -> None:
    told = one_fault(press, job(assets, piece(1), piece(2, "word " * 400), piece(3), body=CARD, paper="postcard-a6"))

    assert "the message does not fit on postcard-a6: " in told


def test_a_letter_without_end_is_a_fault(press: Workers, assets: Path) -> None:
    told = one_fault(press, job(assets, piece(1), piece(2, "word " * 20_000), piece(3)))

    assert "the letter side takes" in told
    assert "pages; shorten the template's text" in told


def test_a_missing_picture_is_a_fault_of_every_piece_that_needs_it(press: Workers, assets: Path) -> None:
    body = "{% if recipient.text == 'two' %}<img src='none.png'>{% endif %}<p>x</p>"

    told = one_fault(press, job(assets, piece(1), piece(2, "two"), piece(3), body=body))

    assert "`none.png` is not there; put it into the template's folder" in told


def test_a_picture_that_the_style_needs_is_a_fault_of_all(press: Workers, assets: Path) -> None:
    result = set_in_child(press, job(assets, piece(1), piece(2), style="p { background: url(none.png) }"))

    assert [*faults(result)] == [1, 2]
    assert result.pieces == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty (0 bytes); copy it anew from where it comes from"),
        (b"this is no picture", "cannot be read as a picture; save it again as PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is damaged: it ends too early or is broken inside"),
    ],
)
def test_a_file_that_is_no_picture_is_a_fault(press: Workers, assets: Path, data: bytes, reason: str) -> None:
    (assets / "broken.png").write_bytes(data)

    told = faults(set_in_child(press, job(assets, piece(1), body="<img src='broken.png'>")))

    assert f"`broken.png` {reason}" in told[1]


def test_a_picture_with_too_many_pixels_is_a_fault(press: Workers, assets: Path) -> None:
    Image.new("1", (16_000, 16_000)).save(assets / "huge.png")

    told = faults(set_in_child(press, job(assets, piece(1), body="<img src='huge.png'>")))

    assert "`huge.png` has 16000 × 16000 pixels, more than 200 million; make it smaller" in told[1]


def test_a_picture_with_many_pixels_is_made_smaller(press: Workers, assets: Path) -> None:
    Image.new("L", (9_000, 6_800)).save(assets / "large.png")

    result = set_in_child(press, job(assets, piece(1), body="<img src='large.png'>"))

    assert [one.number for one in result.pieces] == [1]


def test_every_fault_of_several_pieces_is_told(press: Workers, assets: Path) -> None:
    pieces = [piece(1), piece(2, ""), piece(3, "漢"), piece(4, address=("Line",) * 20), piece(5)]

    result = set_in_child(press, job(assets, *pieces))

    assert sorted(faults(result)) == [2, 3, 4]
    assert [one.number for one in result.pieces] == [1, 5]


def test_a_template_that_is_not_allowed_is_a_fault_of_every_piece(press: Workers, assets: Path) -> None:
    result = set_in_child(press, job(assets, piece(1), piece(2), body="{{ recipient.text|safe }}"))

    assert result.pieces == ()
    assert all("the filter `safe` is not available" in told for told in faults(result).values())
    assert len(result.faults) == 2


@pytest.mark.parametrize("body", ["<div>" * 4000 + "x", "<b>" * 4000 + "x"], ids=["div", "b"])
def test_a_letter_that_is_nested_too_deeply_is_a_fault_or_is_set(press: Workers, assets: Path, body: str) -> None:
    outcome = press.run(Call(set_pieces, job(assets, piece(1), body=body), 60))

    assert isinstance(outcome, Died) or outcome.pieces or "cannot be set" in faults(outcome)[1]


def test_a_letter_that_eats_all_memory_is_a_fault_or_dies_alone(press: Workers, assets: Path) -> None:
    bomb = "|replace('', '" + "a" * 2000 + "')"
    task = job(assets, piece(1), body="{{ recipient.text" + bomb * 4 + "|length }}")

    outcome = press.run(Call(set_pieces, task, 60))

    assert isinstance(outcome, Died) or [*faults(outcome)] == [1]


def test_a_job_without_pieces_is_nothing(press: Workers, assets: Path) -> None:
    result = set_in_child(press, job(assets))

    assert (result.pieces, result.faults) == ((), ())


def test_a_pdf_can_be_opened_without_a_complaint(press: Workers, assets: Path) -> None:
    result = set_in_child(press, job(assets, piece(1), piece(2, "Ёлка"), body=TABLE))

    for document in (section.pdf() for section in result.sections):
        with pikepdf.open(io.BytesIO(document)) as pdf:
            assert pdf.check_pdf_syntax() == []


def test_a_proof_of_the_express_lane_changes_nothing(press: Workers, assets: Path) -> None:
    task = job(assets, *(piece(i, f"Größe – «Ёлка» {i} " * 30) for i in range(1, 4)))

    result, proven = set_in_child(press, task), set_in_child(press, replace(task, proven=frozenset({1, 2, 3})))

    assert proven.faults == ()
    assert texts(proven) == texts(result)
    assert all(painted(proven, i) == painted(result, i) for i in (1, 2, 3))
