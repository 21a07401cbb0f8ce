import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.storage.visible import visible, visible_json

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rosa\x1b[2J Feld", r"Rosa\x1b[2J Feld"),
        ("\x07bell\x08\x7f", r"\x07bell\x08\x7f"),
        ("\x9b31mred", r"\x9b31mred"),
        ("gnirts\u202e", r"gnirts\u202e"),
        ("two\nlines\tand a tab\r", r"two lines and a tab\x0d"),
        ("\u2066isolated\u2069\u2028", r"\u2066isolated\u2069\u2028"),
        ("half a character \ud83d", r"half a character \ud83d"),
    ],
)
def test_a_control_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["Zoë Łuczak", "نگه‌داری", "क्‍ष", "Ольга — “Ja”", "愛 😀", ""])
def test_letters_of_all_scripts_and_their_joiners_stay(text: str) -> None:
    assert visible(text) == text


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_nothing_that_steers_is_left_in_any_text(text: str) -> None:
    left = visible(text)
    assert not [one for one in left if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in BIDI_CONTROLS]
    left.encode()


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_json_means_the_same_with_its_controls_written_out(text: str) -> None:
    shown = visible_json(json.dumps({"name": text}, ensure_ascii=False, indent=2))
    assert json.loads(shown) == {"name": text}
    assert visible(shown, keep="\n") == shown
