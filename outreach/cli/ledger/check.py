"""``outreach ledger check``: verify that the ledger keeps its promises."""

import click

from outreach.campaign.record import existing_ledger, the_ledger
from outreach.cli import console
from outreach.cli.options import campaign_of
from outreach.errors import ExitCode
from outreach.upkeep.audit import audit


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for another program.")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Verify that the ledger keeps its promises, and say how to mend what is wrong.

    Looks at the tables, at every step of every piece, and at every file that was recorded: is it
    there, is it as it was, has it the pages that the ledger knows of? Nothing is changed.
    """
    campaign = campaign_of(ctx)
    with existing_ledger(campaign) as found:
        problems = audit(campaign, the_ledger(found))
    if as_json:
        console.as_json({"problems": console.problem_values(problems)})
    else:
        console.problems(problems)
        _show_end(len(problems))
    if problems:
        raise SystemExit(ExitCode.LEDGER)


def _show_end(problems: int) -> None:
    if problems:
        console.line(f"{console.count(problems, 'promise')} of the ledger did not hold.")
        console.next_step("mend what stands above, then: outreach ledger check")
    else:
        console.line("Everything is as it was recorded.")
        console.next_step("outreach status")
