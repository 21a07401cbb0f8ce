"""Gather what a mailing is made from: its lists, its template, its senders, and all their problems."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from outreach.campaign.campaign import Campaign, Mailing
from outreach.campaign.lists import ListRead, Tables, companions, list_about, list_joined, list_to, lists_of, read_lists
from outreach.campaign.mailing_faults import (
    TEXTS,
    columns_of,
    missing_files,
    template_faults,
    unknown_columns,
    wrong_kind,
)
from outreach.campaign.personal_messages import Messages, read_messages, stray_messages
from outreach.campaign.prison_rules import PrisonRules, read_rules
from outreach.campaign.round_texts import for_every_round
from outreach.campaign.templates import Template, load_template
from outreach.letters.merge import TemplateText
from outreach.letters.names import understood
from outreach.letters.tags import repaired, with_paragraphs
from outreach.model import Kind, ListFile, Problem, Recipient, Sender, Table
from outreach.people.facilities import facilities_from
from outreach.people.joining import chosen_offices
from outreach.people.recipients import (
    GONE,
    Companions,
    Reading,
    people_in,
    recipients_from,
)
from outreach.people.roster import Roster
from outreach.people.senders import senders_from
from outreach.workers.pool import Workers

EMPTY = Reading(Kind.POLITICIAN, (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Material:
    """What one mailing is made from; `blocking` problems leave nothing to print."""

    mailing: Mailing
    template: Template | None
    to: Reading
    about: Reading | None
    senders: Mapping[str, Sender]
    messages: Messages = field(default_factory=Messages)
    rules: PrisonRules = field(default_factory=PrisonRules)
    blocking: tuple[Problem, ...] = ()
    template_problems: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    lists: tuple[ListRead, ...] = ()


def lists_needed(campaign: Campaign, mailings: Iterable[Mailing]) -> list[ListFile]:
    """Return every list that `mailings` are made from, each once."""
    return list(dict.fromkeys(one for mailing in mailings for one in lists_of(campaign, mailing)))


def gather(campaign: Campaign, mailings: Iterable[Mailing], workers: Workers) -> list[Material]:
    """Read everything that `mailings` need; each file once, in child processes."""
    mailings = list(mailings)
    tables = read_lists(lists_needed(campaign, mailings), workers)
    materials = [_material(campaign, mailing, tables, workers) for mailing in mailings]
    if len(mailings) == len(campaign.mailings) and not any(material.blocking for material in materials):
        materials[-1] = _with_strays(campaign, materials)
    return materials


def lists_read(materials: Sequence[Material]) -> list[ListRead]:
    """Return what came of each list of several mailings, each list once."""
    return list(dict.fromkeys(one for material in materials for one in material.lists))


def texts_read(materials: Iterable[Material]) -> list[str]:
    """Return what was left out of the texts of several mailings when they were read, each thing once."""
    return list(dict.fromkeys(note for one in materials if one.template for note in one.template.notes))


def _with_strays(campaign: Campaign, materials: Sequence[Material]) -> Material:
    """Return the last of all materials with the messages that belong to nobody: this takes all lists together."""
    everybody = (recipient for material in materials for recipient in material.to.recipients)
    unwritten = [row.cells.get("id", "") for m in materials for row in (s.row for s in (*m.to.held, *m.to.skipped))]
    strays = stray_messages(campaign.folder, everybody, unwritten)
    return replace(materials[-1], problems=(*materials[-1].problems, *strays))


def _material(campaign: Campaign, mailing: Mailing, tables: Tables, workers: Workers) -> Material:
    blocking = list(missing_files(mailing, campaign.folder))
    lists: list[ListRead] = []
    problems: list[Problem] = []
    if blocking:
        return Material(mailing, None, EMPTY, None, {}, blocking=tuple(blocking))
    template, faults = load_template(mailing.template, campaign.relative(mailing.template), workers, mailing.texts)
    blocking += faults
    rules_read = cache(lambda: read_rules(campaign))  # only where somebody is a prisoner
    to = _reading(
        campaign, list_to(campaign, mailing), mailing, tables, (blocking, lists), mailing.kind,
        lambda prisoner: rules_read().addressee(prisoner),
    )  # fmt: skip
    about = None
    if (about_list := list_about(campaign, mailing)) is not None:
        about = _reading(campaign, about_list, None, tables, (blocking, lists), Kind.PRISONER)
        problems += about.problems
    senders, faults = _senders(campaign, mailing, tables)
    problems += faults
    if not to.columns:
        to = EMPTY
    blocking += wrong_kind(template, mailing)
    blocking += unknown_columns(mailing, to) if to.columns else []
    faulty: tuple[Problem, ...] = ()
    if template and not blocking:
        template, faulty = looked_over(campaign, template, mailing, to, about)
    messages = read_messages(campaign.folder, template.texts.values() if template and not faulty else ())
    problems += messages.unreadable
    rules = rules_read() if to.kind is Kind.PRISONER else PrisonRules()
    blocking += rules.problems
    return Material(
        mailing,
        template,
        to,
        about,
        senders,
        messages,
        rules,
        tuple(blocking),
        faulty,
        (*to.problems, *problems),
        tuple(lists),
    )


def _senders(campaign: Campaign, mailing: Mailing, tables: Tables) -> tuple[dict[str, Sender], list[Problem]]:
    """Return who may sign, by id, and what is wrong with the lists of senders; the campaign's own sender remains."""
    senders: dict[str, Sender] = {}
    problems: list[Problem] = []
    for one in companions(campaign, mailing.to, "senders"):
        table = tables[one]
        found, faults = senders_from(table) if isinstance(table, Table) else ({}, [table])
        senders |= found
        problems += faults
    return {**senders, campaign.sender.id: campaign.sender}, problems


