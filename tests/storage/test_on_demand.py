"""Sequences that make their items on demand behave as lists do."""

import pytest

from outreach.storage import on_demand
from outreach.storage.on_demand import Chosen, Places

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


def test_texts_are_found_at_their_places_however_many_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_demand, "FEW", 4)
    texts = [f"p{number}" for number in range(300)]
    places = Places(texts.__getitem__)
    for place, text in enumerate(texts):
        assert places.find(text) is None
        places.add(text, place)

    assert [places.find(text) for text in texts] == list(range(300))
    assert places.find("p300") is None


class OneHash(str):
    """A text whose hash is that of all others."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Return the same for all."""
        return -1


def test_texts_of_one_hash_are_told_apart() -> None:
    texts = [OneHash("a"), OneHash("b"), OneHash("c")]
    places = Places(texts.__getitem__)
    for place, text in enumerate(texts[:2]):
        places.add(text, place)

    assert [places.find(text) for text in texts] == [0, 1, None]
