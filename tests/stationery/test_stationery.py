"""The table of papers: every row is true to itself, so that a new row is tested by being there."""

from itertools import combinations, pairwise

import pytest

from outreach.stationery import AIR, BLEED, READY_PARTS, STATIONERY, Box, Side, Stationery

PAPERS = [*STATIONERY.values()]
SIDES = [pytest.param(paper, side, id=f"{paper.name}-{side.name}") for paper in PAPERS for side in paper.sides]
WINDOWED = [paper for paper in PAPERS if paper.window]


def within(inner: Box, outer: Box) -> bool:
    """Tell whether one box lies in another."""
    return (
        inner.x >= outer.x - 1e-6
        and inner.y >= outer.y - 1e-6
        and inner.x + inner.width <= outer.x + outer.width + 1e-6
        and inner.y + inner.height <= outer.y + outer.height + 1e-6
    )


def name(paper: Stationery) -> str:
    """Return the name under which a test shows `paper`."""
    return paper.name


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_a_stationery_stands_under_its_own_name_with_its_source(paper: Stationery) -> None:
    assert STATIONERY[paper.name] is paper
    assert paper.source
    assert paper.description
    assert paper.kind in ("letter", "postcard")


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_a_stationery_has_a_place_for_the_address_the_sender_and_the_text(paper: Stationery) -> None:
    parts = {part for side in paper.sides for frame in side.frames for part in frame.parts}
    parts |= {part for side in paper.sides if side.flow for part in side.flow.parts}

    assert {"address", "salutation", "body", "closing"} <= parts
    assert parts & {"letterhead", "return-line"}
    assert paper.blocks == parts - READY_PARTS


@pytest.mark.parametrize(("paper", "side"), SIDES)
def test_every_frame_lies_on_the_page(paper: Stationery, side: Side) -> None:
    whole = Box(0, 0, paper.width, paper.height)

    bleed = whole.inset(-BLEED)
    assert all(within(frame.box, bleed if frame.name == "picture" else whole) for frame in side.frames)
    assert all(within(rule, whole) for rule in side.rules)


@pytest.mark.parametrize(("paper", "side"), SIDES)
def test_no_two_frames_overlap(paper: Stationery, side: Side) -> None:
    for one, other in combinations([frame.box for frame in side.frames], 2):
        assert (
            one.x >= other.x + other.width
            or other.x >= one.x + one.width
            or one.y >= other.y + other.height
            or other.y >= one.y + one.height
        )


@pytest.mark.parametrize(("paper", "side"), SIDES)
def test_the_running_text_starts_below_every_frame_and_has_room(paper: Stationery, side: Side) -> None:
    if side.flow:
        assert all(frame.box.y + frame.box.height <= side.flow.y for frame in side.frames)
        assert side.flow.y + 50 < paper.height - side.flow.bottom
        assert side.flow.left + side.flow.right < paper.width / 2


@pytest.mark.parametrize("paper", WINDOWED, ids=name)
def test_the_frame_of_the_address_keeps_its_air_from_every_edge_of_the_window(paper: Stationery) -> None:
    assert paper.window is not None
    address = next(frame for side in paper.sides for frame in side.frames if frame.name == "address")

    assert within(address.box, paper.window.inset(AIR))


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper.folds], ids=name)
def test_the_window_is_not_folded_and_every_panel_fits_the_envelope(paper: Stationery) -> None:
    assert paper.window is not None
    edges = [0.0, *paper.folds, paper.height]

    assert edges == sorted(edges)
    assert paper.window.y + paper.window.height <= paper.folds[0]
    assert max(b - a for a, b in pairwise(edges)) <= 105


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper.kind == "postcard"], ids=name)
def test_a_postcard_leaves_the_stamp_and_the_sorting_code_their_places(paper: Stationery) -> None:
    side = paper.sides[-1]
    stamp = Box(paper.width - 74, 0, 74, 40)

    for frame in side.frames:
        beside = frame.box.x + frame.box.width <= stamp.x
        below = frame.box.y >= stamp.y + stamp.height
        assert beside or below
        if below and not beside:
            assert frame.box.y + frame.box.height <= paper.height - 15
            assert frame.box.x + frame.box.width <= paper.width - 15


def test_din_5008_form_b_has_its_window_and_folds_where_the_standard_puts_them() -> None:
    paper = STATIONERY["din5008b"]

    assert paper.window == Box(20, 45, 85, 45)
    assert (paper.folds, paper.hole, paper.width, paper.height) == ((105, 210), 148.5, 210, 297)


def test_a_box_is_made_smaller_on_every_side() -> None:
    assert Box(10, 20, 30, 40).inset(3) == Box(13, 23, 24, 34)
