"""Public data sets: recognised by all of their headers, and completed with facts that the headers do not give.

``outreach/data/datasets.toml`` holds what each of them needs; this module only applies it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from outreach import tables
from outreach.l10n.address import country_code
from outreach.l10n.dates import iso_date

Facts = Mapping[str, Any]
Key = TypeVar("Key")
NO_FACTS: Facts = {}


def dataset_of(headers: Iterable[str]) -> Facts:
    """Return the facts of the public data set that has these `headers`, or an empty mapping."""
    keys = {tables.header_key(header) for header in headers}
    return next((facts for facts in tables.datasets().values() if keys.issuperset(facts["recognised_by"])), NO_FACTS)


def completed(cells: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """Return a row's `cells` with everything that its data set says beyond its headers."""
    done = dict(cells)
    for rule in facts.get("substituted", ()):
        if match := re.fullmatch(rule["pattern"], done.get(rule["column"], "")):
            done[rule["column"]] = match.expand(rule["becomes"])
    done |= {column: composed(lines, done) for column, lines in facts.get("composed", {}).items()}
    for column, pattern in facts.get("split", {}).items():
        if not done.get("street") and (match := re.fullmatch(pattern, done.get(column, ""))):
            done |= {part: text or "" for part, text in match.groupdict().items()}
    for column, words in facts.get("values", {}).items():
        done[column] = words.get(done.get(column, ""), done.get(column, ""))
    for column, cases in facts.get("implied", {}).items():
        if value := done.get(column):
            _fill(done, cases.get(value, cases.get("*", {})))
    if home := facts.get("language_from"):
        done["home_country"] = country_code(done.get(home, ""))
    _fill(done, facts.get("default", {}))
    return done


def _fill(cells: dict[str, str], values: Mapping[str, str]) -> None:
    """Put `values` where `cells` are empty."""
    cells |= {column: composed([text], cells) for column, text in values.items() if not cells.get(column)}


def composed(lines: Sequence[str], cells: Mapping[str, str]) -> str:
    """Return `lines` such as ``{address}, {suite}`` with their columns filled in; empty ones leave no gap."""
    texts = (re.sub(r"\{(\w+)\}", lambda match: cells.get(match[1], ""), line) for line in lines)
    return "\n".join(text for line in texts if (text := line.strip(" ,")))


def newest_terms(rows: Mapping[Key, Mapping[str, str]], facts: Facts) -> list[Key]:
    """Return the keys of one row for each person: of several terms, only the newest."""
    if not facts.get("person"):
        return list(rows)
    newest: dict[str, Key] = {}
    for key, cells in rows.items():
        person = cells.get(facts["person"], "") or f"\0{key}"
        if person not in newest or _term(rows[newest[person]], facts) < _term(cells, facts):
            newest[person] = key
    return list(newest.values())


def _term(cells: Mapping[str, str], facts: Facts) -> tuple[str, str]:
    """Return how new a term is: one without an end is newer than all others."""
    return iso_date(cells.get(facts["ends"], "")) or "9999", iso_date(cells.get(facts["begins"], ""))


def term_ended(cells: Mapping[str, str], facts: Facts, today: dt.date) -> str:
    """Return the day on which the person's term ended, if it has, else ``""``."""
    last = iso_date(cells.get(facts["ends"], "")) if facts.get("ends") else ""
    return last if re.match(r"\d{4}", last) and last < today.isoformat()[: len(last)] else ""
