"""Only what changed is set again, and what is taken from before is what would have been set."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from conftest import page_texts

from outreach.care.facts import PieceFacts
from outreach.care.rule_books import Rule
from outreach.letters.merge import Fields, TemplateText
from outreach.model import Severity
from outreach.pdf.binder import bound
from outreach.pdf.sections import Section
from outreach.press.cache.keeper import FILES_A_JOB, ODD, Keeper
from outreach.press.cache.kept_pages import PAGES, set_or_take
from outreach.press.cache.shelf import Parcel, Shelf
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.preview.kept_pictures import see_small
from outreach.preview.pictures import PictureJob
from outreach.preview.screen import JPEG
from outreach.stationery import STATIONERY
from outreach.workers.pool import Call, Limits, Workers, process_pool

FONTS = Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))
TEXT = "{% block body %}<p>Dear {{ recipient.name }}, {{ recipient.word }}</p>{{ recipient.more }}{% endblock %}"


class Watched(Workers):
    """A child that remembers which pieces it was given, and does something before it begins."""

    def __init__(self) -> None:
        super().__init__(1, lambda count: process_pool(count, Limits(), FONTS))
        self.given: list[tuple[int, ...]] = []
        self.before: Callable[[], object] = lambda: None

    def submit(self, call: Call) -> Future:  # type: ignore[type-arg]  # whatever the call is
        self.before()
        job = call.task.job if isinstance(call.task, PictureJob) else call.task
        self.given.append(tuple(piece.number for piece in job.pieces))
        return super().submit(call)


@pytest.fixture(scope="module")
def child() -> Iterator[Watched]:
    with Watched() as workers:
        yield workers


@pytest.fixture
def crew(child: Watched) -> Watched:
    child.given, child.before = [], lambda: None
    return child


def nobody(_count: int) -> Executor:
    """Stand in for a child where none may be started."""
    pytest.fail("a child process was started")


@pytest.fixture
def idle() -> Workers:
    return Workers(1, nobody)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "prints" / ".kept"


@pytest.fixture
def job(tmp_path: Path) -> Job:
    assets = tmp_path / "letter"
    assets.mkdir()
    (assets / "note.txt").write_text("a file", encoding="utf-8")
    text = TemplateText("letter/en.html", "en", TEXT)
    return Job(STATIONERY["din5008b"], text, "", assets, tuple(map(piece, range(1, 5))), Limits())


def piece(number: int, word: str = "word") -> PieceText:
    cells = {"name": f"Person {number}", "word": word, "more": "more"}
    return PieceText(number, {"recipient": Fields("recipient", cells)}, {"address": (f"Person {number}", "Street")})


def changed(job: Job, number: int, word: str = "new") -> Job:
    """Return `job` with another word in one piece."""
    return replace(job, pieces=tuple(piece(number, word) if one.number == number else one for one in job.pieces))


def pdf(results: list[SetJob]) -> bytes:
    (result,) = results
    return bound(result.sections, result.pieces)


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_what_was_set_is_not_set_again_and_has_the_same_bytes(
    crew: Watched, idle: Workers, job: Job, folder: Path
) -> None:
    first = list(set_or_take([job], crew, Shelf(folder)))
    told: list[str] = []
    again = list(set_or_take([job], idle, Shelf(folder), told.append))
    assert again == first
    assert pdf(again) == pdf(first)
    assert (crew.given, told) == ([(1, 2, 3, 4)], ["taken from .kept: 4"])


def test_after_a_changed_word_only_that_piece_is_set(crew: Watched, idle: Workers, job: Job, folder: Path) -> None:
    (first,) = set_or_take([job], crew, Shelf(folder))
    second = list(set_or_take([changed(job, 2)], crew, Shelf(folder)))
    assert crew.given == [(1, 2, 3, 4), (2,)]
    assert [one.number for one in second[0].pieces] == [1, 2, 3, 4]
    assert [one.sides[0].key == other.sides[0].key for one, other in zip(first.pieces, second[0].pieces, strict=True)] == [
        True, False, True, True,
    ]  # fmt: skip
    shown = page_texts(pdf(second))
    assert [
        f"Dear Person {number}, {word}" in text
        for number, word, text in zip((1, 2, 3, 4), ("word", "new", "word", "word"), shown, strict=True)
    ] == [True] * 4
    third = list(set_or_take([changed(job, 2)], idle, Shelf(folder)))
    assert pdf(third) == pdf(second)


def test_pieces_are_found_wherever_they_stand_now(crew: Watched, job: Job, folder: Path) -> None:
    list(set_or_take([job], crew, Shelf(folder)))
    moved = [replace(one, number=5 - one.number) for one in reversed(job.pieces)]
    (result,) = set_or_take([replace(job, pieces=(*moved, piece(9)))], crew, Shelf(folder))
    assert crew.given[1:] == [(9,)]
    assert [one.number for one in result.pieces] == [1, 2, 3, 4, 9]


def test_a_job_takes_from_a_few_files_alone_those_with_the_most_pieces_first(
    crew: Watched, job: Job, folder: Path
) -> None:
    pieces = [piece(number) for number in range(1, FILES_A_JOB + 4)]
    alone, pair = pieces[:-2], pieces[-2:]
    list(set_or_take([replace(job, pieces=(one,)) for one in alone], crew, Shelf(folder)))
    list(set_or_take([replace(job, pieces=tuple(pair))], crew, Shelf(folder)))
    crew.given = []

    (result,) = set_or_take([replace(job, pieces=tuple(pieces))], crew, Shelf(folder))

    assert [len(numbers) for numbers in crew.given] == [len(alone) - (FILES_A_JOB - 1)]
    assert not {one.number for one in pair} & {*crew.given[0]}
    assert [one.number for one in result.pieces] == [one.number for one in pieces]


def test_kept_jobs_take_their_turn_among_those_that_are_set(crew: Watched, job: Job, folder: Path) -> None:
    jobs = [replace(job, pieces=(piece(number),)) for number in range(1, 6)]
    list(set_or_take(jobs[1:4:2], crew, Shelf(folder)))
    results = list(set_or_take(jobs, crew, Shelf(folder)))
    assert crew.given == [(2,), (4,), (1,), (3,), (5,)]
    assert [one.number for result in results for one in result.pieces] == [1, 2, 3, 4, 5]


def test_new_pieces_prove_themselves_as_in_a_batch_of_their_number(crew: Watched, job: Job, folder: Path) -> None:
    list(set_or_take([job], crew, Shelf(folder)))
    more = replace(job, pieces=(*job.pieces, *map(piece, range(11, 51))), proven=frozenset({2, 7}))
    found = Keeper(Shelf(folder), PAGES).find(more)
    numbers = {one.number for one in found.rest.pieces}
    assert numbers == set(range(11, 51))
    assert len(found.rest.proven & numbers) == 3
    assert Keeper(Shelf(folder / "empty"), PAGES).find(more).rest == more


def test_a_piece_with_a_fault_is_set_again_each_time(crew: Watched, job: Job, folder: Path) -> None:
    faulty = replace(job, pieces=(*job.pieces[:2], replace(job.pieces[2], values={})))
    results = [next(set_or_take([faulty], crew, Shelf(folder))) for _ in range(2)]
    assert crew.given == [(1, 2, 3), (3,)]
    for result in results:
        assert [fault.number for fault in result.faults] == [3]
        assert [one.number for one in result.pieces] == [1, 2]


def test_the_rules_that_a_piece_breaks_are_told_again(crew: Watched, idle: Workers, job: Job, folder: Path) -> None:
    rule = Rule("characters", Severity.WARN, {"at_most": 3}, "Prison", "an order", "2026-01-01")
    cared = replace(job, pieces=(replace(job.pieces[0], care=PieceFacts({"characters": rule}, "letter", "en")),))
    (first,) = set_or_take([cared], crew, Shelf(folder))
    assert [one.finding.rule for one in first.broken] == ["characters"]
    assert list(set_or_take([cared], idle, Shelf(folder))) == [first]


def test_a_piece_that_a_rule_keeps_back_is_not_kept(crew: Watched, job: Job, folder: Path) -> None:
    rule = Rule("characters", Severity.STOP, {"at_most": 3}, "Prison", "an order", "2026-01-01")
    stopped = replace(job, pieces=(replace(job.pieces[0], care=PieceFacts({"characters": rule}, "letter", "en")),))
    for _ in range(2):
        (result,) = set_or_take([stopped], crew, Shelf(folder))
        assert (result.pieces, [one.finding.rule for one in result.broken]) == ((), ["characters"])
    assert kept(folder) == []


def test_a_file_that_changes_while_letters_are_set_keeps_them_from_being_kept(
    crew: Watched, job: Job, folder: Path
) -> None:
    crew.before = lambda: (job.assets / "note.txt").write_text("changed meanwhile", encoding="utf-8")
    list(set_or_take([job], crew, Shelf(folder)))
    assert kept(folder) == []


def test_a_file_that_changes_and_changes_back_keeps_them_from_being_kept_too(
    crew: Watched, job: Job, folder: Path
) -> None:
    note = job.assets / "note.txt"
    note.write_text("as ever", encoding="utf-8")

    def change_and_change_back() -> None:
        note.write_text("otherwise", encoding="utf-8")
        note.write_text("as ever", encoding="utf-8")

    crew.before = change_and_change_back
    list(set_or_take([job], crew, Shelf(folder)))
    assert kept(folder) == []


def test_a_child_that_learnt_from_a_file_does_not_set_as_before_when_the_file_has_changed(
    crew: Watched, job: Job, tmp_path: Path
) -> None:
    styled = replace(job, style='@import "own.css";')
    made = []
    for colour, shelf in (("red", "first"), ("blue", "second"), ("red", "third")):
        (job.assets / "own.css").write_text(f"p {{ color: {colour} }}", encoding="utf-8")
        made.append(pdf(list(set_or_take([styled], crew, Shelf(tmp_path / shelf / ".kept")))))
    assert made[0] == made[2] != made[1]


def test_what_lies_damaged_is_set_again_and_kept_again(crew: Watched, idle: Workers, job: Job, folder: Path) -> None:
    first = list(set_or_take([job], crew, Shelf(folder)))
    (path,) = kept(folder)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert list(set_or_take([job], crew, Shelf(folder))) == first
    assert list(set_or_take([job], idle, Shelf(folder))) == first


@pytest.mark.parametrize(
    "odd",
    [
        [[], []],
        {"sides": 1},
        None,
        [[["key", "section", 0]], []],
        [[["key", 0, [0]]], [{"severity": "none"}]],
        [[["key", 0, [9]]], []],
        [[["key", 9, [0]]], []],
    ],
)
def test_a_file_that_says_something_odd_counts_as_absent(crew: Watched, job: Job, folder: Path, odd: object) -> None:
    first = list(set_or_take([job], crew, Shelf(folder)))
    (path,) = kept(folder)
    parcel = Shelf(folder).take(path.name)
    assert parcel is not None
    recipe, _, _ = path.name.partition("-")
    path.unlink()
    Shelf(folder).put(recipe, replace(parcel, entries=dict.fromkeys(parcel.entries, odd)))
    assert list(set_or_take([job], crew, Shelf(folder))) == first
    assert len(crew.given) == 2


@pytest.mark.parametrize(
    "odd", [None, [[[0], 1]], [[[7], [0, -1, 0]]], [[[0], [0, 4, 9]]], [[[0], [0, "4", 0]]], [[[0], []]]]
)
def test_sections_that_say_something_odd_count_as_absent(odd: object) -> None:
    with pytest.raises(ODD):
        PAGES.unpack(Parcel({}, odd, b""), ())


def test_cards_that_share_a_side_share_it_also_when_one_of_them_is_new(crew: Watched, job: Job, folder: Path) -> None:
    body = "{% block picture %}<p>Alike</p>{% endblock %}{% block body %}<p>{{ recipient.name }}</p>{% endblock %}"
    cards = replace(job, stationery=STATIONERY["postcard-a6"], template=TemplateText("card/en.html", "en", body))
    list(set_or_take([cards], crew, Shelf(folder)))
    (result,) = set_or_take([replace(cards, pieces=(piece(0), *cards.pieces))], crew, Shelf(folder))
    assert len({one.sides[0].key for one in result.pieces}) == 1
    assert len(result.pieces) == 5


def test_small_pictures_are_made_once(crew: Watched, idle: Workers, job: Job, folder: Path) -> None:
    (first,) = see_small([job], crew, Shelf(folder))
    assert [*first.pages] == [1, 2, 3, 4]
    assert all(pages[0].startswith(JPEG) for pages in first.pages.values())
    assert list(see_small([job], idle, Shelf(folder))) == [first]
    (changed_one,) = see_small([changed(job, 3)], crew, Shelf(folder))
    assert crew.given == [(1, 2, 3, 4), (3,)]
    assert [first.pages[number] == changed_one.pages[number] for number in (1, 2, 3, 4)] == [True, True, False, True]


def test_pages_with_and_without_streams_come_out_as_they_went_in() -> None:
    section = Section.of(
        ((b"<</Type/Page\xff\x00 1\x00>>", None), (b"<<>>", b""), (b"<<>>", bytes(range(256)))), (0, 0)
    )
    parcel = PAGES.pack(SetJob((section, section), (), ()), {})
    assert PAGES.unpack(parcel, ()).sections == (section, section)
