"""Text whose encoding was mistaken once is told with what it means; text that is right is left alone."""

import tomllib

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from outreach.readers.mojibake import mended

NAMES = tomllib.loads((ROOT / "tests" / "data" / "names.toml").read_text(encoding="utf-8"))
RIGHT = [
    "Jürgen Müller", "Анна Петровна", "Łukasz Żak", "Zoë", "Björk Guðmundsdóttir", "Ελένη Παπαδοπούλου", "Özil", "cœur", "Şükrü Çelik",
    "محمد الخطيب", "Đorđe Šimić", "Straße 5 – Köln", "O’Brien", "हिन्दी", "Ғани Қасымов",
]  # fmt: skip
ODD = [
    "Groß „Straß“", "„HNÄ“", "Рёбров", "Žižek’s", "SÃO PAULO", "IRMÃ MARIA", "Ünal “x”", "Ålesund – Bodø", "François…", "L’ÎLE", "«Привет»",
    "№ 5", "21 °C", "Рё", "Ђурђевић", "½ Ä", "NÃO", "Ñandú", "10 €", "Наталії", "Straß“, he said", "É’s", "Vũ Đình",
]  # fmt: skip


def mistaken(text: str, codec: str) -> str:
    """Return what a program makes of UTF-8 that it takes for `codec`; bytes that mean nothing there stay controls."""
    return "".join(bytes([one]).decode(codec, "ignore") or chr(one) for one in text.encode())


@pytest.mark.parametrize("codec", ["cp1252", "latin-1", "cp1250", "cp1251", "cp1254", "mac_roman", "cp850", "cp437"])
@pytest.mark.parametrize("text", RIGHT)
def test_a_mistaken_text_is_mended_whatever_it_was_taken_for(text: str, codec: str) -> None:
    assert mended(mistaken(text, codec)) == text


@pytest.mark.parametrize("text", RIGHT[:8])
def test_a_text_that_was_mistaken_twice_is_mended(text: str) -> None:
    assert mended(mistaken(mistaken(text, "cp1252"), "cp1252")) == text


@pytest.mark.parametrize("text", [*RIGHT, *ODD])
def test_a_right_text_is_left_alone(text: str) -> None:
    assert mended(text) == text


@given(st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗ"), min_size=3))
def test_words_in_cyrillic_are_left_alone(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "„Äpfel“ – ‘Öl’", "Ünal, Çelik", "Élodie à Évry…", "Øyvind på Ås.", "São João – Ñandú", "naïve Straße",
        "Šárka Čížková", "Žofie – „Říp“", "Þór", "Älä pelkää", "Ööülikool",
    ],
)  # fmt: skip
def test_words_in_latin_letters_are_left_alone(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize("language", NAMES)
def test_the_names_of_every_language_are_left_alone(language: str) -> None:
    names = [*NAMES[language]["given"], *NAMES[language]["family"]]

    assert [name for name in [*names, *map(str.upper, names)] if mended(name) != name] == []
