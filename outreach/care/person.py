"""Look whether what the list says of a prisoner can be true: a name, a year, a number that the prison knows."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from outreach import tables
from outreach.care.rule_books import Rule, Rules
from outreach.letters.dative import dative_parts
from outreach.model import Finding, Severity

YOUNGEST, OLDEST = 14, 105
"""Years of age between which a prisoner may be: at 14 Russia and its neighbours begin to punish (Criminal Code, 20)."""
ALIKE = 3
"""So many first letters a name and its dative have in common; of a shorter name all but the last."""


def person_findings(rules: Rules, cells: Mapping[str, str], today: dt.date) -> Iterator[Finding]:
    """Yield what a row says of a person that can hardly be so."""
    if rule := rules.get("name_fits"):
        for message, remedy in (
            *_patronymic(cells), *_nickname(cells), *_dative(cells), *_birth_year(cells.get("birth_date", "")[:4], today),
        ):  # fmt: skip
            yield Finding(rule.name, rule.severity, message, "list", remedy=remedy, source=rule.origin)
    if (rule := rules.get("prisoner_number")) and (fault := _number_fault(rule, cells.get("prisoner_number", ""))):
        remedy = "compare it with the prison's own list"
        yield Finding(rule.name, Severity.WARN, fault, "list", remedy=remedy, source=rule.origin)


Doubt = tuple[str, str]
"""What is doubtful, and the remedy."""


def _patronymic(cells: Mapping[str, str]) -> Iterator[Doubt]:
    """Look whether the patronymic is one of a woman or a man."""
    patronymic, gender = cells.get("patronymic", "").casefold(), cells.get("gender", "")
    endings = tables.names()["patronymic"]
    other = {"f": "m", "m": "f"}.get(gender)
    if other and patronymic.endswith(tuple(endings[other])) and not patronymic.endswith(tuple(endings[gender])):
        whose = {"f": "a woman", "m": "a man"}[gender]
        yield f"“{cells['patronymic']}” is not the patronymic of {whose}", "correct the patronymic or the gender"


def _nickname(cells: Mapping[str, str]) -> Iterator[Doubt]:
    """Look whether the given name is the one in the passport."""
    given, known = cells.get("given_name", ""), tables.names()["nicknames"]
    if given not in known["also_full"] and (given in known["words"] or given.endswith(tuple(known["endings"]))):
        yield f"“{given}” is a nickname, under which a prison does not know anybody", "write the given name in full"


def _dative(cells: Mapping[str, str]) -> Iterator[Doubt]:
    """Look whether the dative is one, and one of this name."""
    written = cells.get("name_dative", "")
    if not written or not (cells.get("given_name") and cells.get("family_name")):
        return
    words, parts = set(written.casefold().split()), dative_parts(cells)
    unchanged = [cells[part] for part, form in parts.items() if form != cells[part] and cells[part].casefold() in words]
    strange = [cells[part] for part, form in parts.items() if not any(_alike(form.casefold(), word) for word in words)]
    if unchanged:
        yield (
            f"name_dative holds “{unchanged[0]}”, which is no dative",
            f"write {' '.join(parts.values())}, if that is right",
        )
    elif strange:
        yield (
            f"name_dative “{written}” does not hold “{strange[0]}”",
            f"write {' '.join(parts.values())}, if that is right",
        )


def _alike(form: str, word: str) -> bool:
    count = min(ALIKE, len(form) - 1)
    return form[:count] == word[:count]


def _birth_year(year: str, today: dt.date) -> Iterator[Doubt]:
    """Look whether somebody born in `year` can be in prison."""
    if year.isdigit() and not YOUNGEST <= today.year - int(year) <= OLDEST:
        yield f"born in {year}, which no prisoner was", "correct the column birth_date"


def _number_fault(rule: Rule, number: str) -> str:
    """Say that a number has not the form that the prisons there use, or ``""``."""
    forms = rule.texts("forms")
    if not number or not forms or any(re.fullmatch(form, number.strip()) for form in forms):
        return ""
    return f"the prisoner number “{number}” does not look like those there ({rule.text('example')})"
