"""What is wrong with a mailing before anything is merged: missing files, unknown columns, faults of a template."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from outreach.campaign.campaign import Mailing
from outreach.campaign.settings import FILE_NAME as CAMPAIGN_FILE
from outreach.campaign.templates import Template
from outreach.errors import instead, nearest
from outreach.letters.markup_faults import markup_problems
from outreach.letters.merge import TemplateText, block_problems, template_problems, unknown_names
from outreach.letters.style_sheet import style_problems
from outreach.model import Kind, Problem
from outreach.people.recipients import Reading, template_columns
from outreach.people.selection import Wanted, choose_language, unmet
from outreach.stationery import Stationery


def missing_files(mailing: Mailing, folder: Path) -> Iterator[Problem]:
    """Yield a problem for each list or template folder that is not there, with the one probably meant.

    A template folder must be in the campaign `folder`, without links that lead out of it, since all of it may be
    printed.
    """
    place = f"[mailing.{mailing.name}]"
    files = (("to", mailing.to), ("about", mailing.about), ("file", mailing.join.file if mailing.join else None))
    for key, path in files:
        if path and path.exists() and not path.is_file():
            message = f"the spreadsheet `{path.name}` is a folder, a pipe or a device"
            yield Problem(CAMPAIGN_FILE, message, f"put a file there, or correct `{key}`", column=place)
        if path and not path.exists():
            message = f"the spreadsheet `{path.name}` is not there"
            yield Problem(CAMPAIGN_FILE, message, f"put it there, or correct `{key}`{_nearby(path)}", column=place)
    if mailing.template.is_file():
        name = mailing.template.name
        remedy = f"make one of it with: outreach template import {name} {mailing.template.stem}"
        yield Problem(CAMPAIGN_FILE, f"`{name}` is a text, and no template folder", remedy, column=place)
    elif not mailing.template.is_dir():
        message = f"the template folder `{mailing.template.name}` is not there"
        remedy = f"make it, or correct `template`{_nearby(mailing.template)}"
        yield Problem(CAMPAIGN_FILE, message, remedy, column=place)
    elif not mailing.template.resolve().is_relative_to(folder.resolve()):
        message = f"the template folder `{mailing.template.name}` lies outside the campaign folder"
        yield Problem(CAMPAIGN_FILE, message, "put a copy of it into the campaign folder", column=place)


def _nearby(path: Path) -> str:
    """Name the file that was probably meant."""
    names = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    near = nearest(path.name, names)
    return f" (there is `{near}`)" if near else ""


def wrong_kind(template: Template | None, mailing: Mailing) -> Iterator[Problem]:
    """Yield a problem for a template that is made for another kind of paper."""
    if template and template.kind != mailing.stationery.kind:
        yield Problem(
            template.source, f"is a {template.kind}, but {mailing.stationery.name} is for a {mailing.stationery.kind}",
            f"choose another stationery for [mailing.{mailing.name}]",
        )  # fmt: skip


TEXTS = frozenset({"answered", "closing", "last_sent", "message", "round", "salutation", "today"})
SENDER_COLUMNS = frozenset({"id", "name", "signature_name", "city", "address", "country", "email", "phone", "website"})


def unknown_columns(mailing: Mailing, to: Reading) -> Iterator[Problem]:
    """Yield a problem for each column that the mailing's settings name and its list does not have."""
    for column in mailing.where:
        if fault := unmet(Wanted(where={column: ""}), to.recipients, to.columns):
            yield Problem(CAMPAIGN_FILE, fault, "correct the name", column=f"[mailing.{mailing.name}.where]")
    for name, header in mailing.columns.items():
        if header not in to.headers:
            message = f'`{name} = "{header}"`: the list has no such header'
            place = f"[mailing.{mailing.name}.columns]"
            yield Problem(CAMPAIGN_FILE, message, instead(header, to.headers), column=place)


def columns_of(to: Reading, about: Reading | None) -> dict[str, frozenset[str]]:
    """Return the columns that a text can name, by variable."""
    columns = {
        "recipient": template_columns(to.columns),
        "sender": SENDER_COLUMNS,
        "campaign": frozenset({"name"}),
    }
    if about:
        columns["about"] = template_columns(about.columns)
    return columns


def template_faults(
    template: Template, stationery: Stationery, columns: Mapping[str, frozenset[str]], to: Reading, order: Sequence[str]
) -> Iterator[Problem]:
    """Yield every fault of a template that can be found before anything is merged.

    A missing column is no fault if only a text needs it that nobody on the list gets; `order` are the
    campaign's languages.
    """
    known = tuple(columns.items())
    used: frozenset[str] | None = None
    for text in (text for texts in template.rounds or (template.texts,) for text in texts.values()):
        faults, unknown = _text_problems(text, known, frozenset(stationery.blocks))
        if unknown:
            used = _languages_used(template, to, order) if used is None else used
        yield from (*faults, *(unknown if used is None or not used or text.language in used else ()))
    yield from style_problems(f"{template.source}/style.css", template.style)


def _languages_used(template: Template, to: Reading, order: Sequence[str]) -> frozenset[str]:
    """Return the languages in which somebody on the list is written to."""
    fallback = () if to.kind is Kind.PRISONER else order
    found = (choose_language(one, list(template.texts), fallback) for one in to.recipients)
    return frozenset(filter(None, found))


@lru_cache(maxsize=64)
def _text_problems(
    text: TemplateText, columns: tuple[tuple[str, frozenset[str]], ...], blocks: frozenset[str]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what is wrong with one text, and the names in it that nobody knows.

    Cached, since a writer changes one language at a time.
    """
    if faults := tuple(template_problems(text)):
        return faults, ()
    faults = (*block_problems(text, blocks), *markup_problems(text))
    return faults, tuple(unknown_names(text, dict(columns), TEXTS))
