"""Report: the picture of the campaign, filtered; as a page, a PDF, a workbook, and without any person."""

import datetime as dt

from starlette.responses import Response

from outreach.batch.overview import Overview
from outreach.errors import UsageError
from outreach.report.figures import Figures, Filter, figures, public
from outreach.report.page import report_body, report_page
from outreach.web.visit import Page, Visit
from outreach.web.watcher import version_of

KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OWN_STYLE = "default-src 'none'; style-src 'unsafe-inline'"
"""The policy of the report as a file: its style stands in it, and nothing else may come from anywhere."""


def _asked(visit: Visit) -> Filter:
    return Filter(
        _day(visit.asked("since")), _day(visit.asked("until")), visit.asked("country"), visit.asked("mailing"),
        visit.asked("party"),
    )  # fmt: skip


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"`{text}` is not a date; write it as 2026-11-20") from None


def _figures(visit: Visit, overview: Overview | None) -> Figures:
    """Return the figures; they are counted once for each state of record and lists."""
    wanted = _asked(visit)
    with visit.board.record() as ledger:
        moment = id(overview), version_of(ledger)
        found = visit.board.remembered("figures", moment, wanted, lambda: figures(ledger, overview, wanted))
    return public(found) if visit.asked("public") else found


def _report(visit: Visit) -> Response:
    overview, fresh = visit.overview()
    found = _figures(visit, overview)
    people = overview.people.values() if overview else ()
    return visit.page(
        "report.html", figures=found, fresh=fresh, asked=_asked(visit), body=report_body(found, visit.speech),
        query=visit.request.url.query, open_to_all=bool(visit.asked("public")),
        countries=sorted((visit.speech.country(code), code) for code in {one.country for one in people}),
        parties=sorted({party for one in people if (party := one.fields.get("party"))}),
        mailings=overview.mailings if overview else (),
    )  # fmt: skip


def _file(visit: Visit) -> Response:
    """Return the report as a file to keep."""
    from outreach.report.files import report_pdf, report_workbook  # noqa: PLC0415 — loads openpyxl, which no page needs

    kind, board = visit.asked("kind"), visit.board
    if kind not in KINDS:
        return visit.page("lost.html", 404)
    overview, _ = visit.overview(wait=True)
    found = _figures(visit, overview)
    campaign = board.campaign().name
    if kind == "pdf":
        with board.children.looking() as workers:
            data = report_pdf(found, visit.speech, campaign, board.today(), workers)
    elif kind == "xlsx":
        data = report_workbook(found, visit.speech)
    else:
        data = report_page(found, visit.speech, campaign, board.today()).encode()
    name = f"report-{board.today().isoformat()}{'-public' if found.public else ''}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": OWN_STYLE}
    return Response(data, media_type=KINDS[kind], headers=headers)


PAGES = (Page("/report", _report), Page("/report/file.{kind}", _file))
