"""The express lane inside the press: whole jobs, as a batch has them done."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from press.express.invented_words import NAMES, TEXTS

from outreach.letters.merge import Fields, TemplateText
from outreach.pdf.sections import Section
from outreach.press import express, reference, worker
from outreach.press.express import differences
from outreach.press.express.marker import Marker
from outreach.press.express.markup import Surface
from outreach.press.express.paint import Painted
from outreach.press.express.setting import SetLetter, Setter
from outreach.press.express.write import Book
from outreach.press.run import call_for
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.pool import Died, Limits, Workers, process_pool

FONTS = Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))
PLAIN = f"<p>I write to you, {{{{ recipient.name }}}}.</p><p>{TEXTS['en']}</p>"
MIXED = (
    PLAIN
    + "{% if recipient.extra == 'lists' %}<ul><li>one<ul><li>for {{ recipient.name }}</li></ul></li></ul>{% endif %}"
    + "{% if recipient.extra == 'picture' %}<p><img src='own.png'></p>{% endif %}"
)
PEOPLE = [name for names in NAMES.values() for name in names]
PARTS = {
    "address": ("Mill Lane 17", "12345 Anywhere"),
    "return-line": ("Friends of the Library", "Mill Lane 3"),
    "letterhead": ("Friends of the Library", "Mill Lane 3", "12345 Anywhere"),
    "date": ("20 November 2026",),
}


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """Give a template's own folder with a picture and a font in it."""
    Image.new("RGB", (40, 20), (1, 2, 250)).save(tmp_path / "own.png")
    (tmp_path / "own.ttf").write_bytes((FONTS.parent / "NotoSans-Regular.ttf").read_bytes())
    return tmp_path


def piece(number: int, extra: str = "", **parts: tuple[str, ...]) -> PieceText:
    """Return what one piece is made from; every number has a name of its own."""
    name = f"{PEOPLE[number % len(PEOPLE)]} {number}"
    values = {"salutation": f"Dear {name},", "recipient": Fields("recipient", {"name": name, "extra": extra})}
    given = {key.replace("_", "-"): lines for key, lines in parts.items()}
    return PieceText(number, values, {**PARTS, "address": (name, *PARTS["address"]), **given})


def pieces(count: int) -> list[PieceText]:
    """Return plain pieces."""
    return [piece(number) for number in range(1, count + 1)]


def job(assets: Path, some: list[PieceText], body: str = PLAIN, paper: str = "din5008b", style: str = "") -> Job:
    """Return a job; the first, fourth and ninth piece are set both ways and compared."""
    blocks = {"subject": "About the library", "body": body, "closing": "<p>Yours sincerely,</p><p>Us</p>"}
    text = "".join(f"{{% block {name} %}}{html}{{% endblock %}}" for name, html in blocks.items())
    template = TemplateText("letter/en.html", "en", text)
    proven = frozenset(one.number for one in (some[0], some[min(3, len(some) - 1)], some[min(8, len(some) - 1)]))
    return Job(STATIONERY[paper], template, style, assets, tuple(some), Limits(), proven)


