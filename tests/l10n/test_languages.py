"""Languages by code and name, their script, direction and words."""

import tomllib
from pathlib import Path

import pytest

from outreach import tables
from outreach.l10n.languages import (
    END,
    ISOLATE,
    capitals,
    chain,
    isolated,
    label,
    language_code,
    right_to_left,
    script,
    script_of,
)

LETTERS = dict(
    zip("абвгдђежзијклљмнњопрстћуфхцчџш", ["a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n", "nj", "o", "p", "r", "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š"], strict=True)
)  # fmt: skip
"""Serbian, letter by letter: Cyrillic to Latin."""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "de"), ("de_AT", "de-AT"), ("de-AT", "de-AT"), ("Deutsch", "de"), ("German", "de"), ("allemand", "de"),
        ("русский", "ru"), ("Norwegian Bokmål", "nb"), ("klingon", "klingon"), ("", ""), ("sr_latn", "sr-Latn"),
        ("pt-br", "pt-BR"), ("Ελληνικά", "el"), ("हिन्दी", "hi"), ("العربية", "ar"), ("čeština", "cs"),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_code_and_by_its_name(text: str, code: str) -> None:
    assert language_code(text) == code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ru", "Cyrl"),
        ("sr", "Cyrl"),
        ("sr-Latn", "Latn"),
        ("de-AT", "Latn"),
        ("ar", "Arab"),
        ("hi", "Deva"),
        ("zz", "Latn"),
    ],
)
def test_every_language_has_a_script(code: str, expected: str) -> None:
    assert script(code) == expected


def test_arabic_and_hebrew_run_to_the_left_and_the_others_do_not() -> None:
    assert [code for code in (*tables.languages(), "he", "zz", "") if right_to_left(code)] == ["ar", "he"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مجلس النواب، ص.ب. 12345", "Arab"),
        ("Dr. ليلى, 12345 Berlin, Germany", ""),
        ("संसद भवन, 110001", "Deva"),
        ("Верховна Рада", ""),
        ("12345", ""),
    ],
)
def test_the_lines_of_an_address_are_of_the_script_of_most_of_their_letters(text: str, expected: str) -> None:
    assert script_of(text) == expected


def test_greek_capitals_have_no_accent() -> None:
    assert capitals("Γερμανία", "el") == "ΓΕΡΜΑΝΙΑ"
    assert capitals("Österreich", "de") == "ÖSTERREICH"


@pytest.mark.parametrize(
    ("value", "alone"), [("Kim Lee", True), ("14 (km)", True), ("ليلى", False), ("14 مارس 2023", False), ("،", False)]
)
def test_only_what_runs_to_the_right_is_isolated(value: str, alone: bool) -> None:  # noqa: FBT001 — a column of the table
    assert isolated(value) == (f"{ISOLATE}{value}{END}" if alone else value)


def test_a_country_or_a_second_script_falls_back_to_the_plain_language() -> None:
    assert chain("pt-BR") == ("pt-BR", "pt")
    assert tables.pack("pt-BR") == tables.pack("pt")
    assert tables.pack("sr-Latn") != tables.pack("sr")
    assert tables.pack("zz") == tables.pack("en")


def test_labels_are_in_the_language_of_the_letter() -> None:
    assert label("de", "page", page=2, pages=3) == "Seite 2 von 3"
    assert label("zz", "page", page=2, pages=3) == "page 2 of 3"


@pytest.mark.parametrize("code", tables.languages())
def test_a_pack_has_all_that_the_tool_asks_for(code: str) -> None:
    pack = tables.pack(code)

    assert len(pack["quotes"]) == len("„“‚‘")
    assert pack["labels"].keys() == tables.pack("en")["labels"].keys()
    assert label(code, "page", page=2, pages=3).count("2") == label(code, "page", page=2, pages=3).count("3") == 1
    assert pack["closing"].keys() == {"politician", "prisoner"}
    assert {"politician.any.any", "prisoner.any.any"} <= pack["salutation"].keys()


@pytest.mark.parametrize("code", tables.languages())
def test_every_greeting_is_for_an_office_or_title_that_exists(code: str) -> None:
    offices = tables.offices()
    known = {"any", *offices["office"], *offices["title"]}
    for key in tables.pack(code)["salutation"]:
        kind, what, gender, *country = key.split(".")
        assert kind in {"politician", "prisoner", "body"}, key
        assert what in known, key
        assert gender in {"f", "m", "any"}, key
        assert all(len(part) == len("CH") and part.isupper() for part in country), key


def latin(text: str) -> str:
    """Return Serbian text in its Latin letters."""
    upper = {letter.upper(): written.capitalize() for letter, written in LETTERS.items()}
    return "".join((LETTERS | upper).get(letter, letter) for letter in text)


def test_the_two_scripts_of_serbian_say_the_same() -> None:
    folder = Path(str(tables.DATA / "languages"))
    cyrillic, written = ((folder / f"{name}.toml").read_text(encoding="utf-8") for name in ("sr", "sr-Latn"))

    assert tomllib.loads(latin(cyrillic)) == tomllib.loads(written)
