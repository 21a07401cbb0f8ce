"""``outreach forget``: erase a person and keep what counting needs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from outreach.batch import recover
from outreach.campaign.campaign import Campaign
from outreach.campaign.material import everybody
from outreach.campaign.record import existing_ledger, the_ledger, who
from outreach.cli import console
from outreach.cli.options import campaign_of, today
from outreach.ledger import stories
from outreach.ledger.database import Ledger
from outreach.ledger.events import Action
from outreach.ledger.forgetting import COMMAND, is_forgotten, last_heard_of
from outreach.ledger.lookup import find_person
from outreach.ledger.stories import Person
from outreach.model import Recipient, batch_name
from outreach.schedule.durations import days_of
from outreach.upkeep import forget as forgetting
from outreach.upkeep import intention as intentions
from outreach.upkeep.forget import Leaving
from outreach.upkeep.intention import Intention
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers

SHOWN = 12


class Age(click.ParamType[int]):
    """A time such as ``2y``, ``18 months`` or ``90d``, in days."""

    name = "age"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the days; a wrong one is a usage error that shows the form."""
        days = days_of(str(value))
        if days is None:
            self.fail(f"`{value}` is not a time; write it as 2y, 18m or 90d, up to 100 years", param, ctx)
        return days


@click.command()
@click.argument("person", required=False)
@click.option(
    "--older-than", "age", type=Age(), help="Everybody of whom nothing was heard for this long, such as 2y or 18m."
)
@click.option("--dry-run", is_flag=True, help="Show what would go, and take nothing away.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def command(ctx: click.Context, person: str | None, age: int | None, *, dry_run: bool, yes: bool) -> None:
    """Erase a person from ledger, prints and copies of the ledger.

    Name, address, notes and letters go; what counting needs stays: that on this day a letter to this
    country was sent. Whoever has no letter yet goes from previews and lists of skipped rows. It cannot be
    taken back. Your own lists are yours: the command names the rows that you should delete there.
    """
    campaign = campaign_of(ctx, alone="forget")
    begun = intentions.read(campaign)
    asked = f"--older-than {age}" if age is not None else (person or "").strip()
    again = begun is not None and asked in ("", begun.asked)
    if not again and bool((person or "").strip()) == (age is not None):
        raise click.UsageError("say who is to be forgotten: outreach forget NAME, or: outreach forget --older-than 2y")
    with child_processes() as crew, existing_ledger(campaign) as found:
        recover.require_ledger(campaign, found)
        work = _Work(campaign, found, crew, everybody(campaign, crew))
        if begun and not dry_run:
            console.line("An earlier forget was interrupted; it is ended now.")
            work.end(begun)
        if again and not dry_run:
            return
        people = list(begun.everybody) if begun and dry_run else work.meant(asked, age)
        if not people:
            console.line("Everybody was heard of since then; nobody is forgotten.")
            return
        leaving = forgetting.look(campaign, found, people, crew)
        _show(campaign, leaving)
        if not _agreed(people, dry_run=dry_run, yes=yes):
            console.line("Nothing was taken away.")
            return
        action = Action(who(), today(), COMMAND)
        work.end(forgetting.begin(campaign, found, leaving, action, asked), leaving)


@dataclass(frozen=True, slots=True)
class _Work:
    """What forgetting works on: the campaign, its ledger, and everybody on its lists."""

    campaign: Campaign
    ledger: Ledger | None
    crew: Workers
    listed: Sequence[Recipient]

    def meant(self, asked: str, age: int | None) -> list[Person]:
        """Return the people who are to be forgotten: somebody by name, or all of whom nothing was heard for long."""
        if age is None:
            return [find_person(self.ledger, asked, lambda: self.listed)]
        return _old(the_ledger(self.ledger), age)

    def end(self, intention: Intention, leaving: Leaving | None = None) -> None:
        """Do what was written down, and tell what is left to do for the user."""
        people = intention.people
        found = leaving or forgetting.look(self.campaign, self.ledger, intention.everybody, self.crew)
        names = {one.id: one.name for one in self.listed}
        forgetting.finish(self.campaign, self.ledger, intention, found, self.crew, names)
        console.strong(f"Forgotten: {console.count(len(people), 'person')}.")
        _show_yours(self.campaign, people, self.listed, forgetting.still_named(self.campaign, people, self.crew))
        console.next_step("outreach ledger check" if self.ledger else "outreach check")


def _old(ledger: Ledger, age: int) -> list[Person]:
    """Return everybody of whom nothing was heard for `age` days."""
    before = (today() - dt.timedelta(days=age)).isoformat()
    old = {recipient for recipient, day in last_heard_of(ledger).items() if day < before}
    return [one for one in stories.people(ledger) if one.recipient in old and not is_forgotten(one.recipient)]


def _show(campaign: Campaign, leaving: Leaving) -> None:
    names = [one.name or one.recipient for one in leaving.people]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    console.strong(f"To be forgotten: {', '.join(names[:SHOWN])}{more}")
    for batch, pieces in leaving.pieces.items():
        numbers = ", ".join(str(piece["number"]) for piece in pieces[:SHOWN])
        more = ", …" if len(pieces) > SHOWN else ""
        console.line(
            f"  {batch_name(batch)}: the pages of {console.count(len(pieces), 'letter')} (no. {numbers}{more})"
        )
    if leaving.removed:
        console.line("  whole files, which can be made again:")
        for path in leaving.removed[:SHOWN]:
            console.line(f"    {campaign.relative(path)}")
        if len(leaving.removed) > SHOWN:
            console.line(f"    … and {len(leaving.removed) - SHOWN} more")
    if leaving.copies:
        console.line(f"  {console.count(len(leaving.copies), 'copy')} of the ledger; a new one is made afterwards")
    if not (leaving.pieces or leaving.removed or leaving.copies or leaving.elsewhere):
        console.line("  nothing that the tool made names them")
    if leaving.elsewhere:
        listed = ", ".join(batch_name(batch) for batch in sorted(leaving.elsewhere))
        console.line(
            f"  Careful: {listed} is not in this folder, and the name stays in it. Where it lies, or when it is"
        )
        console.line("  back, give: outreach forget ID, with the id from outreach log --json log.json that begins with")
        console.line("  forgotten-.")


def _agreed(people: Sequence[Person], *, dry_run: bool, yes: bool) -> bool:
    if dry_run or yes:
        return not dry_run
    who = f"“{people[0].name}”" if len(people) == 1 else console.count(len(people), "person")
    question, unasked = f"Forget {who}? This cannot be taken back.", "add --yes to forget, or --dry-run to look"
    return console.agreed(question, default=False, unasked=unasked)


def _show_yours(campaign: Campaign, people: Sequence[Person], listed: Sequence[Recipient], named: list[Path]) -> None:
    """Say where the people still stand: in files that belong to the user."""
    gone = {one.recipient for one in people}
    rows = [one.row for one in listed if one.id in gone]
    for row in rows:
        console.line(f"{row.source}, row {row.number}: this list is yours. Delete the row and save the list,")
        console.line("  or the next merge writes to the person again.")
    for path in named:
        if campaign.relative(path) not in {row.source for row in rows}:
            console.line(f"{campaign.relative(path)}: the name is still in it. This file is yours to change.")
    console.line("The tool does not know of copies elsewhere: on a stick, in the mail or on paper.")
