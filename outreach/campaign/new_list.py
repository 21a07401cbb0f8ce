"""A list that somebody brings: how it is understood, what is wrong with it, how it differs from the previous one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from outreach import tables
from outreach.campaign.campaign import Campaign, Mailing
from outreach.campaign.lists import list_file, list_to, lists_of, read_lists
from outreach.campaign.material import beside_list
from outreach.campaign.settings_file import Changes as SettingChanges
from outreach.campaign.settings_file import change_settings, keep_copy
from outreach.errors import InputError
from outreach.model import Kind, ListFile, Problem, Table
from outreach.people.columns import kind_of, understood
from outreach.people.list_changes import Changes, changes_between
from outreach.people.recipients import people_in, recipients_from
from outreach.storage.files import private_folder, replace_file
from outreach.workers.pool import Workers

SAMPLES = 2
"""How many values of a column are shown."""
FOLDER = "recipients"


@dataclass(frozen=True, slots=True)
class NewColumn:
    """One column: its header, some of its values, the tool's word for it, and the word before any correction.

    `sure` is False where the header was taken for a misspelled one. A column without a word of the tool is kept under
    `own`, so that texts can name it.
    """

    header: str
    samples: tuple[str, ...]
    name: str
    found: str
    own: str
    sure: bool

    @property
    def known(self) -> bool:
        """Tell whether the tool has a word for it."""
        return self.name in tables.columns()["synonyms"]


@dataclass(frozen=True, slots=True)
class NewList:
    """What came of reading a new list; `changes` compare it with the list that its mailing has now."""

    columns: tuple[NewColumn, ...]
    kind: Kind
    rows: int
    recipients: int
    held: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class Corrections:
    """What somebody says about a list: the kind of people in it, and which word belongs to which header."""

    kind: Kind | None = None
    columns: Mapping[str, str] | None = None


def look_at_new(
    path: Path, campaign: Campaign, mailing: Mailing, corrections: Corrections, workers: Workers
) -> NewList:
    """Return how the list at `path` would be understood as that of `mailing`; raise `InputError` if it is no list."""
    place = ListFile(path, path.name)
    read = read_lists([place, *lists_of(campaign, mailing)], workers)
    table = read.get(place)
    if not isinstance(table, Table):
        raise InputError(f"{path.name} cannot be used", [table] if table else ())
    settings = dict(corrections.columns if corrections.columns is not None else _still_fitting(mailing, table))
    plain, columns = understood(table, {}), understood(table, settings)
    kind = corrections.kind or kind_of(columns.names, columns.dataset)
    beside = beside_list(campaign, list_file(campaign, mailing.to), mailing, read, [])
    reading = recipients_from(table, settings, kind, beside, None, dt.date.today())  # noqa: DTZ011 — the user's own day
    seen = tuple(
        NewColumn(header, _samples(table, header), name, plain.names[header], tables.header_key(header), header not in columns.guessed)
        for header, name in columns.names.items()
    )  # fmt: skip
    old = read.get(list_to(campaign, mailing))
    before = people_in(old, mailing.columns, mailing.kind) if isinstance(old, Table) and old.rows else []
    changes = changes_between(before, people_in(table, settings, kind)) if before else None
    return NewList(
        seen, kind, len(table.rows), len(reading.recipients), len(reading.held), reading.problems,
        (*table.notes, *reading.notes), changes,
    )  # fmt: skip


def _still_fitting(mailing: Mailing, table: Table) -> dict[str, str]:
    """Return what was said about the columns of the previous list, as far as the new one has them too."""
    return {name: header for name, header in mailing.columns.items() if header in table.headers}


def _samples(table: Table, header: str) -> tuple[str, ...]:
    values = dict.fromkeys(value for row in table.rows if (value := row.cells.get(header, "")))
    return tuple(islice(values, SAMPLES))


def correct(columns: Sequence[NewColumn], wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that are needed to give each header its word in `wanted`."""
    return {
        name: column.header for column in columns if (name := wanted.get(column.header, column.name)) != column.found
    }


def use_list(campaign: Campaign, mailing: Mailing, source: Path, corrections: Corrections) -> Path:
    """Make the list at `source` the one that a mailing is written to; return its new path.

    A file of its name that is there already is copied into the backups first, and so are the settings.
    """
    target = private_folder(campaign.folder / FOLDER) / source.name
    keep_copy(campaign.folder, target)
    replace_file(target, source.read_bytes())
    place = ("mailing", mailing.name)
    columns = dict(corrections.columns or {})
    changes: dict[tuple[str, ...], str | None] = {(*place, "to"): f"{FOLDER}/{target.name}"}
    changes |= {(*place, "columns", name): None for name in mailing.columns if name not in columns}
    changes |= {(*place, "columns", name): header for name, header in columns.items()}
    if corrections.kind:
        changes[*place, "kind"] = corrections.kind.value
    if mailing.sheet:
        changes[*place, "sheet"] = None
    settings: SettingChanges = changes
    change_settings(campaign.folder, settings)
    return target