def by_weasyprint(task: Job) -> SetJob:
    """Do `task` without the express lane."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(express, "WORTH_LEARNING", sys.maxsize)
        return worker.set_job(task)


def texts(result: SetJob) -> Mapping[int, list[str]]:
    """Return the lines of text of each piece, sorted: the two ways write frames and running text in another order."""
    documents = [pypdfium2.PdfDocument(section.pdf()) for section in result.sections]
    return {
        one.number: sorted(
            line
            for side in one.sides
            for page in side.pages
            for line in documents[side.section][page].get_textpage().get_text_bounded().splitlines()
        )
        for one in result.pieces
    }


def painted(result: SetJob, number: int) -> list[bytes]:
    """Return the pages of a piece as pixels."""
    (one,) = [one for one in result.pieces if one.number == number]
    pages = [
        pypdfium2.PdfDocument(result.sections[side.section].pdf())[page] for side in one.sides for page in side.pages
    ]
    return [page.render(scale=1).to_pil().tobytes() for page in pages]


def places(result: SetJob, side: int = 0) -> dict[int, tuple[int, int]]:
    """Return the document and the page of one side of each piece."""
    return {one.number: (one.sides[side].section, one.sides[side].pages[0]) for one in result.pieces}


# ── plain jobs ───────────────────────────────────────────────────────────────────────────────────


def test_plain_letters_take_the_lane_without_any_help(assets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "set_articles", None)

    result = worker.set_job(job(assets, pieces(60)))

    assert (len(result.sections), result.faults, result.notes) == (1, (), ())
    assert places(result) == {number: (0, number - 1) for number in range(1, 61)}
    assert all(f"{PEOPLE[number % len(PEOPLE)]} {number}" in lines for number, lines in texts(result).items())


@pytest.mark.parametrize("paper", [name for name, one in STATIONERY.items() if one.kind == "letter"])
def test_a_plain_letter_takes_the_lane_on_every_paper(
    assets: Path, monkeypatch: pytest.MonkeyPatch, paper: str
) -> None:
    task = job(assets, pieces(9), paper=paper)
    expected = by_weasyprint(task)
    monkeypatch.setattr(reference, "set_articles", None)

    result = worker.set_job(task)

    assert (len(result.sections), result.faults, result.notes) == (1, (), ())
    assert result.sections != expected.sections
    assert differences(result.sections[0].pdf(), expected.sections[0].pdf()) == []
    assert [one.sides[0].key for one in result.pieces] == [one.sides[0].key for one in expected.pieces]


@pytest.mark.parametrize("picture", ["", "<img src='own.png'>"], ids=["empty", "picture"])
def test_a_plain_postcard_takes_the_lane_and_its_picture_is_set_once(assets: Path, picture: str) -> None:
    task = job(assets, pieces(52), body="<p>I write to you, {{ recipient.name }}.</p>", paper="postcard-a6")
    text = task.template.text + "{% block picture %}" + picture + "{% endblock %}"
    task = replace(task, template=replace(task.template, text=text))

    result = worker.set_job(task)

    assert result.faults == ()
    assert len(result.sections) == 2
    assert set(places(result, side=0).values()) == {(1, 0)}
    assert places(result, side=1) == {number: (0, number - 1) for number in range(1, 53)}
    with pypdfium2.PdfDocument(result.sections[1].pdf()) as pictures:
        assert len(pictures) == 1
    expected = by_weasyprint(replace(task, pieces=task.pieces[:9]))
    messages = [expected.pieces[number].sides[1].pages[0] for number in range(9)]
    assert differences(result.sections[0].pdf(), expected.sections[0].pdf(), range(9), messages) == []


def test_few_letters_are_not_worth_learning_from(assets: Path) -> None:
    task = job(assets, pieces(express.WORTH_LEARNING - 1))

    assert worker.set_job(task) == by_weasyprint(task)


def test_a_font_that_the_style_brings_along_takes_the_lane(assets: Path) -> None:
    style = "@font-face { font-family: Brought; src: url(own.ttf) } .body p { font-family: Brought; color: #123 }"
    task = job(assets, pieces(9), style=style)

    result, expected = worker.set_job(task), by_weasyprint(task)

    assert (result.notes, result.faults) == ((), ())
    assert differences(result.sections[0].pdf(), expected.sections[0].pdf()) == []
    assert differences(result.sections[0].pdf(), by_weasyprint(replace(task, style="")).sections[0].pdf())


# ── jobs that are partly plain ───────────────────────────────────────────────────────────────────


def test_a_batch_that_is_partly_plain_comes_back_complete_and_in_order(assets: Path) -> None:
    numbers = [*range(19, 37), *range(1, 19)]
    extras = {number: "lists" if number % 5 == 0 else "picture" if number % 7 == 0 else "" for number in numbers}
    task = job(assets, [piece(number, extras[number]) for number in numbers], MIXED)

    result, expected = worker.set_job(task), by_weasyprint(task)

    assert result.faults == ()
    assert [one.number for one in result.pieces] == numbers
    plain = [number for number in numbers if not extras[number]]
    odd = [number for number in numbers if extras[number]]
    assert [places(result)[number] for number in plain] == [(0, page) for page in range(len(plain))]
    assert [places(result)[number] for number in odd] == [(1, page) for page in range(len(odd))]
    assert sorted(result.notes) == [
        "letter/en.html: set by WeasyPrint: a block inside text",
        "letter/en.html: set by WeasyPrint: a tag that is not plain",
    ]
    assert texts(result) == texts(expected)
    assert all(painted(result, number) == painted(expected, number) for number in odd)
    theirs = [places(expected)[number][1] for number in plain]
    assert differences(result.sections[0].pdf(), expected.sections[0].pdf(), range(len(plain)), theirs) == []


def test_letters_that_run_over_are_set_by_weasyprint_among_plain_ones(assets: Path) -> None:
    body = "<p>{{ recipient.name }}</p>{% if recipient.extra %}" + PLAIN * 8 + "{% endif %}"
    task = job(assets, [piece(number, "long" if number in (2, 7) else "") for number in range(1, 11)], body)

    result = worker.set_job(task)

    assert [len(one.sides[0].pages) for one in result.pieces] == [1, 2, 1, 1, 1, 1, 2, 1, 1, 1]
    assert result.notes == ("letter/en.html: set by WeasyPrint: a second page",)


# ── the same every time ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def others() -> Iterator[Workers]:
    """Give a process of its own."""
    with Workers(1, lambda count: process_pool(count, Limits(), FONTS)) as workers:
        yield workers


def test_the_same_job_gives_the_same_bytes_whatever_was_set_before_and_in_any_process(
    others: Workers, assets: Path
) -> None:
    task = job(assets, [piece(number, "lists" if number in (3, 9) else "") for number in range(1, 11)], MIXED)

    first = worker.set_job(task)
    worker.set_job(job(assets, pieces(9)[::-1], style="p { font-size: 13pt; font-style: italic }"))
    second, third = worker.set_job(task), others.run(call_for(task))

    assert not isinstance(third, Died)
    assert first == second == third
    assert places(first)[1] == (0, 0)


def done_by(workers: Workers, task: Job) -> SetJob:
    """Do a job in another process."""
    result = workers.run(call_for(task))
    assert not isinstance(result, Died)
    return result


def test_jobs_that_share_samples_give_the_same_bytes_in_any_order(others: Workers, assets: Path) -> None:
    bold = (
        "<p>{% if recipient.extra == 'bold' %}<b>{{ recipient.name }}</b>{% else %}{{ recipient.name }}{% endif %}</p>"
    )
    everybody = [piece(number, "bold" if number in (15, 16) else "") for number in range(1, 31)]
    jobs = [
        replace(job(assets, everybody[start : start + 10], bold), samples=tuple(everybody[:2])) for start in (0, 10, 20)
    ]

    backwards = [done_by(others, one) for one in reversed(jobs)]
    in_order = [worker.set_job(one) for one in jobs]

    assert in_order == backwards[::-1]
    assert [(len(one.pieces), one.faults, one.notes) for one in in_order] == [(10, (), ())] * 3


def test_a_job_gives_the_same_letters_however_many_are_compared(assets: Path) -> None:
    task = job(assets, pieces(9))

    results = [worker.set_job(replace(task, proven=frozenset(range(1, count)))) for count in (1, 3, 10)]

    assert results[0] == results[1] == results[2]
    assert results[0].notes == ()


# ── faults of the letters ────────────────────────────────────────────────────────────────────────

FAULTS = {
    "an address that is too wide": (piece(5, address=("W" * 90, "12345 Anywhere")), "the address does not fit"),
    "an address that is too high": (piece(5, address=("Line",) * 14), "the address does not fit"),
    "a date that is too wide": (piece(5, date=("W" * 60,)), "the date does not fit"),
    "a return address that is too wide": (
        piece(5, return_line=("W" * 90,), letterhead=("Us", "W" * 90)),
        "the return address of “WWW",
    ),
    "a character that no font has": (piece(5, address=("漢", "12345 Anywhere")), "no font of this tool has"),
    "an empty cell": (
        PieceText(5, {"salutation": "Dear,", "recipient": Fields("recipient", {"name": "", "extra": ""})}, PARTS),
        "`recipient.name` is empty",
    ),
}


@pytest.mark.parametrize("fault", [*FAULTS])
def test_a_fault_of_one_letter_is_told_as_without_the_lane_and_the_others_are_set(assets: Path, fault: str) -> None:
    wrong, message = FAULTS[fault]
    task = job(assets, [*pieces(4), wrong, *pieces(10)[5:]], "<p>{{ recipient.name }}</p>")

    result, expected = worker.set_job(task), by_weasyprint(task)

    assert result.faults == expected.faults
    assert [(one.number, message in str(one.problem)) for one in result.faults] == [(5, True)]
    assert [one.number for one in result.pieces] == [1, 2, 3, 4, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("fault", ["an address that is too wide", "a character that no font has", "an empty cell"])
def test_a_fault_of_one_postcard_is_told_as_without_the_lane(assets: Path, fault: str) -> None:
    task = job(assets, [*pieces(4), FAULTS[fault][0], *pieces(10)[5:]], "<p>{{ recipient.name }}</p>", "postcard-a6")

    result, expected = worker.set_job(task), by_weasyprint(task)

    assert result.faults == expected.faults
    assert [one.number for one in result.faults] == [5]
    assert [one.number for one in result.pieces] == [1, 2, 3, 4, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("use", ["", "p { font-family: Own }"], ids=["unused", "used"])
def test_a_font_that_is_missing_is_told_as_without_the_lane(assets: Path, use: str) -> None:
    task = job(assets, pieces(8), style="@font-face { font-family: Own; src: url(none.ttf) }" + use)

    result = worker.set_job(task)

    assert result.faults == by_weasyprint(task).faults
    assert [one.number for one in result.faults] == [*range(1, 9)]


# ── faults of the lane ───────────────────────────────────────────────────────────────────────────


def moved(letter: SetLetter) -> SetLetter:
    """Return a letter whose last line stands half a point too low."""
    letter.texts[-1] = letter.texts[-1]._replace(y=letter.texts[-1].y + 0.5 / 0.75)
    return letter


def all_set_by_weasyprint(task: Job, note: str) -> None:
    """See that `task` is done as if there were no lane, and that a note says why."""
    result, expected = worker.set_job(task), by_weasyprint(task)

    assert (result.sections, result.pieces, result.faults) == (expected.sections, expected.pieces, ())
    assert [note in one for one in result.notes] == [True]
    assert expected.notes == ()


def test_a_fault_of_the_lane_that_every_letter_shows_sends_them_all_to_weasyprint(
    assets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Setter.set
    monkeypatch.setattr(Setter, "set", lambda self, surface: moved(honest(self, surface)))

    all_set_by_weasyprint(job(assets, pieces(10)), "differs from WeasyPrint: page 1: ")


beside = Marker.beside
MARKERS: dict[str, tuple[Callable[[Marker, int], tuple[float, Painted]], str]] = {
    "half a point to the right": (
        lambda marker, number: (beside(marker, number)[0] + 0.5 / 0.75, beside(marker, number)[1]),
        "“1” moved by 0.5",
    ),
    "with the number of the next": (lambda marker, number: beside(marker, number + 1), "glyph"),
}


@pytest.mark.parametrize("fault", [*MARKERS])
def test_a_marker_of_a_list_that_is_off_sends_all_letters_to_weasyprint(
    assets: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    wrong, note = MARKERS[fault]
    monkeypatch.setattr(Marker, "beside", wrong)

    all_set_by_weasyprint(job(assets, pieces(10), PLAIN + "<ol><li>one</li><li>two</li></ol>"), note)


def test_a_fault_of_the_lane_that_one_compared_letter_shows_sends_them_all_to_weasyprint(
    assets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Setter.set

    def dishonest(self: Setter, surface: Surface) -> SetLetter:
        letter = honest(self, surface)
        return moved(letter) if f"{PEOPLE[9]} 9," in str(surface.texts) else letter

    monkeypatch.setattr(Setter, "set", dishonest)

    all_set_by_weasyprint(job(assets, pieces(10)), ": “U” moved by")


def test_a_lane_that_fails_sends_all_letters_to_weasyprint(assets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Book) -> Section:
        raise ZeroDivisionError

    monkeypatch.setattr(Book, "section", fail)

    all_set_by_weasyprint(job(assets, pieces(10)), "the express lane failed (ZeroDivisionError)")


def test_a_fault_in_one_kind_of_side_leaves_the_other_kinds_to_the_lane(
    assets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Setter.set

    def dishonest(self: Setter, surface: Surface) -> SetLetter:
        letter = honest(self, surface)
        return moved(letter) if surface.shape.block.path.steps[0].classes == "address" else letter

    monkeypatch.setattr(Setter, "set", dishonest)
    task = job(assets, pieces(10), "<p>{{ recipient.name }}</p>", "postcard-a6")
    text = task.template.text + "{% block picture %}<p>For {{ recipient.name }}</p>{% endblock %}"

    result = worker.set_job(replace(task, template=replace(task.template, text=text)))

    assert places(result, side=0) == {number: (0, number - 1) for number in range(1, 11)}
    assert places(result, side=1) == {number: (1, number - 1) for number in range(1, 11)}
    assert ["differs from WeasyPrint: page 1: " in note for note in result.notes] == [True]
