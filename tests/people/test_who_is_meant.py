"""A text is an id, a whole name or a part of one; what fits best counts alone."""

import pytest

from outreach.people.who_is_meant import Match, meant

PEOPLE = {
    "max": "Max Sample", "f": "Maximilian Feld", "r1": "Rosa Feld", "r2": "Rosa  Berg", "r3": "Rosa Feld-Berg",
    "rosa": "Anna Tal", "4": "José Nuñez", "~1": "Борис", "Max Sample": "Somebody Else",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "match", "found"),
    [
        ("max", Match.ID, ["max"]),
        (" MAX ", Match.ID, ["max"]),
        ("rosa", Match.ID, ["rosa"]),
        ("Max Sample", Match.ID, ["Max Sample"]),
        ("rosa feld", Match.WHOLE_NAME, ["r1"]),
        ("Rosa Berg", Match.WHOLE_NAME, ["r2"]),
        ("feld", Match.PART_OF_A_NAME, ["f", "r1", "r3"]),
        ("maxi", Match.PART_OF_A_NAME, ["f"]),
        ("Jose\u0301", Match.PART_OF_A_NAME, ["4"]),
        ("БОРИС", Match.WHOLE_NAME, ["~1"]),
        ("r", Match.PART_OF_A_NAME, ["r1", "r2", "r3"]),
        ("nobody", Match.NOTHING, []),
        ("", Match.NOTHING, []),
        ("  ", Match.NOTHING, []),
    ],
)
def test_what_fits_best_counts_alone(text: str, match: Match, found: list[str]) -> None:
    assert meant(text, PEOPLE, lambda one: (one,), lambda one: (PEOPLE[one],)) == (match, found)
