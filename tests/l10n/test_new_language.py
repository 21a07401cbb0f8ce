"""A language is added by data files alone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach import tables
from outreach.l10n import languages
from outreach.letters.salutation import closing, salutation
from outreach.model import Kind, Recipient, Row
from outreach.people.recipients import localised, template_columns
from outreach.people.selection import choose_language

ESPERANTO = """
quotes = ["“", "”", "‘", "’"]
[labels]
page = "paĝo {page} el {pages}"
subject = "Temo"
enclosures = "Aldonaĵoj"
[closing]
politician = "Kun estimo,"
prisoner = "Kore via,"
[salutation]
"politician.senator.any" = "Estimata senatano {family_name},"
"politician.any.any" = "Estimata {name},"
"prisoner.any.any" = "Kara {name},"
"""


def forget() -> None:
    """Forget all tables, so that they are read again."""
    for module in (tables, languages):
        for name in dir(module):
            if hasattr(found := getattr(module, name), "cache_clear"):
                found.cache_clear()


@pytest.fixture
def esperanto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the tool's tables with one language more."""
    shutil.copytree(Path(str(tables.DATA / "languages")), tmp_path / "languages")
    for path in (Path(str(tables.DATA / name)) for name in ("offices.toml", "columns.toml")):
        shutil.copy(path, tmp_path / path.name)
    (tmp_path / "languages" / "eo.toml").write_text(ESPERANTO, encoding="utf-8")
    monkeypatch.setattr(tables, "DATA", tmp_path)
    forget()
    yield
    monkeypatch.undo()
    forget()


@pytest.mark.usefixtures("esperanto")
def test_a_new_pack_is_a_language_everywhere() -> None:
    person = Recipient(Kind.POLITICIAN, "1", "Kim Lee", (), (), "PL", "eo", {}, Row("list", 2, {}))
    cells = {"office": "Senator", "family_name": "Lee", "charge": "x", "charge_eo": "ŝako"}

    assert languages.language_code("Esperanto") == languages.language_code("EO") == "eo"
    assert choose_language(person, ["en", "eo"], ["en"]) == "eo"
    assert salutation("politician", cells, "Kim Lee", "eo") == "Estimata senatano Lee,"
    assert closing("prisoner", "", "eo") == "Kore via,"
    assert languages.label("eo", "page", page=1, pages=2) == "paĝo 1 el 2"
    assert localised(cells, "eo")["charge"] == "ŝako"
    assert "charge" in template_columns(["charge_eo"])
