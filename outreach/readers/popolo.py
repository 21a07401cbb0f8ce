"""Read ``.json`` of the Popolo standard: persons with contact details, memberships, identifiers.

Source: popoloproject.com/specs/person.html. Files hold a list of persons, or ``{"persons": [...]}``
with organizations, areas and memberships beside them.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from outreach.model import HowToRead, Problem, Table
from outreach.readers.encoding import decode
from outreach.readers.errors import UnreadableError
from outreach.readers.records import Flat, add, flat, is_person, names, newest, records, table_of, text

LISTS = ("persons", "people", "result", "results", "data", "items")
"""Under which of these names a file holds its persons rather than under others."""
PERSON = (
    "id", "name", "family_name", "given_name", "additional_name", "honorific_prefix", "honorific_suffix",
    "patronymic_name", "sort_name", "email", "gender", "birth_date", "death_date",
)  # fmt: skip
"""The columns that every list of persons gets, filled or not: by them it is known again."""
COLUMNS = {"voice": "phone", "cell": "phone", "mobile": "phone", "postal": "address"}
"""Kinds of contact details that go by a plainer name."""


def read(path: Path, source: str, _how: HowToRead) -> Table:
    """Return the persons in `path` as a table, one row each; rows count the persons."""
    content, _ = decode(path.read_bytes(), source)
    try:
        whole = json.loads(content.removeprefix("\ufeff"), parse_float=str, parse_int=str)
    except ValueError as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        problem = Problem(source, f"is not valid JSON{place}", "download it again, or save the list as .xlsx")
        raise UnreadableError(problem) from error
    persons = _persons(whole)
    parts = whole if isinstance(whole, dict) else {}
    organizations, areas = _by_id(parts.get("organizations")), _by_id(parts.get("areas"))
    memberships: dict[str, list[Mapping[str, Any]]] = {}
    for one in records(parts.get("memberships")):
        memberships.setdefault(text(one.get("person_id")), []).append(one)
    people = (
        (source, number, _facts(person, memberships.get(text(person.get("id")), []), organizations, areas))
        for number, person in enumerate(persons, 1)
    )
    return table_of(source, people, ["Popolo JSON"])


def _persons(whole: object) -> list[Mapping[str, Any]]:
    """Return the records of persons, wherever the file holds them."""
    if isinstance(whole, list):
        return [one for one in records(whole) if is_person(one)]
    if not isinstance(whole, dict):
        return []
    if is_person(whole) and not any(isinstance(whole.get(key), list) for key in LISTS):
        return [whole]
    parts = [whole[key] for key in (*LISTS, *whole) if key in whole]
    found = (_persons(part) for part in parts if isinstance(part, list))
    return next(filter(None, found), None) or [one for one in records([*whole.values()]) if is_person(one)]


def _by_id(value: object) -> dict[str, Mapping[str, Any]]:
    return {text(one.get("id")): one for one in records(value)}


def _facts(
    person: Mapping[str, Any],
    memberships: Iterable[Mapping[str, Any]],
    organizations: Mapping[str, Mapping[str, Any]],
    areas: Mapping[str, Mapping[str, Any]],
) -> Flat:
    facts = flat(person)
    if {"name", "given_name", "family_name"} & facts.keys():
        facts = {**dict.fromkeys(PERSON, ""), **facts}
    for detail in records(person.get("contact_details")):
        kind = text(detail.get("type")).lower()
        add(facts, COLUMNS.get(kind, kind) or "contact", text(detail.get("value")))
    for one in records(person.get("identifiers")):
        add(facts, f"identifier_{text(one.get('scheme'))}", text(one.get("identifier")))
    add(facts, "other_names", names(person.get("other_names")))
    held = [*records(person.get("memberships")), *memberships]
    for key, value in _membership(newest(held), organizations, areas).items():
        facts.setdefault(key, value)
    return {key: value for key, value in facts.items() if value or key in PERSON}


def _membership(
    membership: Mapping[str, Any],
    organizations: Mapping[str, Mapping[str, Any]],
    areas: Mapping[str, Mapping[str, Any]],
) -> Flat:
    """Return what a membership says: the office, the party, the constituency, from when to when."""
    facts = {key: value for key, value in flat(membership).items() if key not in {"id", "person_id", "name"}}
    for key, known, wanted in (
        ("organization_id", organizations, "organization"), ("on_behalf_of_id", organizations, "on_behalf_of"), ("area_id", areas, "area"),
    ):  # fmt: skip
        named = membership.get(wanted)
        record = named if isinstance(named, dict) else known.get(text(membership.get(key)), {})
        facts[wanted] = text(record.get("name")) or facts.get(wanted, "") or facts.get(key, "")
    return facts
