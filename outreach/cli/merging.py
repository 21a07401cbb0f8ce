"""What ``outreach merge`` does, once it is known what is asked for."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import click

from outreach.batch import make as printing
from outreach.batch import plan as planning
from outreach.batch import recover
from outreach.batch.ordering import in_order
from outreach.batch.press_jobs import unmerged
from outreach.batch.proof_sheets import missing_note, proof_language
from outreach.batch.volumes import Portioning, require_possible
from outreach.campaign.campaign import Campaign, Mailing
from outreach.campaign.material import Material, gather, lists_needed
from outreach.care.verdict import Override, override_of, told
from outreach.cli import common, console
from outreach.errors import ExitCode, InputError, SettingError, TemplateError
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger
from outreach.model import patterns
from outreach.pdf.printer_offset import Shift
from outreach.people.selection import Wanted
from outreach.workers.pool import Workers


@dataclass(frozen=True, slots=True)
class Options:
    """How the person wants the merge to go."""

    mailings: tuple[str, ...]
    sender: str | None
    wanted: Wanted
    date: dt.date
    dry_run: bool
    yes: bool
    strict: bool
    portioning: Portioning
    json: bool
    verbose: bool
    override: Override = field(default_factory=Override)
    order: str | None = None
    proof: str = ""
    shift: Shift | None = None

    def say(self, text: str) -> None:
        """Tell something about the run: where a machine reads the result, beside it."""
        (console.note if self.json else console.line)(text)


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does the work: the press, so many processes where somebody says so, and a cluster's address."""

    press: Workers
    workers: int | None
    dask: str | None


def options_of(
    *,
    limit: int | None,
    only: tuple[str, ...],
    where: tuple[str, ...],
    override: tuple[str, ...],
    reason: str,
    proof: str,
    printer: str | None,
    as_json: bool,
    **asked: Any,
) -> Options:
    """Return the options of the command line as the merge wants them."""
    how = {name: asked.pop(name) for name in Portioning.__dataclass_fields__}
    return Options(
        wanted=Wanted(only, common.split_where(where), limit),
        portioning=Portioning(**how),
        json=as_json,
        override=override_of(override, reason),
        proof=proof_language(proof) if proof else "",
        shift=common.shift_of(printer),
        **asked,
    )


def merge(campaign: Campaign, crew: Crew, options: Options) -> None:
    """Make the letters that are asked for."""
    chosen = common.mailings_named(campaign, options.mailings)
    if options.sender:
        chosen = [replace(mailing, sender=options.sender) for mailing in chosen]
    with ExitStack() as stack:
        setters = stack.enter_context(common.cluster(crew.dask)) if crew.dask else crew.press
        with common.readers(crew.press, crew.workers, lists=len(lists_needed(campaign, chosen))) as readers:
            materials = _gathered(campaign, chosen, readers, options)
        ledger = stack.enter_context(common.existing_ledger(campaign))
        settled = _settled(campaign, chosen, ledger, options)
        plans = _planned(campaign, materials, ledger, options)
        for text in settled:
            options.say(text)
        if not options.json:
            _show(plans)
        if options.dry_run:
            _name_unmerged(campaign, plans, crew.press, options)
        batches = []
        if _agreed(plans, options):
            ledger = ledger or stack.enter_context(common.own_ledger(campaign))
            batches = [_print(campaign, plan, ledger, (crew.press, setters), options) for plan in plans if plan.plans]
    _show_end(campaign, plans, batches, options)


def _gathered(campaign: Campaign, chosen: Sequence[Mailing], crew: Workers, options: Options) -> list[Material]:
    """Read what the mailings are made from, and stop where it cannot be merged as it is wanted."""
    materials = gather(campaign, chosen, crew)
    for one in common.lists_read(materials):
        options.say(str(one))
    _stop_at_problems(materials, strict=options.strict)
    for material in materials:
        require_possible(options.portioning, material.to.columns, material.to.kind)
    planning.require_somebody(materials, options.wanted)
    return materials


def _settled(campaign: Campaign, chosen: Sequence[Mailing], ledger: Ledger | None, options: Options) -> list[str]:
    """Settle what earlier runs left, and return what is to be told of it."""
    recover.require_ledger(campaign, ledger)
    if ledger is None:
        return []
    told = recover.take_up(campaign, ledger, dry_run=options.dry_run)
    return told + recover.renamed(campaign, chosen, ledger)


def _planned(
    campaign: Campaign, materials: Sequence[Material], ledger: Ledger | None, options: Options
) -> list[planning.MailingPlan]:
    """Plan the mailings in the order that is wanted, and name the rows that nobody can write to."""
    plans = [
        planning.plan_mailing(campaign, material, ledger, options.wanted, options.date, options.override.rules)
        for material in materials
    ]
    if options.order:
        plans = [replace(plan, plans=in_order(plan.plans, options.order)) for plan in plans]
    _name_skipped(plans, strict=options.strict)
    return plans


def _stop_at_problems(materials: Sequence[Material], *, strict: bool) -> None:
    """Stop before anything is written when a list or a template cannot be used at all."""
    rows = [problem for material in materials for problem in material.problems]
    blocking = [problem for material in materials for problem in material.blocking]
    templates = [problem for material in materials for problem in material.template_problems]
    found = tuple(dict.fromkeys([*blocking, *templates, *rows]))
    if blocking:
        raise InputError("nothing was merged: put the problems above right and run it again", found)
    if templates:
        raise TemplateError("nothing was merged: put the template right and run it again", found)
    if rows and strict:
        raise InputError("nothing was merged, since --strict allows no problem", found)
    console.problems(tuple(dict.fromkeys(rows)))


