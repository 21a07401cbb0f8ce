"""Batches are portioned out: nothing is left out, nothing is there twice, and file names are safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.batch import volume_pages
from outreach.errors import UsageError

SENDERS = st.lists(st.sampled_from(["anna", "bo", "cem"]), min_size=1, max_size=40)


@pytest.mark.parametrize("by_sender", [True, False])
@given(senders=SENDERS, per_file=st.none() | st.integers(1, 12))
def test_volumes_hold_every_piece_once(senders: list[str], per_file: int | None, *, by_sender: bool) -> None:
    cut = volume_pages.volumes(senders, per_file, by_sender=by_sender)
    assert sorted(i for portion in cut for i in portion.indexes) == list(range(len(senders)))
    assert all(0 < len(portion.indexes) <= (per_file or len(senders)) for portion in cut)


@given(SENDERS, st.none() | st.integers(1, 12))
def test_a_sender_gets_nobody_elses_letters_and_gets_them_in_print_order(
    senders: list[str], per_file: int | None
) -> None:
    for portion in volume_pages.volumes(senders, per_file, by_sender=True):
        assert {senders[i] for i in portion.indexes} == {portion.sender}
        assert list(portion.indexes) == sorted(portion.indexes)


def test_without_senders_the_print_order_stays() -> None:
    assert [p.indexes for p in volume_pages.volumes(["a", "b", "a", "b", "a"], 2)] == [(0, 1), (2, 3), (4,)]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20))
def test_fronts_and_backs_put_each_piece_on_sheets_of_its_own(page_counts: list[int]) -> None:
    pieces, page = [], 0
    for count in page_counts:
        pieces.append(list(range(page, page + count)))
        page += count
    fronts, backs = volume_pages.fronts_and_backs(pieces)
    sheets = list(zip(fronts, backs, strict=True))
    assert [p for sheet in sheets for p in sheet if p is not None] == list(range(page))
    assert {piece[0] for piece in pieces} <= set(fronts)
    assert len(sheets) == volume_pages.sheets(page_counts, duplex=True)
    assert volume_pages.sheets(page_counts, duplex=False) == page


def test_a_letter_of_three_pages_leaves_the_last_back_empty() -> None:
    assert volume_pages.fronts_and_backs([[0, 1, 2], [3]]) == ([0, 2, 3], [1, None, None])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DE-Müller", "DE-Müller"),
        ("Иван Петров", "Иван Петров"),
        ("../../etc/passwd", "etc-passwd"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("con", "con-"),
        ("LPT1.txt", "LPT1.txt-"),
        (" . hidden. ", "hidden"),
        ("two\nlines\tand\x00more", "two-lines-and-more"),
        ("right\u202eto left", "right-to left"),
        ("...", ""),
    ],
)
def test_a_value_becomes_a_file_name_that_every_system_takes(text: str, name: str) -> None:
    assert volume_pages.safe_name(text) == name


@given(st.lists(st.text(max_size=200), min_size=1, max_size=20))
def test_no_value_leaves_its_folder_or_takes_the_name_of_another(values: list[str]) -> None:
    names = volume_pages.file_names("{x}", [{"x": value} for value in values], ".pdf")
    assert len({name.casefold() for name in names}) == len(values)
    for name in names:
        assert not set(name) & set('/\\:*?"<>|\0')
        assert name.strip(" .") == name
        assert name not in ("", ".pdf")
        assert len(name.encode()) < 143


def test_people_of_the_same_name_get_numbers() -> None:
    rows = [{"n": "Kim"}, {"n": "KIM"}, {"n": "Kim"}, {"n": ""}]
    assert volume_pages.file_names("{n}", rows, ".pdf") == ["Kim.pdf", "KIM-2.pdf", "Kim-3.pdf", "0004.pdf"]


@pytest.mark.parametrize("pattern", ["{", "letters", "{name.__class__}", "{name!r}", "{name:>99}", "{}", "{0}"])
def test_a_pattern_holds_names_of_columns_and_nothing_else(pattern: str) -> None:
    with pytest.raises(UsageError, match="write it as"):
        volume_pages.pattern_fields(pattern)


def test_the_columns_of_a_pattern_are_found() -> None:
    assert volume_pages.pattern_fields("{country}-{family_name}") == ["country", "family_name"]
