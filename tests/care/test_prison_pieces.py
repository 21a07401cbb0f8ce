"""Letters to prisons as data: the wrong ones are all caught by the right rule, the right ones all printed."""

from collections.abc import Mapping

import pytest
from prison_pieces import Merged, Piece, judge, merge, pieces

from outreach.model import Finding, Severity

WRONG, RIGHT = pieces("wrong"), pieces("right")
HARD_WRONG = [*pieces("hard_wrong"), *pieces("close_wrong")]
HARD_RIGHT = [*pieces("hard_right"), *pieces("close_right")]
WARNED_AT_MOST = 1 / 8
"""Of the harmless letters so many may carry a warning: who is warned too often reads none."""
Judged = Mapping[str, list[Finding]]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """Give what was printed, and why the others were not, out of the real commands."""
    return merge(tmp_path_factory.mktemp("pieces"), [*WRONG, *RIGHT, *HARD_WRONG, *HARD_RIGHT])


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Give what is found about each piece that is hard to judge."""
    return judge(tmp_path_factory.mktemp("judged"), [*HARD_WRONG, *HARD_RIGHT])


def test_there_are_sixty_of_each_and_forty_more_of_our_own() -> None:
    assert len(WRONG) >= 60
    assert len(RIGHT) >= 60
    assert len(pieces("close_wrong")) >= 40
    assert len(pieces("close_right")) >= 40


@pytest.mark.parametrize("one", WRONG, ids=lambda one: f"{one['id']}-{one['rule']}")
def test_a_wrong_piece_is_caught_by_its_rule_with_the_place(merged: Merged, one: Piece) -> None:
    assert one["id"] not in merged.printed
    reason = merged.reasons[one["id"]]
    assert one["words"] in reason
    if one["rule"] != "status":
        assert f"{one['rule']}: " in reason


@pytest.mark.parametrize("one", RIGHT, ids=lambda one: f"{one['id']}")
def test_a_right_piece_is_printed(merged: Merged, one: Piece) -> None:
    assert one["id"] in merged.printed, merged.reasons.get(one["id"])


@pytest.mark.parametrize("one", HARD_WRONG, ids=lambda one: f"{one['id']}-{one['kind']}")
def test_a_wrong_piece_that_is_hard_to_judge_is_left_out_or_told(merged: Merged, judged: Judged, one: Piece) -> None:
    if one.get("expect") == "tell":
        assert judged[one["id"]] or one["id"] not in merged.printed
    else:
        assert one["id"] not in merged.printed


@pytest.mark.parametrize("one", HARD_RIGHT, ids=lambda one: f"{one['id']}-{one['stem']}")
def test_a_right_piece_that_is_hard_to_judge_is_printed(merged: Merged, judged: Judged, one: Piece) -> None:
    assert one["id"] in merged.printed, merged.reasons.get(one["id"])
    assert not [found for found in judged[one["id"]] if found.severity is Severity.STOP]


def test_few_right_pieces_carry_a_warning(judged: Judged) -> None:
    warned = [one["id"] for one in HARD_RIGHT if judged[one["id"]]]
    assert len(warned) <= WARNED_AT_MOST * len(HARD_RIGHT), warned
