"""``outreach recipients diff``: show who joined, left, moved or was renamed between two lists."""

from pathlib import Path

import click

from outreach.campaign.list_tools import compare
from outreach.cli import console
from outreach.cli.options import campaign_if_any
from outreach.model import Recipient
from outreach.people.list_changes import Changes
from outreach.workers.crew import child_processes


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(ctx: click.Context, old: Path, new: Path, *, as_json: bool) -> None:
    """Show who joined, left, moved or was renamed between two lists.

    People are known again by their id, else by name and birth date, else by what is alike. Who is
    renamed without an id would be a stranger to the ledger: the line says which id to write.
    """
    with child_processes(2) as crew:
        changes = compare(old, new, campaign_if_any(ctx), crew)
    if as_json:
        console.as_json(_values(changes))
        return
    _show(changes)
    if any(before.id != after.id for before, after, _ in changes.renamed):
        console.next_step("write the ids that stand above into the new list, then: outreach check")
    else:
        console.next_step("outreach check")


def _show(changes: Changes) -> None:
    parts = {name: len(getattr(changes, name)) for name in ("joined", "left", "moved", "renamed")}
    console.strong(", ".join(f"{count:,} {name}" for name, count in parts.items()))
    for one in changes.joined:
        console.line(f"  joined   {_person(one)}")
    for one in changes.left:
        console.line(f"  left     {_person(one)}")
    for before, after in changes.moved:
        console.line(f"  moved    {_person(after)}: {_address(before)} → {_address(after)}")
    for before, after, why in changes.renamed:
        advice = "" if before.id == after.id else f"; if this is one person, the id is {before.id}"
        console.line(f"  renamed  {before.name} → {_person(after)} ({why}{advice})")


def _person(one: Recipient) -> str:
    return f"{one.name} (row {one.row.number})"


def _address(one: Recipient) -> str:
    return ", ".join((*one.address, one.country))


def _values(changes: Changes) -> dict[str, object]:
    return {
        "joined": [_plain(one) for one in changes.joined],
        "left": [_plain(one) for one in changes.left],
        "moved": [{"old": _plain(a), "new": _plain(b)} for a, b in changes.moved],
        "renamed": [{"old": _plain(a), "new": _plain(b), "why": why} for a, b, why in changes.renamed],
    }


def _plain(one: Recipient) -> dict[str, object]:
    return {"id": one.id, "name": one.name, "row": one.row.number, "address": one.address, "country": one.country}
