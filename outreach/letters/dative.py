"""A Russian name in the dative, as an envelope says “to whom”: a proposal, for somebody who knows the language."""

import re
from collections.abc import Mapping
from functools import cache

from outreach.letters.salutation import NAME_PARTS

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def proposed_dative(cells: Mapping[str, str]) -> str:
    """Return the whole name in the dative, family name first; ``""`` for a name that is not Russian or not whole.

    Without a gender nothing is proposed: it decides about the ending.
    """
    given, _, family = (cells.get(part, "") for part in NAME_PARTS)
    if not (given and family and cells.get("gender") in {"f", "m"} and _CYRILLIC.search(given + family)):
        return ""
    forms = dative_parts(cells)
    return " ".join(form for form in (forms["family_name"], forms["given_name"], forms.get("patronymic", "")) if form)


def dative_parts(cells: Mapping[str, str]) -> dict[str, str]:
    """Return each part of the name that a row has, in the dative."""
    return {part: _dative(part, cells.get("gender", ""), cells[part]) for part in NAME_PARTS if cells.get(part)}


@cache
def _dative(part: str, gender: str, name: str) -> str:
    from pytrovich.enums import Case, Gender, NamePart  # noqa: PLC0415 — its rules are read where a dative is asked for
    from pytrovich.maker import PetrovichDeclinationMaker  # noqa: PLC0415 — its rules are read where a dative is asked for

    parts = {"given_name": NamePart.FIRSTNAME, "patronymic": NamePart.MIDDLENAME, "family_name": NamePart.LASTNAME}
    genders = {"f": Gender.FEMALE, "m": Gender.MALE}
    ordinary = name.title() if name.isupper() else name
    return str(
        PetrovichDeclinationMaker().make(parts[part], genders.get(gender, Gender.ANDROGYNOUS), Case.DATIVE, ordinary)
    )
