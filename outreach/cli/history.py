"""``outreach history``: tell a person's whole story."""

from collections.abc import Sequence

import click

from outreach.campaign.people_listed import on_the_lists
from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.ledger import stories
from outreach.ledger.database import LedgerRow
from outreach.ledger.lookup import find_person
from outreach.ledger.stories import EventFilter, Person
from outreach.tracking import wording


@click.command()
@click.argument("person")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(ctx: click.Context, person: str, *, as_json: bool) -> None:
    """Show everything that happened with one person.

    Every letter and what became of it, answers, notes, changes of address, in the order in which they
    happened. PERSON is a name, a part of it, or an id from the list.
    """
    campaign = campaign_of(ctx)
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        somebody = find_person(ledger, person, on_the_lists(campaign), recorded=True)
        events = stories.events(ledger, EventFilter(recipient=somebody.recipient))
    if as_json:
        facts = {"person": somebody.name, "id": somebody.recipient, "country": somebody.country}
        console.as_json({**facts, "events": wording.machine_values(events)})
        return
    _show(somebody, events)
    console.next_step(f'outreach log note "{somebody.name}" "what you want to remember"')


def _show(somebody: Person, events: Sequence[LedgerRow]) -> None:
    facts = ", ".join(filter(None, (somebody.recipient, somebody.country)))
    console.strong(f"{somebody.name} ({facts})")
    standing = [event for event in events if not event["undone"]]
    sent = sorted(event["date"] for event in standing if event["kind"] == "sent")
    answers = sum(event["kind"] == "answered" for event in standing)
    last = f", the last on {sent[-1]}" if sent else ""
    console.line(f"{console.count(len(sent), 'letter')} sent{last}; {console.count(answers, 'answer')}")
    console.line()
    kinds = wording.kinds_of(events)
    rows = [
        (event["date"], wording.what(event, kinds), wording.letter(event), event["sender"], event["by"], event["note"])
        for event in events
    ]
    console.table(("Date", "What", "Letter", "Signed by", "Told by", "Note"), rows)
