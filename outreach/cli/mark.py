"""``outreach mark``: tell what happened to pieces."""

import datetime as dt

import click

from outreach.campaign.people_listed import on_the_lists
from outreach.campaign.record import existing_ledger, the_ledger, who
from outreach.cli import console
from outreach.cli.options import Day, campaign_of, today
from outreach.errors import UsageError
from outreach.ledger import marks as ledger_marks
from outreach.ledger.claims import Action
from outreach.model import State
from outreach.tracking import marks, wording

MARKS = [state.value for state in State if state is not State.MERGED]


@click.command()
@click.argument("state", required=False, type=click.Choice(MARKS))
@click.argument("what", nargs=-1, metavar="[BATCH|PERSON]...")
@click.option(
    "--pieces",
    metavar="NUMBERS",
    help="Only these pieces of the batch, such as 3-7,9: the numbers on the packing list.",
)
@click.option("--date", type=Day(), default=today, show_default="today", help="The day it happened.")
@click.option("--note", default="", help="A remark to keep with it.")
@click.option("--undo", is_flag=True, help="Undo the last marking.")
@click.pass_context
def command(
    ctx: click.Context, state: str | None, what: tuple[str, ...], pieces: str | None,
    date: dt.date, note: str, *, undo: bool,
) -> None:  # fmt: skip
    """Record what happened to pieces: printed, sent, returned, answered, void.

    \b
      outreach mark sent batch-1                 the whole batch
      outreach mark sent batch-1 --pieces 1-20   a part of it
      outreach mark answered "Rosa Feld"         a person's latest piece
      outreach mark --undo                       take the last marking back

    What is marked void may be merged again. Nothing is ever erased: every step stays on record.
    """
    if date > today():
        raise UsageError(f"{date} has not come yet; --date says when it happened")
    campaign = campaign_of(ctx)
    action = Action(by=who(), date=date, command="mark", note=note)
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        if undo:
            if state or what:
                raise UsageError("--undo takes the last marking back as a whole; leave the rest out")
            kind, count = ledger_marks.undo(ledger, action)
            pieces_or_people = (
                f"{console.count(count, 'piece')} marked {kind}" if kind in MARKS else wording.WORDS[kind]
            )
            console.line(f"Taken back: {pieces_or_people}.")
            console.next_step("outreach status")
            return
        if state is None or not what:
            raise UsageError("say what happened, and to what: outreach mark sent batch-1")
        meant, moved, there = marks.mark_pieces(ledger, what, pieces, State(state), action, on_the_lists(campaign))
        already = f" ({there:,} marked before)" if there else ""
        console.line(f"{', '.join(meant)}: {console.count(moved, 'piece')} marked {state}{already}.")
    console.next_step("outreach status" + ("; if that was a mistake: outreach mark --undo" if moved else ""))
