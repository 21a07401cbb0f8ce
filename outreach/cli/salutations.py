"""``outreach salutations``: print all greetings of a mailing on one page."""

from dataclasses import asdict
from pathlib import Path

import click

from outreach.campaign.campaign import Campaign, mailings_named
from outreach.campaign.material import gather
from outreach.cli import console
from outreach.cli.options import campaign_of, mailing_names, today
from outreach.preview.salutation_sheet import Greeting, greetings, page
from outreach.storage import files
from outreach.workers.crew import child_processes


@click.command()
@click.argument("mailings", nargs=-1, metavar="[MAILING]...", shell_complete=mailing_names)
@click.option("--html", is_flag=True, help="Write prints/salutations-MAILING.html, a page to print.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(ctx: click.Context, mailings: tuple[str, ...], *, html: bool, as_json: bool) -> None:
    """Print all greetings of a mailing on one page.

    Somebody who speaks the languages can look them over before anything is printed. A greeting that is
    not right is put right with a column `salutation`, `gender` or `office` in the list.
    """
    campaign = campaign_of(ctx)
    chosen = mailings_named(campaign, mailings)
    with child_processes(1) as crew:
        materials = gather(campaign, chosen, crew)
    found = {m.mailing.name: greetings(campaign, m, today()) for m in materials if not m.blocking}
    blocking = tuple(dict.fromkeys(problem for material in materials for problem in material.blocking))
    if as_json:
        console.as_json({"mailings": {name: [asdict(one) for one in some] for name, some in found.items()}})
        return
    console.problems(blocking)
    for name, some in found.items():
        _show(name, some)
        if html:
            _write(campaign, name, some)
    neutral = any(one.neutral for some in found.values() for one in some)
    because = "* neutral, because the list does not tell the gender; " if neutral else ""
    console.next_step(f"{because}if all are right: outreach merge")


def _show(name: str, found: list[Greeting]) -> None:
    console.strong(name)
    rows = [
        (one.language, one.text + " *" * one.neutral or "(written in the template)", one.name, one.country)
        for one in found
    ]
    console.table(("Language", "Greeting", "Name", "Country"), rows)
    console.line()


def _write(campaign: Campaign, name: str, found: list[Greeting]) -> None:
    path = Path(files.private_folder(campaign.prints)) / f"salutations-{name}.html"
    files.replace_file(path, page(f"{campaign.name}: {name}", found).encode())
    console.made(campaign, path, f"{len(found)} greetings")
