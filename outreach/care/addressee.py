"""How the address names a prisoner: in the letters, the case and with the numbers that the prison asks for."""

import re
from collections.abc import Mapping

from outreach.care.rule_books import Rules
from outreach.care.words import main_script
from outreach.l10n import languages
from outreach.l10n.address import language_of

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def addressee(rules: Rules, cells: Mapping[str, str], name: str, country: str) -> tuple[str, ...]:
    """Return the lines of an address that name a prisoner whose list has `name`; `country` is a two-letter code.

    The dative and the year of birth stand where a rule wants them and the name is in Cyrillic letters; elsewhere
    the name stands in Latin letters, if the list has it so.
    """
    rule, number = rules.get("name"), cells.get("prisoner_number", "")
    line = _in_script(cells, name, cyrillic=_writes_cyrillic(rules, country))
    if _CYRILLIC.search(line):
        if rule and rule.text("case") == "dative":
            line = cells.get("name_dative") or line
        year = cells.get("birth_date", "")[:4]
        if "birth_year" in rules and year.isdigit():
            line = f"{line}, {year}\u00a0г.\u00a0р."
    return (line, number) if number and "prisoner_number" in rules else (line,)


def _writes_cyrillic(rules: Rules, country: str) -> bool:
    """Tell whether the post of a country reads Cyrillic letters: as its rule says, or as its first language is written."""
    rule = rules.get("name")
    if rule and rule.text("script"):
        return rule.text("script") == "Cyrillic"
    return bool(spoken := language_of(country)) and languages.script(spoken[0]) == "Cyrl"


def _in_script(cells: Mapping[str, str], name: str, *, cyrillic: bool) -> str:
    """Return the name in Cyrillic letters, or in Latin ones; as the list has it, if it has no other."""
    if cyrillic or main_script(name) != "Cyrillic":
        return name
    return cells.get("name_latin") or name
