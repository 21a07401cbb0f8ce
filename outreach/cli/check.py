"""``outreach check``: look for everything that is wrong, before anything is printed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import NamedTuple

import click

from outreach.batch.check import Checked, check_mailing, check_print
from outreach.campaign.campaign import Campaign, mailings_named
from outreach.campaign.material import gather, lists_read, texts_read
from outreach.campaign.record import existing_ledger, the_ledger
from outreach.care.report import advice_lines, old_rules, unknown_places
from outreach.cli import console
from outreach.cli.options import batch_names, campaign_of, mailing_names, today
from outreach.errors import ExitCode, UsageError
from outreach.model import Problem
from outreach.stationery.print_services import SERVICES
from outreach.workers.crew import child_processes


@click.command()
@click.argument("mailings", nargs=-1, metavar="[MAILING]...", shell_complete=mailing_names)
@click.option(
    "--print", "batch", metavar="BATCH", shell_complete=batch_names,
    help="Measure every piece of this batch in its PDF instead: windows, edges, fonts, paper.",
)  # fmt: skip
@click.option(
    "--service", type=click.Choice(list(SERVICES)),
    help="With --print: measure what this print-and-post service checks, too.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(
    ctx: click.Context, mailings: tuple[str, ...], *, batch: str | None, service: str | None, as_json: bool
) -> None:
    """Find everything that is wrong before anything is printed.

    Reads every list, merges every row with its text, sets one piece in each language as a trial, and
    names every problem with its place and remedy. Nothing is written.
    """
    campaign = campaign_of(ctx)
    if batch or service:
        _check_print(campaign, batch or "", service or "", as_json=as_json)
        return
    chosen = mailings_named(campaign, mailings)
    with child_processes() as crew, existing_ledger(campaign) as ledger:
        materials = gather(campaign, chosen, crew)
        checked = [check_mailing(campaign, m, crew, today(), ledger) for m in materials]
    found = _found(checked)
    if as_json:
        console.as_json(
            {
                "mailings": [_values(one) for one in checked],
                "lists": [asdict(one) for one in lists_read(materials)],
                "texts": texts_read(materials),
                "problems": console.problem_values(found.stopping),
                "warnings": console.problem_values(found.warnings),
                "prisons": _about_prisons(checked),
            }
        )
    else:
        for one in lists_read(materials):
            console.line(str(one))
        for note in texts_read(materials):
            console.line(note)
        _show(checked)
        _show_places(checked)
        _show_found(found, chosen[0].name, mailings)
    if found.stopping:
        raise SystemExit(ExitCode.TEMPLATE if found.templates and not found.rows else ExitCode.INPUT)


TRIALS = {
    "letter": "print one letter of {} and hold it in its envelope",
    "postcard": "print one card of {} on both sides, turn it like the page of a book, and look whether both stand upright",
}
"""What to try first, by the kind of the paper."""


class _Found(NamedTuple):
    """What is wrong with all mailings, each told once."""

    rows: tuple[Problem, ...]
    templates: tuple[Problem, ...]
    stopped: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def stopping(self) -> tuple[Problem, ...]:
        """What keeps a letter from being printed."""
        return (*self.rows, *self.templates, *self.stopped)


def _found(checked: Sequence[Checked]) -> _Found:
    return _Found(
        _once(problem for one in checked for problem in one.problems),
        _once(problem for one in checked for problem in one.template_problems),
        _once(problem for one in checked for problem in one.stopped),
        _once(problem for one in checked for problem in one.warnings),
    )


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))


def _about_prisons(checked: Sequence[Checked]) -> list[str]:
    """Return what no rule can judge: what nobody knows about the prisons, which rules are old, what to know."""
    places = [place for one in checked for place in one.places]
    return list(dict.fromkeys((*unknown_places(places), *old_rules(places, today()), *advice_lines(places))))


def _show_places(checked: Sequence[Checked]) -> None:
    """Tell what no rule can judge."""
    if lines := _about_prisons(checked):
        console.line("About the prisons:")
        for line in lines:
            console.line(f"  {line}")
        console.line()


def _show_found(found: _Found, mailing: str, asked: Sequence[str]) -> None:
    """Tell what is wrong, and what to do next."""
    console.problems((*found.rows, *found.templates))
    console.care(found.stopped, "A prison would not let these in; merge leaves them out:")
    console.care(found.warnings, "Look at these; merge prints them:")
    if found.stopping:
        console.next_step("put the problems right, then: outreach check")
    else:
        console.line("No problems.")
        merge = " ".join(["outreach merge", *asked])
        console.next_step(f"outreach preview {mailing} --open, then: {merge}")


def _check_print(campaign: Campaign, batch: str, service: str, *, as_json: bool) -> None:
    """Measure a batch's PDF, and tell what was found."""
    if not batch:
        raise UsageError("--service goes with a batch, as in: --print batch-1 --service pingen")
    with child_processes() as crew, existing_ledger(campaign) as found:
        report = check_print(campaign, the_ledger(found), crew, batch, service)
    problems = (*report.faults, *report.warnings)
    if as_json:
        console.as_json({"batch": batch, "service": service, "problems": console.problem_values(problems)})
    else:
        console.problems(problems)
        if not problems:
            console.line("No problems.")
        console.next_step(
            TRIALS[report.kind].format(batch)
            if not report.faults
            else "put the problems right, mark the pieces void, and merge them again"
        )
    if report.faults:
        raise SystemExit(ExitCode.SETTING)


def _show(checked: list[Checked]) -> None:
    rows = [
        (
            one.material.mailing.name,
            one.recipients,
            one.held,
            one.skipped,
            ", ".join(f"{code} {count}" for code, count in one.languages.items()) or "-",
        )
        for one in checked
    ]
    console.table(("Mailing", "Recipients", "Held back", "Skipped", "Languages"), rows)
    for one in checked:
        if one.replaced:
            told = ", ".join(f"{change} {count}" for change, count in one.replaced.items())
            console.line(f"{one.material.mailing.name}: no text in their language, so in the campaign's order: {told}")
    held = dict.fromkeys((row.row.source, row.row.number, row.reason) for one in checked for row in one.held_rows)
    for source, number, reason in held:
        console.line(f"{source}, row {number}: {reason}")
    console.line()


def _values(one: Checked) -> dict[str, object]:
    return {
        "mailing": one.material.mailing.name,
        "recipients": one.recipients,
        "held_back": one.held,
        "skipped": one.skipped,
        "languages": one.languages,
        "replaced": one.replaced,
    }
