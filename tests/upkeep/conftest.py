"""What several tests of this room need."""

import pytest

from outreach.upkeep import locked_file


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lock without encryption, in this process: age takes a second each time, and other tests show that it is used."""
    monkeypatch.setattr(locked_file, "encrypted", lambda data, phrase: phrase.encode() + data)
    monkeypatch.setattr(locked_file, "decrypted", lambda path, phrase: path.read_bytes().removeprefix(phrase.encode()))
