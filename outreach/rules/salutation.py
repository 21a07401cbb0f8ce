"""The greeting: the most exact form that a language has and a row can fill; never a guess."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from outreach import tables


def salutation(kind: str, cells: Mapping[str, str], name: str, language: str) -> str:
    """Return the greeting with its punctuation; a column ``salutation`` decides over all.

    Where the gender is not known, the language's neutral form is used.
    """
    own = cells.get(f"salutation_{language}") or cells.get("salutation")
    if own:
        return own
    values = {**cells, "name": name}
    for form in _forms(kind, cells, language):
        filled = _fill(form, values)
        if filled:
            return filled
    return name


def _forms(kind: str, cells: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the language's forms for this person, the most exact first."""
    pack = tables.language(language.split("-", maxsplit=1)[0]) or tables.language("en")
    forms = cast("Mapping[str, str | list[str]]", pack["salutation"])
    office, gender = cells.get("office", "").lower() or "any", cells.get("gender") or "any"
    keys = (f"{kind}.{o}.{g}" for o, g in ((office, gender), (office, "any"), ("any", gender), ("any", "any")))
    for key in dict.fromkeys(keys):
        form = forms.get(key, [])
        yield from [form] if isinstance(form, str) else form


def _fill(form: str, values: Mapping[str, str]) -> str:
    """Return the form with its names put in, or ``""`` where the row lacks one of them."""
    wanted = re.findall(r"\{(\w+)\}", form)
    if not all(values.get(name) for name in wanted):
        return ""
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], form)
