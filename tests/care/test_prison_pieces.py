"""Letters to prisons as data: the wrong ones are all caught by the right rule, the right ones all printed."""

import pytest
from prison_pieces import Merged, Piece, merge, pieces

WRONG, RIGHT = pieces("wrong"), pieces("right")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """Give what was printed, and why the others were not, out of the real commands."""
    return merge(tmp_path_factory.mktemp("pieces"), [*WRONG, *RIGHT])


def test_there_are_sixty_of_each() -> None:
    assert len(WRONG) >= 60
    assert len(RIGHT) >= 60


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
