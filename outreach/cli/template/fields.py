"""``outreach template fields``: list everything that a text can fill in."""

import click

from outreach.campaign.campaign import mailings_named
from outreach.campaign.mailing_faults import TEXTS
from outreach.campaign.material import Material, gather
from outreach.campaign.template_tools import Field, fields_of
from outreach.cli import console
from outreach.cli.options import campaign_of, mailing_names
from outreach.errors import InputError
from outreach.workers.crew import child_processes

LONGEST = 28
"""Characters of a value that are shown."""


@click.command()
@click.argument("mailing", required=False, shell_complete=mailing_names)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(ctx: click.Context, mailing: str | None, *, as_json: bool) -> None:
    """List everything that a text can fill in, with two values each.

    The names come from the lists of MAILING, or of the only mailing. Write them as {{ recipient.city }} in HTML, and
    as {city} in any other text.
    """
    campaign = campaign_of(ctx)
    chosen = mailings_named(campaign, (mailing,) if mailing else ())
    with child_processes() as crew:
        materials = gather(campaign, chosen, crew)
    for material in materials:
        if not material.to.columns:
            raise InputError("the list cannot be read", material.blocking)
    found = {one.mailing.name: [*fields_of(one, campaign.languages[0])] for one in materials}
    if as_json:
        console.as_json({name: {field.name: field.examples for field in fields} for name, fields in found.items()})
        return
    for material in materials:
        _show(material, found[material.mailing.name])
    console.next_step("write the names into the text, then: outreach check")


def _show(material: Material, fields: list[Field]) -> None:
    console.strong(f"{material.mailing.name}:")
    rows = [(f"{{{{ {one.name} }}}}", _plain(one.name), " · ".join(map(_short, one.examples))) for one in fields]
    rows += [(f"{{{{ {name} }}}}", f"{{{name}}}", "") for name in sorted(TEXTS)]
    console.table(("In HTML", "In other texts", "For example"), rows)
    console.line()


def _plain(name: str) -> str:
    return f"{{{name.removeprefix('recipient.')}}}"


def _short(text: str) -> str:
    line = " / ".join(text.split("\n"))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
