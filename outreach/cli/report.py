"""``outreach report``: the picture of the campaign as a page, a PDF or a workbook."""

import datetime as dt
from pathlib import Path

import click

from outreach.batch.overview import look_over, read_everything
from outreach.campaign.record import existing_ledger
from outreach.cli import console
from outreach.cli.options import Day, campaign_of, mailing_names, today
from outreach.errors import UsageError
from outreach.l10n.speech import SPOKEN, Speech
from outreach.report.figures import Figures, Filter, figures, public
from outreach.report.files import report_pdf, report_workbook
from outreach.report.page import newsletter, report_page
from outreach.storage.files import private_folder, replace_file
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers

KINDS = (".html", ".pdf", ".xlsx")


@click.command()
@click.option("--since", type=Day(), help="Only what happened on this day or later.")
@click.option("--until", type=Day(), help="Only what happened on this day or earlier.")
@click.option("--country", default="", metavar="CODE", help="Only people in this country, such as DE.")
@click.option("--party", default="", metavar="NAME", help="Only members of this party or group.")
@click.option("--mailing", default="", help="Only this mailing.", shell_complete=mailing_names)
@click.option("--public", "for_all", is_flag=True, help="No person, and nothing of which there are fewer than five.")
@click.option("--language", type=click.Choice(SPOKEN), help="The language of the report; else the campaign's first.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it: a name that ends in .html, .pdf or .xlsx; else prints/report.html.",
)  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, since: dt.date | None, until: dt.date | None, country: str, party: str, mailing: str,
    language: str | None, output: Path | None, *, for_all: bool,
) -> None:  # fmt: skip
    """Draw the picture of the campaign: how much was sent, to whom, what came back.

    \b
      outreach report                          prints/report.html, for yourselves
      outreach report -o report.pdf            the same as a PDF
      outreach report --public -o public.html  for everybody: no person, nothing below five

    The page needs nothing else: it can be sent or put on a website as it is.
    """
    campaign = campaign_of(ctx)
    if output and output.suffix.lower() not in KINDS:
        raise UsageError(f"“{output}” must end in {', '.join(KINDS)}")
    spoken = next((one for one in campaign.languages if one in SPOKEN), "en")
    speech = Speech(language or spoken)
    path = output or private_folder(campaign.prints) / "report.html"
    with child_processes(1) as crew, existing_ledger(campaign) as ledger:
        overview = look_over(campaign, read_everything(campaign, crew), ledger, today())
        found = figures(ledger, overview, Filter(since, until, country.upper(), mailing, party))
        found = public(found) if for_all else found
        replace_file(path, _written(path, found, speech, campaign.name, crew))
    console.made(campaign, path, console.count(found.sent, "letter"))
    if found.sent:
        console.line(newsletter(found, speech))
    console.next_step("open it in your browser" if path.suffix == ".html" else f"open {path.name}")


def _written(path: Path, found: Figures, speech: Speech, campaign: str, crew: Workers) -> bytes:
    kind = path.suffix.lower()
    if kind == ".pdf":
        return report_pdf(found, speech, campaign, today(), crew)
    return report_workbook(found, speech) if kind == ".xlsx" else report_page(found, speech, campaign, today()).encode()
