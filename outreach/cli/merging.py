"""What ``outreach merge`` does, once it is known what is asked for."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from outreach.batch import prepare
from outreach.batch.make import Batch, make_batch
from outreach.batch.order import Crew, Order
from outreach.batch.plan import MailingPlan
from outreach.batch.plans import patterns
from outreach.batch.press_jobs import jobs_for
from outreach.batch.proof_sheets import missing_note, proof_language
from outreach.batch.volumes import Volumes
from outreach.campaign.campaign import Campaign, mailings_named
from outreach.campaign.material import lists_needed, lists_read, texts_read
from outreach.campaign.record import existing_ledger, own_ledger, who
from outreach.care.verdict import override_of, told
from outreach.cli import console
from outreach.cli.options import shift_of, split_where
from outreach.errors import ExitCode, SettingError
from outreach.ledger.claims import Action
from outreach.ledger.database import Ledger
from outreach.people.selection import Wanted
from outreach.press.run import unmerged
from outreach.workers.crew import reading_processes
from outreach.workers.pool import Workers


@dataclass(frozen=True, slots=True)
class Options:
    """How the person wants the merge to go, beside what is asked for and how it is made."""

    dry_run: bool
    yes: bool
    json: bool
    verbose: bool

    def say(self, text: str) -> None:
        """Tell something about the run: where a machine reads the result, beside it."""
        (console.note if self.json else console.line)(text)


def merge(campaign: Campaign, press: Workers, *, workers: int | None, dask: str | None, **asked: Any) -> None:
    """Make the letters that are asked for."""
    wanted, order, options = _understood(campaign, **asked)
    with ExitStack() as stack:
        setters = stack.enter_context(_cluster(dask)) if dask else press
        with reading_processes(press, workers, lists=len(lists_needed(campaign, wanted.mailings))) as readers:
            materials, rows = prepare.read(campaign, wanted, readers)
        for one in lists_read(materials):
            options.say(str(one))
        for note in texts_read(materials):
            options.say(note)
        console.problems(rows)
        ledger = stack.enter_context(existing_ledger(campaign))
        settled = prepare.settle(campaign, wanted, ledger, dry_run=options.dry_run)
        plans, rows = prepare.plan(campaign, materials, ledger, wanted)
        console.problems(rows)
        _show(plans, settled, options)
        if options.dry_run:
            _name_unmerged(plans, press, wanted, options)
        batches = []
        if _agreed(plans, options):
            ledger = ledger or stack.enter_context(own_ledger(campaign))
            batches = [_make(plan, order, Crew(press, setters), ledger, options) for plan in plans if plan.plans]
    _show_end(campaign, plans, batches, options)


def _cluster(address: str) -> Workers:
    from outreach.press.dask import cluster  # noqa: PLC0415 — only where there is one

    return cluster(address)


def _understood(
    campaign: Campaign,
    *,
    mailings: Sequence[str],
    sender: str | None,
    limit: int | None,
    only: tuple[str, ...],
    where: tuple[str, ...],
    override: tuple[str, ...],
    reason: str,
    proof: str,
    printer: str | None,
    strict: bool,
    order: str | None,
    date: Any,
    as_json: bool,
    dry_run: bool,
    yes: bool,
    verbose: bool,
    **volumes: Any,
) -> tuple[prepare.Asked, Order, Options]:
    """Return what is asked for, how it is to be made, and how the command is to behave."""
    named = mailings_named(campaign, mailings)
    chosen = [replace(mailing, sender=sender, sender_asked=True) for mailing in named] if sender else named
    files, override_made = Volumes(**volumes), override_of(override, reason)
    wanted = Wanted(only, split_where(where), limit)
    asked = prepare.Asked(chosen, wanted, date, strict, order, files, override_made.rules)
    action = Action(by=who(), date=date, command="merge")
    language = proof_language(proof) if proof else ""
    how = Order(action, files, strict, override_made, language, shift_of(printer), order or "")
    return asked, how, Options(dry_run=dry_run, yes=yes, json=as_json, verbose=verbose)


def _name_unmerged(plans: Sequence[MailingPlan], press: Workers, asked: prepare.Asked, options: Options) -> None:
    """Name the rows that a merge would leave out, since the text cannot be merged with them."""
    for plan in plans:
        jobs = jobs_for(plan.campaign, plan.material, plan.plans, asked.date) if plan.plans else ()
        faults = unmerged(jobs, press)
        console.problems(tuple(told(plan.plans, faults)))
        if faults:
            options.say(f"{plan.material.mailing.name}: {len(faults)} of them would be left out as they are")


def _show(plans: Sequence[MailingPlan], settled: Sequence[str], options: Options) -> None:
    for text in settled:
        options.say(text)
    for plan in () if options.json else plans:
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
        if plan.repeated:
            console.line(f"  {plan.repeated}")
        for one in plan.skipped:
            if one.held:
                console.line(f"  {one.row.source}, row {one.row.number}: {one.reason}")


def _agreed(plans: Sequence[MailingPlan], options: Options) -> bool:
    total = sum(len(plan.plans) for plan in plans)
    if not total or options.dry_run:
        return False
    if options.yes:
        return True
    question, unasked = f"Make {console.count(total, 'piece')}?", "add --yes to merge, or --dry-run to look"
    return console.agreed(question, default=True, unasked=unasked, quiet=options.json)


def _make(plan: MailingPlan, order: Order, crew: Crew, ledger: Ledger, options: Options) -> Batch:
    """Make one batch while a bar shows how far it is, and tell what came of it."""
    name = plan.material.mailing.name
    with console.progress(name, len(plan.plans)) as progress:
        told_of = replace(crew, progress=progress, note=console.note if options.verbose else crew.note)
        batch = make_batch(plan, order, told_of, ledger)
    console.problems(batch.faults)
    if not options.json:
        console.care(batch.warnings, "Look at these before you post them:")
        if order.proof and (missing := missing_note(plan.material, order.proof)):
            console.line(missing)
    if not batch.pieces:
        why = "since --strict allows no problem" if order.strict else "since no piece could be set"
        raise SettingError(f"{name}: nothing was written, {why}")
    if not options.json:
        _show_batch(batch, plan.campaign.relative(batch.folder))
    return batch


def _show_batch(batch: Batch, place: str) -> None:
    left_out = f", {console.count(len(batch.skipped), 'row')} in skipped.xlsx" if batch.skipped else ""
    console.strong(f"{place}: {console.count(batch.pieces, 'piece')} on {console.count(batch.pages, 'page')}{left_out}")
    stamps = ", ".join(f"{country} {number}" for country, number in batch.stamps)
    console.line(f"  stamps: {stamps}; paper: {console.count(batch.sheets, 'sheet')}")
    for volume in batch.volumes:
        console.line(f"  {volume}")


def _show_end(
    campaign: Campaign,
    plans: Sequence[MailingPlan],
    batches: Sequence[Batch],
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


def _values(campaign: Campaign, plans: Sequence[MailingPlan], batches: Sequence[Batch]) -> dict[str, object]:
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
