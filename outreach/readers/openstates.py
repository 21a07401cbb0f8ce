"""Read people in ``.yaml``: Open States' files with one person each, alone or in a folder, and other records.

Source: github.com/openstates/people, schema.md; the records of the United States Congress are known too. All values are read as they stand, so that no postal
code loses its zero and no ``no`` becomes a truth value.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outreach.model import HowToRead, Problem, Table
from outreach.readers.errors import UnreadableError
from outreach.readers.records import Flat, add, flat, is_person, names, newest, records, table_of, text

MAXIMUM_FILES = 20_000
MAXIMUM_YAML = 20 * 1024**2
"""Bytes; one person takes about 1 kB."""
PREFERRED_OFFICE = "capitol"
CONTACTS = ("address", "voice", "fax", "email")
"""What an office says."""


def read(path: Path, source: str, _how: HowToRead) -> Table:
    """Return the persons in one file."""
    people = _people(path, source)
    return table_of(
        source, ((source, number, _facts(one)) for number, one in enumerate(people, 1)), ["Open States YAML"]
    )


def read_folder(path: Path, source: str, _how: HowToRead) -> Table:
    """Return the persons in all files of the folder `path`; messages name the file of each."""
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in {".yaml", ".yml"} and file.is_file())
    if not files:
        message = "is a folder, and no file in it ends in .yaml"
        raise UnreadableError(Problem(source, message, "name one file, as in: recipients/mps.xlsx"))
    if len(files) > MAXIMUM_FILES:
        raise UnreadableError(Problem(source, f"holds more than {MAXIMUM_FILES} files", "divide it into folders"))
    people = []
    for file in files:
        place = f"{source.rstrip('/')}/{file.name}"
        people += [(place, number, _facts(one)) for number, one in enumerate(_people(file, place), 1)]
    return table_of(source, people, [f"Open States YAML, {len(files)} files"])


def _people(path: Path, source: str) -> list[Mapping[str, Any]]:
    if path.stat().st_size > MAXIMUM_YAML:
        raise UnreadableError(Problem(source, "is larger than 20 MB", "divide it into smaller files"))
    import yaml  # noqa: PLC0415 — only where such a list is read

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=loader)  # noqa: S506 — texts, lists and maps only
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        problem = Problem(source, f"is not valid YAML{place}", "download it again, or leave it out")
        raise UnreadableError(problem) from error
    people = [content] if isinstance(content, dict) else list(records(content))
    return [one for one in people if is_person(one)]


def _facts(person: Mapping[str, Any]) -> Flat:
    """Return one person's facts: the newest party and role, the offices, other names."""
    facts = flat({key: value for key, value in person.items() if key != "roles"})
    facts["party"] = text(newest(records(person.get("party"))).get("name")) or facts.get("party", "")
    role = flat(newest(records(person.get("roles"))))
    facts["role_type"] = role.pop("type", "")
    for key, value in role.items():
        facts.setdefault(key, value)
    offices = list(records(person.get("offices") or person.get("contact_details")))
    offices.sort(key=lambda office: _place(office) != PREFERRED_OFFICE)
    for office in offices:
        for key in CONTACTS:
            facts.setdefault(key, text(office.get(key)))
            add(facts, f"{_place(office)}_{key}", text(office.get(key)))
    facts["other_names"] = names(person.get("other_names"))
    return {key: value for key, value in facts.items() if value}


def _place(office: Mapping[str, Any]) -> str:
    return text(office.get("classification") or office.get("note")).lower().removesuffix(" office") or "office"
