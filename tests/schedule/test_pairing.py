"""Which politician writes about which prisoner: evenly, and the same one again."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model import Kind, Recipient, Row
from outreach.schedule.pairing import pair

IDS = st.lists(st.text("abcdefgh0123", min_size=1, max_size=4), unique=True, max_size=25)
SOME_IDS = st.lists(st.text("pqrst", min_size=1, max_size=3), unique=True, min_size=1, max_size=6)


def people(kind: Kind, ids: Sequence[str]) -> list[Recipient]:
    """Return one person for each id."""
    return [Recipient(kind, id_, id_, (id_,), ("Street",), "DE", "", {}, Row("list", 2, {})) for id_ in ids]


def paired(politicians: Sequence[str], prisoners: Sequence[str], known: dict[str, str]) -> dict[str, str]:
    """Return the ids of the pairs."""
    pairs = pair(people(Kind.POLITICIAN, politicians), people(Kind.PRISONER, prisoners), known)
    return {politician: prisoner.id for politician, prisoner in pairs.items()}


@settings(max_examples=60, deadline=None)
@given(IDS, SOME_IDS)
def test_everybody_gets_a_prisoner_and_the_counts_differ_by_at_most_one(
    politicians: list[str], prisoners: list[str]
) -> None:
    pairs = paired(politicians, prisoners, {})

    counts = Counter(dict.fromkeys(prisoners, 0))
    counts.update(pairs.values())
    assert set(pairs) == set(politicians)
    assert max(counts.values()) - min(counts.values()) <= 1


@settings(max_examples=60, deadline=None)
@given(IDS, SOME_IDS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    politicians: list[str], prisoners: list[str], chance: random.Random
) -> None:
    before = paired(politicians, prisoners, {})
    chance.shuffle(politicians)
    chance.shuffle(prisoners)

    assert paired(politicians, prisoners, {}) == before


@settings(max_examples=60, deadline=None)
@given(IDS, SOME_IDS, IDS, SOME_IDS)
def test_a_known_pair_lasts_whoever_comes_along(
    politicians: list[str], prisoners: list[str], more_politicians: list[str], more_prisoners: list[str]
) -> None:
    before = paired(politicians, prisoners, {})

    everyone = list(dict.fromkeys([*politicians, *more_politicians]))
    after = paired(everyone, list(dict.fromkeys([*more_prisoners, *prisoners])), before)

    assert set(after) == set(everyone)
    assert before.items() <= after.items()


@settings(max_examples=60, deadline=None)
@given(IDS, st.lists(st.text("pqrst", min_size=1, max_size=3), unique=True, min_size=2, max_size=6))
def test_whose_prisoner_is_released_gets_another_one_and_the_rest_keep_theirs(
    politicians: list[str], prisoners: list[str]
) -> None:
    before = paired(politicians, prisoners, {})
    released, *remaining = prisoners

    after = paired(politicians, remaining, before)

    assert set(after) == set(politicians)
    assert released not in after.values()
    assert all(after[one] == prisoner for one, prisoner in before.items() if prisoner != released)


@settings(max_examples=60, deadline=None)
@given(IDS, SOME_IDS, IDS)
def test_newcomers_go_to_whoever_has_the_fewest(
    politicians: list[str], prisoners: list[str], newcomers: list[str]
) -> None:
    before = paired(politicians, prisoners, {})
    everyone = list(dict.fromkeys([*politicians, *newcomers]))

    counts = Counter(dict.fromkeys(prisoners, 0))
    counts.update(paired(everyone, prisoners, before).values())

    assert max(counts.values()) - min(counts.values()) <= 1


def test_pairs_of_politicians_who_are_not_in_this_run_still_count() -> None:
    known = {"a": "p", "b": "p"}

    assert paired(["c", "d"], ["p", "q"], known) == {"c": "q", "d": "q"}


@pytest.mark.parametrize("known", [{}, {"a": "released"}])
def test_without_prisoners_there_are_no_pairs(known: dict[str, str]) -> None:
    assert paired(["a"], [], known) == {}


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(IDS, SOME_IDS, st.randoms(use_true_random=False))
def test_pairs_are_even_stable_and_lasting_in_thousands_of_cases(
    politicians: list[str], prisoners: list[str], chance: random.Random
) -> None:
    pairs = paired(politicians, prisoners, {})
    counts = Counter(dict.fromkeys(prisoners, 0))
    counts.update(pairs.values())
    chance.shuffle(politicians)

    assert max(counts.values()) - min(counts.values()) <= 1
    assert paired(politicians, prisoners, {}) == pairs == paired(politicians, prisoners, pairs)
