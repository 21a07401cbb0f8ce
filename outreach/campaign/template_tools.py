"""Make template folders, from a letter that was written elsewhere or empty; list what a text can fill in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from outreach.campaign.mailing_faults import columns_of
from outreach.campaign.material import Material
from outreach.campaign.templates import LANGUAGE, SETTINGS
from outreach.errors import InputError, UsageError
from outreach.l10n.languages import meant_by
from outreach.model import Problem, Recipient
from outreach.people.recipients import localised
from outreach.texts import OTHERS, READERS, TextFile, read_seconds
from outreach.texts.copied import Copy, copy_of
from outreach.workers.pool import Call, Died, Workers, too_much

FOLDER = "letter_templates"
FORMATS = ("html", "md", "txt")
"""The formats that a new template can be written in."""
EXAMPLES = 2
LOOKED_THROUGH = 200
"""Rows in which examples of a column's values are looked for."""


@dataclass(frozen=True, slots=True)
class TemplateMade:
    """The files that were made, and notes on what was left out."""

    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def template_folder(campaign_folder: Path, name: str) -> Path:
    """Return the folder of a template; raise `UsageError` for a name that is no name of a folder."""
    if name != Path(name).name or name.startswith(".") or not name.strip():
        raise UsageError(f"`{name}` is no name for a template; choose one such as: voters")
    return campaign_folder / FOLDER / name


def import_text(file: Path, folder: Path, language: str, *, postcard: bool, workers: Workers) -> TemplateMade:
    """Write the letter in `file` as HTML into a template's folder; its language is detected if none is given."""
    ending = file.suffix.lower()
    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    if ending not in READERS:
        message = OTHERS.get(ending, "is no text that can be read")
        raise InputError(
            "nothing was imported", [Problem(str(file), message, f"save it as one of: {', '.join(READERS)}")]
        )
    language = language or (file.stem if LANGUAGE.fullmatch(file.stem) and meant_by(file.stem) == file.stem else "")
    text = TextFile(file.resolve(), str(file), language, postcard)
    result = workers.run(Call(copy_of, text, read_seconds(file)))
    if isinstance(result, Died):
        result = Problem(str(file), too_much("to read"), "copy the text into a new document")
    if isinstance(result, Problem):
        raise InputError("nothing was imported", [result])
    return _written(folder, result, postcard=postcard)


def _written(folder: Path, copy: Copy, *, postcard: bool) -> TemplateMade:
    files = {f"{copy.language}.html": copy.html.encode(), **dict(copy.pictures)}
    if postcard:
        files[SETTINGS] = b'kind = "postcard"\n'
    return TemplateMade(folder, _write(folder, files, [copy.language]), copy.notes)


def _write(folder: Path, files: dict[str, bytes], languages: Sequence[str]) -> tuple[Path, ...]:
    """Write new files into a folder; raise `UsageError` before anything is written if one is there already."""
    there = {f"{language}{ending}" for language in languages for ending in READERS} | (files.keys() - {SETTINGS})
    for name in sorted(there):
        if (folder / name).exists():
            raise UsageError(f"{folder / name} is there already, and nothing is overwritten; choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    new = {name: data for name, data in files.items() if not (folder / name).exists()}
    for name, data in new.items():
        (folder / name).write_bytes(data)
    return tuple(folder / name for name in new)


HTML = """{% block subject %}What the letter is about{% endblock %}

{% block body %}
<p>Write the letter here. What stands in double braces comes from the list: you live in {{ recipient.city }}.</p>
<p>A new paragraph stands between these marks.</p>
{% endblock %}

{% block closing %}
<p>{{ closing }}</p>
<p class="signature">{{ sender.name }}</p>
{% endblock %}
"""
PLAIN = """Subject: What the letter is about

Write the letter here. What stands in braces comes from the list: you live in {city}.

An empty line begins a new paragraph.

{closing}
{sender.name}
"""
CARD = '{% block picture %}<img src="picture.jpg" alt="">{% endblock %}\n'


def new_template(folder: Path, languages: Sequence[str], form: str, *, postcard: bool) -> TemplateMade:
    """Write a template with a text to replace for each of `languages`."""
    text = HTML if form == "html" else PLAIN
    if postcard and form == "html":
        text = CARD + text.split("\n", 2)[2]
    files = {f"{language}.{form}": text.encode() for language in languages}
    if postcard:
        files[SETTINGS] = b'kind = "postcard"\n'
    return TemplateMade(folder, _write(folder, files, languages))


@dataclass(frozen=True, slots=True)
class Field:
    """What a text can fill in: its name, and values that it has."""

    name: str
    examples: tuple[str, ...]


def fields_of(material: Material, language: str) -> Iterator[Field]:
    """Yield everything that the texts of a mailing can fill in, with two values each."""
    people = {"recipient": material.to.recipients, "about": material.about.recipients if material.about else ()}
    for variable, columns in columns_of(material.to, material.about).items():
        if variable in people:
            rows = [_shown(one, language) for one in islice(people[variable], LOOKED_THROUGH)]
        elif variable == "sender":
            rows = [
                {**one.fields, "id": one.id, "name": one.name, "country": one.country}
                for one in material.senders.values()
            ]
        else:
            rows = []
        for column in sorted(columns):
            yield Field(f"{variable}.{column}", _examples(row.get(column, "") for row in rows))


def _shown(person: Recipient, language: str) -> dict[str, str]:
    return {
        **localised(person.fields, language),
        "name": person.name,
        "birth_year": person.fields.get("birth_date", "")[:4],
    }


def _examples(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(value for value in values if value), EXAMPLES))
