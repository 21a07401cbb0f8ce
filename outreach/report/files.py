"""The report as files: one page of HTML, a PDF of it, a workbook with every table."""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook

from outreach.errors import SettingError
from outreach.l10n.speech import N_, Speech
from outreach.press.calls import set_page
from outreach.report.figures import Count, Figures
from outreach.report.page import report_page
from outreach.workers.pool import Call, Died, Workers, too_much
from outreach.writers.cells import Value, cell

PDF_SECONDS = 60.0


def report_pdf(found: Figures, speech: Speech, campaign: str, today: dt.date, workers: Workers) -> bytes:
    """Return the report as a PDF, set in a child process."""
    result = workers.run(Call(set_page, report_page(found, speech, campaign, today), PDF_SECONDS))
    if isinstance(result, Died):
        raise SettingError(f"the report {too_much('to set')}; save it as a page, or as a workbook")
    return result


def report_workbook(found: Figures, speech: Speech) -> bytes:
    """Return every table of the report, one a sheet."""
    book = Workbook(write_only=True)
    say = speech.text
    for title, (headers, rows) in _tables(found, speech).items():
        sheet = book.create_sheet(say(title)[:31].replace("/", "-"))
        sheet.append([cell(sheet, header, bold=True) for header in headers])
        for row in rows:
            sheet.append([cell(sheet, value) for value in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


Sheet = tuple[Sequence[str], Sequence[Sequence[Value]]]


def _tables(found: Figures, speech: Speech) -> Mapping[str, Sheet]:
    say = speech.text
    counted = [say("posted"), say("answered"), say("came back")]
    tables: dict[str, Sheet] = {
        N_("Figures"): (
            [say("Figure"), say("Number")],
            [
                (say("letters posted"), found.sent), (say("people reached"), found.people),
                (say("answers"), found.answered), (say("came back"), found.returned), (say("on the lists"), found.plan),
            ],
        ),
        N_("Letters over time"): (
            [say("From"), say("posted"), say("in all")],
            [(dt.datetime.combine(one.start, dt.time()), one.sent, one.total) for one in found.periods],
        ),
        N_("Letters to and about each prisoner"): (
            [say("Prisoner"), say("letters")], [(one.name, one.sent) for one in found.prisoners],
        ),
        N_("Who of the parliament was reached"): (
            [say("By party or group"), say("on the lists"), say("written to"), say("answered")],
            [
                (one.name, len(one.members), sum(state != "none" for state in one.members), one.members.count("answered"))
                for one in found.coverage
            ],
        ),
    }  # fmt: skip
    named: Mapping[str, tuple[Sequence[Count], Callable[[str], str]]] = {
        N_("By country"): (found.countries, speech.country), N_("By party or group"): (found.parties, str),
        N_("By chamber"): (found.chambers, str), N_("By mailing"): (found.mailings, str), N_("Who signed"): (found.senders, str),
    }  # fmt: skip
    for title, (counts, name) in named.items():
        rows = [(name(one.name), one.sent, one.answered, one.returned) for one in counts]
        tables[title] = [say(title), *counted], rows
    return {title: table for title, table in tables.items() if table[1]}
