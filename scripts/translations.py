"""Bring the catalogues up to date with the texts in the code: ``python scripts/translations.py``.

A text that is new is added without a translation, one that is gone is taken out; what was translated stays. The
catalogues lie in ``outreach/data/translations``, one file a language, and are read as they are.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import extract_from_ast

from outreach.l10n.speech import SPOKEN
from outreach.web.rendering import ENVIRONMENT

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "outreach" / "data" / "translations"
KEYWORDS = {
    "_": None, "N_": None, "n_": (1, 2), "say": None, "speech.text": None, "text": None, "count": (1, 2),
}  # fmt: skip
PYTHON = ("outreach/web/**/*.py", "outreach/report/*.py", "outreach/l10n/speech.py")
TEMPLATES = ("outreach/web/templates/**/*.html", "outreach/report/templates/*.html")
_EAST_SLAVIC = "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
PLURALS = {
    "de": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);", "es": "nplurals=2; plural=(n != 1);",
    "ru": f"nplurals=3; plural=({_EAST_SLAVIC});", "uk": f"nplurals=3; plural=({_EAST_SLAVIC});",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}  # fmt: skip
"""The forms of a number in each language, as gettext's manual has them; Babel's own change with its version."""
Message = tuple[str, ...]
"""A text; with its plural where it has one."""


def messages() -> dict[Message, list[str]]:
    """Return every text that is translated, with the files in which it stands."""
    found: dict[Message, list[str]] = {}
    for message, place in [*_in_python(), *_in_templates()]:
        if message and all(message):
            found.setdefault(message, []).append(place)
    return found


def _in_python() -> Iterator[tuple[Message, str]]:
    for pattern in PYTHON:
        for path in sorted(ROOT.glob(pattern)):
            place = path.relative_to(ROOT).as_posix()
            for _, found, _, _ in extract("python", io.BytesIO(path.read_bytes()), KEYWORDS):
                yield (found if isinstance(found, tuple) else (found,)), place


def _in_templates() -> Iterator[tuple[Message, str]]:
    for pattern in TEMPLATES:
        for path in sorted(ROOT.glob(pattern)):
            place = path.relative_to(ROOT).as_posix()
            parsed = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
            for _, function, found in extract_from_ast(parsed, ("_", "n_")):
                texts = found if isinstance(found, tuple) else (found,)
                plain = tuple(text for text in texts if isinstance(text, str))
                yield (plain[:2] if function == "n_" else plain[:1]), place


def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as it is."""
    path = FOLDER / f"{language}.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language) if path.is_file() else Catalog(locale=language)


def renewed(language: str) -> bytes:
    """Return the catalogue with exactly the texts of the code."""
    old = catalogue(language)
    new = Catalog(
        locale=language, project="outreach", copyright_holder="the authors of outreach", fuzzy=False,
        revision_date=None, header_comment=f"# {language}: the texts of the board and the report.",
    )  # fmt: skip
    new.mime_headers = [("Plural-Forms", PLURALS[language])]
    for message, places in sorted(messages().items(), key=lambda pair: (min(pair[1]), pair[0])):
        known = old.get(message[0])
        kept = known.string if known is not None and _fits(known.string, message) else ""
        new.add(message if len(message) > 1 else message[0], kept, locations=[(one, 0) for one in sorted(set(places))])
    output = io.BytesIO()
    write_po(output, new, width=110, omit_header=False, include_lineno=False)
    return _without_dates(output.getvalue())


def _fits(text: object, message: Message) -> bool:
    return isinstance(text, tuple) == (len(message) > 1)


def _without_dates(data: bytes) -> bytes:
    """Take out when the file was made: the same texts give the same file."""
    lines = data.decode().splitlines()
    return (
        "\n".join(line for line in lines if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated-By')))
        + "\n"
    ).encode()


def main() -> None:
    """Write the catalogues anew and tell what is not translated."""
    FOLDER.mkdir(exist_ok=True)
    for language in SPOKEN:
        if language == "en":
            continue
        (FOLDER / f"{language}.po").write_bytes(renewed(language))
        missing = sum(
            not any(m.string if isinstance(m.string, tuple) else [m.string]) for m in catalogue(language) if m.id
        )
        print(f"{language}: {missing} without a translation")


if __name__ == "__main__":
    main()