def _name_skipped(plans: Sequence[planning.MailingPlan], *, strict: bool) -> None:
    """Name the rows that have no language, no sender or nobody to write about."""
    problems = tuple(dict.fromkeys(problem for plan in plans for problem in plan.problems))
    if problems and strict:
        raise InputError("nothing was merged, since --strict allows no problem", problems)
    console.problems(problems)


def _name_unmerged(campaign: Campaign, plans: Sequence[planning.MailingPlan], press: Workers, options: Options) -> None:
    """Name the rows that a merge would leave out, since the text cannot be merged with them."""
    for plan in plans:
        faults = unmerged(campaign, plan.material, plan.plans, options.date, press) if plan.plans else []
        console.problems(tuple(told(plan.plans, faults)))
        if faults:
            options.say(f"{plan.material.mailing.name}: {len(faults)} of them would be left out as they are")


def _show(plans: Sequence[planning.MailingPlan]) -> None:
    for plan in plans:
        mailing = plan.material.mailing
        languages = Counter(one.language for one in patterns(plan.plans))
        parts = [console.count(len(plan.plans), mailing.stationery.kind)]
        if languages:
            parts[0] += f" ({', '.join(f'{code} {n}' for code, n in sorted(languages.items()))})"
        parts += [f"{plan.written} written to already"] if plan.written else []
        parts += [f"{plan.held} held back"] if plan.held else []
        faulty = len(plan.skipped) - plan.held
        parts += [f"{console.count(faulty, 'row')} skipped"] if faulty else []
        console.line(f"{mailing.name}: {', '.join(parts)}")
        for one in plan.skipped:
            if one.held:
                console.line(f"  {one.row.source}, row {one.row.number}: {one.reason}")


def _agreed(plans: Sequence[planning.MailingPlan], options: Options) -> bool:
    total = sum(len(plan.plans) for plan in plans)
    if not total or options.dry_run:
        return False
    if options.yes:
        return True
    if options.json or not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here: add --yes to merge, or --dry-run to look")
    return click.confirm(f"Make {console.count(total, 'piece')}?", default=True)


def _print(
    campaign: Campaign,
    plan: planning.MailingPlan,
    ledger: Ledger,
    crews: tuple[Workers, Workers],
    options: Options,
) -> printing.Batch:
    note = console.note if options.verbose else lambda _note: None
    action = Action(by=common.who(), date=options.date, command="merge")
    with console.progress(plan.material.mailing.name, len(plan.plans)) as progress:
        run = printing.Run(
            campaign, plan, crews[0], action, options.portioning, progress, note, options.strict, options.override,
            proof=options.proof, setters=crews[1], shift=options.shift,
        )  # fmt: skip
        batch = printing.print_mailing(run, ledger)
    console.problems(batch.faults)
    if not options.json:
        console.care(batch.warnings, "Look at these before you post them:")
        if options.proof and (missing := missing_note(plan.material, options.proof)):
            console.line(missing)
    if not batch.pieces:
        why = "since --strict allows no problem" if options.strict else "since no piece could be set"
        raise SettingError(f"{plan.material.mailing.name}: nothing was written, {why}")
    if not options.json:
        _show_batch(batch, campaign.relative(batch.folder))
    return batch


def _show_batch(batch: printing.Batch, place: str) -> None:
    left_out = f", {console.count(len(batch.skipped), 'row')} in skipped.xlsx" if batch.skipped else ""
    console.strong(f"{place}: {console.count(batch.pieces, 'piece')} on {console.count(batch.pages, 'page')}{left_out}")
    stamps = ", ".join(f"{country} {number}" for country, number in batch.stamps)
    console.line(f"  stamps: {stamps}; paper: {console.count(batch.sheets, 'sheet')}")
    for volume in batch.volumes:
        console.line(f"  {volume}")


def _show_end(
    campaign: Campaign,
    plans: Sequence[planning.MailingPlan],
    batches: Sequence[printing.Batch],
    options: Options,
) -> None:
    if options.json:
        console.as_json(_values(campaign, plans, batches))
        return
    if batches:
        name = batches[0].folder.name
        place = campaign.relative(batches[0].folder)
        what = f"the files in {place}/volumes" if batches[0].volumes else f"the PDF in {place}"
        console.next_step(f"print {what}, post the letters, then: outreach mark sent {name}")
    elif not any(plan.plans for plan in plans):
        console.line("Nobody is left to write to; nothing was written.")
        console.next_step("outreach status")
        if any(p.skipped for p in plans) and not any(p.written for p in plans):
            raise SystemExit(ExitCode.INPUT)
    elif options.dry_run:
        console.next_step("this was a dry run, nothing was written; to make the letters: outreach merge")
    else:
        console.line("Nothing was written.")


def _values(
    campaign: Campaign, plans: Sequence[planning.MailingPlan], batches: Sequence[printing.Batch]
) -> dict[str, object]:
    return {
        "mailings": [
            {
                "mailing": plan.material.mailing.name,
                "pieces": len(plan.plans),
                "written_already": plan.written,
                "held_back": plan.held,
                "skipped": [{"source": s.row.source, "row": s.row.number, "reason": s.reason} for s in plan.skipped],
            }
            for plan in plans
        ],
        "batches": [
            {
                "batch": batch.folder.name,
                "folder": campaign.relative(batch.folder),
                "pieces": batch.pieces,
                "pages": batch.pages,
                "sheets": batch.sheets,
                "stamps": dict(batch.stamps),
                "problems": console.problem_values(batch.faults),
                "warnings": console.problem_values(batch.warnings),
            }
            for batch in batches
        ],
    }
