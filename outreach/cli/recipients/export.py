"""``outreach recipients export``: write a clean list, with drop-down lists and the problems beside the rows."""

from pathlib import Path

import click

from outreach.cli import console
from outreach.cli.options import campaign_if_any
from outreach.cli.outputs import force_option, outputs
from outreach.model import Kind
from outreach.workers.crew import child_processes


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("recipients.xlsx"))
@click.option(
    "--from", "source", type=click.Path(path_type=Path),
    help="Take the people of this list, with an id for each, and what is wrong with their rows.",
)  # fmt: skip
@click.option("--kind", type=click.Choice([one.value for one in Kind]), help="Whose columns; found out with --from.")
@force_option()
@click.pass_context
def command(ctx: click.Context, file: Path, *, source: Path | None, kind: str | None, force: bool) -> None:
    """Write a clean list, with drop-down lists and the problems beside the rows.

    FILE is recipients.xlsx if you name none. Without --from it is an empty list to fill in: what a new
    organiser starts from. Its headers carry notes.
    """
    from outreach.campaign.list_tools import clean_copy, empty_list  # noqa: PLC0415 — openpyxl is loaded when it is used

    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"`{file.name}` must end in .xlsx", ctx, param_hint="FILE")
    campaign = campaign_if_any(ctx)
    (output,) = outputs([file], campaign, force=force)
    if source is None:
        output.write(empty_list(Kind(kind or Kind.POLITICIAN)))
        console.line(f"{file}: an empty list")
    else:
        with child_processes(1) as crew:
            data, people, problems = clean_copy(source, campaign, crew, Kind(kind) if kind else None)
        output.write(data)
        console.line(
            f"{file}: {console.count(people, 'row')}, {problems} of them with a problem, told in the last column"
        )
    console.next_step(f"fill it in, name it in campaign.toml, then: outreach columns {file}")