def looked_over(
    campaign: Campaign, template: Template, mailing: Mailing, to: Reading, about: Reading | None
) -> tuple[Template, tuple[Problem, ...]]:
    """Return a template whose texts call the columns as the lists do, and what is wrong with it."""
    columns = columns_of(to, about)
    rounds = tuple(
        {language: understood(text, columns, TEXTS) for language, text in texts.items()}
        for texts in template.rounds or (template.texts,)
    )
    if template.rounds:
        template = replace(template, rounds=rounds, texts=for_every_round(rounds))
    else:
        template = replace(template, texts=rounds[0])
    return template, tuple(template_faults(template, mailing.stationery, columns, to, campaign.languages))


def with_text(campaign: Campaign, material: Material, text: TemplateText) -> Material:
    """Return `material` as if its template had only `text`; nothing is written."""
    if material.template is None:
        return material
    whole = replace(text, text=with_paragraphs(repaired(text.text)))
    template = replace(material.template, texts={text.language: whole})
    template, faulty = looked_over(campaign, template, material.mailing, material.to, material.about)
    return replace(material, template=template, template_problems=faulty)


def all_senders(campaign: Campaign, workers: Workers) -> dict[str, Sender]:
    """Return everybody who may sign in any mailing, by id."""
    mailings = campaign.mailings.values()
    tables = read_lists((one for mailing in mailings for one in companions(campaign, mailing.to, "senders")), workers)
    found = (_senders(campaign, mailing, tables)[0] for mailing in mailings)
    return {one: sender for some in found for one, sender in some.items()}


def renewed(campaign: Campaign, material: Material, workers: Workers) -> Material:
    """Return `material` with template and messages as they are now; its lists are not read again."""
    mailing = material.mailing
    template, faults = load_template(mailing.template, campaign.relative(mailing.template), workers, mailing.texts)
    faults += wrong_kind(template, mailing)
    if template is None or faults:
        return replace(material, template_problems=tuple(faults))
    template, faulty = looked_over(campaign, template, mailing, material.to, material.about)
    messages = read_messages(campaign.folder, () if faulty else template.texts.values())
    return replace(material, template=template, messages=messages, template_problems=faulty)


def _reading(
    campaign: Campaign,
    place: ListFile,
    mailing: Mailing | None,
    tables: Tables,
    told: tuple[list[Problem], list[ListRead]],
    kind: Kind | None,
    named: Callable[[Recipient], tuple[str, ...]] | None = None,
) -> Reading:
    """Return what became of one list; what blocks the mailing, and the counts, go to `told`."""
    blocking, lists = told
    table = tables[place]
    if isinstance(table, Problem):
        blocking.append(table)
        return EMPTY
    beside = beside_list(campaign, place, mailing, tables, blocking)
    hold = None if mailing else GONE
    reading = recipients_from(
        table, mailing.columns if mailing else {}, kind, beside, hold, dt.date.today(),  # noqa: DTZ011 — the user's own day
        roster=Roster(campaign.folder), named=named,
    )  # fmt: skip
    counts = (len(table.rows), len(reading.recipients), len(reading.held), len(reading.problems))
    lists.append(ListRead(table.source, *counts, (*table.notes, *reading.notes)))
    if reading.problems and not (reading.recipients or reading.held or reading.skipped):
        blocking += reading.problems
        return EMPTY
    return reading


def beside_list(
    campaign: Campaign, place: ListFile, mailing: Mailing | None, tables: Tables, blocking: list[Problem]
) -> Companions:
    """Return the prisons beside a list, and the offices and the address that its mailing gives to it."""
    facilities: Mapping[str, Mapping[str, str]] = {}
    offices: Mapping[str, Mapping[str, str]] = {}
    faults: list[Problem] = []
    for companion in companions(campaign, place.path, "facilities"):
        table = tables[companion]
        if isinstance(table, Problem):
            blocking.append(table)
        else:
            facilities = facilities_from(table)
    if mailing and (join := mailing.join) and (joined := list_joined(campaign, mailing)):
        table = tables[joined]
        if isinstance(table, Problem):
            blocking.append(table)
        else:
            offices, faults = chosen_offices(table, join.key, join.choose, join.near)
            blocking += () if offices else faults
    return Companions(facilities, offices, mailing.shared if mailing else {}, tuple(faults) if offices else ())


def everybody(campaign: Campaign, workers: Workers) -> list[Recipient]:
    """Return everybody on the lists of all mailings, one for each row, including the people they are about.

    People who are no longer written to are among them, and people with a fault in their row.
    """
    mailings = {list_to(campaign, mailing): mailing for mailing in campaign.mailings.values()}
    tables = read_lists((one for mailing in mailings.values() for one in lists_of(campaign, mailing)), workers)
    people: list[Recipient] = []
    for about in filter(None, (list_about(campaign, mailing) for mailing in mailings.values())):
        if isinstance(listed := tables.get(about), Table):
            people += people_in(listed, {}, Kind.PRISONER)
    for to, mailing in mailings.items():
        if isinstance(table := tables.get(to), Table):
            people += people_in(table, mailing.columns, mailing.kind, beside_list(campaign, to, mailing, tables, []))
    return list({(one.row.source, one.row.number): one for one in people}.values())
