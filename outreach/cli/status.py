"""``outreach status``: show what was merged, printed, sent and answered."""

from collections.abc import Mapping

import click

from outreach.campaign.record import existing_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.ledger import claims, views
from outreach.ledger.database import Ledger
from outreach.model import State, batch_name
from outreach.tracking import marks

STATES = [state.value for state in State]


@click.command()
@click.option("--people", is_flag=True, help="List every piece with its person.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(ctx: click.Context, *, people: bool, as_json: bool) -> None:
    """Show what was merged, printed, sent and answered.

    Counts pieces by mailing and by batch. A piece stands in the column of its latest state.
    """
    campaign = campaign_of(ctx)
    with existing_ledger(campaign) as ledger:
        if as_json:
            console.as_json(_values(campaign.name, ledger))
            return
        if ledger is None:
            console.line(f"{campaign.name}: nothing was merged yet.")
            console.next_step("outreach merge")
            return
        _show(campaign.name, ledger, people=people)


def _show(name: str, ledger: Ledger, *, people: bool) -> None:
    console.strong(name)
    batches = views.batches(ledger)
    by_mailing = marks.state_counts(sorted(batches, key=lambda row: row["mailing"]), "mailing")
    rows = [(mailing, *(states.get(s, 0) for s in STATES)) for mailing, states in by_mailing.items()]
    console.table(("Mailing", *STATES), rows)
    console.line()
    for mailing, states in by_mailing.items():
        console.line(_bar(mailing, states))
    console.line()
    facts = {row["id"]: row for row in batches}
    by_batch = marks.state_counts(batches, "id")
    console.table(
        ("Batch", "Mailing", "Date", *STATES),
        [
            (batch_name(number), facts[number]["mailing"], facts[number]["date"],
             *(states.get(s, 0) for s in STATES))
            for number, states in by_batch.items()
        ],
    )  # fmt: skip
    if people:
        _show_people(ledger, list(facts))
    for row in claims.made_elsewhere(ledger):
        console.line(f"{batch_name(row['id'])} is being made on another computer since {row['created_at'][:16]} (UTC).")
    unfinished = claims.unfinished(ledger)
    if unfinished:
        console.line("A merge is under way or was interrupted; outreach merge takes it up.")
    waiting = [n for n, states in by_batch.items() if states.get("merged") or states.get("printed")]
    if unfinished or not any(states.keys() - {"void"} for states in by_batch.values()):
        console.next_step("outreach merge")
    elif waiting:
        console.next_step(f"when they are posted: outreach mark sent {batch_name(waiting[0])}")
    else:
        console.next_step(
            "when answers or returned letters come: outreach mark answered NAME, or: outreach mark returned NAME"
        )


BAR = 30
"""Characters of a bar."""


def _bar(mailing: str, states: Mapping[str, int]) -> str:
    """Return how much of a mailing is posted, as a bar: void pieces do not count."""
    whole = sum(count for state, count in states.items() if state != State.VOID)
    posted = sum(states.get(state, 0) for state in (State.SENT, State.RETURNED, State.ANSWERED))
    full = round(BAR * posted / whole) if whole else 0
    return f"{'█' * full}{'░' * (BAR - full)}  {posted:,} of {whole:,} posted, {states.get(State.ANSWERED, 0):,} answered: {mailing}"


def _show_people(ledger: Ledger, batches: list[int]) -> None:
    console.line()
    rows = [
        (batch_name(number), piece["number"], piece["name"], piece["country"], piece["state"],
         piece["state_date"], piece["state_note"])
        for number in batches
        for piece in views.pieces(ledger, number)
    ]  # fmt: skip
    console.table(("Batch", "No.", "Person", "Country", "State", "Date", "Note"), rows)


def _values(name: str, ledger: Ledger | None) -> dict[str, object]:
    if ledger is None:
        return {"campaign": name, "mailings": {}, "batches": []}
    batches = views.batches(ledger)
    facts = {row["id"]: row for row in batches}
    return {
        "campaign": name,
        "mailings": marks.state_counts(batches, "mailing"),
        "batches": [
            {
                "batch": batch_name(number),
                "mailing": facts[number]["mailing"],
                "date": facts[number]["date"],
                "states": states,
            }
            for number, states in marks.state_counts(batches, "id").items()
        ],
    }
