"""Imposition: every piece once, each back behind its front, used places empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.stationery import CARD_SHEETS, LABELS, Box, Grid
from outreach.stationery.imposition import Flip, Place, Sheet, bleed, crop_marks, drawn, impose

GRIDS = [*LABELS.values(), *CARD_SHEETS.values()]
invented_grids = st.builds(
    lambda columns, rows, width, height, gap, left, top, right, foot: Grid(
        "invented", "", left + columns * (width + gap) + right, top + rows * (height + gap) + foot,
        width, height, left, top, width + gap, height + gap, columns, rows, "",
    ),
    st.integers(1, 4), st.integers(1, 6), st.floats(20, 150), st.floats(20, 150), st.floats(0, 8),
    st.floats(0, 30), st.floats(0, 30), st.floats(0, 30), st.floats(0, 30),
)  # fmt: skip
grids = st.sampled_from(GRIDS) | invented_grids


@st.composite
def impositions(draw: st.DrawFn) -> tuple[int, Grid, int, Flip]:
    grid = draw(grids)
    return draw(st.integers(0, 90)), grid, draw(st.integers(1, grid.count)), draw(st.sampled_from(Flip))


def turned_over(place: Place, grid: Grid, flip: Flip) -> Box:
    """Return where on the front a place of the back lies, when the sheet is turned about the edge meant by `flip`."""
    upright_axis = (flip is Flip.LONG) == (grid.height >= grid.width)
    box = place.box
    if upright_axis:
        return Box(grid.width - box.x - box.width, box.y, box.width, box.height)
    return Box(box.x, grid.height - box.y - box.height, box.width, box.height)


@given(impositions())
def test_every_piece_stands_exactly_once_on_the_fronts_and_once_on_the_backs(
    case: tuple[int, Grid, int, Flip],
) -> None:
    count, grid, start_at, flip = case
    sheets = impose(count, grid, start_at, flip)

    assert [place.piece for sheet in sheets for place in sheet.front] == list(range(count))
    assert sorted(place.piece for sheet in sheets for place in sheet.back) == list(range(count))


@given(impositions())
def test_the_back_of_a_piece_lies_behind_its_front_and_reads_upright_when_turned_like_a_page(
    case: tuple[int, Grid, int, Flip],
) -> None:
    count, grid, start_at, flip = case

    for sheet in impose(count, grid, start_at, flip):
        fronts = {place.piece: place.box for place in sheet.front}
        for place in sheet.back:
            there, box = turned_over(place, grid, flip), fronts[place.piece]
            assert (there.x, there.y, there.width, there.height) == pytest.approx((box.x, box.y, box.width, box.height))
            over_the_top = (flip is Flip.LONG) != (grid.height >= grid.width)
            assert place.turn == (180 if over_the_top else 0)


@given(impositions())
def test_the_used_places_of_the_first_sheet_stay_empty_and_no_other(case: tuple[int, Grid, int, Flip]) -> None:
    count, grid, start_at, _ = case
    sheets = impose(count, grid, start_at)
    taken = [[grid.places.index(place.box) + 1 for place in sheet.front] for sheet in sheets]

    assert all(sheet.front for sheet in sheets)
    assert [number for numbers in taken for number in numbers] == [
        (start_at - 1 + i) % grid.count + 1 for i in range(count)
    ]
    if count:
        assert min(taken[0]) == start_at


@given(impositions())
def test_no_two_pieces_share_a_place_and_all_lie_on_the_sheet(case: tuple[int, Grid, int, Flip]) -> None:
    count, grid, start_at, flip = case

    for sheet in impose(count, grid, start_at, flip):
        for side in (sheet.front, sheet.back):
            assert len({(place.box.x, place.box.y) for place in side}) == len(side)
            for place in side:
                assert -1e-6 <= place.box.x <= grid.width - place.box.width + 1e-6
                assert -1e-6 <= place.box.y <= grid.height - place.box.height + 1e-6


@pytest.mark.parametrize("start_at", [-1, 0, 22, 99])
def test_a_place_that_the_sheet_does_not_have_is_refused(start_at: int) -> None:
    with pytest.raises(ValueError, match="places 1 to 21"):
        impose(3, LABELS["l7160"], start_at)


CASES = [
    pytest.param(5, "cards-a4", 1, Flip.LONG, """
  1   2
  3   4

 3v  4v
 1v  2v

  5   .
  .   .

  .   .
 5v   .""", id="five cards on A4, turned about the long edge"),
    pytest.param(5, "cards-a4", 1, Flip.SHORT, """
  1   2
  3   4

  2   1
  4   3

  5   .
  .   .

  .   5
  .   .""", id="five cards on A4, turned about the short edge"),
    pytest.param(3, "cards-a5", 2, Flip.LONG, """
  .
  1

  .
  1

  2
  3

  2
  3""", id="three cards on A5, the first place used"),
    pytest.param(2, "cards-letter", 1, Flip.SHORT, """
  1
  2

 2v
 1v""", id="two cards on Letter, turned over the top"),
    pytest.param(5, "labels-5163", 8, None, """
  .   .
  .   .
  .   .
  .   1
  2   3

  4   5
  .   .
  .   .
  .   .
  .   .""", id="labels from the eighth on"),
]  # fmt: skip


@pytest.mark.parametrize(("count", "name", "start_at", "flip", "picture"), CASES)
def test_the_sheets_look_like_this(count: int, name: str, start_at: int, flip: Flip | None, picture: str) -> None:
    kind, _, key = name.partition("-")
    grid = (CARD_SHEETS if kind == "cards" else LABELS)[key]

    assert drawn(impose(count, grid, start_at, flip), grid) == picture.lstrip("\n")


def test_without_pieces_there_are_no_sheets() -> None:
    assert impose(0, LABELS["5160"], 3) == []


def test_a_sheet_without_backs_has_none() -> None:
    assert impose(1, LABELS["5160"]) == [Sheet((Place(0, LABELS["5160"].places[0]),))]


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: grid.name)
def test_a_picture_bleeds_no_further_than_half_the_gap_to_its_neighbour(grid: Grid) -> None:
    shown = bleed(grid, 3)

    assert 0 <= shown <= 3
    if grid.columns > 1:
        assert 2 * shown <= grid.pitch_x - grid.piece_width + 1e-9
    if grid.rows > 1:
        assert 2 * shown <= grid.pitch_y - grid.piece_height + 1e-9


@pytest.mark.parametrize("grid", CARD_SHEETS.values(), ids=lambda grid: grid.name)
def test_the_marks_lie_on_the_sheet_and_in_no_card_but_on_its_edge(grid: Grid) -> None:
    marks = crop_marks(grid)

    assert marks
    for mark in marks:
        assert 0 <= mark.x <= mark.x + mark.width <= grid.width + 1e-9
        assert 0 <= mark.y <= mark.y + mark.height <= grid.height + 1e-9
        for card in grid.places:
            inside_x = card.x + 0.01 < mark.x + mark.width and mark.x < card.x + card.width - 0.01
            inside_y = card.y + 0.01 < mark.y + mark.height and mark.y < card.y + card.height - 0.01
            assert not (inside_x and inside_y)
