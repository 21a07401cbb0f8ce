"""Every text of the board and the report is there in every language, and no catalogue holds one that is not used."""

import re
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from outreach.l10n.speech import MIRRORED, SPOKEN, Speech, best_language

ROOT = Path(__file__).resolve().parents[2]
SCRIPT: Mapping[str, Any] = runpy.run_path(str(ROOT / "scripts" / "translations.py"))
OTHERS = [language for language in SPOKEN if language != "en"]
PLACES = re.compile(r"\{\w+\}")


def texts(message: Any) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (message,)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    known = {texts(one.id): texts(one.string) for one in SCRIPT["catalogue"](language) if one.id}
    missing = [message for message in SCRIPT["messages"]() if not all(known.get(message, ("",)))]
    assert not missing, "write them into the catalogue, after: python scripts/translations.py"


@pytest.mark.parametrize("language", OTHERS)
def test_no_catalogue_holds_a_text_that_nobody_says(language: str) -> None:
    used = set(SCRIPT["messages"]())
    unused = [one.id for one in SCRIPT["catalogue"](language) if one.id and texts(one.id) not in used]
    assert not unused, "run: python scripts/translations.py"


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_has_the_same_values_in_it(language: str) -> None:
    wrong = [
        (one.id, form)
        for one in SCRIPT["catalogue"](language)
        for form in texts(one.string)
        if one.id and set(PLACES.findall(form)) != set(PLACES.findall(" ".join(texts(one.id))))
    ]
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogues_are_as_the_script_writes_them(language: str) -> None:
    path = ROOT / "outreach" / "data" / "translations" / f"{language}.po"
    assert path.read_bytes() == SCRIPT["renewed"](language), "run: python scripts/translations.py"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["1 letter", "3 letters", "5 letters"]),
        ("de", ["1 Brief", "3 Briefe", "5 Briefe"]),
        ("fr", ["1 lettre", "3 lettres", "5 lettres"]),
        ("es", ["1 carta", "3 cartas", "5 cartas"]),
        ("ru", ["1 письмо", "3 письма", "5 писем"]),
        ("uk", ["1 лист", "3 листи", "5 листів"]),
        ("pl", ["1 list", "3 listy", "5 listów"]),
    ],
)
def test_a_number_has_the_form_that_the_language_wants(language: str, forms: list[str]) -> None:
    speech = Speech(language)
    assert [speech.count("{n} letter", "{n} letters", n) for n in (1, 3, 5)] == forms


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("sw,ru;q=0.3", "ru"),
        ("xx", "en"),
        ("", "en"),
        ("en;q=0.1,pl", "pl"),
        ("de;q=x", "en"),
    ],
)
def test_the_browsers_first_wish_that_is_spoken_is_taken(wishes: str, language: str) -> None:
    assert best_language(wishes) == language


def test_the_mirrored_language_runs_to_the_left_and_marks_what_is_said() -> None:
    speech = Speech(MIRRORED)
    assert speech.direction == "rtl"
    assert speech.text("Undo").startswith("⟦Undo")


def test_a_name_in_a_text_cannot_reach_into_it() -> None:
    assert (
        Speech("en").text("{name}: that is on record already", name="{n!r} {0}")
        == "{n!r} {0}: that is on record already"
    )
