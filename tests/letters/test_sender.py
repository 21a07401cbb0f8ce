"""What of the sender stands on a letter to a prison."""

import pytest

from outreach.letters.sender import BLANK, initials, reduced
from outreach.model import Sender

SENDER = Sender(
    "s-1", "Johanna Beispiel", ("Musterweg 12", "10115 Berlin"), "DE",
    {"name": "Johanna Beispiel", "city": "Berlin", "email": "j@example.org", "circle": "readers"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Johanna Beispiel", "J. B."),
        ("Anna-Lena von Au", "A.-L. V. A."),
        ("Анна Петрова", "А. П."),
        ("O’Neill", "O."),
    ],
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_nothing_is_taken_away_unasked() -> None:
    assert reduced(SENDER, "full", return_address=True) == SENDER


def test_without_a_name_there_is_room_to_sign() -> None:
    nobody = reduced(SENDER, "none", return_address=True)
    assert (nobody.name, nobody.fields["name"]) == (BLANK, BLANK)


def test_without_a_return_address_nothing_tells_the_place() -> None:
    nowhere = reduced(SENDER, "initials", return_address=False)
    assert nowhere.address == ()
    assert {nowhere.fields["city"], nowhere.fields["email"]} == {BLANK}
    assert nowhere.fields["circle"] == "readers"
