"""Languages by code and by name."""

import pytest

from outreach.rules.languages import language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "de"), ("DE", "de"), ("Deutsch", "de"), ("German", "de"), ("немецкий", "de"), ("pt-BR", "pt-BR"),
        ("de_AT", "de-AT"), ("français", "fr"), ("русский", "ru"), ("", ""), ("Klingon", "Klingon"),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_code_and_by_its_name(text: str, code: str) -> None:
    assert language_code(text) == code
