"""Change single settings in ``campaign.toml``; every other line, even each remark, stays as it is."""

import copy
import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from outreach.campaign.settings import FILE_NAME, Settings, settings_problems
from outreach.campaign.toml import parsed
from outreach.errors import InputError
from outreach.storage.files import private_folder, replace_file

Value = str | bool | int | float | Sequence[str] | None
"""What a setting can be changed to; None takes it out."""
Changes = Mapping[tuple[str, ...], Value]
"""New values by place: section, section below it, name."""
BACKUPS = "backups"
"""The folder of copies in the campaign folder."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_REMARK = re.compile(r"\s+#[^\"']*$")


def change_settings(folder: Path, changes: Changes) -> None:
    """Change settings of the campaign in `folder`, all of them or none; a copy of the file is kept.

    Raises `InputError` where the new settings would be wrong, or where the file is written in a way that
    cannot be changed line by line.
    """
    path = folder / FILE_NAME
    text = path.read_text(encoding="utf-8-sig")
    new = edited(text, changes)
    problems = tuple(settings_problems(parsed(new)))
    if problems:
        raise InputError("nothing was changed: the settings would not be right", problems)
    if new != text:
        keep_copy(folder, path)
        replace_file(path, new.encode())


def keep_copy(folder: Path, path: Path) -> Path | None:
    """Copy a file of the campaign in `folder` into its backups before it is changed; return the copy."""
    if not path.is_file():
        return None
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    place = private_folder(folder / BACKUPS) / f"{path.stem}-{stamp}{path.suffix}"
    replace_file(place, path.read_bytes())
    return place


def edited(text: str, changes: Changes) -> str:
    """Return the text of the settings with other values in it."""
    wanted = _expected(parsed(text), changes)
    lines = text.splitlines()
    for place, value in changes.items():
        _edit(lines, place[:-1], place[-1], value)
    new = "\n".join(lines).rstrip("\n") + "\n"
    if _parsed(new) != wanted:
        names = ", ".join(".".join(place) for place in changes)
        raise InputError(
            f"{FILE_NAME} is written in a way that the tool cannot change by itself; change there by hand: {names}"
        )
    return new


def _parsed(text: str) -> Settings | None:
    try:
        return parsed(text)
    except tomllib.TOMLDecodeError:
        return None


def _expected(settings: dict[str, object], changes: Changes) -> dict[str, object]:
    wanted = copy.deepcopy(settings)
    for place, value in changes.items():
        section = wanted
        for name in place[:-1]:
            section = section.setdefault(name, {})  # type: ignore[assignment]  # what is no section fails below
        if value is None:
            section.pop(place[-1], None)
        else:
            section[place[-1]] = list(value) if isinstance(value, (list, tuple)) else value
    return wanted


def _edit(lines: list[str], section: Sequence[str], key: str, value: Value) -> None:
    """Change one setting in the `lines`; a section that is not there is added at the end."""
    start = next((n for n, line in enumerate(lines) if _header(line) == list(section)), None)
    written = "" if value is None else f"{_name(key)} = {_written(value)}"
    if start is None:
        lines += ["", f"[{'.'.join(map(_name, section))}]", *filter(None, [written])]
        return
    end = next((n for n in range(start + 1, len(lines)) if _header(lines[n]) is not None), len(lines))
    found = next((n for n in range(start + 1, end) if _sets(lines[n]) == key), None)
    if found is None:
        while end > start + 1 and not lines[end - 1].strip():
            end -= 1
        lines[end:end] = filter(None, [written])
        return
    last = next(n for n in range(found + 1, end + 1) if _parsed("\n".join(lines[found:n])) is not None or n == end)
    remark = _REMARK.search(lines[found]) if last == found + 1 else None
    lines[found:last] = [written + (remark[0] if remark else "")] if written else []


def _header(line: str) -> list[str] | None:
    """Return the names in a section's header line, or None for another line."""
    if not line.lstrip().startswith("[") or line.lstrip().startswith("[["):
        return None
    section: object = _parsed(line)
    names: list[str] = []
    while isinstance(section, dict) and section:
        name, section = next(iter(section.items()))
        names.append(name)
    return names or None


def _sets(line: str) -> str | None:
    """Return the name of the setting that begins on a line."""
    match = re.match(r"\s*(?:([A-Za-z0-9_-]+)|(\"(?:[^\"\\]|\\.)*\"))\s*=", line)
    return match and (match[1] or json.loads(match[2]))


def _name(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _written(value: Value) -> str:
    """Return a value in TOML, whose texts are written as in JSON."""
    return json.dumps(list(value) if isinstance(value, (list, tuple)) else value, ensure_ascii=False)
