"""Everything before a batch is made: read what the mailings are made from, settle what earlier runs left, plan."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from outreach.batch import recover
from outreach.batch.ordering import in_order
from outreach.batch.plan import MailingPlan, plan_mailing, require_somebody
from outreach.batch.volumes import Volumes, require_possible
from outreach.campaign.campaign import Campaign, Mailing
from outreach.campaign.material import Material, gather
from outreach.errors import InputError, TemplateError
from outreach.ledger.database import Ledger
from outreach.model import Problem
from outreach.people.selection import Wanted, settled
from outreach.workers.pool import Workers


@dataclass(frozen=True, slots=True)
class Asked:
    """Which mailings a person wants to merge, for whom, on which day, and in which order.

    With `strict` a problem of any row stops the merge. `overridden` are the prison rules that somebody breaks.
    """

    mailings: Sequence[Mailing]
    wanted: Wanted
    date: dt.date
    strict: bool = False
    order: str | None = None
    volumes: Volumes = field(default_factory=Volumes)
    overridden: Collection[str] = ()


def read(campaign: Campaign, asked: Asked, workers: Workers) -> tuple[list[Material], list[Problem]]:
    """Return what the mailings are made from, and the problems of single rows.

    Raises `InputError` or `TemplateError` with every problem when nothing can be merged, and `UsageError` when
    what was asked for does not exist.
    """
    materials = gather(campaign, asked.mailings, workers)
    rows = _rows_with_problems(materials, strict=asked.strict)
    for material in materials:
        require_possible(asked.volumes, material.to.columns, material.to.kind)
    require_somebody(materials, asked.wanted)
    return materials, rows


def _rows_with_problems(materials: Sequence[Material], *, strict: bool) -> list[Problem]:
    rows = [problem for material in materials for problem in material.problems]
    blocking = [problem for material in materials for problem in material.blocking]
    templates = [problem for material in materials for problem in material.template_problems]
    found = tuple(dict.fromkeys([*blocking, *templates, *rows]))
    if blocking:
        raise InputError("nothing was merged: put the problems above right and run it again", found)
    if templates:
        raise TemplateError("nothing was merged: put the template right and run it again", found)
    return _allowed(rows, strict=strict)


def _allowed(problems: Sequence[Problem], *, strict: bool) -> list[Problem]:
    """Return each problem once; raise `InputError` if none is allowed."""
    found = list(dict.fromkeys(problems))
    if found and strict:
        raise InputError("nothing was merged, since --strict allows no problem", found)
    return found


def settle(campaign: Campaign, asked: Asked, ledger: Ledger | None, *, dry_run: bool = False) -> list[str]:
    """Settle what earlier runs left; return a line for each thing that was done, or must be done."""
    recover.require_ledger(campaign, ledger)
    if ledger is None:
        return []
    told = recover.take_up(campaign, ledger, dry_run=dry_run)
    return told + recover.renamed(campaign, asked.mailings, ledger)


def plan(
    campaign: Campaign, materials: Sequence[Material], ledger: Ledger | None, asked: Asked
) -> tuple[list[MailingPlan], list[Problem]]:
    """Return the plans of the mailings in the wanted order, and the rows that nobody can write to."""
    wanted = settled(asked.wanted, chain.from_iterable(material.to.recipients for material in materials))
    plans = [plan_mailing(campaign, material, ledger, wanted, asked.date, asked.overridden) for material in materials]
    if asked.order:
        plans = [replace(one, plans=in_order(one.plans, asked.order)) for one in plans]
    return plans, _allowed([problem for one in plans for problem in one.problems], strict=asked.strict)
