"""``outreach log``: list what happened, and record what happened outside the tool."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from outreach.campaign.campaign import Campaign, mailings_named
from outreach.campaign.people_listed import on_the_lists
from outreach.campaign.record import existing_ledger, own_ledger, the_ledger, who
from outreach.cli import console
from outreach.cli.options import Day, campaign_of, mailing_names, today
from outreach.cli.outputs import force_option, outputs
from outreach.errors import UsageError
from outreach.ledger import stories
from outreach.ledger.database import LedgerRow
from outreach.ledger.events import Action
from outreach.ledger.lookup import find_person
from outreach.ledger.stories import EventFilter
from outreach.tracking import person_log, wording

SHOWN = 50
"""So many events fit on a few screens; a file holds all of them."""
WIDTHS = (11, 24, 28, 16, 8, 16, 12, 8, 16, 16, 60)
"""The widths of the columns in a workbook, in characters."""
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(invoke_without_command=True)
@click.option("--since", type=Day(), help="Only what happened on this day or later.")
@click.option("--until", type=Day(), help="Only what happened on this day or earlier.")
@click.option("--by", default="", metavar="NAME", help="Only what this person told the ledger.")
@click.option("--sender", default="", metavar="ID", help="Only letters that this sender signed.")
@click.option("--mailing", default="", help="Only this mailing.", shell_complete=mailing_names)
@click.option("--country", default="", metavar="CODE", help="Only people in this country, such as DE.")
@click.option("--person", default="", help="Only this person: a name, part of a name, or an id.")
@click.option("--csv", "csv_file", type=FILE, help="Write all of it to a CSV file.")
@click.option("--xlsx", "xlsx_file", type=FILE, help="Write all of it to an Excel file.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write all of it for a machine; - prints it.",
)
@force_option()
@click.pass_context
def command(
    ctx: click.Context, *, since: dt.date | None, until: dt.date | None, by: str, sender: str, mailing: str,
    country: str, person: str, csv_file: Path | None, xlsx_file: Path | None, json_file: str | None, force: bool,
) -> None:  # fmt: skip
    """List what happened, and record what happened outside the tool.

    \b
      outreach log                                         what happened last
      outreach log --since 2026-11-01 --country DE         a part of it
      outreach log --xlsx log.xlsx                         all of it, for a spreadsheet program
      outreach log sent "Rosa Feld" --date 2026-11-02      a letter written outside the tool
      outreach log answered "Rosa Feld"                    also without a letter of ours
      outreach log note "Rosa Feld" "likes poems"          something to remember
      outreach log address-confirmed "Rosa Feld"           her address is still right

    What was recorded by mistake is taken back with: outreach mark --undo
    """
    if ctx.invoked_subcommand:
        return
    campaign = campaign_of(ctx)
    mailings_named(campaign, [mailing] if mailing else [])
    named = {"csv": csv_file, "xlsx": xlsx_file, "json": Path(json_file) if json_file not in (None, "-") else None}
    kinds = [kind for kind, path in named.items() if path]
    files = dict(zip(kinds, outputs([path for path in named.values() if path], campaign, force=force), strict=True))
    with existing_ledger(campaign) as found:
        ledger = the_ledger(found)
        lists = on_the_lists(campaign)
        recipient = find_person(ledger, person, lists, recorded=True).recipient if person else ""
        events = stories.events(ledger, EventFilter(since, until, by, sender, mailing, country.upper(), recipient))
    if json_file == "-":
        console.as_json({"events": wording.machine_values(events)})
        return
    for kind, file in files.items():
        file.write(_made(kind, events))
        console.strong(f"{file.path}: {console.count(len(events), 'event')}")
    if not files:
        _show(campaign, events)


def _made(kind: str, events: Sequence[LedgerRow]) -> bytes:
    """Return the content of a file of events."""
    from outreach.writers import cells  # noqa: PLC0415 — openpyxl is loaded when a file is written

    if kind == "json":
        return console.json_text({"events": wording.machine_values(events)}).encode()
    rows = [[_cell(value) for value in told.values()] for told in wording.values(events)]
    if kind == "csv":
        return cells.csv_text(wording.HEADERS, rows)
    return cells.workbook("log", wording.HEADERS, rows, WIDTHS)


def _cell(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _show(campaign: Campaign, events: Sequence[LedgerRow]) -> None:
    kinds = wording.kinds_of(events)
    rows = [
        (event["date"], wording.what(event, kinds), event["name"], event["country"], wording.letter(event),
         event["sender"], event["by"], event["note"])
        for event in events[-SHOWN:]
    ]  # fmt: skip
    if len(events) > SHOWN:
        console.line(f"The last {SHOWN} of {len(events):,} events; all of them: outreach log --xlsx log.xlsx")
        console.line()
    if events:
        console.table(("Date", "What", "Person", "Country", "Letter", "Signed by", "Told by", "Note"), rows)
        console.next_step('a person\'s whole story: outreach history "NAME"')
    else:
        console.line(f"{campaign.name}: nothing like that happened.")
        console.next_step("outreach log, without the conditions")


def _record(
    ctx: click.Context, person: str, kind: str, date: dt.date, note: str, mailing: str = "", sender: str = ""
) -> None:
    """Record one fact about a person, and say what it is about."""
    if date > today():
        raise UsageError(f"{date} has not come yet; --date says when it happened")
    campaign = campaign_of(ctx)
    mailings_named(campaign, [mailing] if mailing else [])
    action = Action(who(), date, f"log {ctx.info_name}", note)
    with existing_ledger(campaign) as found:
        somebody = find_person(found, person, on_the_lists(campaign))
    with own_ledger(campaign) as ledger:
        about = person_log.record_for_person(ledger, somebody, kind, action, mailing=mailing, sender=sender)
    if not about:
        console.line(f"{somebody.name}: that is on record already.")
    else:
        words = wording.WORDS[kind]
        letter = f" ({about})" if kind in wording.OUTSIDE else ""
        console.line(f"{somebody.name}: {words} on {date.isoformat()}{letter}.")
    console.next_step(f'outreach history "{somebody.name}"; if that was a mistake: outreach mark --undo')


_DATE = click.option("--date", type=Day(), default=today, show_default="today", help="The day it happened.")
_NOTE = click.option("--note", default="", help="A remark to keep with it.")
_MAILING = click.option("--mailing", default="", help="The mailing it belongs to.", shell_complete=mailing_names)


@command.command("sent")
@click.argument("person")
@_DATE
@click.option("--by", "sender", default="", metavar="NAME", help="Who wrote it, if it was not you.")
@_MAILING
@_NOTE
@click.pass_context
def sent(ctx: click.Context, person: str, date: dt.date, sender: str, mailing: str, note: str) -> None:
    """Record a letter that was written outside the tool.

    With --mailing it counts as one of that mailing: a merge passes the person over until the next round.
    A letter that the tool made is marked with: outreach mark sent.
    """
    _record(ctx, person, "sent", date, note, mailing, sender or who())


@command.command("answered")
@click.argument("person")
@_DATE
@_MAILING
@_NOTE
@click.pass_context
def answered(ctx: click.Context, person: str, date: dt.date, mailing: str, note: str) -> None:
    """Record an answer, also without a letter of ours.

    It belongs to the person's latest letter if that is on its way, else it stands for itself.
    """
    _record(ctx, person, "answered", date, note, mailing)


@command.command("note")
@click.argument("person")
@click.argument("text")
@_DATE
@click.pass_context
def note_(ctx: click.Context, person: str, text: str, date: dt.date) -> None:
    """Keep a note on a person."""
    _record(ctx, person, "noted", date, text)


@command.command("address-confirmed")
@click.argument("person")
@_DATE
@_NOTE
@click.pass_context
def address_confirmed(ctx: click.Context, person: str, date: dt.date, note: str) -> None:
    """Record that a person's address is still right.

    After a letter came back, its address is in doubt until somebody confirms or changes it.
    """
    _record(ctx, person, "address_confirmed", date, note)


@command.command("address-changed")
@click.argument("person")
@_DATE
@_NOTE
@click.pass_context
def address_changed(ctx: click.Context, person: str, date: dt.date, note: str) -> None:
    """Record that a person has a new address.

    The address itself stands in your list, where you change it; the ledger keeps the day alone.
    """
    _record(ctx, person, "address_changed", date, note)
