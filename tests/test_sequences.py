"""Sequences that make their items on demand behave as lists do."""

import pytest

from outreach.sequences import Chosen

LETTERS = list("abcdef")


@pytest.mark.parametrize("part", [slice(None, 2), slice(2, None), slice(-2, None), slice(None, None, -2), slice(4, 2)])
def test_a_part_is_what_a_list_gives(part: slice) -> None:
    assert list(Chosen(LETTERS, range(6))[part]) == LETTERS[part]


def test_items_come_in_the_order_chosen_and_count_from_both_ends() -> None:
    chosen = Chosen(LETTERS, [3, 0, 3])

    assert [*chosen, chosen[-3], chosen[1]] == ["d", "a", "d", "d", "a"]
    assert len(chosen) == 3
    with pytest.raises(IndexError):
        chosen[3]
