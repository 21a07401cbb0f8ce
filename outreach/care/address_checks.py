"""The rules about the address on a piece: the whole name, the year of birth, the prisoner's number."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from outreach.care.breach import Breach, Writing
from outreach.care.rule_books import Rule
from outreach.care.words import main_script


def _first(lines: tuple[str, ...]) -> str:
    return lines[0] if lines else ""


def _name(writing: Writing, rule: Rule) -> Iterator[Breach]:
    """Look whether the whole name stands in the address, in the script of the country."""
    line = _first(writing.facts.address)
    script = rule.text("script")
    name = re.findall(r"[^\W\d_]{2,}", line.split(",")[0])
    if len(name) < 2:  # noqa: PLR2004 — given and family name
        yield Breach("the address has no full name", "fill given_name and family_name", "address", line)
    if script and main_script(line) not in (script, ""):
        yield Breach(f"the name is not in {script} letters", "write the name as it is written there", "address", line)


def _patronymic(writing: Writing, _: Rule) -> Iterator[Breach]:
    if not writing.facts.patronymic:
        line = _first(writing.facts.address)
        yield Breach("no patronymic", "fill the column patronymic, if the person has one", "address", line)


def _birth_year(writing: Writing, _: Rule) -> Iterator[Breach]:
    year, lines = writing.facts.birth_year, writing.facts.address
    if not year:
        yield Breach(
            "no year of birth", "fill the column birth_date; the year alone is enough", "address", _first(lines)
        )
    elif not any(year in line for line in lines):
        remedy = "write the name in Cyrillic letters, or put the year behind it"
        yield Breach("the year of birth does not stand in the address", remedy, "address", _first(lines))


def _prisoner_number(writing: Writing, rule: Rule) -> Iterator[Breach]:
    number, lines = writing.facts.prisoner_number, writing.facts.address
    wanted = rule.text("wanted") != "welcome"
    if wanted and (not number or not any(number in line for line in lines)):
        yield Breach("no prisoner number", "fill the column prisoner_number", "address", _first(lines))


CHECKS: Mapping[str, Callable[[Writing, Rule], Iterator[Breach]]] = MappingProxyType(
    {"birth_year": _birth_year, "name": _name, "patronymic": _patronymic, "prisoner_number": _prisoner_number}
)
